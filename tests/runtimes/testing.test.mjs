// "tokenward/testing" as users use it: the scripted provider and token endpoint, with the built core.

import assert from "node:assert/strict";
import { test } from "node:test";
import { answers, fakeProvider, scriptedTokenEndpoint } from "../../pkg/testing.js";
import { assertRefused, assertRejects } from "../support/expect.mjs";
import { createManager, createWith, oneAttempt, quickRetries, tokenward } from "../support/tokenward.mjs";
import { eventually, nextTurn } from "../support/wait.mjs";

// — fakeProvider —

test("a fake provider makes up tokens, and tells of each call", async (t) => {
  const api = fakeProvider({ expiresIn: 600, refreshToken: "R" });
  const manager = await createWith(t, api);
  assert.deepEqual(await Promise.all([manager.getToken(), manager.getToken()]), ["fake-token-1", "fake-token-1"]);
  await manager.refresh();
  assert.equal(manager.peekToken(), "fake-token-2");
  assert.ok(manager.getTokenInfo().remainingSeconds <= 600);
  assert.deepEqual(api.calls.map(({ kind, provider }) => [kind, provider]), [["acquire", "api"], ["refresh", "api"]]);
  assert.equal(api.calls[1].tokens.refreshToken, "R");
  assert.deepEqual([api.acquisitions, api.refreshes], [1, 1]);
});

test("a fake provider gives the listed tokens in order, then made-up ones", async (t) => {
  const api = fakeProvider({ tokens: ["one", { access_token: "two", expires_in: 60 }], refresh: false });
  const manager = await createWith(t, api);
  const given = [await manager.getToken()];
  for (let i = 0; i < 2; i++) {
    await manager.refresh();
    given.push(manager.peekToken());
  }
  assert.deepEqual(given, ["one", "two", "fake-token-1"]);
  assert.equal(api.acquisitions, 3, "without refresh it acquires anew");
});

test("a fake provider fails as told, and succeeds again", async (t) => {
  const api = fakeProvider({ retryPolicy: oneAttempt });
  const manager = await createWith(t, api);
  api.fail({ code: "network", status: 503, retryable: true, message: "down" });
  const error = await assertRejects(manager.getToken(), "TokenAcquisitionError", { retryable: true });
  assert.ok(error.cause instanceof tokenward.TokenError);
  assert.deepEqual([error.cause.code, error.cause.status, error.cause.message], ["network", 503, "down"]);
  api.succeed("at-last");
  assert.equal(await manager.getToken(), "at-last");
});

test("a fake provider's failure that is retryable is retried by the manager", async (t) => {
  const api = fakeProvider({ retryPolicy: quickRetries });
  const manager = await createWith(t, api);
  api.next(new tokenward.TokenError("once", { retryable: true }), "second");
  assert.equal(await manager.getToken(), "second");
  assert.equal(api.calls.length, 2);
});

test("a fake provider that hangs is released by succeed and by fail", async (t) => {
  const api = fakeProvider({ retryPolicy: oneAttempt });
  const manager = await createWith(t, api);
  api.hang();
  const waiting = manager.getToken();
  await eventually(() => api.calls.length === 1, "it was asked");
  assert.equal(manager.getTokenInfo().state, "authenticating");
  api.succeed("released");
  assert.equal(await waiting, "released");

  api.hang();
  const refreshing = manager.refresh();
  await eventually(() => api.calls.length === 2, "it was asked again");
  api.fail(new Error("no more"));
  const error = await assertRejects(refreshing, "TokenRefreshError");
  assert.equal(error.cause.message, "no more");
});

test("a fake provider tells of a revocation; one of the test's own may fail", async (t) => {
  const api = fakeProvider({ refreshToken: "R" });
  const stubborn = fakeProvider({ revoke: () => Promise.reject(new Error("not today")) });
  const manager = await createManager(t, { providers: { api, stubborn } });
  await Promise.all([manager.getToken("api"), manager.getToken("stubborn")]);
  await manager.revoke("api");
  assert.deepEqual([api.revocations, api.calls.at(-1).tokens.refreshToken], [1, "R"]);
  await manager.revoke("stubborn").catch(() => {});
  assert.deepEqual([manager.peekToken("stubborn"), stubborn.revocations], [undefined, 0]);
});

test("revoke reaches the scripted endpoint", async (t) => {
  const server = scriptedTokenEndpoint();
  const manager = await createManager(t, { fetch: server.fetch, providers: { api: client(server) } });
  const token = await manager.getToken();
  await manager.revoke();
  assert.deepEqual(server.revocations.map(({ form }) => form.token), [token]);
});

test("the manager refuses options that a fake provider does not know", async () => {
  await assertRefused(() => tokenward.TokenManager.create({ providers: { api: fakeProvider({ expiryIn: 5 }) } }), "InvalidConfigurationError", {
    message: /providers\.api\.expiryIn/,
  });
  await assertRefused(() => fakeProvider({ tokens: "one" }), "InvalidConfigurationError", { message: /^tokens/ });
});

// — scriptedTokenEndpoint —

const client = (server, more = {}) => ({
  grant: "client_credentials",
  issuer: server.issuer,
  clientId: "app",
  clientSecret: "s3cret",
  retryPolicy: quickRetries,
  ...more,
});

test("a scripted endpoint answers like a good server, metadata included, and records its requests", async (t) => {
  const server = scriptedTokenEndpoint({ issuer: "https://login.example/tenant", expiresIn: 120 });
  const manager = await createManager(t, { fetch: server.fetch, providers: { api: client(server, { scope: "a b" }) } });
  assert.equal(await manager.getToken(), "access-1");
  const [request] = server.requests;
  assert.equal(request.method, "POST");
  assert.equal(request.url, "https://login.example/tenant/token");
  assert.deepEqual(request.form, { grant_type: "client_credentials", scope: "a b" });
  assert.equal(request.headers.authorization, `Basic ${btoa("app:s3cret")}`);
  assert.equal(typeof request.at, "number");
  assert.ok(server.otherRequests.every(({ url }) => url.includes("/.well-known/")));
  assert.ok(manager.getTokenInfo().remainingSeconds <= 120);
});

test("answers come in the order of next, then from always, and reset forgets both", async (t) => {
  const server = scriptedTokenEndpoint();
  const manager = await createManager(t, { fetch: server.fetch, providers: { api: client(server) } });
  server.next(answers.status(503), answers.token({ access_token: "scripted", scope: "x" }));
  server.always(answers.oauthError("invalid_scope", { description: "no such scope" }));
  assert.equal(await manager.getToken(), "scripted");
  assert.equal(manager.getTokenInfo().scope, "x");
  assert.equal(server.requests.length, 2);
  await assertRejects(manager.refresh(), "TokenAcquisitionError", { oauthError: "invalid_scope", oauthErrorDescription: "no such scope", status: 400 });
  const { requests } = server;
  server.reset();
  assert.equal(requests.length, 0);
  assert.equal((await manager.refresh()).state, "valid");
});

const FAULTS = {
  "html()": [answers.html(), { code: "invalid_response", status: 200 }],
  "empty()": [answers.empty(), { code: "invalid_response", status: 200 }],
  "json() of something else": [answers.json(["no token"]), { code: "invalid_response" }],
  "redirect()": [answers.redirect("https://elsewhere.test/"), { code: "invalid_response" }],
  "networkError()": [answers.networkError(), { code: "network", retryable: true }],
  "status(429)": [answers.status(429, { retryAfter: 7 }), { code: "rate_limited", retryAfterMs: 7000 }],
  "status() with a body": [answers.status(400, { body: { error: "invalid_request" } }), { oauthError: "invalid_request" }],
  'oauthError("invalid_client")': [answers.oauthError("invalid_client"), { status: 401, oauthError: "invalid_client" }],
  "hang()": [answers.hang(), { code: "timeout" }],
  "a Response": [new Response("?", { status: 500 }), { status: 500 }],
  "a function of the request": [({ form }) => answers.oauthError(`was_${form.grant_type}`), { oauthError: "was_client_credentials" }],
};
for (const [name, [answer, members]] of Object.entries(FAULTS)) {
  test(`the answer ${name} is the typed error that it stands for`, async (t) => {
    const server = scriptedTokenEndpoint();
    server.always(answer);
    const retryPolicy = { ...oneAttempt, timeoutMs: 60 };
    const manager = await createManager(t, { fetch: server.fetch, providers: { api: client(server, { retryPolicy }) } });
    await assertRejects(manager.getToken(), "TokenAcquisitionError", members);
    // A second time, since a Response may be the answer to several requests. The rest of a wait has shrunk.
    const { retryAfterMs, ...lasting } = members;
    await assertRejects(manager.getToken(), "TokenAcquisitionError", lasting);
  });
}

test("delayed() answers later", async (t) => {
  const server = scriptedTokenEndpoint();
  server.next(answers.delayed(20, answers.token({ access_token: "late" })));
  const manager = await createManager(t, { fetch: server.fetch, providers: { api: client(server) } });
  assert.equal(await manager.getToken(), "late");
});

test("with rotation each refresh token works once, and a second use ends its family", async (t) => {
  const server = scriptedTokenEndpoint({ rotation: true });
  const first = server.newRefreshToken();
  const options = { fetch: server.fetch, providers: { api: { grant: "refresh_token", tokenEndpoint: server.tokenEndpoint, clientId: "app", refreshToken: first } } };
  const manager = await createManager(t, options);
  await manager.getToken();
  await manager.refresh();
  assert.equal(server.reuses, 0);
  assert.equal(new Set(server.requests.map(({ form }) => form.refresh_token)).size, 2);

  const thief = await createManager(t, options);
  await assertRejects(thief.getToken(), "ReauthenticationRequiredError", { oauthError: "invalid_grant" });
  assert.equal(server.reuses, 1);
  await assertRejects(manager.refresh(), "ReauthenticationRequiredError", { oauthError: "invalid_grant" });

  const other = await createManager(t, options);
  await other.setTokens("api", { accessToken: "A", expiresIn: 3600, refreshToken: server.newRefreshToken() });
  assert.equal((await other.refresh()).state, "valid", "another family lives on");
});

test("signIn stands in for the user in an authorization code login", async (t) => {
  const server = scriptedTokenEndpoint();
  const manager = await createManager(t, {
    fetch: server.fetch,
    providers: { api: { grant: "authorization_code", issuer: server.issuer, clientId: "app", redirectUri: "https://app.example/callback" } },
  });
  const { url } = await manager.startLogin("api", { appState: "/inbox" });
  assert.ok(url.startsWith(server.authorizationEndpoint));
  const callback = server.signIn(url);
  assert.ok(callback.startsWith("https://app.example/callback?"));
  const { appState, info } = await manager.finishLogin(callback);
  assert.equal(appState, "/inbox");
  assert.ok(info.hasRefreshToken);
  assert.equal(await manager.getToken(), "access-1");
});

test("an authorization code works once", async () => {
  const server = scriptedTokenEndpoint();
  const code = new URL(server.signIn("https://login.test/authorize?redirect_uri=https://app.example/")).searchParams.get("code");
  const redeem = async () => (await server.fetch(server.tokenEndpoint, { method: "POST", body: new URLSearchParams({ grant_type: "authorization_code", code }) })).status;
  assert.deepEqual([await redeem(), await redeem()], [200, 400]);
});

test("revocation is recorded and ends the refresh token's family; unknown tokens are a success", async () => {
  const server = scriptedTokenEndpoint({ rotation: true });
  const token = server.newRefreshToken();
  const post = (url, form) => server.fetch(url, { method: "POST", body: new URLSearchParams(form) });
  assert.equal((await post(server.revocationEndpoint, { token: "unknown" })).status, 200);
  assert.equal((await post(server.revocationEndpoint, { token })).status, 200);
  assert.deepEqual(server.revocations.map(({ form }) => form.token), ["unknown", token]);
  const answer = await post(server.tokenEndpoint, { grant_type: "refresh_token", refresh_token: token });
  assert.equal((await answer.json()).error, "invalid_grant");
  assert.equal(server.reuses, 0);
});

test("route answers for an API, and an unknown route is 404", async () => {
  const server = scriptedTokenEndpoint();
  server.route("https://api.test/items", ({ headers, body }) => answers.json({ authorization: headers.authorization, body }));
  server.route("/plain", new Response("text"));
  const request = new Request("https://api.test/items?page=2", { method: "PUT", headers: { Authorization: "Bearer T" }, body: "content" });
  assert.deepEqual(await (await server.fetch(request)).json(), { authorization: "Bearer T", body: "content" });
  assert.equal(await (await server.fetch("https://login.test/plain")).text(), "text");
  assert.equal((await server.fetch(new URL("https://api.test/other"))).status, 404);
  assert.deepEqual(server.otherRequests.map(({ method, url }) => `${method} ${url}`), [
    "PUT https://api.test/items?page=2",
    "GET https://login.test/plain",
    "GET https://api.test/other",
  ]);
});

test("a whole application: the manager's fetch, an API that refuses an old token, and one refresh", async (t) => {
  const server = scriptedTokenEndpoint();
  server.route("https://api.test/items", ({ headers }) =>
    headers.authorization === "Bearer access-2" ? answers.json(["item"]) : answers.status(401, { headers: { "www-authenticate": "Bearer" } }),
  );
  const manager = await createManager(t, { fetch: server.fetch, providers: { api: client(server, { allowedOrigins: ["https://api.test"] }) } });
  const response = await manager.fetch("https://api.test/items", { method: "POST", body: "content" });
  assert.deepEqual(await response.json(), ["item"]);
  const calls = server.otherRequests.filter(({ url }) => url.startsWith("https://api.test"));
  assert.deepEqual(calls.map(({ body }) => body), ["content", "content"]);
  assert.equal(server.requests.length, 2);
});

test("fetch rejects with its signal's reason, before and during", async () => {
  const server = scriptedTokenEndpoint();
  const reason = new Error("enough");
  await assert.rejects(server.fetch(server.tokenEndpoint, { method: "POST", signal: AbortSignal.abort(reason) }), reason);
  assert.equal(server.requests.length, 0);
  server.always(answers.hang());
  const controller = new AbortController();
  const hanging = server.fetch(server.tokenEndpoint, { method: "POST", signal: controller.signal });
  await nextTurn();
  controller.abort(reason);
  await assert.rejects(hanging, reason);
});

test("wrong arguments are named", async () => {
  for (const issuer of ["nowhere", "https://login.test/", 5]) {
    await assertRefused(() => scriptedTokenEndpoint({ issuer }), "InvalidConfigurationError", { message: /^issuer: / });
  }
  const server = scriptedTokenEndpoint();
  for (const call of [() => server.next("token"), () => server.always(undefined), () => server.route("/x", {})]) {
    await assertRefused(call, "InvalidConfigurationError", { message: /^answer: / });
  }
  await assertRefused(() => server.route("https://", answers.token()), "InvalidConfigurationError", { message: /^url: / });
  await assertRefused(() => server.signIn("https://login.test/authorize"), "InvalidConfigurationError", { message: /^loginUrl: / });
});
