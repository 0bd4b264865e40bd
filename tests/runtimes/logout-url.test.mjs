// The URL that logs the user out at the server: OpenID Connect RP-Initiated Logout 1.0, against `oidc-provider` and a scripted server.

import assert from "node:assert/strict";
import { test } from "node:test";
import { answer, drop } from "../support/answers.mjs";
import { APP, REDIRECT_URI, startAuthorizationServer } from "../support/authorization-server.mjs";
import { newBrowser } from "../support/browser.mjs";
import { assertRefused, assertRejects } from "../support/expect.mjs";
import { MapStorage } from "../support/storages.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { createManager, createWith, newNamespace, oneAttempt } from "../support/tokenward.mjs";

const GOODBYE = "http://127.0.0.1/goodbye";

test("a real server logs the user out and sends them back with the state", async (t) => {
  const server = await startAuthorizationServer(t);
  const manager = await createWith(t, { grant: "authorization_code", issuer: server.issuer, ...APP, redirectUri: REDIRECT_URI, scope: "openid" });
  const browser = newBrowser();
  const signIn = async () => browser.signIn(await browser.visit((await manager.startLogin()).url));
  await manager.finishLogin((await signIn()).left);
  const known = await browser.visit((await manager.startLogin()).url);
  assert.match(known.text, /name="prompt" value="consent"/, "the server knows the user still");

  const url = await manager.logoutUrl("api", { postLogoutRedirectUri: GOODBYE, state: "s t" });
  assert.ok(manager.peekToken(), "asking for the URL forgets nothing");
  await manager.clear();
  const { left } = await browser.submit(await browser.visit(url), { logout: "yes" });
  assert.equal(left, `${GOODBYE}?state=s+t`);
  const page = await browser.visit((await manager.startLogin()).url);
  assert.match(page.text, /name="prompt" value="login"/, "the user has to sign in again");
});

test("an ID token that is held goes along, also from storage, and nothing else that is secret", async (t) => {
  const server = await startTokenServer(t);
  const options = { namespace: newNamespace(), storage: new MapStorage(), providers: { api: login(server, { endSessionEndpoint: `${server.origin}/logout?v=2` }) } };
  const manager = await createManager(t, options);
  const tokens = { access_token: "the-access-token", refresh_token: "the refresh token", id_token: "h.p.s", token_type: "Bearer", expires_in: 60 };
  await manager.setTokens("api", tokens);
  const expected = `${server.origin}/logout?v=2&id_token_hint=h.p.s&client_id=app`;
  assert.equal(await manager.logoutUrl(), expected);
  assert.equal(await new (manager.constructor)(options).logoutUrl("api"), expected);
  await manager.clear();
  assert.equal(await manager.logoutUrl(), `${server.origin}/logout?v=2&client_id=app`);
  assert.equal(server.requests.length, 0);
});

test("the ID token of a fallback is not this user's", async (t) => {
  const server = await startTokenServer(t);
  const manager = await createManager(t, {
    providers: { api: { ...login(server, { endSessionEndpoint: `${server.origin}/logout` }), fallback: "other" }, other: login(server) },
  });
  await manager.setTokens("other", { accessToken: "lent", idToken: "o.t.h" });
  assert.equal(await manager.getToken("api"), "lent");
  assert.equal(await manager.logoutUrl("api"), `${server.origin}/logout?client_id=app`);
});

test("the endpoint comes from the metadata; a server without one has no URL", async (t) => {
  const server = await startTokenServer(t);
  const metadata = { issuer: server.origin, token_endpoint: server.tokenEndpoint };
  const route = (more) => server.route("/.well-known/openid-configuration", answer({ body: { ...metadata, ...more } }));
  const provider = { grant: "authorization_code", issuer: server.origin, clientId: "app", redirectUri: REDIRECT_URI, retryPolicy: oneAttempt };
  route({ end_session_endpoint: `${server.origin}/bye` });
  assert.equal(await (await createWith(t, provider)).logoutUrl(), `${server.origin}/bye?client_id=app`);
  route({});
  assert.equal(await (await createWith(t, provider)).logoutUrl(), undefined);
  route({ end_session_endpoint: "javascript:alert(1)" });
  await assertRejects((await createWith(t, provider)).logoutUrl(), "LoginError", { code: "invalid_response" });
  server.route("/.well-known/openid-configuration", drop());
  server.route("/.well-known/oauth-authorization-server", drop());
  await assertRejects((await createWith(t, provider)).logoutUrl(), "LoginError", { code: "network", retryable: true });
});

test("without an issuer and an endpoint, and for grants without an OAuth server, there is no URL", async (t) => {
  const server = await startTokenServer(t);
  const providers = { api: login(server), fixed: { grant: "static", token: "t" }, own: { grant: "custom", acquire: () => ({ accessToken: "t" }) } };
  const manager = await createManager(t, { providers });
  for (const name of Object.keys(providers)) assert.equal(await manager.logoutUrl(name), undefined, name);
  await assertRejects(manager.logoutUrl("nobody"), "UnknownProviderError");
});

test("options that are wrong are named", async (t) => {
  const server = await startTokenServer(t);
  const manager = await createWith(t, login(server, { endSessionEndpoint: `${server.origin}/logout` }));
  for (const [options, path] of [
    [{ postLogoutRedirectUri: "/goodbye" }, "options.postLogoutRedirectUri"],
    [{ postLogoutRedirectUri: "https://app.example/#bye" }, "options.postLogoutRedirectUri"],
    [{ postLogoutRedirectUri: "" }, "options.postLogoutRedirectUri"],
    [{ postLogoutRedirectUri: 5 }, "options.postLogoutRedirectUri"],
    [{ state: {} }, "options.state"],
    [{ idTokenHint: "x" }, "options.idTokenHint"],
    ["https://app.example/", "options"],
  ]) {
    const error = await assertRefused(() => manager.logoutUrl("api", options), "InvalidConfigurationError");
    assert.ok(error.message.includes(path), error.message);
  }
  await manager.close();
  await assertRefused(() => manager.logoutUrl(), "ManagerClosedError");
});

const login = (server, more = {}) => ({
  grant: "authorization_code", tokenEndpoint: server.tokenEndpoint, authorizationEndpoint: `${server.origin}/authorize`, clientId: "app", redirectUri: REDIRECT_URI,
  retryPolicy: oneAttempt, ...more,
});
