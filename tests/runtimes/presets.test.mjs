// Presets: the requests of each, down to their parameters, and the errors for invalid arguments.

import assert from "node:assert/strict";
import { test } from "node:test";
import { assertError, assertRefused } from "../support/expect.mjs";
import { createManager, tokenward } from "../support/tokenward.mjs";

const { presets } = tokenward;
const TENANT = "6f2b1f0e-1c1d-4f5e-9d3a-2b6c7d8e9f01";
const client = { clientId: "my client", clientSecret: "s:cret" };
const basic = `Basic ${btoa("my+client:s%3Acret")}`;
const redirectUri = "https://app.example/callback";

const services = {
  azureAd: {
    given: { tenantId: TENANT },
    url: `https://login.microsoftonline.com/${TENANT}/oauth2/v2.0/token`,
    form: { scope: "https://graph.microsoft.com/.default" },
    issuer: `https://login.microsoftonline.com/${TENANT}/v2.0`,
  },
  auth0: {
    given: { domain: "tenant.eu.auth0.com", audience: "https://api.example" },
    url: "https://tenant.eu.auth0.com/oauth/token",
    form: { audience: "https://api.example" },
    issuer: "https://tenant.eu.auth0.com/",
  },
  okta: {
    given: { domain: "dev-1.okta.com", scope: "orders.read" },
    url: "https://dev-1.okta.com/oauth2/default/v1/token",
    form: { scope: "orders.read" },
    issuer: "https://dev-1.okta.com/oauth2/default",
  },
  keycloak: {
    given: { url: "https://sso.example.com", realm: "shop" },
    url: "https://sso.example.com/realms/shop/protocol/openid-connect/token",
    form: {},
    issuer: "https://sso.example.com/realms/shop",
  },
  google: {
    given: {},
    url: "https://oauth2.googleapis.com/token",
    form: {},
    issuer: "https://accounts.google.com",
  },
  cognito: {
    given: { domain: "shop.auth.eu-central-1.amazoncognito.com", scope: "orders/read" },
    url: "https://shop.auth.eu-central-1.amazoncognito.com/oauth2/token",
    form: { scope: "orders/read" },
    issuer: undefined,
  },
};

for (const [name, { given, url, form, issuer }] of Object.entries(services)) {
  test(`${name} with a secret sends this client credentials request, and nothing before it`, async (t) => {
    const provider = presets[name]({ ...given, ...client });
    const { manager, requests } = await withFetch(t, provider);
    assert.equal(await manager.getToken(), "access-1");
    assert.equal(requests.length, 1);
    const [request] = requests;
    assert.equal(request.url, url);
    assert.equal(request.method, "POST");
    assert.equal(request.headers.get("authorization"), basic);
    assert.match(request.headers.get("content-type"), /^application\/x-www-form-urlencoded/);
    assert.deepEqual(Object.fromEntries(new URLSearchParams(request.body)), { grant_type: "client_credentials", ...form });
    assert.equal(provider.issuer, issuer);
  });
}

const logins = {
  azureAd: {
    given: { tenantId: "organizations" },
    url: "https://login.microsoftonline.com/organizations/oauth2/v2.0/authorize",
    query: { scope: "openid profile offline_access" },
  },
  auth0: {
    given: { domain: "https://login.example.com/", audience: "https://api.example" },
    url: "https://login.example.com/authorize",
    query: { scope: "openid profile offline_access", audience: "https://api.example" },
  },
  okta: {
    given: { domain: "dev-1.okta.com", authorizationServer: "aus 1" },
    url: "https://dev-1.okta.com/oauth2/aus%201/v1/authorize",
    query: { scope: "openid profile" },
  },
  keycloak: {
    given: { url: "http://127.0.0.1:8080/auth/", realm: "my shop" },
    url: "http://127.0.0.1:8080/auth/realms/my%20shop/protocol/openid-connect/auth",
    query: { scope: "openid" },
  },
  google: {
    given: {},
    url: "https://accounts.google.com/o/oauth2/v2/auth",
    query: { scope: "openid email profile", access_type: "offline" },
  },
  cognito: {
    given: { domain: "login.shop.example" },
    url: "https://login.shop.example/oauth2/authorize",
    query: {},
  },
};

for (const [name, { given, url, query }] of Object.entries(logins)) {
  test(`${name} without a secret sends the user to this address`, async (t) => {
    const provider = presets[name]({ ...given, clientId: "page", redirectUri });
    const { manager, requests } = await withFetch(t, provider);
    const authorize = new URL((await manager.startLogin()).url);
    assert.equal(authorize.origin + authorize.pathname, url);
    const { state, nonce, code_challenge, ...rest } = Object.fromEntries(authorize.searchParams);
    for (const random of [state, code_challenge]) assert.ok(random.length >= 22);
    assert.equal(nonce !== undefined, (query.scope ?? "").includes("openid"));
    assert.deepEqual(rest, { response_type: "code", client_id: "page", redirect_uri: redirectUri, code_challenge_method: "S256", ...query });
    assert.deepEqual(requests, [], "the endpoints are the preset's: nothing is discovered");
  });
}

test("okta's org server has its endpoints at the org, and the org as issuer", () => {
  const { issuer, tokenEndpoint, revocationEndpoint } = presets.okta({ domain: "dev-1.okta.com", authorizationServer: "org", ...client });
  assert.deepEqual([issuer, tokenEndpoint, revocationEndpoint], ["https://dev-1.okta.com", "https://dev-1.okta.com/oauth2/v1/token", "https://dev-1.okta.com/oauth2/v1/revoke"]);
});

test("an Azure tenant's domain names no issuer, since its tokens name the GUID", () => {
  assert.equal(presets.azureAd({ tenantId: "contoso.onmicrosoft.com", ...client }).issuer, undefined);
});

test("revocation endpoints are given where the server has one", () => {
  const of = (name) => presets[name]({ ...services[name].given, ...client }).revocationEndpoint;
  assert.equal(of("azureAd"), undefined);
  assert.equal(of("auth0"), "https://tenant.eu.auth0.com/oauth/revoke");
  assert.equal(of("keycloak"), "https://sso.example.com/realms/shop/protocol/openid-connect/revoke");
  assert.equal(of("google"), "https://oauth2.googleapis.com/revoke");
  assert.equal(of("cognito"), "https://shop.auth.eu-central-1.amazoncognito.com/oauth2/revoke");
});

test("every given member overrides the preset, except undefined and null", () => {
  const own = { tokenEndpoint: "https://proxy.example/token", grant: "refresh_token", refreshToken: "r", allowedOrigins: ["https://api.example"] };
  const provider = presets.google({ ...client, ...own, issuer: undefined, scope: null });
  for (const [name, value] of Object.entries(own)) assert.equal(provider[name], value);
  assert.equal(provider.issuer, "https://accounts.google.com");
  assert.equal("scope" in provider, false);
  assert.equal(presets.auth0({ domain: "a.example", clientId: "c", grant: "authorization_code", clientSecret: "s" }).scope, "openid profile offline_access");
  assert.equal(presets.okta({ domain: "a.example", clientId: "c", privateKey: { kty: "RSA" } }).grant, "client_credentials");
});

test("the arguments of presets are no members of providers", () => {
  for (const [name, { given }] of Object.entries(services)) {
    const provider = presets[name]({ ...given, ...client });
    for (const own of ["tenantId", "domain", "authorizationServer", "url", "realm"]) assert.equal(own in provider, false, `${name}: ${own}`);
  }
});

for (const [name, argument, path] of [
  ["azureAd", { clientId: "c" }, "presets.azureAd.tenantId: is missing"],
  ["azureAd", { clientId: "c", tenantId: "a/b" }, "presets.azureAd.tenantId: must be"],
  ["azureAd", { ...client, tenantId: "common" }, "presets.azureAd.tenantId: must be one tenant's"],
  ["azureAd", { tenantId: TENANT }, "presets.azureAd.clientId: is missing"],
  ["auth0", client, "presets.auth0.domain: is missing"],
  ["auth0", { ...client, domain: "http://a.example" }, "presets.auth0.domain: must be a domain"],
  ["auth0", { ...client, domain: "a.example/path" }, "presets.auth0.domain: must be a domain"],
  ["auth0", { ...client, domain: "a.example?x" }, "presets.auth0.domain: must be a domain"],
  ["auth0", { ...client, domain: "user@a.example" }, "presets.auth0.domain: must be a domain"],
  ["auth0", { ...client, domain: 7 }, "presets.auth0.domain: must be a string"],
  ["okta", { ...client, domain: "a b" }, "presets.okta.domain: must be a domain"],
  ["okta", { ...client, domain: "a.example", authorizationServer: "" }, "presets.okta.authorizationServer: must be"],
  ["keycloak", { ...client, realm: "r" }, "presets.keycloak.url: is missing"],
  ["keycloak", { ...client, url: "https://a.example" }, "presets.keycloak.realm: is missing"],
  ["keycloak", { ...client, url: "sso.example.com", realm: "r" }, "presets.keycloak.url: must be"],
  ["keycloak", { ...client, url: "https://a.example?x=1", realm: "r" }, "presets.keycloak.url: must be"],
  ["google", {}, "presets.google.clientId: is missing"],
  ["google", undefined, "presets.google: must be an object"],
  ["cognito", { clientId: "c", domain: "" }, "presets.cognito.domain: must be"],
  ["cognito", Object.create({ clientId: "c", domain: "a.example" }), "presets.cognito.clientId: is missing"],
]) {
  test(`${path}: ${JSON.stringify(argument)}`, async () => {
    const error = await assertRefused(() => presets[name](argument), "InvalidConfigurationError", { code: "invalid_configuration" });
    assert.ok(error.message.startsWith(path), error.message);
  });
}

test("a member that no provider knows is refused when the provider is added, by its path", async (t) => {
  const manager = await createManager(t);
  try {
    manager.addProvider("api", presets.google({ clientId: "c", tenant: "x" }));
    assert.fail("it was taken");
  } catch (error) {
    assertError(error, "InvalidConfigurationError", { message: /providers\.api\.tenant/ });
  }
});

/** A manager whose requests are recorded and answered here: none leaves the machine. */
async function withFetch(t, provider) {
  const requests = [];
  const fetch = async (input, init) => {
    const { method = "GET", headers, body } = init;
    requests.push({ url: String(input), method, headers: new Headers(headers), body: await new Response(body).text() });
    if (method === "GET") return Response.json({ issuer: provider.issuer, authorization_endpoint: "https://elsewhere.example/authorize" });
    return Response.json({ access_token: `access-${requests.length}`, token_type: "Bearer", expires_in: 3600 });
  };
  return { manager: await createManager(t, { fetch, providers: { api: provider } }), requests };
}
