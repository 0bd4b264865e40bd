// `createVerifier` in workerd: made at module scope, its keys used by requests that may each end at any time.

import assert from "node:assert/strict";
import { test } from "node:test";
import { answer, delayed, drop, hang, redirect, status } from "../support/answers.mjs";
import { SERVICE, startAuthorizationServer } from "../support/authorization-server.mjs";
import { jwk, sign, startIssuer } from "../support/resource-server.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { createWith } from "../support/tokenward.mjs";
import { pause } from "../support/wait.mjs";
import { COMPATIBILITY_DATES, startWorker } from "../support/workerd.mjs";

for (const compatibilityDate of COMPATIBILITY_DATES) {
  test(`${compatibilityDate}: made at module scope without I/O; requests are verified, their keys fetched once`, async (t) => {
    const { issuer, worker, ask } = await setUp(t, { compatibilityDate });
    assert.deepEqual((await worker.get("/moduleScope")).calls, []);
    assert.equal(issuer.requests, 0);
    for (const alg of ["RS256", "ES256", "EdDSA"]) {
      const token = await sign(issuer.url, {}, { alg, kid: alg });
      assert.deepEqual(await ask(token), { sub: "user-1" });
      assert.deepEqual(await ask(token), { sub: "user-1" });
      assert.match((await ask(`${token.slice(0, -8)}AAAAAAAA`)).message, /signature/);
    }
    const expired = await ask(await sign(issuer.url, { exp: 1 }, { kid: "RS256" }));
    assert.deepEqual([expired.name, expired.status], ["InvalidTokenError", 401]);
    assert.match(expired.challenge, /error="invalid_token"/);
    assert.equal(issuer.keySetRequests, 1);
  });

  test(`${compatibilityDate}: a request that ends early leaves no other waiting`, async (t) => {
    const { issuer, worker, ask } = await setUp(t, { compatibilityDate });
    const token = await sign(issuer.url, {}, { kid: "RS256" });
    issuer.keySetAnswer = delayed(500, answer({ body: { keys: issuer.keys } }));
    await worker.get(`/start?token=${token}`);
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => ask(token)));
    for (const outcome of outcomes) assert.deepEqual(outcome, { sub: "user-1" });
    assert.ok(issuer.keySetRequests <= 11, `${issuer.keySetRequests} requests`);
    assert.deepEqual(await ask(token), { sub: "user-1" });
  });
}

for (const compatibilityDate of COMPATIBILITY_DATES) {
  test(`${compatibilityDate}: opaque tokens are asked about at oidc-provider, one question a request`, async (t) => {
    const { issuer } = await startAuthorizationServer(t, { features: { introspection: { enabled: true } } });
    const bindings = { ISSUER: issuer, INTROSPECTION: `${issuer}/token/introspection`, CLIENT_ID: SERVICE.clientId, CLIENT_SECRET: SERVICE.clientSecret };
    const worker = await startWorker(t, "verifier", { bindings, compatibilityDate });
    assert.deepEqual((await worker.get("/moduleScope")).calls, []);
    const manager = await createWith(t, { grant: "client_credentials", issuer, ...SERVICE });
    const ask = (token) => worker.get(`/?token=${encodeURIComponent(token)}`);
    const token = await manager.getToken();
    for (const outcome of await Promise.all(Array.from({ length: 5 }, () => ask(token)))) assert.deepEqual(outcome, { client: SERVICE.clientId });
    await manager.revoke();
    const revoked = await ask(token);
    assert.deepEqual([revoked.name, revoked.status], ["InvalidTokenError", 401]);
  });

  test(`${compatibilityDate}: an introspection endpoint that hangs or is down ends each request with 503`, async (t) => {
    const server = await startTokenServer(t);
    const bindings = { ISSUER: server.origin, INTROSPECTION: `${server.origin}/introspect`, CLIENT_ID: "api", CLIENT_SECRET: "secret" };
    const worker = await startWorker(t, "verifier", { bindings, compatibilityDate });
    for (const [sends, name] of [[hang(), "timeout"], [drop(), "network"], [status(500), "500"], [redirect(`${server.origin}/elsewhere`), "307"]]) {
      server.route("/introspect", sends);
      const outcomes = await Promise.all([1, 2, 3].map(() => worker.get("/?token=opaque")));
      for (const outcome of outcomes) assert.deepEqual([outcome.name, outcome.status], ["TokenError", 503], `${name}: ${outcome.message}`);
    }
    assert.ok(server.otherRequests.every(({ path }) => path === "/introspect"), "no redirect is followed");
  });
}

test("isolates share the key set by KV", async (t) => {
  const issuer = await startIssuer(t, await keys());
  const worker = await startWorker(t, "verifier", { bindings: { ISSUER: issuer.url }, kvNamespaces: ["KEYS"] });
  const token = await sign(issuer.url, {}, { kid: "RS256" });
  assert.equal((await worker.get(`/?token=${token}`)).sub, "user-1");
  await pause(50);
  const { keys: stored } = await (await worker.kv("KEYS")).list();
  assert.deepEqual(stored.map(({ name }) => name), [`tokenward:jwks:${issuer.url}`]);
  assert.ok(stored[0].expiration > Date.now() / 1000 + 3_600);
});

const keys = () => Promise.all(["RS256", "ES256", "EdDSA"].map((alg) => jwk(alg, alg)));

async function setUp(t, options) {
  const issuer = await startIssuer(t, await keys());
  const worker = await startWorker(t, "verifier", { bindings: { ISSUER: issuer.url }, ...options });
  return { issuer, worker, ask: (token) => worker.get(`/?token=${encodeURIComponent(token)}`) };
}
