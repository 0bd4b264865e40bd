// No input of users or servers is read through prototypes: a tampered Object.prototype redirects no secret, and adds no option or
// answer.

import assert from "node:assert/strict";
import { test } from "node:test";
import { answer, token } from "../support/answers.mjs";
import { assertRefused, assertRejects } from "../support/expect.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { createManager, newNamespace, TokenManager, tokenward } from "../support/tokenward.mjs";
import { closeAfter } from "../support/cleanup.mjs";

/** Runs `work` while every object inherits these members. */
async function polluted(members, work) {
  for (const [name, value] of Object.entries(members)) Object.defineProperty(Object.prototype, name, { value, configurable: true, writable: true, enumerable: false });
  try {
    return await work();
  } finally {
    for (const name of Object.keys(members)) delete Object.prototype[name];
  }
}

test("fromEnv sends the secret where the environment says, whatever Object.prototype holds", async (t) => {
  const [server, thief] = [await startTokenServer(t), await startTokenServer(t)];
  const inherited = {
    OAUTH2_TOKEN_URL: thief.tokenEndpoint, OAUTH2_ISSUER: thief.origin, OAUTH2_SCOPE: "all", OAUTH2_AUDIENCE: "thief", REFRESH_TOKEN: "r", ACCESS_TOKEN: "planted", AZURE_SCOPE: "x",
    prefix: "EVIL_", provider: "evil", providers: { evil: { grant: "static", token: "planted" } }, refreshPolicy: { aheadSeconds: 1 }, retryPolicy: { maxAttempts: 9 },
    fetch: () => Promise.reject(new Error("stolen")), tokenEndpoint: thief.tokenEndpoint, scope: "all",
  };
  for (const env of [
    { OAUTH2_TOKEN_URL: server.tokenEndpoint, OAUTH2_CLIENT_ID: "c", OAUTH2_CLIENT_SECRET: "s" },
    Object.assign(Object.create(null), { OAUTH2_TOKEN_URL: server.tokenEndpoint, OAUTH2_CLIENT_ID: "c", OAUTH2_CLIENT_SECRET: "s" }),
  ]) {
    for (const options of [undefined, {}]) {
      const manager = await polluted(inherited, () => TokenManager.fromEnv(env, options));
      closeAfter(t, () => manager.close());
      assert.deepEqual(manager.listProviders(), ["default"]);
      assert.match(await polluted(inherited, () => manager.getToken()), /^access-/);
    }
  }
  assert.deepEqual(server.forms.map(({ scope, audience, grant_type }) => [scope, audience, grant_type]), Array(4).fill([undefined, undefined, "client_credentials"]));
  assert.equal(thief.requests.length + thief.otherRequests.length, 0);
  const missing = () => TokenManager.fromEnv({ OAUTH2_CLIENT_ID: "c", OAUTH2_CLIENT_SECRET: "s" });
  await polluted(inherited, () => assertRefused(missing, "InvalidConfigurationError", { message: /OAUTH2_TOKEN_URL: is missing/ }));
});

test("an introspection answer that does not say active is no good token, and its claims are its own", async (t) => {
  const server = await startTokenServer(t);
  let said = {};
  server.route("/introspect", () => answer({ body: said }));
  const create = (more = {}) =>
    tokenward.createVerifier({ issuer: server.origin, audience: "https://api.example", introspection: { endpoint: `${server.origin}/introspect`, clientId: "api", clientSecret: "s", ...more } });
  const verifier = create();
  const inherited = { active: true, token_type: "Bearer", token_use: "access", exp: 9e9, scope: "admin", sub: "root" };
  for (const body of [{}, { token_type: "Bearer" }, []]) {
    said = body;
    await polluted(inherited, () => assertRejects(verifier.verify("opaque"), "TokenError", { code: "invalid_response" }));
  }
  said = { active: true, sub: "ada" };
  await polluted(inherited, () => assertRejects(verifier.verify("opaque"), "InvalidTokenError", { message: /token_type/ }));
  said = { active: true, sub: "ada", token_type: "Bearer" };
  const { claims } = await polluted(inherited, () => verifier.verify("opaque"));
  assert.deepEqual([Object.keys(claims).sort(), claims.sub], [["sub", "token_type"], "ada"]);

  // The client's authentication.
  const options = { clientAuth: "client_secret_post", timeoutMs: 1e-9, allowUntyped: true, privateKey: {}, keyId: "k" };
  server.otherRequests.length = 0;
  await polluted(options, () => create().verify("opaque"));
  assert.match(server.otherRequests[0].headers.authorization, /^Basic /);
});

test("a preset reads only own members, and one named __proto__ is unknown", async () => {
  const given = { clientId: "c", tenantId: "contoso.example" };
  const plain = tokenward.presets.azureAd(given);
  const inherited = { grant: "password", clientSecret: "s", privateKey: {}, scope: "x", tokenEndpoint: "https://thief.example", authorizationServer: "org" };
  assert.deepEqual(await polluted(inherited, async () => ({ ...tokenward.presets.azureAd(given) })), plain);
  const okta = await polluted(inherited, async () => tokenward.presets.okta({ clientId: "c", domain: "example.okta.com" }));
  assert.equal(okta.issuer, "https://example.okta.com/oauth2/default");

  const own = JSON.parse('{ "clientId": "c", "tenantId": "contoso.example", "__proto__": { "clientSecret": "planted", "grant": "client_credentials" } }');
  const config = tokenward.presets.azureAd(own);
  assert.deepEqual([config.grant, config.clientSecret, Object.getPrototypeOf(config)], ["authorization_code", undefined, Object.prototype]);
  await assertRefused(() => TokenManager.create({ providers: { api: config } }), "InvalidConfigurationError", { message: /^providers\.api\.__proto__: / });
  const missing = JSON.parse('{ "__proto__": { "clientId": "c" }, "tenantId": "contoso.example" }');
  await assertRefused(() => tokenward.presets.azureAd(missing), "InvalidConfigurationError", { message: /clientId: is missing/ });
});

test("providers on demand, options of calls and signing keys are read by their own members", async (t) => {
  const server = await startTokenServer(t);
  server.always(token());
  const inherited = { message: "planted", cause: "planted", forceRefresh: true, minLifetimeSeconds: 1e9, subjectToken: "planted", actorToken: "planted", assertion: "planted", d: "planted", kty: "RSA" };
  const { privateKey } = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]);
  const { publicKey } = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);
  const jwk = await crypto.subtle.exportKey("jwk", publicKey);
  const config = { grant: "client_credentials", issuer: server.origin, tokenEndpoint: server.tokenEndpoint, clientId: "c", privateKey };
  const manager = await createManager(t, { namespace: newNamespace(), resolveProvider: () => config });
  await polluted(inherited, async () => {
    const first = await manager.getToken("tenant");
    assert.equal(await manager.getToken("tenant", {}), first);
    assert.equal(await manager.getToken("tenant", { minLifetimeSeconds: 1 }), first);
    await assertRefused(() => manager.addProvider("public", { ...config, privateKey: jwk }), "InvalidConfigurationError", { message: /privateKey/ });
  });
  assert.deepEqual(Object.keys(server.forms[0]).filter((name) => /token$|^assertion/.test(name)), []);
});
