// TokenManager.fromEnv: the providers that variables make, and the errors for incomplete variables.

import assert from "node:assert/strict";
import { test } from "node:test";
import { answer, status } from "../support/answers.mjs";
import { closeAfter } from "../support/cleanup.mjs";
import { assertError, assertRejects, rejection } from "../support/expect.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { newNamespace, oneAttempt, TokenManager } from "../support/tokenward.mjs";
import { kit } from "../../pkg/api.js";
import * as reader from "../../pkg/env.js";

const OAUTH2 = { OAUTH2_TOKEN_URL: "https://login.example/token", OAUTH2_CLIENT_ID: "my-app", OAUTH2_CLIENT_SECRET: "s3cr3t" };
const AZURE = { AZURE_TENANT_ID: "contoso.example", AZURE_CLIENT_ID: "app", AZURE_CLIENT_SECRET: "azure-s3cr3t" };
const LOGIN = { AUTH_URL: "https://api.example/login", AUTH_EMAIL: "me@example.com", AUTH_PASSWORD: "pa55word" };

const optionsFromEnv = (env, options) => reader.optionsFromEnv(env, options, kit);
const providerOf = (env, options) => optionsFromEnv(env, options).providers[options?.provider ?? "default"];
const grantsOf = ({ grant, fallback = [] }) => [grant, ...fallback.map((each) => each.grant)];

test("the OAuth2 family gets a token, with all of its variables", async (t) => {
  const server = await startTokenServer(t);
  const env = { ...OAUTH2, OAUTH2_TOKEN_URL: server.tokenEndpoint, OAUTH2_SCOPE: "read write", OAUTH2_AUDIENCE: "https://api.example" };
  const manager = await create(t, env);
  assert.match(await manager.getToken(), /^access-/);
  assert.deepEqual(manager.listProviders(), ["default"]);
  const [{ headers, form }] = server.requests;
  assert.equal(headers.authorization, `Basic ${btoa("my-app:s3cr3t")}`);
  assert.deepEqual(Object.fromEntries(form), { grant_type: "client_credentials", scope: "read write", audience: "https://api.example" });
});

test("an issuer is enough: its metadata names the token endpoint", async (t) => {
  const { OAUTH2_TOKEN_URL, ...rest } = OAUTH2;
  assert.deepEqual(providerOf({ ...rest, OAUTH2_ISSUER: "https://login.example" }), {
    grant: "client_credentials", issuer: "https://login.example", clientId: "my-app", clientSecret: "s3cr3t",
  });
  assert.equal(providerOf({ ...OAUTH2, OAUTH2_ISSUER: "https://login.example" }).tokenEndpoint, OAUTH2_TOKEN_URL);
});

test("REFRESH_TOKEN beside the OAuth2 family is its first refresh token; a secret makes it client_credentials", async (t) => {
  const server = await startTokenServer(t);
  const { OAUTH2_CLIENT_SECRET, ...publicClient } = { ...OAUTH2, OAUTH2_TOKEN_URL: server.tokenEndpoint };
  const manager = await create(t, { ...publicClient, REFRESH_TOKEN: "refresh-1" });
  await manager.getToken();
  assert.deepEqual(server.forms, [{ grant_type: "refresh_token", refresh_token: "refresh-1", client_id: "my-app" }]);

  const { grant, refreshToken } = providerOf({ ...publicClient, OAUTH2_CLIENT_SECRET, REFRESH_TOKEN: "refresh-1" });
  assert.deepEqual({ grant, refreshToken }, { grant: "client_credentials", refreshToken: "refresh-1" });
  await create(t, { ...publicClient, OAUTH2_CLIENT_SECRET, REFRESH_TOKEN: "refresh-1" });
});

test("the Azure family is Entra ID's endpoints and a service's scope", () => {
  const provider = providerOf(AZURE);
  assert.equal(provider.grant, "client_credentials");
  assert.equal(provider.tokenEndpoint, "https://login.microsoftonline.com/contoso.example/oauth2/v2.0/token");
  assert.equal(provider.scope, "https://graph.microsoft.com/.default");
  assert.equal(provider.clientSecret, "azure-s3cr3t");
  assert.equal(providerOf({ ...AZURE, AZURE_SCOPE: "api://x/.default" }).scope, "api://x/.default");
});

test("the login family takes an e-mail address, a user name or both", () => {
  assert.deepEqual(providerOf(LOGIN), { grant: "login", url: LOGIN.AUTH_URL, email: LOGIN.AUTH_EMAIL, password: LOGIN.AUTH_PASSWORD });
  const { AUTH_EMAIL, ...rest } = LOGIN;
  assert.deepEqual(providerOf({ ...rest, AUTH_USERNAME: "me" }), { grant: "login", url: LOGIN.AUTH_URL, username: "me", password: LOGIN.AUTH_PASSWORD });
  assert.equal(providerOf({ ...LOGIN, AUTH_USERNAME: "me" }).email, AUTH_EMAIL);
});

test("the login family logs in", async (t) => {
  const server = await startTokenServer(t);
  server.route("/login", (request) => answer({ body: { token: JSON.parse(request.body).password === LOGIN.AUTH_PASSWORD ? "of-the-login" : "" } }));
  const manager = await create(t, { ...LOGIN, AUTH_URL: `${server.origin}/login` });
  assert.equal(await manager.getToken(), "of-the-login");
});

test("a bare token is handed out as it is", async (t) => {
  const manager = await create(t, { ACCESS_TOKEN: "by-hand\n" });
  assert.equal(await manager.getToken(), "by-hand");
});

test("a useless refresh token is logged, or refused if it is alone", async (t) => {
  const records = [];
  const manager = await create(t, { ACCESS_TOKEN: "by-hand", REFRESH_TOKEN: "canary" }, { logger: (record) => records.push(record) });
  assert.equal(await manager.getToken(), "by-hand");
  const [{ level, message, provider }] = records;
  assert.deepEqual([level, provider], ["warn", "default"]);
  assert.match(message, /REFRESH_TOKEN.*OAUTH2_TOKEN_URL/);
  await assertRefusal({ REFRESH_TOKEN: "canary" }, /^REFRESH_TOKEN: .*OAUTH2_CLIENT_ID/);
});

test("with several families the order is OAuth2, Azure, login, token: the first, with the others as its fallback", () => {
  const all = { ACCESS_TOKEN: "by-hand", ...LOGIN, ...AZURE, ...OAUTH2 };
  assert.deepEqual(grantsOf(providerOf(all)), ["client_credentials", "client_credentials", "login", "static"]);
  assert.equal(providerOf(all).clientId, "my-app");
  assert.equal(providerOf(all).fallback[0].clientId, "app");
  assert.deepEqual(grantsOf(providerOf({ ACCESS_TOKEN: "by-hand", ...LOGIN })), ["login", "static"]);
});

test("the fallback serves once the first has failed often enough, and never where it was left out", async (t) => {
  const server = await startTokenServer(t);
  server.always(status(503));
  const env = { ...OAUTH2, OAUTH2_TOKEN_URL: server.tokenEndpoint, ACCESS_TOKEN: "by-hand", TOKEN_MAX_FAILURES_BEFORE_FALLBACK: "2" };
  const manager = await create(t, env, { retryPolicy: oneAttempt });
  await assertRejects(manager.getToken(), "TokenAcquisitionError", { status: 503 });
  assert.equal(await manager.getToken(), "by-hand");
  assert.equal(manager.getTokenInfo().source, "fallback");
  const without = await create(t, { ...env, TOKEN_ENABLE_FALLBACK: "0" }, { retryPolicy: oneAttempt });
  for (let i = 0; i < 3; i++) await assertRejects(without.getToken(), "TokenAcquisitionError");
});

test("TOKEN_ENABLE_FALLBACK=false leaves the later families out", () => {
  const provider = providerOf({ ...OAUTH2, ACCESS_TOKEN: "by-hand", TOKEN_ENABLE_FALLBACK: "False" });
  assert.equal("fallback" in provider, false);
  assert.deepEqual(grantsOf(providerOf({ ...OAUTH2, ACCESS_TOKEN: "by-hand", TOKEN_ENABLE_FALLBACK: "yes" })), ["client_credentials", "static"]);
});

for (const [family, missing, alternatives = []] of [
  [OAUTH2, "OAUTH2_CLIENT_ID"],
  [OAUTH2, "OAUTH2_TOKEN_URL", ["OAUTH2_ISSUER"]],
  [OAUTH2, "OAUTH2_CLIENT_SECRET", ["REFRESH_TOKEN"]],
  [AZURE, "AZURE_TENANT_ID"],
  [AZURE, "AZURE_CLIENT_ID"],
  [AZURE, "AZURE_CLIENT_SECRET"],
  [LOGIN, "AUTH_URL"],
  [LOGIN, "AUTH_EMAIL", ["AUTH_USERNAME"]],
  [LOGIN, "AUTH_PASSWORD"],
]) {
  for (const empty of [undefined, "", " \t"]) {
    test(`a half-filled family names the missing variable: ${missing} ${empty === undefined ? "not set" : JSON.stringify(empty)}`, async () => {
      const { message } = await assertRefusal({ ...family, [missing]: empty, ACCESS_TOKEN: "by-hand" }, new RegExp(`^${missing}: is missing`));
      for (const name of alternatives) assert.ok(message.includes(name));
      const prefixed = Object.fromEntries(Object.entries({ ...family, [missing]: empty }).map(([name, value]) => [`TENANT_A_${name}`, value]));
      const { message: named } = await assertRefusal(prefixed, new RegExp(`^TENANT_A_${missing}: is missing`), { prefix: "TENANT_A_" });
      for (const name of alternatives) assert.ok(named.includes(`TENANT_A_${name}`));
    });
  }
}

test("no variable at all: the message lists the families, and the prefix", async () => {
  const { message } = await assertRefusal({ PATH: "/bin", TOKEN_ENABLE_FALLBACK: "true" }, /^env: no variable/);
  for (const name of ["OAUTH2_TOKEN_URL", "OAUTH2_CLIENT_ID", "AZURE_TENANT_ID", "AUTH_URL", "AUTH_PASSWORD", "ACCESS_TOKEN"]) assert.ok(message.includes(name), name);
  await assertRefusal({ ...OAUTH2 }, /TENANT_B_/, { prefix: "TENANT_B_" });
});

test("a prefix and a name make one provider for each tenant", async (t) => {
  const env = { A_ACCESS_TOKEN: "token-a", B_ACCESS_TOKEN: "token-b", ACCESS_TOKEN: "no tenant's" };
  const a = await create(t, env, { prefix: "A_", provider: "a" });
  const b = await create(t, env, { prefix: "B_", provider: "b" });
  assert.deepEqual([await a.getToken("a"), await b.getToken("b")], ["token-a", "token-b"]);
});

test("times, counts and switches go into the policies", () => {
  const options = optionsFromEnv({
    ...OAUTH2,
    TOKEN_REFRESH_INTERVAL_MINUTES: " 1.5 ",
    TOKEN_REFRESH_AHEAD_SECONDS: "120",
    TOKEN_MIN_LIFETIME_SECONDS: "30",
    TOKEN_MAX_FAILURES_BEFORE_FALLBACK: "3",
    TOKEN_ENABLE_PERIODIC_REFRESH: "ON",
  });
  assert.deepEqual(options.refreshPolicy, { intervalSeconds: 90, aheadSeconds: 120, minLifetimeSeconds: 30 });
  assert.deepEqual(options.retryPolicy, { maxFailuresBeforeFallback: 3 });
  assert.equal(options.background, true);
});

test("TOKEN_ENABLE_PERIODIC_REFRESH starts the background refresh, or keeps it from starting", async (t) => {
  assert.equal((await create(t, { ACCESS_TOKEN: "x", TOKEN_ENABLE_PERIODIC_REFRESH: "1" })).isBackgroundRefreshRunning(), true);
  assert.equal((await create(t, { ACCESS_TOKEN: "x", TOKEN_ENABLE_PERIODIC_REFRESH: "0" })).isBackgroundRefreshRunning(), false);
});

for (const [text, value] of [["true", true], ["TRUE", true], ["1", true], ["Yes", true], ["on", true], ["false", false], ["0", false], ["NO", false], ["off", false], [" on ", true]]) {
  test(`a switch may be ${JSON.stringify(text)}`, () => {
    assert.equal(optionsFromEnv({ ...OAUTH2, TOKEN_ENABLE_PERIODIC_REFRESH: text }).background, value);
  });
}

for (const text of ["maybe", "2", "y", "t", "truefalse"]) {
  test(`a switch that is ${JSON.stringify(text)} is refused`, async () => {
    for (const name of ["TOKEN_ENABLE_PERIODIC_REFRESH", "TOKEN_ENABLE_FALLBACK"]) {
      await assertRefusal({ ...OAUTH2, [name]: text }, new RegExp(`^${name}: must be true or false`));
    }
  });
}

for (const text of ["0", "-1", "1e3", "0x10", "10s", "1,5", "Infinity", "NaN", "1 000", "9".repeat(400)]) {
  test(`a number that is ${JSON.stringify(text.slice(0, 12))} is refused`, async () => {
    for (const name of ["TOKEN_REFRESH_INTERVAL_MINUTES", "TOKEN_REFRESH_AHEAD_SECONDS", "TOKEN_MIN_LIFETIME_SECONDS", "TOKEN_MAX_FAILURES_BEFORE_FALLBACK"]) {
      await assertRefusal({ ...OAUTH2, [name]: text }, new RegExp(`^${name}: must be a (whole )?number`));
    }
  });
}

test("a count is a whole number", async () => {
  await assertRefusal({ ...OAUTH2, TOKEN_MAX_FAILURES_BEFORE_FALLBACK: "1.5" }, /^TOKEN_MAX_FAILURES_BEFORE_FALLBACK: must be a whole number/);
});

test("Workers' variables may be JSON: numbers and booleans keep their type", () => {
  const options = optionsFromEnv({ ...OAUTH2, TOKEN_REFRESH_AHEAD_SECONDS: 120, TOKEN_ENABLE_PERIODIC_REFRESH: false });
  assert.deepEqual([options.refreshPolicy.aheadSeconds, options.background], [120, false]);
});

test("bindings are left alone, unless they are named like a variable", async () => {
  const kv = { get() {}, put() {} };
  assert.equal(providerOf({ ...OAUTH2, TOKENS: kv, AI: () => {}, LIMIT: 5n }).grant, "client_credentials");
  await assertRefusal({ ...OAUTH2, ACCESS_TOKEN: kv }, /^ACCESS_TOKEN: must be a string/);
  await assertRefusal({ ...OAUTH2, OAUTH2_CLIENT_ID: 7 }, /^OAUTH2_CLIENT_ID: must be a string/);
});

test("names and addresses lose white space around them; secrets keep it", () => {
  const { clientId, clientSecret, tokenEndpoint } = providerOf({ OAUTH2_TOKEN_URL: ` ${OAUTH2.OAUTH2_TOKEN_URL}\n`, OAUTH2_CLIENT_ID: " client ", OAUTH2_CLIENT_SECRET: " s " });
  assert.deepEqual([clientId, clientSecret, tokenEndpoint], ["client", " s ", OAUTH2.OAUTH2_TOKEN_URL]);
  assert.equal(providerOf({ ...LOGIN, AUTH_PASSWORD: " pass " }).password, " pass ");
});

test("explicit options go before the environment, policies member by member", () => {
  const env = { ...OAUTH2, TOKEN_REFRESH_AHEAD_SECONDS: "120", TOKEN_MIN_LIFETIME_SECONDS: "30", TOKEN_ENABLE_PERIODIC_REFRESH: "true" };
  const other = { grant: "static", token: "other" };
  const options = optionsFromEnv(env, { background: false, namespace: "shop", refreshPolicy: { aheadSeconds: 7, minLifetimeSeconds: undefined }, providers: { other } });
  assert.equal(options.background, false);
  assert.equal(options.namespace, "shop");
  assert.deepEqual(options.refreshPolicy, { aheadSeconds: 7, minLifetimeSeconds: 30 });
  assert.deepEqual(Object.keys(options.providers), ["default", "other"]);
  assert.deepEqual(optionsFromEnv(env, { providers: { default: other } }).providers, { default: other });
});

test("inherited members configure nothing; process.env and proxies do", async (t) => {
  await assertRefusal(Object.create({ ACCESS_TOKEN: "inherited" }), /^env: no variable/);
  const readOnly = new Proxy({}, { get: (_, name) => (name === "ACCESS_TOKEN" ? "by-proxy" : undefined) });
  assert.equal(providerOf(readOnly).token, "by-proxy");
  process.env.FROM_ENV_TEST_ACCESS_TOKEN = "of-the-process";
  t.after(() => delete process.env.FROM_ENV_TEST_ACCESS_TOKEN);
  assert.equal(providerOf(process.env, { prefix: "FROM_ENV_TEST_" }).token, "of-the-process");
  const throwing = new Proxy({}, { get() { throw new Error("canary"); } });
  await assertRefusal(throwing, /^OAUTH2_ISSUER: could not be read/);
});

test("no error repeats a value", async () => {
  const canary = "canary value";
  const names = [...Object.keys({ ...OAUTH2, ...AZURE, ...LOGIN }), "OAUTH2_ISSUER", "OAUTH2_SCOPE", "OAUTH2_AUDIENCE", "AUTH_USERNAME", "AZURE_SCOPE", "ACCESS_TOKEN", "REFRESH_TOKEN"];
  for (const name of names) {
    const error = await rejection(TokenManager.fromEnv({ [name]: canary, TOKEN_ENABLE_FALLBACK: canary }));
    assertError(error, "InvalidConfigurationError");
    assert.ok(!error.message.includes(canary) && !String(error.stack).includes(canary), name);
  }
  await assertRefusal({ ...AZURE, AZURE_TENANT_ID: canary }, /^AZURE_TENANT_ID: must be a tenant/);
  await assertRefusal({ ...AZURE, AZURE_TENANT_ID: "common" }, /^AZURE_TENANT_ID: must be one tenant/);
});

test("arguments that are none are named", async () => {
  for (const env of [undefined, null, "env", 7]) await assertRefusal(env, /^env: must be an object/);
  await assertRefusal({}, /^prefix: /, { prefix: 7 });
  await assertRefusal({}, /^provider: /, { provider: "" });
  await assertRefusal({}, /^options: must be an object/, "A_");
  await assertRefusal({ ACCESS_TOKEN: "x" }, /namespce/, { namespce: "x" });
});

async function create(t, env, options = {}) {
  const manager = await TokenManager.fromEnv(env, { namespace: newNamespace(), ...options });
  closeAfter(t, () => manager.close());
  return manager;
}

/** `fromEnv` rejects with a message like this, which contains no value. */
async function assertRefusal(env, message, options) {
  const error = await assertRejects(TokenManager.fromEnv(env, options), "InvalidConfigurationError", { code: "invalid_configuration", message });
  for (const value of Object.values(env ?? {})) {
    if (typeof value === "string" && value.length > 5) assert.ok(!error.message.includes(value), error.message);
  }
  return error;
}
