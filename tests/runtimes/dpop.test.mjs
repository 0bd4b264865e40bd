// Tokens that are bound to a key (DPoP, RFC 9449), against `oidc-provider` and a resource server that checks every proof.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { APP, LEGACY_APP, ACCOUNT, REDIRECT_URI, SERVICE, startAuthorizationServer, WEB_APP } from "../support/authorization-server.mjs";
import { newBrowser } from "../support/browser.mjs";
import { startDpopResource, verifyProof } from "../support/dpop-resource.mjs";
import { assertRejects, recordEvents } from "../support/expect.mjs";
import { MapStorage } from "../support/storages.mjs";
import { createManager, createWith, newNamespace, oneAttempt } from "../support/tokenward.mjs";

const USER = { grant: "authorization_code", redirectUri: REDIRECT_URI, scope: "openid offline_access", dpop: true };

/** oidc-provider, with or without required nonces. */
const servers = {
  "a server without nonces": undefined,
  "a server that requires its nonce": { dPoP: { enabled: true, nonceSecret: randomBytes(32), requireNonce: () => true } },
};

for (const [what, features] of Object.entries(servers)) {
  test(`client credentials at ${what}: the token is bound to the key, and fetch proves it`, async (t) => {
    const server = await startAuthorizationServer(t, { features });
    const resource = await startDpopResource(t, { keyOf: server.keyOf });
    const manager = await createWith(t, { grant: "client_credentials", issuer: server.issuer, ...SERVICE, dpop: true, allowedOrigins: [resource.origin] });
    const events = recordEvents(manager);
    const response = await manager.fetch(`${resource.origin}/orders?page=2#top`, { method: "post", body: "body" });
    assert.equal(response.status, 200, resource.refusals().join());
    assert.deepEqual([resource.hits[0].claims.htu, resource.hits[0].claims.htm], [`${resource.origin}/orders`, "POST"]);
    assert.equal(manager.getTokenInfo().tokenType, "DPoP");
    assert.match((await manager.getAuthHeaders()).Authorization, /^DPoP /);

    await manager.refresh();
    assert.equal((await manager.fetch(resource.origin)).status, 200);
    assert.deepEqual(server.granted, ["client_credentials", "client_credentials"]);
    assert.equal(server.refused.length, features ? 1 : 0, "one request without the nonce, and none after it");
    assert.deepEqual([events.count("error"), manager.metrics().failures, manager.getTokenInfo().consecutiveFailures], [0, 0, 0]);
  });

  for (const [kind, client] of [["public", APP], ["confidential", WEB_APP]]) {
    test(`a user of a ${kind} client at ${what}: login, renewal, revocation`, async (t) => {
      const server = await startAuthorizationServer(t, { features });
      const resource = await startDpopResource(t, { keyOf: server.keyOf });
      const provider = { ...USER, issuer: server.issuer, ...client, allowedOrigins: [resource.origin, server.issuer] };
      const manager = await createWith(t, provider);
      const jkt = await login(manager);
      assert.equal(await server.keyOf(await manager.getToken()), jkt, "the code was bound to the key, and the token is");
      await manager.refresh();
      await manager.invalidate();
      assert.equal((await manager.fetch(resource.origin)).status, 200, resource.refusals().join());
      // The server's own resource, which checks proofs as well.
      const me = await manager.fetch(`${server.issuer}/me`);
      assert.deepEqual([me.status, (await me.json()).sub], [200, "ada"]);
      assert.deepEqual(server.granted, ["authorization_code", "refresh_token", "refresh_token"]);
      const token = await manager.getToken();
      await manager.revoke();
      assert.equal(await server.keyOf(token), undefined);
      assert.equal(await manager.getTokens(), undefined);
    });
  }
}

test("par: the pushed request binds the code to the key", async (t) => {
  const server = await startAuthorizationServer(t, { features: { pushedAuthorizationRequests: { enabled: true } } });
  const manager = await createWith(t, { ...USER, issuer: server.issuer, ...APP, par: true });
  await login(manager);
  assert.equal(manager.getTokenInfo().tokenType, "DPoP");
});

test("a refresh token of a public client serves with its key alone, and a new process needs a new login", async (t) => {
  const server = await startAuthorizationServer(t);
  const [storage, namespace] = [new MapStorage(), newNamespace()];
  const options = { storage, namespace, providers: { api: { ...USER, issuer: server.issuer, ...APP } } };
  const first = await createManager(t, options);
  const jkt = await login(first);
  // The same storage object: the same process, the same key.
  const second = await createManager(t, options);
  await second.refresh();
  assert.equal(await server.keyOf(await second.getToken()), jkt);

  const restarted = await createManager(t, { ...options, storage: Object.assign(new MapStorage(), { items: storage.items }) });
  const events = recordEvents(restarted);
  await assertRejects(restarted.getToken(), "ReauthenticationRequiredError");
  await assertRejects(restarted.getToken(), "ReauthenticationRequiredError");
  assert.deepEqual(server.granted, ["authorization_code", "refresh_token"], "nothing was sent that the server would refuse");
  assert.equal(server.refused.length, 0);
  assert.equal(events.count("reauthenticate") <= 1, true);
  assert.match((await second.getTokens()).accessToken, /./, "what is stored was left alone");
  assert.notEqual(await login(restarted), jkt);
});

test("the refresh token of a client with a secret outlives the key", async (t) => {
  const server = await startAuthorizationServer(t);
  const [storage, namespace] = [new MapStorage(), newNamespace()];
  const options = { storage, namespace, providers: { api: { ...USER, issuer: server.issuer, ...WEB_APP } } };
  const jkt = await login(await createManager(t, options));
  const restarted = await createManager(t, { ...options, storage: Object.assign(new MapStorage(), { items: storage.items }) });
  const token = await restarted.getToken();
  const now = await server.keyOf(token);
  assert.ok(now && now !== jkt);
  assert.deepEqual(server.granted, ["authorization_code", "refresh_token"]);
});

test("a server that answers Bearer although it was asked to bind is an error, and the token is not used", async (t) => {
  const server = await startAuthorizationServer(t);
  const manager = await createWith(t, {
    grant: "password", tokenEndpoint: `${server.issuer}/token`, ...LEGACY_APP, ...ACCOUNT, scope: "openid", dpop: true, retryPolicy: oneAttempt,
  });
  await assertRejects(manager.getToken(), "TokenAcquisitionError", { code: "invalid_response", message: /DPoP/ });
  assert.equal(manager.peekToken(), undefined);
});

test("getDpopHeaders has both headers, each proof for one request, with the nonce that was told", async (t) => {
  const server = await startAuthorizationServer(t);
  const manager = await createWith(t, { grant: "client_credentials", issuer: server.issuer, ...SERVICE, dpop: true });
  const request = { url: "https://api.example/a/b?c#d", method: "put" };
  const [one, other] = [await manager.getDpopHeaders("api", request), await manager.getDpopHeaders("api", { ...request, nonce: "n-1" })];
  const [{ payload: first, jkt }, { payload: second }] = [await verifyProof(one.DPoP), await verifyProof(other.DPoP)];
  assert.equal(one.Authorization, `DPoP ${await manager.getToken()}`);
  assert.deepEqual([first.htm, first.htu, first.nonce, second.nonce], ["PUT", "https://api.example/a/b", undefined, "n-1"]);
  assert.notEqual(first.jti, second.jti);
  assert.equal(await server.keyOf(await manager.getToken()), jkt);
  const bearer = await createWith(t, { grant: "client_credentials", issuer: server.issuer, ...SERVICE });
  await assertRejects(bearer.getDpopHeaders("api", request), "InvalidConfigurationError", { message: /providers\.api\.dpop/ });
  await assertRejects(manager.getDpopHeaders("api", { url: "/relative" }), "InvalidConfigurationError", { message: /request\.url/ });
  await assertRejects(manager.getDpopHeaders("api", { ...request, scope: 5 }), "InvalidConfigurationError", { message: /request\.scope/ });
  await assertRejects(manager.getDpopHeaders("api", { ...request, resorce: "https://api.example" }), "InvalidConfigurationError", { message: /request\.resorce/ });
});

test("a provider behind another proves with its own key", async (t) => {
  const server = await startAuthorizationServer(t);
  const resource = await startDpopResource(t, { keyOf: server.keyOf });
  const bound = { grant: "client_credentials", issuer: server.issuer, ...SERVICE, dpop: true };
  const broken = { grant: "client_credentials", tokenEndpoint: `${server.issuer}/nowhere`, clientId: "x", clientSecret: "y", retryPolicy: oneAttempt };
  for (const fallback of ["bound", bound]) {
    const manager = await createManager(t, { providers: { api: { ...broken, fallback, allowedOrigins: [resource.origin] }, bound } });
    assert.equal((await manager.fetch(resource.origin, { provider: "api" })).status, 200, resource.refusals().join());
  }
});

/** Signs in as ada; returns the thumbprint that the login was bound to. */
async function login(manager) {
  const { url } = await manager.startLogin("api", { prompt: "consent" });
  const browser = newBrowser();
  const { left } = await browser.signIn(await browser.visit(url));
  await manager.finishLogin(left);
  return new URL(url).searchParams.get("dpop_jkt");
}
