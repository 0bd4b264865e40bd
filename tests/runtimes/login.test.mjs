// A user's login by authorization code, in a host without a page: RFC 6749 §4.1, RFC 7636, RFC 9207, OpenID Connect Core §3.1.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { after, answer, delayed, oauthError, status, token } from "../support/answers.mjs";
import { assertRefused, assertRejects, recordEvents } from "../support/expect.mjs";
import { keySet, signIdToken } from "../support/id-tokens.mjs";
import { assertNothingOf } from "../support/secrets.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { createManager, createWith, newNamespace, oneAttempt } from "../support/tokenward.mjs";
import { deferred, nextTurn } from "../support/wait.mjs";

const REDIRECT = "https://app.example/callback?keep=1";
const UNRESERVED = /^[A-Za-z0-9._~-]{43,128}$/;

test("the login URL has PKCE S256, state and nonce, and the configured parameters", async (t) => {
  const { server, manager } = await setUp(t, { authorizationEndpoint: (origin) => `${origin}/authorize?tenant=7`, audience: "https://api.example" });
  const { url, params } = await begin(manager, { prompt: "login", loginHint: "a@b.example", params: { ui_locales: "de en" } });
  assert.equal(url.origin, server.origin);
  assert.equal(url.pathname, "/authorize");
  assert.deepEqual(
    { ...params, state: "", nonce: "", code_challenge: "" },
    {
      tenant: "7", response_type: "code", client_id: "app", redirect_uri: REDIRECT, scope: "openid profile", audience: "https://api.example",
      state: "", nonce: "", code_challenge: "", code_challenge_method: "S256", prompt: "login", login_hint: "a@b.example", ui_locales: "de en",
    },
  );
  assert.match(params.code_challenge, /^[A-Za-z0-9_-]{43}$/);
  assert.ok(params.state.length >= 16 && params.nonce.length >= 16);
  assert.equal(server.requests.length, 0);
  for (const name of url.searchParams.keys()) assert.equal(url.searchParams.getAll(name).length, 1, name);
});

test("every login has its own state, nonce and challenge", async (t) => {
  const { manager } = await setUp(t);
  const logins = [];
  for (let i = 0; i < 20; i++) logins.push((await begin(manager)).params);
  for (const name of ["state", "nonce", "code_challenge"]) assert.equal(new Set(logins.map((params) => params[name])).size, 20, name);
});

test("a login without openid has no nonce to check", async (t) => {
  const { server, manager } = await setUp(t, { scope: "read" });
  const { params, callback } = await begin(manager);
  assert.equal(params.scope, "read");
  server.always(token({ refresh_token: "R" }));
  const { provider, claims } = await manager.finishLogin(callback());
  assert.equal(provider, "api");
  assert.equal(claims, undefined);
});

test("finishLogin redeems the code with the verifier, keeps the tokens and returns appState", async (t) => {
  const { server, manager, signed } = await setUp(t);
  const events = recordEvents(manager);
  const appState = { returnTo: "/inbox?a=1", list: [1, null, { deep: "ü" }] };
  const { params, callback } = await begin(manager, { appState });
  server.always(signed(params));
  const result = await manager.finishLogin(callback());

  const [{ form, headers }] = server.requests;
  assert.deepEqual(Object.fromEntries(form), {
    grant_type: "authorization_code", code: "the-code", redirect_uri: REDIRECT, client_id: "app", code_verifier: form.get("code_verifier"),
  });
  assert.equal(headers.authorization, undefined);
  assert.match(form.get("code_verifier"), UNRESERVED);
  assert.equal(createHash("sha256").update(form.get("code_verifier")).digest("base64url"), params.code_challenge);

  assert.equal(result.provider, "api");
  assert.deepEqual(result.appState, appState);
  assert.equal(result.claims.sub, "user-1");
  assert.deepEqual([result.info.state, result.info.source], ["valid", "primary"]);
  assert.equal(result.info.hasRefreshToken, true);
  assert.match(await manager.getToken(), /^access-/);
  assert.equal((await manager.getTokens()).refreshToken, "refresh-of-login");
  assert.equal(server.requests.length, 1);
  assert.equal(events.count("added"), 1);
});

test("a URL object is as good as text, and appState may be left out", async (t) => {
  const { server, manager, signed } = await setUp(t);
  const { params, callback } = await begin(manager);
  server.always(signed(params));
  const result = await manager.finishLogin(new URL(callback()));
  assert.equal(result.appState, undefined);
});

test("after the login tokens are renewed with the refresh token", async (t) => {
  const { server, manager, signed } = await setUp(t);
  const { params, callback } = await begin(manager);
  server.next(signed(params));
  await manager.finishLogin(callback());
  await manager.refresh();
  assert.deepEqual(server.forms[1], { grant_type: "refresh_token", refresh_token: "refresh-of-login", client_id: "app" });
});

test("a login whose access token has expired on its way lives on by its refresh token, and fails without one", async (t) => {
  const { server, manager } = await setUp(t, { scope: "read" });
  server.next(token({ expires_in: 0, refresh_token: "R" }), token({ access_token: "renewed" }), token({ expires_in: 0 }));
  await manager.finishLogin((await begin(manager)).callback());
  assert.equal(await manager.getToken(), "renewed");
  const { callback } = await begin(manager);
  await assertRejects(manager.finishLogin(callback()), "LoginError", { code: "invalid_response", retryable: false, message: /expired when it came/ });
  assert.equal(await manager.getToken(), "renewed");
});

test("before a login getToken says that a user must log in, and sends nothing", async (t) => {
  const { server, manager } = await setUp(t);
  await assertRejects(manager.getToken(), ["ReauthenticationRequiredError", "TokenNotFoundError"], { provider: "api" });
  assert.equal(server.requests.length, 0);
});

/** Callbacks that must not lead to a token request; each is given the login's parameters and a good callback. */
const REFUSED = {
  "another state": ({ callback }) => callback({ state: "x".repeat(43) }),
  "no state": ({ callback }) => callback({ state: undefined }),
  "an empty state": ({ callback }) => callback({ state: "" }),
  "the state with a character more": ({ callback, params }) => callback({ state: `${params.state}a` }),
  "a repeated code": ({ callback }) => `${callback()}&code=another`,
  "a repeated state": ({ callback, params }) => `${callback()}&state=${params.state}`,
  "a repeated iss": ({ callback, server }) => `${callback({ iss: server.origin })}&iss=${server.origin}`,
  "no code": ({ callback }) => callback({ code: undefined }),
  "an empty code": ({ callback }) => callback({ code: "" }),
  "a foreign iss": ({ callback }) => callback({ iss: "https://attacker.example" }),
  "an iss with a slash more": ({ callback, server }) => callback({ iss: `${server.origin}/` }),
  "no parameters at all": () => "https://app.example/callback",
  "what is no URL": () => "not a url",
  "an empty text": () => "",
};
for (const [name, make] of Object.entries(REFUSED)) {
  test(`a callback with ${name} is refused before any token request`, async (t) => {
    const { server, manager } = await setUp(t);
    const login = await begin(manager);
    const url = make({ ...login, server });
    await assertRefused(() => manager.finishLogin(url), ["LoginError", "InvalidConfigurationError"]);
    assert.equal(server.requests.length, 0);
    assert.equal(manager.peekToken(), undefined);
  });
}

test("a callback of no login is a LoginError", async (t) => {
  const { manager } = await setUp(t);
  await assertRejects(manager.finishLogin("https://app.example/callback?code=c&state=s"), "LoginError", { code: "login_failed" });
});

test("a callback with a wrong state uses up no other login", async (t) => {
  const { server, manager, signed } = await setUp(t);
  const { params, callback } = await begin(manager);
  await assertRejects(manager.finishLogin(callback({ state: "wrong" })), "LoginError");
  server.always(signed(params));
  assert.equal((await manager.finishLogin(callback())).provider, "api");
});

test("an error answer is a LoginError with the server's words, and uses up the login", async (t) => {
  const { server, manager } = await setUp(t);
  const { params, callback } = await begin(manager);
  const url = callback({ code: undefined, error: "access_denied", error_description: "The user said no" });
  await assertRejects(manager.finishLogin(url), "LoginError", {
    code: "login_failed", oauthError: "access_denied", oauthErrorDescription: "The user said no", provider: "api",
  });
  await assertRejects(manager.finishLogin(callback()), "LoginError");
  assert.equal(server.requests.length, 0);
  assert.ok(params.state);
});

test("an iss that the metadata promises and the callback lacks stops the login", async (t) => {
  const { server, manager } = await setUp(t, { discovered: { authorization_response_iss_parameter_supported: true } });
  const { callback } = await begin(manager);
  await assertRejects(manager.finishLogin(callback()), "LoginError");
  assert.equal(server.requests.length, 0);
});

test("an iss that the metadata promises and the callback has is good", async (t) => {
  const { server, manager, signed } = await setUp(t, { discovered: { authorization_response_iss_parameter_supported: true } });
  const { params, callback } = await begin(manager);
  server.always(signed(params));
  assert.equal((await manager.finishLogin(callback({ iss: server.origin }))).provider, "api");
});

test("a code is redeemed once although its callback is finished twice at once, with the same result; a later call is refused", async (t) => {
  const { server, manager, signed } = await setUp(t);
  const { params, callback } = await begin(manager, { appState: "kept" });
  const gate = deferred();
  server.next(after(gate.promise, signed(params)));
  const both = [manager.finishLogin(callback()), manager.finishLogin(callback())];
  gate.resolve();
  const [one, other] = await Promise.all(both);
  assert.deepEqual([other.appState, other.provider, other.claims.sub], [one.appState, one.provider, one.claims.sub]);
  await assertRejects(manager.finishLogin(callback()), "LoginError", { code: "login_failed", message: /finished before/ });
  assert.equal(server.requests.length, 1);
});

test("a callback that comes after a logout is refused, and signs no user in", async (t) => {
  const { server, manager, signed } = await setUp(t);
  const { params, callback } = await begin(manager);
  server.always(signed(params));
  await manager.finishLogin(callback());
  await manager.clear();
  await assertRejects(manager.finishLogin(callback()), "LoginError", { message: /finished before/ });
  assert.equal(manager.peekToken(), undefined);
});

test("a pending login and its result belong to the manager that began it", async (t) => {
  const namespace = newNamespace();
  const mine = await setUp(t, {}, { namespace });
  const other = await setUp(t, {}, { namespace });
  const { params, callback } = await begin(mine.manager);
  const gate = deferred();
  mine.server.always(after(gate.promise, mine.signed(params)));
  await assertRejects(other.manager.finishLogin(callback()), "LoginError", { message: /another manager/ });
  const finishing = mine.manager.finishLogin(callback());
  await assertRejects(other.manager.finishLogin(callback()), "LoginError");
  gate.resolve();
  assert.equal((await finishing).provider, "api");
  await assertRejects(other.manager.finishLogin(callback()), "LoginError");
  assert.equal(other.manager.peekToken(), undefined);
});

test("a callback with another code is no second call of the one that is being finished", async (t) => {
  const { server, manager, signed } = await setUp(t);
  const { params, callback } = await begin(manager);
  const gate = deferred();
  server.next(after(gate.promise, signed(params)));
  const finishing = manager.finishLogin(callback());
  await assertRejects(manager.finishLogin(callback({ code: "another" })), "LoginError", { message: /is being finished/ });
  gate.resolve();
  await finishing;
});

test("a manager that is closed finishes no login", async (t) => {
  const { manager } = await setUp(t);
  const { callback } = await begin(manager);
  await manager.close();
  await assertRejects(manager.finishLogin(callback()), "ManagerClosedError");
});

test("foreign callbacks store nothing and get distinct errors", async (t) => {
  const { server, manager, signed } = await setUp(t);
  const { params, callback } = await begin(manager);
  const before = await memoryOfCore();
  const junk = "x".repeat(8_000);
  for (let n = 0; n < 4_000; n++) {
    // Rejections alone give the event loop no turn. The open connection needs one to notice that its server closed it.
    if (n % 50 === 0) await nextTurn();
    await assertRejects(manager.finishLogin(callback({ state: `${n}`, junk })), "LoginError", { message: /another tab or browser/ });
  }
  const grown = (await memoryOfCore()) - before;
  assert.ok(grown < 4_000_000, `32 MB of callbacks have left ${grown} bytes`);
  server.always(signed(params));
  assert.equal((await manager.finishLogin(callback())).provider, "api");
});

test("the last few thousand of unfinished logins are kept", async (t) => {
  const { server, manager, signed } = await setUp(t);
  const first = await begin(manager);
  for (let n = 0; n < 4_096; n++) await manager.startLogin();
  const last = await begin(manager);
  await assertRejects(manager.finishLogin(first.callback()), "LoginError", { message: /too many logins/ });
  server.always(signed(last.params));
  assert.equal((await manager.finishLogin(last.callback())).provider, "api");
});

for (const query of ["sale=100%", "city=Z%FCrich", "error_uri=%"]) {
  test(`a callback with ${query} is good`, async (t) => {
    const { server, manager, signed } = await setUp(t);
    const { params, callback } = await begin(manager);
    server.always(signed(params));
    assert.equal((await manager.finishLogin(`${callback()}&${query}`)).provider, "api");
  });
}

test("access_denied is reported although its description is not UTF-8", async (t) => {
  const { manager } = await setUp(t);
  const { callback } = await begin(manager);
  const url = `${callback({ code: undefined, error: "access_denied" })}&error_description=Acc%E8s+refus%E9`;
  await assertRejects(manager.finishLogin(url), "LoginError", { oauthError: "access_denied", oauthErrorDescription: "Acc\u{fffd}s refus\u{fffd}" });
});

test("a failed exchange is a typed error and uses up the login", async (t) => {
  const { server, manager, signed } = await setUp(t);
  const { params, callback } = await begin(manager);
  server.next(oauthError("invalid_grant", { description: "The code was used" }));
  await assertRejects(manager.finishLogin(callback()), ["LoginError", "TokenAcquisitionError"], { oauthError: "invalid_grant", status: 400 });
  server.always(signed(params));
  await assertRefused(() => manager.finishLogin(callback()), ["LoginError", "TokenAcquisitionError"]);
  assert.equal(server.requests.length, 1);
  assert.equal(manager.peekToken(), undefined);
});

test("a code is not sent twice when the server fails", async (t) => {
  const { server, manager } = await setUp(t);
  const { callback } = await begin(manager);
  server.always(status(503));
  await assertRejects(manager.finishLogin(callback()), ["LoginError", "TokenAcquisitionError"], { status: 503 });
  assert.ok(server.requests.length <= 3);
});

/** ID tokens that must be refused. */
const FALSE_CLAIMS = {
  "another nonce": { nonce: "another" },
  "no nonce": { nonce: undefined },
  "another issuer": { iss: "https://attacker.example" },
  "another audience": { aud: "someone-else" },
  "an audience list without us": { aud: ["a", "b"] },
  "several audiences and a foreign azp": { aud: ["app", "other"], azp: "other" },
  "an exp that has passed": { exp: Math.floor(Date.now() / 1000) - 3600 },
  "no exp": { exp: undefined },
  "no sub": { sub: undefined },
};
for (const [name, claims] of Object.entries(FALSE_CLAIMS)) {
  test(`an ID token with ${name} fails the login, and no token is kept`, async (t) => {
    const { server, manager, signed } = await setUp(t);
    const { params, callback } = await begin(manager);
    server.always(signed(params, claims));
    await assertRejects(manager.finishLogin(callback()), ["LoginError", "InvalidTokenError"]);
    assert.equal(manager.peekToken(), undefined);
    assert.equal(await manager.getTokens(), undefined);
  });
}

for (const [name, idToken] of [["that is no JWT", "opaque"], ["without a signature part", "e30.e30"], ["that is no string", { a: 1 }]]) {
  test(`an ID token ${name} fails the login with a typed error`, async (t) => {
    const { server, manager } = await setUp(t);
    const { callback } = await begin(manager);
    server.always(token({ id_token: idToken }));
    await assertRejects(manager.finishLogin(callback()), ["LoginError", "InvalidTokenError", "TokenAcquisitionError"]);
    assert.equal(manager.peekToken(), undefined);
  });
}

test("an ID token that is missing although openid was asked for fails the login", async (t) => {
  const { server, manager } = await setUp(t);
  const { callback } = await begin(manager);
  server.always(token());
  await assertRejects(manager.finishLogin(callback()), ["LoginError", "InvalidTokenError", "TokenAcquisitionError"]);
  assert.equal(manager.peekToken(), undefined);
});

test("a logout during the exchange wins", async (t) => {
  const { server, manager, signed } = await setUp(t);
  const { params, callback } = await begin(manager);
  server.always(delayed(60, signed(params)));
  const login = manager.finishLogin(callback()).catch(() => {});
  await new Promise((resolve) => setTimeout(resolve, 25));
  await manager.clear("api");
  await login;
  assert.equal(manager.peekToken(), undefined);
});

test("options of the login are checked", async (t) => {
  const { manager } = await setUp(t);
  for (const [options, name] of [
    [{ redirectUri: 5 }, "redirectUri"], [{ prompt: 5 }, "prompt"], [{ prompt: "" }, "prompt"], [{ prompt: "none login" }, "prompt"], [{ scope: 5 }, "scope"], [{ params: { a: 5 } }, "params"], [{ redirect: "x" }, "redirect"],
    [{ appState: () => {} }, "appState"],
  ]) {
    const error = await assertRefused(() => manager.startLogin("api", options), "InvalidConfigurationError");
    assert.ok(error.message.includes(name), error.message);
  }
});

test("startLogin needs the right grant and a redirect URI", async (t) => {
  const server = await startTokenServer(t);
  const manager = await createManager(t, {
    providers: {
      service: { grant: "client_credentials", tokenEndpoint: server.tokenEndpoint, clientId: "c", clientSecret: "s" },
      app: { grant: "authorization_code", tokenEndpoint: server.tokenEndpoint, authorizationEndpoint: `${server.origin}/authorize`, clientId: "app" },
    },
  });
  await assertRefused(() => manager.startLogin("service"), "InvalidConfigurationError");
  const error = await assertRefused(() => manager.startLogin("app"), "InvalidConfigurationError");
  assert.match(error.message, /redirectUri/);
  const { url } = await manager.startLogin("app", { redirectUri: "https://app.example/other", scope: ["a", "b"] });
  assert.equal(new URL(url).searchParams.get("redirect_uri"), "https://app.example/other");
  assert.equal(new URL(url).searchParams.get("scope"), "a b");
});

test("two providers' logins are distinguished by their state", async (t) => {
  const server = await startTokenServer(t);
  const app = (clientId) => ({
    grant: "authorization_code", tokenEndpoint: server.tokenEndpoint, authorizationEndpoint: `${server.origin}/authorize`, clientId, redirectUri: REDIRECT, scope: "read",
  });
  const manager = await createManager(t, { providers: { one: app("app-1"), two: app("app-2") } });
  const first = await begin(manager, undefined, "one");
  const second = await begin(manager, undefined, "two");
  assert.equal((await manager.finishLogin(second.callback())).provider, "two");
  assert.equal((await manager.finishLogin(first.callback())).provider, "one");
  assert.deepEqual(server.forms.map((form) => form.client_id), ["app-2", "app-1"]);
});

test("no error or event of a login shows its code, state, nonce or verifier", async (t) => {
  const { server, manager } = await setUp(t);
  const events = recordEvents(manager);
  const code = "CANARY-authorization-code-123";
  const { params, callback } = await begin(manager);
  server.always(({ form }) => answer({ status: 400, body: { error: "invalid_grant", error_description: [...form.values(), params.state, params.nonce].join(" ") } }));
  const error = await assertRefused(() => manager.finishLogin(callback({ code })), ["LoginError", "TokenAcquisitionError"]);
  const { code_verifier: verifier } = server.forms[0];
  assertNothingOf([code, verifier, params.state, params.nonce], [error, events.all, manager.getTokenInfo(), manager], "the login");
});

/** Starts a login; `callback` makes the URL that the server would send the user back to. */
async function begin(manager, options, provider = "api") {
  const url = new URL((await manager.startLogin(provider, options)).url);
  const params = Object.fromEntries(url.searchParams);
  const callback = (more = {}) => {
    const back = new URL(REDIRECT);
    for (const [name, value] of Object.entries({ code: "the-code", state: params.state, ...more })) {
      if (value !== undefined) back.searchParams.set(name, value);
    }
    return back.href;
  };
  return { url, params, callback };
}

/** The number of bytes that the core holds. A core that is loaded already is returned, not started again. */
async function memoryOfCore() {
  const { initSync } = await import("../../pkg/wasm/tokenward.js");
  const memory = Object.values(initSync()).find((value) => value instanceof WebAssembly.Memory);
  return memory.buffer.byteLength;
}

async function setUp(t, { authorizationEndpoint = (origin) => `${origin}/authorize`, discovered, ...more } = {}, options = {}) {
  const server = await startTokenServer(t);
  server.route("/jwks", answer({ body: keySet }));
  const endpoints = { token_endpoint: server.tokenEndpoint, authorization_endpoint: `${server.origin}/authorize`, jwks_uri: `${server.origin}/jwks` };
  server.route("/.well-known/openid-configuration", answer({ body: { issuer: server.origin, ...endpoints, ...discovered } }));
  const given = discovered ? {} : { tokenEndpoint: server.tokenEndpoint, authorizationEndpoint: authorizationEndpoint(server.origin) };
  const manager = await createWith(t, {
    grant: "authorization_code", issuer: server.origin, ...given, clientId: "app", redirectUri: REDIRECT, scope: "openid profile", retryPolicy: oneAttempt, ...more,
  }, options);
  /** The token response of a login with a good ID token, or one with other claims. */
  const signed = ({ nonce }, claims) => async () =>
    token({ refresh_token: "refresh-of-login", id_token: await signIdToken({ issuer: server.origin, audience: "app", nonce }, claims) });
  return { server, manager, signed: (params, claims) => lazily(signed(params, claims)) };
}

/** An answer that is made on demand. */
function lazily(make) {
  return {
    async send(response, request) {
      (await make()).send(response, request);
    },
  };
}
