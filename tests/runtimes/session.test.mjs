// The user's session outside of pages: a login is begun and ended by URLs, and a sign-out cannot fail. Against `oidc-provider` and a
// scripted server. e2e/session.test.mjs tests pages.

import assert from "node:assert/strict";
import { test } from "node:test";
import { answer, drop, hang, token } from "../support/answers.mjs";
import { APP, REDIRECT_URI, startAuthorizationServer } from "../support/authorization-server.mjs";
import { newBrowser } from "../support/browser.mjs";
import { assertRefused, assertRejects } from "../support/expect.mjs";
import { signIdToken } from "../support/id-tokens.mjs";
import { MapStorage } from "../support/storages.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { createManager, createWith, oneAttempt } from "../support/tokenward.mjs";

/** A user of the real server, back at the callback. */
async function comeBack(t, options = {}) {
  const server = await startAuthorizationServer(t);
  const provider = { grant: "authorization_code", issuer: server.issuer, ...APP, redirectUri: REDIRECT_URI, scope: "openid offline_access" };
  const manager = await createWith(t, provider, options);
  const browser = newBrowser();
  const { url } = await manager.startLogin("api", { appState: { page: 1 }, prompt: "consent" });
  return { server, provider, manager, browser, callback: (await browser.signIn(await browser.visit(url))).left };
}

/** A client of the scripted server, whose metadata has `more`. */
function client(server, more = {}) {
  const paths = { token_endpoint: server.tokenEndpoint, revocation_endpoint: `${server.origin}/revoke`, end_session_endpoint: `${server.origin}/end`, ...more };
  const metadata = answer({ body: { issuer: server.origin, authorization_endpoint: `${server.origin}/authorize`, ...paths } });
  server.route("/.well-known/openid-configuration", metadata);
  server.route("/revoke", answer({}));
  return { grant: "authorization_code", issuer: server.origin, clientId: "app", redirectUri: REDIRECT_URI };
}

const TOKENS = { access_token: "the-access-token", refresh_token: "the-refresh-token", id_token: "h.p.s", token_type: "Bearer", expires_in: 3600 };
const revocations = (server) => server.otherRequests.filter(({ path }) => path === "/revoke").map(({ form }) => form.get("token"));
const WITH_HINT = "end?id_token_hint=h.p.s&client_id=app";

test("a login by URLs: `handleCallback` gives the callback's result, once", async (t) => {
  const { manager, callback, server } = await comeBack(t);
  const result = await manager.handleCallback(new URL(callback));
  assert.deepEqual([result.provider, result.appState, result.user.id, result.info.state], ["api", { page: 1 }, "ada", "valid"]);
  assert.equal(await manager.handleCallback(callback), undefined);
  assert.deepEqual(server.granted, ["authorization_code"]);
});

test("two calls at once share one login, and one refusal", async (t) => {
  const { manager, callback, server } = await comeBack(t);
  const [first, second] = await Promise.all([manager.handleCallback(callback), manager.handleCallback(callback)]);
  assert.deepEqual([first.user.id, second.user.id, server.granted.length], ["ada", "ada", 1]);
  const { url } = await manager.startLogin();
  const refused = `${REDIRECT_URI}?error=access_denied&state=${new URL(url).searchParams.get("state")}&iss=${encodeURIComponent(server.issuer)}`;
  const both = [manager.handleCallback(refused), manager.handleCallback(refused)];
  for (const call of both) await assertRejects(call, "LoginError", { code: "login_failed", oauthError: "access_denied" });
});

test("a URL that is no callback of this manager's login gives nothing and causes no request", async (t) => {
  const server = await startTokenServer(t);
  const manager = await createWith(t, client(server));
  const strangers = [undefined, null, REDIRECT_URI, `${REDIRECT_URI}?code=c`, `${REDIRECT_URI}?state=s`, `${REDIRECT_URI}?code=c&state=s`, `${REDIRECT_URI}?code=&state=s`, `${REDIRECT_URI}#code=c&state=s`, "", "?"];
  for (const url of strangers) assert.equal(await manager.handleCallback(url), undefined, url);
  assert.equal(server.otherRequests.length, 0);
  // Also while a login is pending.
  await manager.startLogin();
  for (const url of strangers) assert.equal(await manager.handleCallback(url), undefined, url);
  await assertRefused(() => manager.handleCallback(5), "InvalidConfigurationError");
});

test("without a page, the error of `login` names startLogin", async (t) => {
  const server = await startTokenServer(t);
  const manager = await createWith(t, client(server));
  const error = await assertRefused(() => manager.login("api"), "InvalidConfigurationError");
  assert.match(error.message, /startLogin/);
  for (const mode of ["popup", "silent"]) {
    const refused = await assertRefused(() => manager.login("api", { mode }), "InvalidConfigurationError");
    assert.match(refused.message, /options\.mode: .*startLogin/);
  }
  for (const options of [{ timeoutMs: 0 }, { popup: "w" }, { popup: {} }, { mode: "tab" }, { mode: 5 }, { mod: "redirect" }, { redirectUri: 5 }]) {
    const refused = await assertRefused(() => manager.login("api", options), "InvalidConfigurationError");
    assert.ok(refused.message.includes(`options.${Object.keys(options)[0]}`), refused.message);
  }
  assert.equal(server.otherRequests.length, 0);
});

test("a sign-out at a real server revokes, forgets, and gives the way to the server's", async (t) => {
  const { manager, callback, server, browser } = await comeBack(t);
  await manager.handleCallback(callback);
  const accessToken = await manager.getToken();
  const { url } = await manager.logout("api", { postLogoutRedirectUri: "http://127.0.0.1/goodbye", state: "s t" });
  assert.deepEqual([manager.isAuthenticated(), manager.getUser(), manager.peekToken(), await manager.getTokens()], [false, undefined, undefined, undefined]);
  assert.equal(await server.keyOf(accessToken), undefined, "the server knows the token no more");
  const { left } = await browser.submit(await browser.visit(url), { logout: "yes" });
  assert.equal(left, "http://127.0.0.1/goodbye?state=s+t");
});

test("a sign-out revokes each token once, or none if that is wanted", async (t) => {
  const server = await startTokenServer(t);
  const manager = await createWith(t, client(server));
  await manager.setTokens("api", TOKENS);
  assert.deepEqual(await manager.logout(), { url: `${server.origin}/${WITH_HINT}` });
  assert.deepEqual(revocations(server), ["the-refresh-token", "the-access-token"]);
  await manager.setTokens("api", TOKENS);
  assert.deepEqual(await manager.logout("api", { revoke: false, navigate: false }), { url: `${server.origin}/${WITH_HINT}` });
  assert.equal(revocations(server).length, 2);
  assert.equal(manager.peekToken(), undefined);
});

test("an ID token that has expired goes along still", async (t) => {
  const server = await startTokenServer(t);
  const manager = await createWith(t, client(server));
  await manager.setTokens("api", { ...TOKENS, refresh_token: undefined, expires_in: 0 });
  assert.equal(manager.isAuthenticated(), false);
  assert.equal((await manager.logout()).url, `${server.origin}/${WITH_HINT}`);
});

test("a server without an end-session endpoint has no URL, and no server needs to have one", async (t) => {
  const server = await startTokenServer(t);
  const manager = await createManager(t, { providers: { api: client(server, { end_session_endpoint: undefined }), fixed: { grant: "static", token: "t" } } });
  await manager.setTokens("api", TOKENS);
  assert.deepEqual(await manager.logout("api"), {});
  assert.equal(manager.peekToken("api"), undefined);
  assert.deepEqual(await manager.logout("fixed"), {});
});

for (const [what, route] of [["is away", drop()], ["hangs", hang()]]) {
  test(`offline: a server that ${what} keeps no user signed in`, async (t) => {
    const server = await startTokenServer(t);
    const storage = new MapStorage();
    const provider = client(server);
    for (const path of ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server", "/revoke"]) server.route(path, route);
    const manager = await createWith(t, provider, { storage });
    await manager.setTokens("api", TOKENS);
    let told = 0;
    manager.on("signedOut", () => (told += 1));
    const left = manager.logout();
    // Long before the server's time limit.
    while (told === 0) await new Promise(setImmediate);
    assert.deepEqual([manager.isAuthenticated(), manager.peekToken(), [...storage.items.keys()].some((key) => key.includes("api"))], [false, undefined, false]);
    assert.deepEqual(await left, {});
  });
}

test("a provider that gets its token from a login has the login's user: it signs that user in and out, and asks about them", async (t) => {
  const server = await startTokenServer(t);
  const login = client(server, { userinfo_endpoint: `${server.origin}/me` });
  server.route("/me", answer({ body: { sub: "ada", name: "Ada" } }));
  const mail = { grant: "refresh_token", clientId: "app", refreshToken: { provider: "login" }, scope: "mail" };
  const manager = await createManager(t, { providers: { login, mail } });
  assert.ok((await manager.startLogin("mail")).url.startsWith(`${server.origin}/authorize?`));
  const idToken = await signIdToken({ issuer: server.origin, audience: "app" }, { sub: "ada" });
  await manager.setTokens("login", { ...TOKENS, id_token: idToken });
  server.next(token({ access_token: "for-mail" }));
  assert.equal(await manager.getToken("mail"), "for-mail");
  assert.deepEqual(await manager.userInfo("mail"), { sub: "ada", name: "Ada" });
  const me = server.otherRequests.find(({ path }) => path === "/me");
  assert.equal(me.headers.authorization, "Bearer the-access-token", "mail's own is not for this endpoint");

  const hint = `end?id_token_hint=${idToken}&client_id=app`;
  assert.equal(await manager.logoutUrl("mail"), `${server.origin}/${hint}`);
  assert.deepEqual(await manager.logout("mail"), { url: `${server.origin}/${hint}` });
  for (const name of ["login", "mail"]) assert.deepEqual([manager.isAuthenticated(name), manager.peekToken(name)], [false, undefined], name);
  assert.deepEqual(revocations(server), ["the-refresh-token", "the-access-token"]);
});

test("a wrong option is an error before anything is forgotten", async (t) => {
  const server = await startTokenServer(t);
  const manager = await createWith(t, { ...client(server), retryPolicy: oneAttempt });
  await manager.setTokens("api", TOKENS);
  for (const [options, path] of [
    [{ postLogoutRedirectUri: "/goodbye" }, "options.postLogoutRedirectUri"],
    [{ state: {} }, "options.state"],
    [{ revoke: "no" }, "options.revoke"],
    [{ navigate: 1 }, "options.navigate"],
    [{ redirect: "x" }, "options.redirect"],
  ]) {
    const error = await assertRefused(() => manager.logout("api", options), "InvalidConfigurationError");
    assert.ok(error.message.includes(path), error.message);
  }
  await assertRejects(manager.logout("nobody"), "UnknownProviderError");
  assert.equal(manager.peekToken(), "the-access-token");
  await manager.close();
  await assertRefused(() => manager.logout(), "ManagerClosedError");
  await assertRefused(() => manager.handleCallback(), "ManagerClosedError");
  await assertRefused(() => manager.login(), "ManagerClosedError");
});

test("a logout while a login is being finished wins", async (t) => {
  const server = await startTokenServer(t);
  const manager = await createWith(t, client(server));
  const { url } = await manager.startLogin("api");
  let open;
  server.next(() => new Promise((resolve) => (open = () => resolve(token()))));
  const login = manager.handleCallback(`${REDIRECT_URI}?code=c&state=${new URL(url).searchParams.get("state")}`);
  while (open === undefined) await new Promise(setImmediate);
  await manager.logout("api", { navigate: false });
  open();
  await assertRejects(login, "LoginError", { code: "login_failed" });
  assert.equal(manager.isAuthenticated(), false);
});
