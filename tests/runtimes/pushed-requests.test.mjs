// Logins whose request is pushed to the server first: RFC 9126. `oidc-provider` is the server; a scripted one misbehaves.

import assert from "node:assert/strict";
import { test } from "node:test";
import { answer, drop, hang, oauthError, redirect, status, token } from "../support/answers.mjs";
import { APP, REDIRECT_URI, startAuthorizationServer, WEB_APP } from "../support/authorization-server.mjs";
import { newBrowser } from "../support/browser.mjs";
import { assertBadConfiguration, assertRefused, assertRejects, recordEvents } from "../support/expect.mjs";
import { assertNothingOf } from "../support/secrets.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { createWith, oneAttempt } from "../support/tokenward.mjs";

for (const [kind, client] of [["public", APP], ["confidential", WEB_APP]]) {
  test(`a ${kind} client's request is pushed to a server that requires it, and the user signs in`, async (t) => {
    const server = await startAuthorizationServer(t, { features: { pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: true } } });
    const manager = await createWith(t, { grant: "authorization_code", issuer: server.issuer, ...client, redirectUri: REDIRECT_URI, scope: "openid offline_access" });
    const before = Date.now();
    const { url, expiresAt } = await manager.startLogin("api", { prompt: "consent", loginHint: "ada", appState: 7 });
    const { searchParams } = new URL(url);
    assert.deepEqual([...searchParams.keys()].sort(), ["client_id", "request_uri"]);
    assert.ok(expiresAt > before && expiresAt <= Date.now() + 600_000, String(expiresAt));

    const browser = newBrowser();
    const page = await browser.visit(url);
    assert.match(page.text, /value="ada"/, "the hint was pushed, too");
    const { left } = await browser.signIn(page);
    const { claims, info, appState } = await manager.finishLogin(left);
    assert.deepEqual([claims.sub, info.state, info.hasRefreshToken, appState], ["ada", "valid", true, 7]);
    await manager.refresh();
    assert.deepEqual(server.granted, ["authorization_code", "refresh_token"]);
  });
}

test("each login pushes a request of its own: a request_uri is used once", async (t) => {
  const { server, manager } = await setUp(t);
  let uris = 0;
  server.route("/par", () => answer({ status: 201, body: { request_uri: `urn:example:${++uris}`, expires_in: 60 } }));
  const urls = [await manager.startLogin(), await manager.startLogin()].map(({ url }) => url);
  assert.deepEqual(urls, [1, 2].map((n) => `${server.origin}/authorize?client_id=app&request_uri=urn%3Aexample%3A${n}`));
  const [first, second] = server.otherRequests.map(({ form }) => Object.fromEntries(form));
  for (const name of ["state", "nonce", "code_challenge"]) assert.notEqual(first[name], second[name], name);
  assert.deepEqual(
    { ...first, state: "", nonce: "", code_challenge: "" },
    {
      response_type: "code", client_id: "app", redirect_uri: REDIRECT_URI, scope: "openid", state: "", nonce: "", code_challenge: "",
      code_challenge_method: "S256",
    },
  );
});

test("the answer to a pushed login is checked against the pushed request", async (t) => {
  const { server, manager } = await setUp(t, { scope: "read" });
  server.route("/par", pushed());
  await manager.startLogin();
  const [{ form }] = server.otherRequests;
  await assertRejects(manager.finishLogin(`${REDIRECT_URI}?code=c&state=another`), "LoginError");
  server.always(token());
  const { info } = await manager.finishLogin(`${REDIRECT_URI}?code=c&state=${form.get("state")}`);
  assert.equal(info.state, "valid");
});

test("without par, and without a server that requires it, nothing is pushed", async (t) => {
  const { server, manager } = await setUp(t, { par: undefined });
  const { url, expiresAt } = await manager.startLogin();
  assert.ok(new URL(url).searchParams.has("state"));
  assert.equal(expiresAt, undefined);
  assert.equal(server.otherRequests.length, 0);
});

for (const [par, pushes] of [[undefined, true], [true, true], [false, false]]) {
  test(`metadata that requires pushing and par: ${par}: it ${pushes ? "is" : "is not"} pushed`, async (t) => {
    const { server, manager } = await setUp(t, { par, discovered: { require_pushed_authorization_requests: true } });
    server.route("/par", pushed());
    const { url } = await manager.startLogin();
    assert.equal(new URL(url).searchParams.has("request_uri"), pushes);
  });
}

test("par: true without an endpoint names it", async (t) => {
  const provider = { grant: "authorization_code", clientId: "app", redirectUri: REDIRECT_URI, tokenEndpoint: "https://as.example/t", authorizationEndpoint: "https://as.example/a", par: true };
  await assertBadConfiguration({ providers: { api: provider } }, "providers.api.pushedAuthorizationRequestEndpoint");
  await assertBadConfiguration({ providers: { api: { ...provider, par: "yes" } } }, "providers.api.par");
  const { manager } = await setUp(t, { discovered: { pushed_authorization_request_endpoint: undefined } });
  const error = await assertRefused(() => manager.startLogin(), "InvalidConfigurationError");
  assert.match(error.message, /providers\.api\.pushedAuthorizationRequestEndpoint/);
});

/** Answers of a server, and the errors of startLogin. */
const MISBEHAVIOR = {
  "200 in place of 201": [answer({ body: { request_uri: "urn:x", expires_in: 60 } }), { code: "invalid_response", retryable: false }],
  "a redirect": [redirect("https://elsewhere.example/", 302), { code: "invalid_response" }],
  "HTML": [answer({ status: 201, body: "<p>hello</p>" }), { code: "invalid_response" }],
  "no request_uri": [answer({ status: 201, body: { expires_in: 60 } }), { code: "invalid_response" }],
  "a request_uri that is no text": [answer({ status: 201, body: { request_uri: ["urn:x"], expires_in: 60 } }), { code: "invalid_response" }],
  "no expires_in": [answer({ status: 201, body: { request_uri: "urn:x" } }), { code: "invalid_response" }],
  "an expires_in below zero": [answer({ status: 201, body: { request_uri: "urn:x", expires_in: -1 } }), { code: "invalid_response" }],
  "a refusal": [oauthError("invalid_request", { description: "no such scope" }), { code: "login_failed", status: 400, oauthError: "invalid_request", oauthErrorDescription: "no such scope", retryable: false }],
  "a client that is not known": [oauthError("invalid_client", { status: 401 }), { code: "login_failed", oauthError: "invalid_client" }],
  "too many requests": [status(429, { "retry-after": "7" }), { code: "rate_limited", retryable: true, retryAfterMs: 7_000 }],
  "a failure": [status(503), { code: "login_failed", status: 503, retryable: true }],
  "a closed connection": [drop(), { code: "network", retryable: true }],
  "more than a megabyte": [answer({ status: 201, body: "x".repeat(2 ** 20 + 1) }), { code: "invalid_response" }],
};
for (const [what, [scripted, members]] of Object.entries(MISBEHAVIOR)) {
  test(`a server that answers with ${what}: startLogin rejects with a LoginError`, async (t) => {
    const { server, manager } = await setUp(t);
    server.route("/par", scripted);
    await assertRejects(manager.startLogin(), "LoginError", { provider: "api", ...members });
    server.route("/par", pushed());
    assert.ok((await manager.startLogin()).url, "and the next one goes through");
  });
}

test("a server that hangs is given up after timeoutMs", async (t) => {
  const { server, manager } = await setUp(t, { retryPolicy: { ...oneAttempt, timeoutMs: 50 } });
  server.route("/par", hang());
  await assertRejects(manager.startLogin(), "LoginError", { code: "timeout", retryable: true });
});

test("no error or event of a pushed login shows its state, nonce, challenge or client secret", async (t) => {
  const clientSecret = "CANARY-secret-of-the-client";
  const { server, manager } = await setUp(t, { clientSecret, clientAuth: "client_secret_post" });
  const events = recordEvents(manager);
  server.route("/par", ({ form }) => oauthError("invalid_request", { description: [...form.values()].join(" ") }));
  const error = await assertRefused(() => manager.startLogin(), "LoginError");
  const [{ form }] = server.otherRequests;
  assertNothingOf([form.get("state"), form.get("nonce"), clientSecret], [error, events.all, manager], "the login");
});

const pushed = () => answer({ status: 201, body: { request_uri: "urn:example:1", expires_in: 60 } });

async function setUp(t, { discovered, ...more } = {}) {
  const server = await startTokenServer(t);
  const endpoints = {
    token_endpoint: server.tokenEndpoint,
    authorization_endpoint: `${server.origin}/authorize`,
    pushed_authorization_request_endpoint: `${server.origin}/par`,
  };
  server.route("/.well-known/openid-configuration", answer({ body: { issuer: server.origin, ...endpoints, ...discovered } }));
  const given = discovered
    ? { issuer: server.origin }
    : { tokenEndpoint: endpoints.token_endpoint, authorizationEndpoint: endpoints.authorization_endpoint, pushedAuthorizationRequestEndpoint: endpoints.pushed_authorization_request_endpoint };
  const manager = await createWith(t, {
    grant: "authorization_code", clientId: "app", redirectUri: REDIRECT_URI, scope: "openid", par: true, retryPolicy: oneAttempt, ...given, ...more,
  });
  return { server, manager };
}
