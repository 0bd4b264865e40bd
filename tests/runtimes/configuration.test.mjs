// Wrong options: each is refused by an InvalidConfigurationError that names it by its path and shows nothing of its value.

import assert from "node:assert/strict";
import { test } from "node:test";
import { assertBadConfiguration, assertError, assertRefused, assertRejects } from "../support/expect.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { clientCredentials, createManager, createWith, newNamespace, oneAttempt, refreshTokenGrant, TokenManager, tokenward } from "../support/tokenward.mjs";

const CANARY = "canary-8c1f5e72";
const good = { grant: "client_credentials", tokenEndpoint: "https://issuer.example/token", clientId: "c", clientSecret: "s" };
const login = { grant: "authorization_code", issuer: "https://issuer.example", clientId: "c", redirectUri: "https://app.example/" };
const provider = (more, base = good) => ({ providers: { api: { ...base, ...more } } });

/** Wrong options, by the path that the message has to name. One path may have several wrong values. */
const WRONG = [
  // The manager's own
  ["options", CANARY],
  ["options", 5],
  ["options", []],
  ["providers", { providers: CANARY }],
  ["providers", { providers: [good] }],
  ["providers.api", { providers: { api: CANARY } }],
  ["providers.api", { providers: { api: [] } }],
  ["providers.api", { providers: { api: () => {} } }],
  ["namespace", { namespace: "" }],
  ["namespace", { namespace: 5 }],
  ["storage", { storage: CANARY }],
  ["background", { background: CANARY }],
  ["background", { background: 1 }],
  ["fetch", { fetch: CANARY }],
  ["fetch", { fetch: {} }],
  ["refreshPolicy", { refreshPolicy: CANARY }],
  ["retryPolicy", { retryPolicy: 5 }],
  // A provider's
  ["providers.api.grant", provider({ grant: undefined })],
  ["providers.api.grant", provider({ grant: CANARY })],
  ["providers.api.grant", provider({ grant: "implicit" })],
  ["providers.api.grant", provider({ grant: ["client_credentials"] })],
  ["providers.api.clientId", provider({ clientId: undefined })],
  ["providers.api.clientId", provider({ clientId: "" })],
  ["providers.api.clientId", provider({ clientId: 5 })],
  ["providers.api.clientSecret", provider({ clientSecret: 5 })],
  ["providers.api.clientSecret", provider({ clientSecret: "" })],
  ["providers.api.clientSecret", provider({ clientSecret: undefined, clientAuth: "client_secret_basic" })],
  ["providers.api.clientSecret", provider({ clientSecret: undefined, clientAuth: "client_secret_post" })],
  ["providers.api.clientAuth", provider({ clientAuth: CANARY })],
  ["providers.api.clientAuth", provider({ clientAuth: "basic" })],
  ["providers.api.tokenEndpoint", provider({ tokenEndpoint: undefined })],
  ["providers.api.tokenEndpoint", provider({ tokenEndpoint: "" })],
  ["providers.api.tokenEndpoint", provider({ tokenEndpoint: 5 })],
  ["providers.api.tokenEndpoint", provider({ tokenEndpoint: CANARY })],
  ["providers.api.tokenEndpoint", provider({ tokenEndpoint: `/${CANARY}` })],
  ["providers.api.tokenEndpoint", provider({ tokenEndpoint: `http://${CANARY}.example/token` })],
  ["providers.api.tokenEndpoint", provider({ tokenEndpoint: `ftp://${CANARY}.example/token` })],
  ["providers.api.tokenEndpoint", provider({ tokenEndpoint: `javascript:${CANARY}` })],
  ["providers.api.tokenEndpoint", provider({ tokenEndpoint: `https://user:${CANARY}@issuer.example/token` })],
  ["providers.api.tokenEndpoint", provider({ tokenEndpoint: `https://issuer.example/token#${CANARY}` })],
  ["providers.api.tokenEndpoint", provider({ tokenEndpoint: "https://" })],
  ["providers.api.authorizationEndpoint", provider({ authorizationEndpoint: "http://issuer.example/a" }, login)],
  ["providers.api.redirectUri", provider({ redirectUri: 5 }, login)],
  ["providers.api.scope", provider({ scope: 5 })],
  ["providers.api.scope", provider({ scope: { a: CANARY } })],
  ["providers.api.scope", provider({ scope: ["a", 5] })],
  ["providers.api.audience", provider({ audience: 5 })],
  ["providers.api.audience", provider({ audience: [CANARY, null, 5] })],
  ["providers.api.resource", provider({ resource: {} })],
  ["providers.api.allowInsecureHttp", provider({ allowInsecureHttp: "true" })],
  ["providers.api.refreshToken", provider({ refreshToken: 5 }, { ...good, grant: "refresh_token" })],
  ["providers.api.params", provider({ params: CANARY })],
  ["providers.api.params", provider({ params: [CANARY] })],
  ["providers.api.params.a", provider({ params: { a: 5 } })],
  ["providers.api.headers", provider({ headers: 5 })],
  ["providers.api.headers.a", provider({ headers: { a: {} } })],
  ["providers.api.headers", provider({ headers: { a: `${CANARY}\r\nX-B: c` } })],
  ["providers.api.headers", provider({ headers: { "no name": CANARY } })],
  ["providers.api.refreshPolicy", provider({ refreshPolicy: CANARY })],
  ["providers.api.retryPolicy", provider({ retryPolicy: [] })],
  // Names that don't exist
  ["provders", { provders: CANARY }],
  ["providers.api.tokenEndPoint", provider({ tokenEndPoint: CANARY })],
  ["providers.api.token_endpoint", provider({ token_endpoint: CANARY })],
  ["providers.api.refreshPolicy.ahead", provider({ refreshPolicy: { ahead: 5 } })],
  ["providers.api.retryPolicy.retries", provider({ retryPolicy: { retries: 5 } })],
  ["refreshPolicy.aheadMs", { refreshPolicy: { aheadMs: 5 } }],
  ["retryPolicy.attempts", { retryPolicy: { attempts: 5 } }],
  ["providers.two", { providers: { one: good, two: { ...good, clientId: undefined } } }],
];

/** Numbers that are invalid for durations, counts and shares. */
const NO_NUMBERS = [0, -1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, "5", CANARY, true, {}, [5], 5n];
const DURATIONS = {
  refreshPolicy: ["minLifetimeSeconds", "aheadSeconds", "intervalSeconds", "assumedLifetimeSeconds"],
  retryPolicy: ["maxAttempts", "baseDelayMs", "maxDelayMs", "timeoutMs", "deadlineMs", "circuitThreshold", "circuitCooldownMs"],
};
for (const [policy, names] of Object.entries(DURATIONS)) {
  for (const name of names) {
    for (const value of NO_NUMBERS) {
      WRONG.push([`${policy}.${name}`, { [policy]: { [name]: value } }]);
      WRONG.push([`providers.api.${policy}.${name}`, provider({ [policy]: { [name]: value } })]);
    }
  }
}
for (const value of [-0.1, Number.NaN, Number.POSITIVE_INFINITY, "0.1"]) WRONG.push(["refreshPolicy.jitter", { refreshPolicy: { jitter: value } }]);
for (const value of [1.5, 0.5]) WRONG.push(["retryPolicy.maxAttempts", { retryPolicy: { maxAttempts: value } }]);

const show = (value) => {
  try {
    return JSON.stringify(value, (_, v) => (typeof v === "number" || typeof v === "bigint" || typeof v === "function" ? String(v) : v));
  } catch {
    return String(value);
  }
};

for (const [path, options] of WRONG) {
  test(`${path} in ${show(options)}`, async () => {
    const error = await assertBadConfiguration(options, path);
    assert.ok(!`${error.message}${error.stack}${JSON.stringify(error)}`.includes(CANARY), "the value is not shown");
    assert.equal(error.status, undefined);
  });
}

test("the constructor throws the error with which create rejects", () => {
  assert.throws(() => new TokenManager({ namespace: "" }), (error) => {
    assertError(error, "InvalidConfigurationError", { code: "invalid_configuration" });
    return error.message.includes("namespace");
  });
});

test("addProvider refuses the same, and adds nothing", async (t) => {
  const manager = await createManager(t);
  const error = await assertRefused(() => manager.addProvider("api", { ...good, clientId: 5 }), "InvalidConfigurationError");
  assert.match(error.message, /clientId/);
  assert.deepEqual(manager.listProviders(), []);
});

test("no options, null and undefined are the defaults", async (t) => {
  for (const options of [undefined, null, {}, { providers: {} }, { providers: null, storage: null, namespace: null, background: null, fetch: null, refreshPolicy: null, retryPolicy: null }]) {
    const manager = await TokenManager.create(options);
    t.after(() => manager.close());
    assert.deepEqual(manager.listProviders(), []);
    assert.equal(manager.isBackgroundRefreshRunning(), false, "off in Node");
  }
});

test("null is read like a member that is missing, everywhere in a provider", async (t) => {
  const server = await startTokenServer(t);
  const nothing = Object.fromEntries(
    ["issuer", "scope", "audience", "resource", "params", "headers", "clientAuth", "allowInsecureHttp", "refreshToken", "redirectUri", "refreshPolicy", "fallback", "allowedOrigins", "authorizationEndpoint"]
      .map((name) => [name, null]),
  );
  const policies = { retryPolicy: { maxAttempts: null, timeoutMs: undefined }, refreshPolicy: { jitter: null } };
  const manager = await createWith(t, clientCredentials(server, { ...nothing, ...policies }));
  await manager.getToken();
  assert.deepEqual(server.forms, [{ grant_type: "client_credentials" }]);
  const error = await assertBadConfiguration(provider({ clientId: null }), "providers.api.clientId");
  assert.ok(error);
});

test("nothing is read through prototypes", async (t) => {
  const sent = [];
  // The host's own fetch reads its options through prototypes, so a stand-in replaces it.
  const own = (url, init) => {
    sent.push({ url, ...init });
    return new Response('{"access_token":"T","token_type":"Bearer","expires_in":3600}');
  };
  const polluted = {
    clientSecret: CANARY, scope: CANARY, allowInsecureHttp: true, headers: { "x-canary": CANARY }, params: { canary: CANARY }, forceRefresh: true,
    storage: "cookies", namespace: "", background: true, refreshToken: CANARY, unknownOption: 1, minLifetimeSeconds: 1e9, signal: AbortSignal.abort(),
  };
  for (const [name, value] of Object.entries(polluted)) Object.defineProperty(Object.prototype, name, { value, configurable: true, writable: true });
  t.after(() => Object.keys(polluted).forEach((name) => delete Object.prototype[name]));

  const manager = await createManager(t, {
    providers: { api: { grant: "client_credentials", tokenEndpoint: "https://issuer.example/token", clientId: "c" } },
    namespace: newNamespace(),
    fetch: own,
  });
  await manager.getToken("api", {});
  await manager.getToken("api", {});
  assert.equal(sent.length, 1, "no forceRefresh");
  assert.deepEqual([...new URLSearchParams(sent[0].body).keys()].sort(), ["client_id", "grant_type"]);
  const headers = Object.keys(sent[0].headers).map((name) => name.toLowerCase());
  assert.ok(!headers.includes("authorization") && !headers.includes("x-canary"));
  assert.equal(manager.isBackgroundRefreshRunning(), false);
  const insecure = await TokenManager.create({ providers: { api: { grant: "client_credentials", tokenEndpoint: "http://issuer.example/", clientId: "c" } } }).catch((error) => error);
  assertError(insecure, "InvalidConfigurationError");
});

test("inherited members of the options themselves are not read", async () => {
  await assertBadConfiguration({ providers: { api: Object.create(good) } }, "providers.api.grant");
  await assertBadConfiguration({ providers: { api: Object.assign(Object.create({ clientId: "c" }), { ...good, clientId: undefined }) } }, "providers.api.clientId");
});

test("options made without a prototype are as good as others", async (t) => {
  const server = await startTokenServer(t);
  const bare = (object) => Object.assign(Object.create(null), object);
  const manager = await createManager(t, bare({ providers: bare({ api: bare(clientCredentials(server)) }) }));
  assert.match(await manager.getToken(), /^access-/);
});

test("options that throw when they are read are a typed error", async () => {
  const thrower = {
    get namespace() {
      throw new Error(CANARY);
    },
  };
  const error = await assertRefused(() => TokenManager.create(thrower), "InvalidConfigurationError");
  assert.ok(!error.message.includes(CANARY));
});

test("later changes of the options object have no effect", async (t) => {
  const server = await startTokenServer(t);
  const config = clientCredentials(server, { scope: ["a"], params: { p: "1" }, headers: { "x-h": "1" } });
  const manager = await createWith(t, config);
  config.scope.push("b");
  config.params.p = "2";
  config.headers["x-h"] = "2";
  config.clientId = "other";
  await manager.getToken();
  const [{ form, headers }] = server.requests;
  assert.equal(form.get("scope"), "a");
  assert.equal(form.get("p"), "1");
  assert.equal(headers["x-h"], "1");
});

test("a refresh_token provider needs no refresh token yet", async (t) => {
  const server = await startTokenServer(t);
  const manager = await createWith(t, refreshTokenGrant(server));
  await assertRefused(() => manager.getToken(), ["TokenNotFoundError", "ReauthenticationRequiredError"]);
  await manager.setTokens("api", { accessToken: "T" });
  assert.equal(await manager.getToken(), "T");
  assert.equal(server.requests.length, 0);
});

test("a failed create leaves nothing behind that a second one would meet", async (t) => {
  const namespace = newNamespace();
  await assertBadConfiguration({ namespace, providers: { api: good, bad: { grant: CANARY } } }, "providers.bad.grant");
  const manager = await createManager(t, { namespace, providers: { api: good } });
  assert.deepEqual(manager.listProviders(), ["api"]);
});

/** Unknown names, each with the suggested one. */
const MISSPELT = [
  [{ provders: {} }, "provders", "providers"],
  [{ backgroundRefresh: true }, "backgroundRefresh", undefined],
  [{ refresh_policy: {} }, "refresh_policy", "refreshPolicy"],
  [provider({ client_id: "c" }), "providers.api.client_id", "clientId"],
  [provider({ tokenEndPoint: "x" }), "providers.api.tokenEndPoint", "tokenEndpoint"],
  [provider({ clientSecert: "x" }), "providers.api.clientSecert", "clientSecret"],
  [provider({ allowedOrigin: "x" }), "providers.api.allowedOrigin", "allowedOrigins"],
  [provider({ xyz: 1 }), "providers.api.xyz", undefined],
  [provider({ refreshPolicy: { aheadSecond: 1 } }), "providers.api.refreshPolicy.aheadSecond", "aheadSeconds"],
  [provider({ fallback: { ...good, audiences: "x" } }), "providers.api.fallback.audiences", "audience"],
];
for (const [options, path, meant] of MISSPELT) {
  test(`${path} is refused${meant ? `, and ${meant} is proposed` : ""}`, async () => {
    const error = await assertRefused(() => TokenManager.create(options), "InvalidConfigurationError");
    assert.equal(error.message, `${path}: is unknown: ${meant ? `did you mean "${meant}"?` : "is it misspelt?"}`);
  });
}

test("so are options of calls, of fromEnv, of kvStorage, of the verifier", async (t) => {
  const manager = await createManager(t, provider({}, login));
  const kv = { get() {}, put() {}, delete() {} };
  for (const [call, name, meant] of [
    [() => manager.getToken("api", { forceRefrehs: true }), "forceRefrehs", "forceRefresh"],
    [() => manager.startLogin("api", { redirect_uri: "https://a.example/" }), "redirect_uri", "redirectUri"],
    [() => TokenManager.fromEnv({ ACCESS_TOKEN: "t" }, { prefx: "A_" }), "prefx", "prefix"],
    [() => TokenManager.fromEnv({ ACCESS_TOKEN: "t" }, { logLevl: "warn" }), "logLevl", "logLevel"],
    [() => tokenward.kvStorage(kv, { prefixx: "a" }), "prefixx", "prefix"],
    [() => tokenward.createVerifier({ issuer: "https://a.example", audience: "a", algorithm: ["RS256"] }), "algorithm", "algorithms"],
  ]) {
    const error = await assertRefused(call, "InvalidConfigurationError");
    assert.ok(error.message.includes(`${name}: is unknown: did you mean "${meant}"?`), error.message);
  }
});

test("a call or an option that the core does not know is an error, and forgets no token", async (t) => {
  const { Core } = await import("../../pkg/wasm/tokenward.js");
  assert.ok(await createManager(t), "the core is loaded");
  const reading = () => [Date.now(), performance.now(), 1];
  const settings = { namespace: newNamespace(), host: "process", providers: [{ name: "api", grant: "static", token: "token" }] };
  const core = new Core(JSON.stringify(settings), ...reading());
  t.after(() => core.free());
  const unknown = (work) => {
    assert.throws(work, (thrown) => {
      const error = JSON.parse(thrown);
      assert.deepEqual([error.class, error.code], ["InvalidConfigurationError", "invalid_configuration"]);
      return /different versions/.test(error.message);
    });
  };
  const ask = (question) => JSON.parse(core.ask(JSON.stringify(question), ...reading())).answer;
  for (const config of [{}, { grant: "other" }, { grant: 5 }, { grant: null }]) unknown(() => ask({ ask: "addProvider", name: "other", ...config }));
  for (const question of [{}, { ask: "" }, { ask: "HEALTH" }, { ask: "proof" }, { ask: "checkOrigin" }, { ask: "challenged" }, { ask: "proofAnswered" }]) unknown(() => ask(question));
  for (const call of [{}, { call: "" }, { call: "forget" }, { call: "CLEAR" }, { call: "rejectToken" }, { call: "setTokens" }, { call: "clear" }]) {
    unknown(() => core.call(1, JSON.stringify(call), ...reading()));
  }
  unknown(() => core.signal(JSON.stringify({ signal: "thunder" }), ...reading()));
  unknown(() => core.signal(JSON.stringify({ signal: "heard" }), ...reading()));
  unknown(() => core.answer(1, JSON.stringify({ answer: "42" }), new Uint8Array(), ...reading()));
  for (const text of ["", "call", "[", "{}}"]) {
    unknown(() => new Core(text, ...reading()));
    unknown(() => core.ask(text, ...reading()));
    unknown(() => core.call(1, text, ...reading()));
    unknown(() => core.signal(text, ...reading()));
    unknown(() => core.answer(1, text, new Uint8Array(), ...reading()));
  }
  unknown(() => new Core(JSON.stringify({ ...settings, host: "moon" }), ...reading()));
  assert.equal(ask({ ask: "peekToken" }).token, "token");
  core.call(2, JSON.stringify({ call: "clear", provider: "api" }), ...reading());
  assert.equal(ask({ ask: "peekToken" }).token, undefined);
});

test("a request that fails outside of a page says nothing of CORS", async (t) => {
  const manager = await createWith(t, { ...good, tokenEndpoint: "http://127.0.0.1:1/token", retryPolicy: oneAttempt });
  await assertRejects(manager.getToken(), "TokenAcquisitionError", { code: "network", message: "the request failed: no connection" });
});
