// Proofs of possession (RFC 9449) at servers that misbehave, and in hosts that lack the means.

import assert from "node:assert/strict";
import { test } from "node:test";
import { answer, oauthError, token } from "../support/answers.mjs";
import { startDpopResource, verifyProof } from "../support/dpop-resource.mjs";
import { assertBadConfiguration, assertRejects, recordEvents } from "../support/expect.mjs";
import { assertNothingOf } from "../support/secrets.mjs";
import { MapStorage } from "../support/storages.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { clientCredentials, createWith, oneAttempt, refreshTokenGrant } from "../support/tokenward.mjs";

const wantsNonce = (nonce) => oauthError("use_dpop_nonce", { headers: { "dpop-nonce": nonce } });
const dpopToken = (members) => token({ token_type: "DPoP", ...members });
const proofs = (server) => Promise.all(server.requests.map(async ({ headers }) => (await verifyProof(headers.dpop)).payload));

async function setUp(t, provider = {}, options = {}) {
  const server = await startTokenServer(t);
  server.always(dpopToken());
  const manager = await createWith(t, clientCredentials(server, { dpop: true, ...provider }), options);
  return { server, manager };
}

test("every try has a proof of its own: the endpoint's URL, the method, an ID never seen before", async (t) => {
  const { server, manager } = await setUp(t);
  server.next(answer({ status: 503 }), wantsNonce("n1"), dpopToken());
  await manager.getToken();
  await manager.refresh();
  const sent = await proofs(server);
  assert.deepEqual(sent.map(({ htm, htu, nonce }) => [htm, htu, nonce]), [undefined, undefined, "n1", "n1"].map((n) => ["POST", server.tokenEndpoint, n]));
  assert.equal(new Set(sent.map(({ jti }) => jti)).size, 4);
  assert.equal(sent.some(({ ath }) => ath !== undefined), false);
});

test("a nonce that comes with a good answer is in the next proof", async (t) => {
  const { server, manager } = await setUp(t);
  server.next(answer({ headers: { "dpop-nonce": "next" }, body: { access_token: "a", token_type: "DPoP", expires_in: 60 } }));
  await manager.getToken();
  await manager.refresh();
  assert.deepEqual((await proofs(server)).map(({ nonce }) => nonce), [undefined, "next"]);
});

test("a server that wants a new nonce for ever gets one repeat of each request", async (t) => {
  const { server, manager } = await setUp(t, { retryPolicy: oneAttempt });
  let nonces = 0;
  server.always(() => wantsNonce(`n${++nonces}`));
  const error = await assertRejects(manager.getToken(), "TokenAcquisitionError", { oauthError: "use_dpop_nonce", status: 400 });
  assert.equal(error.retryable, false);
  assert.equal(server.requests.length, 2);
  assert.equal(manager.getTokenInfo().consecutiveFailures, 1);
});

for (const [what, nonce] of Object.entries({ "that is huge": "n".repeat(5000), "with spaces in it": "a b", "with quotes": 'a"b' })) {
  test(`a nonce ${what} is ignored`, async (t) => {
    const { server, manager } = await setUp(t, { retryPolicy: oneAttempt });
    server.always(wantsNonce(nonce));
    await assertRejects(manager.getToken(), "TokenAcquisitionError", { oauthError: "use_dpop_nonce" });
    assert.equal(server.requests.length, 1);
  });
}

test("a clock that is two hours wrong: the first refusal shows the server's time, and the proof is repeated with it", async (t) => {
  const { server, manager } = await setUp(t);
  const date = new Date(Date.now() - 7_200_000).toUTCString();
  const refused = answer({ status: 400, headers: { date }, body: { error: "invalid_dpop_proof" } });
  server.next(refused, answer({ headers: { date }, body: { access_token: "a", token_type: "DPoP", expires_in: 3600 } }));
  const events = recordEvents(manager);
  await manager.getToken();
  const [first, second] = await proofs(server);
  assert.ok(Math.abs(first.iat - second.iat - 7200) < 10, `${first.iat} ${second.iat}`);
  assert.equal(events.count("error"), 0);
  // So do proofs for resources, although their servers have not sent the time yet.
  const { DPoP } = await manager.getDpopHeaders("api", { url: "https://api.example/" });
  assert.ok(Math.abs((await verifyProof(DPoP)).payload.iat - second.iat) < 10);
});

test("a proof that is refused for good is sent once", async (t) => {
  const { server, manager } = await setUp(t);
  server.always(oauthError("invalid_dpop_proof"));
  await assertRejects(manager.getToken(), "TokenAcquisitionError", { oauthError: "invalid_dpop_proof" });
  assert.equal(server.requests.length, 1);
});

for (const [dpop, type, field] of [[true, "Bearer", "dpop"], [false, "DPoP", "dpop"]]) {
  test(`dpop: ${dpop}, and the server answers ${type}: a typed error, and the token is used nowhere`, async (t) => {
    const { server, manager } = await setUp(t, { dpop });
    server.always(token({ token_type: type }));
    await assertRejects(manager.getToken(), "TokenAcquisitionError", { code: "invalid_response", retryable: false, message: new RegExp(field) });
    assert.equal(manager.peekToken(), undefined);
    assert.equal(server.requests.length, 1);
    assert.equal(server.requests[0].headers.dpop !== undefined, dpop);
  });
}

test("a resource that wants its nonce: one repeat with the same token, then none, until it wants another", async (t) => {
  let nonce = "r1";
  const resource = await startDpopResource(t, { nonce: () => nonce });
  const { server, manager } = await setUp(t, { allowedOrigins: [resource.origin] });
  for (const body of ["one", "two"]) assert.equal((await manager.fetch(`${resource.origin}/x`, { method: "POST", body })).status, 200);
  nonce = "r2";
  assert.equal((await manager.fetch(`${resource.origin}/x`)).status, 200);
  assert.deepEqual(resource.hits.map(({ refused }) => refused?.slice(0, 5)), ["nonce", undefined, undefined, "nonce", undefined]);
  assert.deepEqual(resource.hits.map(({ body }) => body), ["one", "one", "two", "", ""]);
  assert.equal(server.requests.length, 1, "the token was not to blame");
});

test("many requests at once to a resource whose nonce has changed: each is repeated once", async (t) => {
  let nonce = "r1";
  const resource = await startDpopResource(t, { nonce: () => nonce });
  const { server, manager } = await setUp(t, { allowedOrigins: [resource.origin] });
  await manager.fetch(resource.origin);
  nonce = "r2";
  const responses = await Promise.all(Array.from({ length: 20 }, () => manager.fetch(resource.origin)));
  assert.deepEqual(responses.map(({ status }) => status), Array(20).fill(200));
  assert.equal(server.requests.length, 1);
});

test("a resource that wants a new nonce for ever gets one repeat, and keeps its 401 and the token", async (t) => {
  let nonces = 0;
  const resource = await startDpopResource(t, { nonce: () => `n${++nonces}` });
  const { server, manager } = await setUp(t, { allowedOrigins: [resource.origin] });
  const response = await manager.fetch(resource.origin);
  assert.equal(response.status, 401);
  assert.equal(resource.hits.length, 2);
  assert.equal(server.requests.length, 1);
});

test("a body that is a stream is sent once", async (t) => {
  const resource = await startDpopResource(t, { nonce: () => "n" });
  const { manager } = await setUp(t, { allowedOrigins: [resource.origin] });
  const send = () => manager.fetch(resource.origin, { method: "POST", body: new Blob(["streamed"]).stream(), duplex: "half" });
  assert.equal((await send()).status, 401);
  assert.equal((await send()).status, 200, "the nonce is known now");
  assert.deepEqual(resource.hits.map(({ body }) => body), ["streamed", "streamed"]);
});

test("a 401 for the token's sake renews it, and the repeat has a new proof", async (t) => {
  const good = new Set();
  const resource = await startDpopResource(t, { keyOf: (given) => good.has(given) ? jkt : undefined });
  const { server, manager } = await setUp(t, { allowedOrigins: [resource.origin] });
  const { DPoP } = await manager.getDpopHeaders("api", { url: resource.origin });
  const { jkt } = await verifyProof(DPoP);
  server.always(dpopToken({ access_token: "renewed" }));
  good.add("renewed");
  assert.equal((await manager.fetch(resource.origin)).status, 200);
  assert.deepEqual(resource.refusals(), ["the token is unknown"]);
  assert.equal(server.requests.length, 2);
});

test("redirects: a new proof for each place of the same origin, and none for another", async (t) => {
  const there = await startDpopResource(t);
  const resource = await startDpopResource(t);
  const { manager } = await setUp(t, { allowedOrigins: [resource.origin] });
  const to = (url, status = 302) => `${resource.origin}/from?status=${status}&to=${encodeURIComponent(url)}`;
  assert.equal((await manager.fetch(to("/end?x=1"))).status, 200, resource.refusals().join());
  assert.deepEqual((await (await manager.fetch(to("/end", 307), { method: "POST", body: "again" })).json()), { body: "again" });
  const [, end, , posted] = resource.hits;
  assert.deepEqual([end.claims.htu, posted.claims.htm], [`${resource.origin}/end`, "POST"]);

  assert.equal((await manager.fetch(to(`${there.origin}/cdn`))).status, 401);
  assert.deepEqual(there.hits.map(({ authorization, proof }) => [authorization, proof]), [[undefined, undefined]]);
  // Permanently: not even a redirect back gets them.
  await manager.fetch(to(`${there.origin}/?to=${encodeURIComponent(`${resource.origin}/end`)}`));
  assert.deepEqual([resource.hits.at(-1).authorization, resource.hits.at(-1).proof], [undefined, undefined]);
  await assertRejects(manager.fetch(there.origin), "TokenError", { code: "origin_not_allowed" });
});

test("with onNoToken anonymous a request without a token has no proof", async (t) => {
  const resource = await startDpopResource(t);
  const { server, manager } = await setUp(t, { allowedOrigins: [resource.origin], retryPolicy: oneAttempt });
  server.always(answer({ status: 500 }));
  assert.equal((await manager.fetch(resource.origin, { onNoToken: "anonymous" })).status, 401);
  assert.deepEqual(resource.hits.map(({ authorization, proof }) => [authorization, proof]), [[undefined, undefined]]);
});

test("setTokens: tokens count as bound to the key, and Bearer tokens are refused", async (t) => {
  const storage = new MapStorage();
  const server = await startTokenServer(t);
  server.always(dpopToken());
  const manager = await createWith(t, refreshTokenGrant(server, { dpop: true }), { storage });
  for (const tokens of [{ accessToken: "a", tokenType: "Bearer" }, { access_token: "a", token_type: "bearer" }]) {
    await assertRejects(manager.setTokens("api", tokens), "InvalidConfigurationError", { message: /tokens\.tokenType/ });
  }
  await manager.setTokens("api", { accessToken: "a", refreshToken: "r", expiresIn: 3600 });
  const { Authorization, DPoP } = await manager.getDpopHeaders("api", { url: "https://api.example" });
  assert.equal(Authorization, "DPoP a");
  assert.equal(JSON.parse(/\{.*\}/s.exec(storage.text)[0]).dpop_jkt, (await verifyProof(DPoP)).jkt);
  await manager.refresh();
  const [{ form }] = server.requests;
  assert.equal(form.get("refresh_token"), "r");
});

test("clear forgets the tokens and keeps the key: a login that is pending is bound to it", async (t) => {
  const { manager } = await setUp(t, {}, { storage: new MapStorage() });
  const key = async () => (await verifyProof((await manager.getDpopHeaders("api", { url: "https://api.example" })).DPoP)).jkt;
  const before = await key();
  await manager.clear();
  assert.equal(manager.peekToken(), undefined);
  assert.equal(await key(), before);
});

test("without WebCrypto nothing is sent, and the error names it", async (t) => {
  const { server, manager } = await setUp(t);
  const { subtle } = crypto;
  t.after(() => Object.defineProperty(crypto, "subtle", { value: subtle, configurable: true }));
  Object.defineProperty(crypto, "subtle", { value: undefined, configurable: true });
  await assertRejects(manager.getToken(), "TokenAcquisitionError", { code: "crypto", retryable: false, message: /WebCrypto/ });
  assert.equal(server.requests.length, 0);
});

test("no error, event or log record contains a key or a proof", async (t) => {
  const told = [];
  const { server, manager } = await setUp(t, { retryPolicy: oneAttempt }, { logLevel: "debug", logger: (record) => told.push(record) });
  const events = recordEvents(manager);
  const echo = ({ headers }) =>
    oauthError("invalid_dpop_proof", { description: `what is ${headers.dpop}?`, headers: { "dpop-nonce": headers.dpop.slice(-20) } });
  server.next(echo, wantsNonce("n1"), echo);
  const errors = [];
  for (let i = 0; i < 2; i++) errors.push(await manager.getToken().catch((error) => error));
  await manager.getToken();
  const sent = server.requests.flatMap(({ headers }) => headers.dpop.split("."));
  assertNothingOf(sent, [told, events.all, errors, manager.getTokenInfo(), manager.health(), manager], "DPoP");
  assert.equal(told.filter(({ message }) => message === "token request sent").length, server.requests.length);
});

test("headers: DPoP is not the user's to set", async (t) => {
  const server = await startTokenServer(t);
  const api = clientCredentials(server, { dpop: true, headers: { DPoP: "x" } });
  await assertBadConfiguration({ providers: { api } }, "providers.api.headers.DPoP");
  await assertBadConfiguration({ providers: { api: { ...api, headers: {}, dpop: "yes" } } }, "providers.api.dpop");
});
