// The server's claims about the signed-in user: `userInfo`, against `oidc-provider` and a scripted server.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { answer, drop, hang, oauthError, redirect, status } from "../support/answers.mjs";
import { APP, REDIRECT_URI, startAuthorizationServer } from "../support/authorization-server.mjs";
import { newBrowser } from "../support/browser.mjs";
import { assertRejects } from "../support/expect.mjs";
import { keySet, signIdToken } from "../support/id-tokens.mjs";
import { assertNothingOf } from "../support/secrets.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { createManager, oneAttempt, quickRetries } from "../support/tokenward.mjs";

const USER = { grant: "authorization_code", redirectUri: REDIRECT_URI, scope: "openid offline_access", ...APP };

for (const [what, dPoP, more] of [
  ["a bearer token", { enabled: true }, {}],
  ["a token bound to a key", { enabled: true }, { dpop: true }],
  ["a token bound to a key, and nonces", { enabled: true, nonceSecret: randomBytes(32), requireNonce: () => true }, { dpop: true }],
]) {
  test(`a real server returns the signed-in user's claims, also after one refused token: ${what}`, async (t) => {
    const server = await startAuthorizationServer(t, { features: { dPoP } });
    const manager = await createManager(t, { providers: { api: { ...USER, issuer: server.issuer, ...more } } });
    await assertRejects(manager.userInfo(), "TokenNotFoundError", { provider: "api" });
    const { url } = await manager.startLogin("api", { prompt: "consent" });
    const browser = newBrowser();
    await manager.finishLogin((await browser.signIn(await browser.visit(url))).left);
    assert.deepEqual(await manager.userInfo(), { sub: "ada" });

    // The server forgets the access token; its refresh token is still good.
    const { idToken, refreshToken, tokenType } = await manager.getTokens();
    await manager.setTokens("api", { accessToken: "CANARY-unknown-at-the-server", tokenType, expiresIn: 3600, refreshToken, idToken });
    assert.deepEqual(await manager.userInfo("api"), { sub: "ada" });
    assert.deepEqual(server.granted, ["authorization_code", "refresh_token"]);
  });
}

test("a real server that signs its answers is understood: by its key, and by the client's secret", async (t) => {
  const client = (client_id, more) => ({
    client_id, application_type: "native", grant_types: ["authorization_code", "refresh_token"], response_types: ["code"], redirect_uris: [REDIRECT_URI], ...more,
  });
  const server = await startAuthorizationServer(t, {
    features: { jwtUserinfo: { enabled: true } },
    clients: [
      client("signed", { token_endpoint_auth_method: "none", userinfo_signed_response_alg: "RS256" }),
      client("by-secret", { client_secret: "a secret of 32 characters at least", userinfo_signed_response_alg: "HS256" }),
    ],
  });
  for (const more of [{ clientId: "signed" }, { clientId: "by-secret", clientSecret: "a secret of 32 characters at least" }]) {
    const manager = await createManager(t, { providers: { api: { ...USER, issuer: server.issuer, ...more } } });
    const { url } = await manager.startLogin("api", { prompt: "consent" });
    const browser = newBrowser();
    await manager.finishLogin((await browser.signIn(await browser.visit(url))).left);
    const { sub, iss, aud } = await manager.userInfo();
    assert.deepEqual({ sub, iss, aud }, { sub: "ada", iss: server.issuer, aud: more.clientId });
  }
});

test("a signed answer counts if the issuer signed it for this client, about this user", async (t) => {
  const { server, manager } = await signedIn(t);
  const issuer = server.origin;
  const keys = answer({ body: keySet });
  server.route("/jwks", keys);
  const say = async (named, claims, options) => {
    const body = await signIdToken({ issuer, audience: "app", ...named }, { iat: undefined, exp: undefined, ...claims }, options);
    server.route("/me", answer({ body, headers: { "content-type": "application/jwt" } }));
  };
  await say({}, { sub: "ada", name: "Ada" });
  assert.deepEqual(await manager.userInfo(), { iss: issuer, aud: "app", sub: "ada", name: "Ada" });
  await say({}, { sub: "ada", iss: undefined, aud: undefined });
  assert.deepEqual(await manager.userInfo(), { sub: "ada" });
  for (const [said, message] of [
    [() => say({}, { sub: "mallory" }), /sub/],
    [() => say({ issuer: "https://other.example" }, { sub: "ada" }), /issuer \(iss\)/],
    [() => say({ audience: "another-app" }, { sub: "ada" }), /client \(aud\)/],
    [() => say({}, { sub: "ada" }, { forged: true }), /signature/],
  ]) {
    await said();
    await assertRejects(manager.userInfo(), "LoginError", { provider: "api", code: "invalid_response", retryable: false, message });
  }
  assert.equal(server.otherRequests.filter(({ path }) => path === "/jwks").length, 1, "the keys are fetched once");
});

test("a provider that resolveProvider finds is asked like any other", async (t) => {
  const { server, provider, idToken } = await setUp(t);
  const manager = await createManager(t, { resolveProvider: async (name) => (name === "tenant" ? provider : undefined) });
  await manager.setTokens("tenant", { accessToken: "A", expiresIn: 3600, idToken: await idToken("ada") });
  assert.deepEqual(await manager.userInfo("tenant"), { sub: "ada", name: "Ada" });
  assert.deepEqual(asked(server), ["Bearer A"]);
  await assertRejects(manager.userInfo("unknown"), "UnknownProviderError");
});

test("the claims are a plain object of its own, without the tokens of distributed claims", async (t) => {
  const { server, manager } = await signedIn(t);
  const claims = { sub: "ada", address: { locality: "London" }, toJSON: "a claim", _claim_names: { pay: "src1" } };
  server.route("/me", answer({ body: { ...claims, _claim_sources: { src1: { access_token: "CANARY-distributed" } } } }));
  const told = await manager.userInfo();
  assert.deepStrictEqual(told, claims);
  told.address.locality = "Paris";
  assert.deepStrictEqual(await manager.userInfo(), claims);
});

test("the endpoint's origin need not be allowed, and its token is no other provider's", async (t) => {
  const { server, provider, idToken } = await setUp(t);
  const fallback = { grant: "static", token: "CANARY-fallback-token" };
  const manager = await createManager(t, { providers: { api: { ...provider, allowedOrigins: ["https://api.example"], fallback } } });
  await manager.setTokens("api", { accessToken: "A", expiresIn: 3600, idToken: await idToken("ada") });
  await manager.userInfo();
  assert.deepEqual(asked(server), ["Bearer A"]);
  await manager.setTokens("api", { accessToken: "A", refreshToken: "R", expiresIn: 3600, idToken: await idToken("ada") });
  await manager.invalidate();
  server.always(status(400));
  assert.equal(await manager.getToken("api"), "CANARY-fallback-token");
  await assertRejects(manager.userInfo(), "TokenRefreshError", { provider: "api" });
  assert.deepEqual(asked(server), ["Bearer A"]);
});

test("a refused token is renewed once, and the server's second answer is returned", async (t) => {
  const { server, manager } = await signedIn(t);
  const events = [];
  manager.on("stepUp", ({ provider }) => events.push(provider));
  const refuse = (code, error) => status(code, { "www-authenticate": `Bearer error="${error}", error_description="CANARY-of-the-server"` });
  server.route("/me", refuse(401, "invalid_token"));
  const refused = await assertRejects(manager.userInfo(), "LoginError", { provider: "api", code: "login_failed", status: 401, oauthError: "invalid_token", retryable: false });
  assert.equal(server.requests.length, 1);
  assert.equal(new Set(asked(server)).size, 2, "once with each token");
  server.route("/me", refuse(403, "insufficient_scope"));
  const scope = await assertRejects(manager.userInfo(), "LoginError", { code: "login_failed", status: 403, oauthError: "insufficient_scope" });
  assert.deepEqual([server.requests.length, events], [1, ["api"]]);
  assertNothingOf(["CANARY-of-the-server", "access-token-A", await manager.getToken()], [refused, scope], "errors");
});

test("failures of the server are typed, and the token follows no redirect", async (t) => {
  const { server, manager } = await signedIn(t);
  const other = await startTokenServer(t);
  for (const [given, members] of [
    [status(503), { code: "login_failed", status: 503, retryable: true }],
    [status(429), { code: "rate_limited", status: 429, retryable: true }],
    [redirect(`${other.origin}/me`), { code: "invalid_response", retryable: false }],
    [drop(), { code: "network", retryable: true }],
    [answer({ body: { sub: "mallory" } }), { code: "invalid_response", retryable: false }],
    [answer({ body: "<html>" }), { code: "invalid_response" }],
    [answer({ body: await signIdToken({}, { sub: "ada" }), headers: { "content-type": "application/jwt" } }), { code: "login_failed", status: 404 }],
    [answer({ body: { sub: "ada", long: "x".repeat(1_048_576) } }), {}],
  ]) {
    server.route("/me", given);
    const error = await assertRejects(manager.userInfo(), "LoginError", { provider: "api", ...members });
    assertNothingOf(["access-token-A", "mallory"], [error], "error");
  }
  assert.deepEqual(other.otherRequests, []);
});

test("a server that does not answer is waited for no longer than the deadline", async (t) => {
  const { server, manager } = await signedIn(t, { retryPolicy: { ...quickRetries, deadlineMs: 50 } });
  server.route("/me", hang());
  await assertRejects(manager.userInfo(), "LoginError", { code: "timeout", retryable: true });
});

test("the reason for a missing token is passed on unchanged", async (t) => {
  const { server, manager } = await signedIn(t);
  await manager.invalidate();
  server.next(status(500));
  await assertRejects(manager.userInfo(), "TokenRefreshError", { provider: "api", status: 500 });
  server.next(oauthError("invalid_grant"));
  await assertRejects(manager.userInfo(), "ReauthenticationRequiredError", { oauthError: "invalid_grant" });
  assert.deepEqual(asked(server), []);
});

test("errors of a provider without a login, and of one without an issuer, say what is needed", async (t) => {
  const { server, idToken, provider } = await setUp(t);
  const { issuer: _, ...without } = provider;
  const manager = await createManager(t, { providers: {
    service: { grant: "client_credentials", tokenEndpoint: server.tokenEndpoint, clientId: "app", clientSecret: "s" },
    without: { ...without, tokenEndpoint: server.tokenEndpoint, authorizationEndpoint: `${server.origin}/authorize` },
  } });
  await manager.setTokens("without", { accessToken: "A", idToken: await idToken("ada") });
  for (const name of ["service", "without"]) {
    const error = await assertRejects(manager.userInfo(name), "InvalidConfigurationError");
    assert.match(error.message, new RegExp(`^providers\\.${name}\\.issuer: `));
  }
  await assertRejects(manager.userInfo(), "UnknownProviderError");
  await assertRejects(manager.userInfo(7), "InvalidConfigurationError");
});

test("a manager that closes ends the question", async (t) => {
  const { server, manager } = await signedIn(t);
  let came;
  const request = new Promise((resolve) => (came = resolve));
  server.route("/me", () => (came(), hang()));
  const question = assertRejects(manager.userInfo(), "ManagerClosedError");
  await request;
  await manager.close();
  await question;
  await assertRejects(manager.userInfo(), "ManagerClosedError");
});

/** A scripted server with metadata, a provider for it, and a function that makes ID tokens. */
async function setUp(t) {
  const server = await startTokenServer(t);
  const issuer = server.origin;
  server.route("/.well-known/openid-configuration", answer({
    body: { issuer, authorization_endpoint: `${issuer}/authorize`, token_endpoint: server.tokenEndpoint, jwks_uri: `${issuer}/jwks`, userinfo_endpoint: `${issuer}/me` },
  }));
  server.route("/me", answer({ body: { sub: "ada", name: "Ada" } }));
  const provider = { grant: "authorization_code", issuer, clientId: "app", redirectUri: REDIRECT_URI, retryPolicy: oneAttempt };
  return { server, provider, idToken: (sub) => signIdToken({ issuer, audience: "app" }, { sub }) };
}

/** A manager of such a server, with "ada" signed in. */
async function signedIn(t, more = {}) {
  const { server, provider, idToken } = await setUp(t);
  const manager = await createManager(t, { providers: { api: { ...provider, ...more } } });
  await manager.setTokens("api", { accessToken: "access-token-A", refreshToken: "R", expiresIn: 3600, idToken: await idToken("ada") });
  return { server, manager };
}

/** The `Authorization` of each UserInfo request. */
const asked = (server) => server.otherRequests.filter(({ path }) => path === "/me").map(({ headers }) => headers.authorization);
