// Several access tokens from one login: `refreshToken: { provider }` and the targets that `getToken` names, against
// `oidc-provider` with resource indicators, and against servers with the checks of Auth0 and Entra ID.

import assert from "node:assert/strict";
import { test } from "node:test";
import { answer, newAccessToken, oauthError } from "../support/answers.mjs";
import { APP, REDIRECT_URI, RESOURCE_INDICATORS, startAuthorizationServer } from "../support/authorization-server.mjs";
import { newBrowser } from "../support/browser.mjs";
import { verifyProof } from "../support/dpop-resource.mjs";
import { assertBadConfiguration, assertError, assertRejects } from "../support/expect.mjs";
import { MapStorage } from "../support/storages.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { clientCredentials, createManager, newNamespace, quickRetries } from "../support/tokenward.mjs";

const MAIL = "https://mail.example.com";
const FILES = "https://files.example.com";
const CALENDAR = "https://calendar.example.com";

for (const [name, more, options] of [["plain records", {}, {}], ["encrypted records", {}, { encryption: Buffer.alloc(32, 7).toString("base64") }], ["bound tokens", { dpop: true }, {}]]) {
  test(`RFC 8707: a user signs in once, and each API gets a token of its own: ${name}`, async (t) => {
    const server = await startAuthorizationServer(t, { features: { resourceIndicators: RESOURCE_INDICATORS, dPoP: { enabled: true } } });
    const client = { issuer: server.issuer, ...APP, retryPolicy: quickRetries };
    const providers = {
      login: { grant: "authorization_code", ...client, redirectUri: REDIRECT_URI, scope: "openid offline_access read write", resource: [MAIL, FILES, CALENDAR], ...more },
      files: { grant: "refresh_token", ...APP, refreshToken: { provider: "login" }, resource: FILES, scope: "read" },
    };
    const shared = { namespace: newNamespace(), storage: new MapStorage(), providers, ...options };
    const manager = await createManager(t, shared);
    const heard = [];
    for (const event of ["signedIn", "signedOut", "reauthenticate", "error"]) manager.on(event, ({ provider }) => heard.push(`${event} ${provider}`));

    const { url } = await manager.startLogin("login", { params: { prompt: "consent" } });
    const browser = newBrowser();
    const { left } = await browser.signIn(await browser.visit(url));
    await manager.finishLogin(left);

    const calendar = { resource: CALENDAR, scope: ["write", "read"] };
    const [own, files, later] = await Promise.all([manager.getToken("login"), manager.getToken("files"), manager.getToken("login", calendar)]);
    assert.deepEqual(await server.targetOf(own), { resource: MAIL, scope: "read write" });
    assert.deepEqual(await server.targetOf(files), { resource: FILES, scope: "read" });
    assert.equal((await server.targetOf(later)).resource, CALENDAR);
    assert.equal(await manager.getToken("login", { resource: [CALENDAR], scope: "read write" }), later);
    assert.equal(await manager.getToken("login", { resource: [CALENDAR, FILES, MAIL] }), own, "the provider's own values");
    assert.deepEqual(server.granted, ["authorization_code", "refresh_token", "refresh_token"]);
    if (more.dpop) {
      assert.ok((await manager.getAuthHeaders("files")).Authorization.startsWith("DPoP "));
      assert.equal(await server.keyOf(files), await server.keyOf(own));
      const { Authorization, DPoP } = await manager.getDpopHeaders("login", { url: `${CALENDAR}/today`, ...calendar });
      assert.equal(Authorization, `DPoP ${later}`);
      assert.equal((await verifyProof(DPoP)).jkt, await server.keyOf(later));
    }

    // The same after a restart, and renewed in turn with a refresh token that rotates.
    const other = await createManager(t, shared);
    assert.deepEqual([other.peekToken("login"), other.peekToken("files"), await other.getToken("login", calendar)], [own, files, later]);
    assert.equal(server.granted.length, 3);
    await Promise.all([manager.refresh("login"), manager.refresh("files"), other.refresh("files"), manager.getToken("login", { ...calendar, forceRefresh: true })]);
    assert.deepEqual(server.refused, []);
    assert.equal(manager.getTokenInfo("files").hasRefreshToken, false);
    assert.equal((await manager.getTokens("login", calendar)).refreshToken, undefined);
    assert.deepEqual([manager.isAuthenticated("files"), manager.getUser("files").id, manager.getUser("files").provider], [true, "ada", "login"]);
    assert.deepEqual(manager.listProviders(), ["login", "files"]);

    // Only the target that the user never granted fails.
    await assertRejects(manager.getToken("login", { resource: "https://never.example.com" }), "TokenAcquisitionError", { oauthError: "invalid_target", provider: "login" });
    assert.equal(await manager.getToken("files"), manager.peekToken("files"));
    assert.equal(server.refused.length, 1);

    await manager.revoke("login");
    await assertRejects(manager.getToken("files"), "ReauthenticationRequiredError");
    await assertRejects(manager.getToken("login", calendar), "ReauthenticationRequiredError");
    await assertRejects(other.refresh("files"), "ReauthenticationRequiredError");
    assert.deepEqual([other.peekToken("login"), other.peekToken("files")], [undefined, undefined]);
    assert.deepEqual([...shared.storage.items.keys()].filter((key) => !key.endsWith("%encrypted")), []);
    assert.deepEqual(heard, ["signedIn login", "signedOut login"]);
  });
}

/** A login at a server whose token endpoint answers by `check`: an error's name, or undefined for a token. */
async function setUp(t, check, providers, more = {}) {
  const server = await startTokenServer(t);
  let current = 0;
  const answered = [];
  server.always(({ form }) => {
    const asked = Object.fromEntries(form);
    if (asked.refresh_token !== `R${current}`) return oauthError("invalid_grant", { description: "used twice" });
    const error = check(form);
    if (typeof error === "object") return answer(error);
    if (error) return oauthError(error);
    answered.push(asked);
    const body = { access_token: newAccessToken(), token_type: "Bearer", expires_in: 3600, refresh_token: `R${++current}`, scope: asked.scope };
    return answer({ body });
  });
  const client = { tokenEndpoint: server.tokenEndpoint, clientId: "app", retryPolicy: quickRetries };
  const login = { grant: "authorization_code", ...client, authorizationEndpoint: `${server.origin}/authorize`, redirectUri: REDIRECT_URI, ...more };
  const derived = Object.entries(providers).map(([name, config]) => [name, { grant: "refresh_token", ...client, refreshToken: { provider: "login" }, ...config }]);
  const shared = { namespace: newNamespace(), storage: new MapStorage(), providers: { login, ...Object.fromEntries(derived) } };
  const manager = await createManager(t, shared);
  await manager.setTokens("login", { accessToken: "own", expiresIn: 3600, refreshToken: "R0" });
  return { server, manager, answered, shared };
}

test("Entra ID: scopes of one resource at a time name the API; consent that is missing fails alone", async (t) => {
  const resourceOf = (scope) => scope.slice(0, scope.lastIndexOf("/"));
  const check = (form) => {
    const scopes = (form.get("scope") ?? "").split(" ").filter((scope) => !["openid", "offline_access", "profile"].includes(scope));
    if (form.has("resource") || form.has("audience")) return "invalid_request"; // AADSTS901002
    if (new Set(scopes.map(resourceOf)).size > 1) return "invalid_scope"; // AADSTS28000
    if (scopes.some((scope) => scope.startsWith("api://closed/"))) {
      return { status: 400, body: { error: "invalid_grant", error_description: "AADSTS65001: The user has not consented", error_codes: [65001], suberror: "consent_required" } };
    }
  };
  const graph = "https://graph.microsoft.com/.default";
  const { manager, answered } = await setUp(t, check, { graph: { scope: graph } }, { scope: "openid offline_access" });
  const [one, two] = await Promise.all([manager.getToken("graph"), manager.getToken("login", { scope: "api://orders/Read openid offline_access" })]);
  assert.notEqual(one, two);
  assert.deepEqual(answered.map(({ scope }) => scope).sort(), ["api://orders/Read openid offline_access", graph]);
  assert.equal(await manager.getToken("login", { scope: graph }), one);
  await assertRejects(manager.getToken("login", { scope: `${graph} api://orders/Read` }), "TokenAcquisitionError", { oauthError: "invalid_scope" });
  await assertRejects(manager.getToken("login", { scope: "api://closed/Read" }), "ReauthenticationRequiredError", { message: /requires the user/ });
  assert.equal((await manager.refresh("graph")).state, "valid");
  assert.equal(await manager.getToken("login"), "own");
});

test("Auth0: the audience names the API, within the client's permissions", async (t) => {
  const check = (form) => {
    if (form.has("resource")) return "invalid_request";
    if (!["https://mail.example.com/api", "https://files.example.com/api"].includes(form.get("audience"))) return "access_denied";
  };
  const { manager, answered } = await setUp(t, check, { mail: { audience: "https://mail.example.com/api", scope: "read:mail" } }, { scope: "openid offline_access" });
  await Promise.all([manager.getToken("mail"), manager.getToken("login", { audience: "https://files.example.com/api" })]);
  assert.deepEqual(answered.map(({ audience, scope }) => [audience, scope]), [
    ["https://mail.example.com/api", "read:mail"],
    ["https://files.example.com/api", undefined],
  ]);
  await assertRejects(manager.getToken("login", { audience: "https://other.example.com/api" }), "TokenAcquisitionError", { oauthError: "access_denied" });
  assert.ok(await manager.getToken("mail", { forceRefresh: true }));
});

test("a token for a target is sent to the origins of its own provider alone", async (t) => {
  const { server, manager } = await setUp(t, () => undefined, {});
  const seen = [];
  server.route("/mail", ({ headers }) => (seen.push(headers.authorization), seen.length === 1 ? answer({ status: 401, headers: { "www-authenticate": 'Bearer error="invalid_token"' } }) : answer({ body: "mail" })));
  manager.addProvider("mail", { grant: "refresh_token", clientId: "app", refreshToken: { provider: "login" }, scope: "mail", allowedOrigins: [server.origin] });
  assert.equal(await (await manager.fetch(`${server.origin}/mail`, { provider: "mail" })).text(), "mail");
  assert.equal(new Set(seen).size, 2, "the refused token was replaced, once");
  assert.equal(server.forms.length, 2);
  await assertRejects(manager.fetch(`${server.origin}/mail`, { provider: "login" }), "TokenError", { code: "origin_not_allowed" });
});

test("client credentials: the same client for another target", async (t) => {
  const server = await startTokenServer(t);
  const manager = await createManager(t, { providers: { api: clientCredentials(server, { scope: "a", audience: "x" }) } });
  const [own, other] = await Promise.all([manager.getToken("api"), manager.getToken("api", { audience: "y" })]);
  assert.notEqual(own, other);
  assert.equal(await manager.getToken("api", { audience: ["y"] }), other);
  assert.equal(await manager.getToken("api", { audience: "x", scope: ["a"] }), own);
  assert.equal((await manager.getAuthHeaders("api", { audience: "y" })).Authorization, `Bearer ${other}`);
  assert.deepEqual(server.forms.map(({ scope, audience }) => [scope, audience]), [["a", "x"], ["a", "y"]]);
  await manager.clear("api");
  assert.notEqual(await manager.getToken("api", { audience: "y" }), other);
});

test("at most 64 targets are kept, and the one least recently used is forgotten", async (t) => {
  const { server, manager } = await setUp(t, () => undefined, {});
  const get = (i) => manager.getToken("login", { scope: `scope-${i}` });
  const first = await get(0);
  for (let i = 1; i < 64; i++) await get(i);
  assert.equal(await get(0), first);
  await get(64);
  assert.equal(server.forms.length, 65);
  assert.equal(await get(0), first);
  await get(1);
  assert.equal(server.forms.length, 66);
});

test("impossible options are named by their path", async (t) => {
  const client = { tokenEndpoint: "https://auth.example.com/token", clientId: "app" };
  const login = { grant: "authorization_code", ...client, authorizationEndpoint: "https://auth.example.com/authorize", redirectUri: REDIRECT_URI };
  const derived = (provider, more) => ({ grant: "refresh_token", ...client, refreshToken: { provider }, ...more });
  const machine = { grant: "client_credentials", ...client, clientSecret: "s" };
  const path = "providers.d.refreshToken.provider";
  await assertBadConfiguration({ providers: { login, d: derived("nobody") } }, path);
  await assertBadConfiguration({ providers: { login, d: derived("d") } }, path);
  await assertBadConfiguration({ providers: { login, d: derived("e"), e: derived("login") } }, path);
  await assertBadConfiguration({ providers: { machine, d: derived("machine") } }, path);
  await assertBadConfiguration({ providers: { login, d: derived(undefined) } }, path);
  await assertBadConfiguration({ providers: { login, d: { ...derived("login"), grant: "authorization_code", authorizationEndpoint: "https://auth.example.com/authorize" } } }, path);
  await assertBadConfiguration({ providers: { login, d: derived("login", { clientId: "other" }) } }, "providers.d.clientId");
  await assertBadConfiguration({ providers: { login, d: derived("login", { dpop: true }) } }, "providers.d.dpop");
  await assertBadConfiguration({ providers: { login, d: { ...derived("login"), refreshToken: { provider: "login", more: 1 } } } }, "providers.d.refreshToken.more");

  const manager = await createManager(t, { providers: { login, d: derived("login"), fixed: { grant: "static", token: "T" }, own: { grant: "custom", acquire: () => ({ accessToken: "A" }) } } });
  for (const provider of ["fixed", "own"]) {
    await assertRejects(manager.getToken(provider, { resource: MAIL }), "InvalidConfigurationError", { message: /^options\.resource: / });
  }
  await assertRejects(manager.getToken("login", { scope: 7 }), "InvalidConfigurationError", { message: /^options\.scope: / });
  await assertRejects(manager.getToken("login", { scope: "a\"b" }), "InvalidConfigurationError", { message: /^options\.scope: / });
  await assertRejects(manager.getToken("login", { audiences: "x" }), "InvalidConfigurationError", { message: /audience/ });
  await assertRejects(manager.setTokens("d", { accessToken: "A" }), "InvalidConfigurationError", { message: /^tokens: / });
  assertError(await manager.getToken("d").catch((error) => error), "ReauthenticationRequiredError", { provider: "d" });
});

test("a tenant's login is resolved when an API's token is first asked for", async (t) => {
  const server = await startTokenServer(t);
  const client = { tokenEndpoint: server.tokenEndpoint, clientId: "app", retryPolicy: quickRetries };
  const manager = await createManager(t, {
    resolveProvider: async (name) =>
      name.endsWith("-mail")
        ? { grant: "refresh_token", ...client, refreshToken: { provider: name.replace("-mail", "") }, scope: "mail" }
        : { grant: "refresh_token", ...client, refreshToken: `refresh-of-${name}` },
  });
  await Promise.all([manager.getToken("acme-mail"), manager.getToken("other-mail")]);
  assert.deepEqual(server.forms.map((form) => [form.refresh_token, form.scope]).sort(), [["refresh-of-acme", "mail"], ["refresh-of-other", "mail"]]);
});
