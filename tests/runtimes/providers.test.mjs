// The registry of providers, and the calls that read and set their tokens.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { delayed, oauthError, status } from "../support/answers.mjs";
import { wakingClock } from "../support/clock.mjs";
import { assertRefused, assertRejects } from "../support/expect.mjs";
import { MapStorage } from "../support/storages.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { clientCredentials, createManager, createWith, oneAttempt, refreshTokenGrant, tokenward } from "../support/tokenward.mjs";
import { deferred, eventually, nextTurn } from "../support/wait.mjs";

const LOGGED_OUT = ["TokenNotFoundError", "ReauthenticationRequiredError"];

test("providers are added, listed in order, and removed with their tokens", async (t) => {
  const server = await startTokenServer(t);
  const manager = await createManager(t, { providers: { a: clientCredentials(server) } });
  manager.addProvider("b", clientCredentials(server));
  assert.deepEqual(manager.listProviders(), ["a", "b"]);
  await Promise.all([manager.getToken("a"), manager.getToken("b")]);

  await manager.removeProvider("a");
  assert.deepEqual(manager.listProviders(), ["b"]);
  await assertRefused(() => manager.getToken("a"), "UnknownProviderError", { code: "unknown_provider", retryable: false });
  manager.addProvider("a", clientCredentials(server));
  assert.equal(manager.peekToken("a"), undefined);
  assert.match(await manager.getToken("a"), /^access-/);
});

test("a taken, empty or invalid name is refused", async (t) => {
  const server = await startTokenServer(t);
  const manager = await createWith(t, clientCredentials(server));
  await assertRefused(() => manager.addProvider("api", clientCredentials(server)), "InvalidConfigurationError", { code: "invalid_configuration" });
  for (const name of ["", undefined, null, 5]) {
    await assertRefused(() => manager.addProvider(name, clientCredentials(server)), "InvalidConfigurationError");
  }
  assert.deepEqual(manager.listProviders(), ["api"]);
});

test("a removed provider's waiting callers are settled, and its late answer is dropped", async (t) => {
  const server = await startTokenServer(t);
  server.always(delayed(80));
  const manager = await createWith(t, clientCredentials(server));
  const waiting = assertRejects(manager.getToken(), ["UnknownProviderError", ...LOGGED_OUT]);
  await eventually(() => server.requests.length === 1, "the request is under way");
  await manager.removeProvider("api");
  await waiting;
  assert.deepEqual(manager.listProviders(), []);
});

test("an unknown name is an UnknownProviderError in every call", async (t) => {
  const server = await startTokenServer(t);
  const manager = await createWith(t, clientCredentials(server));
  const calls = [
    (name) => manager.getToken(name), (name) => manager.getAuthHeaders(name), (name) => manager.refresh(name),
    (name) => manager.setTokens(name, { accessToken: "T" }), (name) => manager.getTokens(name), (name) => manager.invalidate(name),
    (name) => manager.clear(name), (name) => manager.isExpired(name), (name) => manager.needsRefresh(name), (name) => manager.getTokenInfo(name),
    (name) => manager.removeProvider(name), (name) => manager.startLogin(name),
  ];
  for (const name of ["nobody", "Api", "api ", "toString", "__proto__", "constructor", "hasOwnProperty"]) {
    for (const call of calls) await assertRefused(() => call(name), "UnknownProviderError", { code: "unknown_provider" });
    assert.equal(manager.peekToken(name), undefined);
  }
  assert.equal(server.requests.length, 0);
});

test("providers may be named like parts of a prototype", async (t) => {
  const server = await startTokenServer(t);
  const manager = await createManager(t);
  for (const name of ["__proto__", "constructor", "toString"]) {
    manager.addProvider(name, clientCredentials(server));
    assert.match(await manager.getToken(name), /^access-/);
    assert.equal(manager.getTokenInfo(name).provider, name);
  }
  assert.equal(manager.listProviders().length, 3);
});

test("the name may be left out while there is exactly one provider", async (t) => {
  const server = await startTokenServer(t);
  const manager = await createManager(t);
  await assertRefused(() => manager.getToken(), ["UnknownProviderError", "InvalidConfigurationError"]);
  manager.addProvider("a", clientCredentials(server));
  const only = await manager.getToken();
  assert.equal(await manager.getToken("a"), only);
  assert.equal(manager.peekToken(), only);
  manager.addProvider("b", clientCredentials(server));
  await assertRefused(() => manager.getToken(), ["UnknownProviderError", "InvalidConfigurationError"]);
  assert.equal(manager.peekToken(), undefined);
  await manager.removeProvider("a");
  assert.notEqual(await manager.getToken(), only);
});

test("setTokens takes our names and a token endpoint's answer, and gives the info", async (t) => {
  const manager = await createManager(t, { providers: { api: refreshTokenGrant({ tokenEndpoint: "https://issuer.example/token" }) } });
  const soon = Date.now() + 600_000;
  for (const given of [
    { accessToken: "A", tokenType: "bearer", expiresAt: soon, scope: "a b", refreshToken: "R", idToken: "I" },
    { access_token: "A", token_type: "bearer", expires_in: 600, scope: "a b", refresh_token: "R", id_token: "I" },
    { access_token: "A", token_type: "bearer", expires_in: "600", scope: "a b", refresh_token: "R", id_token: "I" },
  ]) {
    const info = await manager.setTokens("api", given);
    assert.equal(info.state, "valid");
    assert.equal(info.hasRefreshToken, true);
    assert.equal(info.source, "manual");
    const tokens = await manager.getTokens();
    assert.equal(tokens.accessToken, "A");
    assert.equal(tokens.tokenType, "bearer");
    assert.equal(tokens.scope, "a b");
    assert.equal(tokens.refreshToken, "R");
    assert.equal(tokens.idToken, "I");
    assert.ok(Math.abs(tokens.expiresAt - soon) < 5_000);
    assert.ok(Math.abs(tokens.obtainedAt - Date.now()) < 5_000);
  }
});

test("setTokens with an expiry that has passed keeps the refresh token, and the next call refreshes", async (t) => {
  const server = await startTokenServer(t);
  const manager = await createWith(t, refreshTokenGrant(server));
  await manager.setTokens("api", { accessToken: "old", expiresAt: Date.now() - 1000, refreshToken: "R" });
  assert.equal(manager.peekToken(), undefined);
  assert.match(await manager.getToken(), /^access-/);
  assert.equal(server.forms[0].refresh_token, "R");
});

test("setTokens refuses invalid tokens, changes nothing, and shows nothing of them", async (t) => {
  const manager = await createWith(t, clientCredentials(await startTokenServer(t)));
  await manager.setTokens("api", { accessToken: "kept", expiresIn: 3600 });
  const canary = "canary-77";
  for (const wrong of [
    undefined, null, canary, 5, {}, [], { accessToken: "" }, { accessToken: 5 }, { accessToken: canary, expiresIn: -1 }, { accessToken: canary, expiresAt: Number.NaN },
    { accessToken: canary, refreshToken: {} }, { accessToken: canary, tokenType: 7 }, { access_token: canary, expires_in: "soon" }, Object.create({ accessToken: canary }),
  ]) {
    const error = await assertRefused(() => manager.setTokens("api", wrong), ["InvalidConfigurationError", "InvalidTokenError", "TokenAcquisitionError"]);
    assert.ok(!`${error.message}${JSON.stringify(error)}`.includes(canary), error.message);
    assert.equal(manager.peekToken(), "kept");
  }
});

test("setTokens is stored before it resolves", async (t) => {
  const storage = new MapStorage();
  const manager = await createWith(t, clientCredentials(await startTokenServer(t)), { storage });
  const write = deferred();
  let resolved = false;
  storage.setItem = () => write.promise;
  const call = manager.setTokens("api", { accessToken: "T" }).then(() => (resolved = true));
  await nextTurn();
  assert.equal(resolved, false);
  write.resolve();
  await call;
});

test("getTokens is undefined where nothing is held, and a copy where something is", async (t) => {
  const manager = await createWith(t, clientCredentials(await startTokenServer(t)));
  assert.equal(await manager.getTokens(), undefined);
  await manager.setTokens("api", { accessToken: "T", refreshToken: "R" });
  const tokens = await manager.getTokens();
  tokens.accessToken = "changed";
  assert.equal((await manager.getTokens()).accessToken, "T");
});

test("getTokenInfo holds no secret, and describes the tokens", async (t) => {
  const server = await startTokenServer(t);
  const manager = await createWith(t, clientCredentials(server, { refreshPolicy: { jitter: 0 } }));
  const none = manager.getTokenInfo();
  assert.deepEqual(
    { provider: none.provider, state: none.state, hasToken: none.hasToken, hasRefreshToken: none.hasRefreshToken, consecutiveFailures: none.consecutiveFailures, source: none.source },
    { provider: "api", state: "not_authenticated", hasToken: false, hasRefreshToken: false, consecutiveFailures: 0, source: "none" },
  );
  assert.equal(none.expiresAt, undefined);
  const before = Date.now();
  await manager.getToken();
  const info = manager.getTokenInfo("api");
  assert.equal(info.hasToken, true);
  assert.equal(info.tokenType, "Bearer");
  assert.equal(info.source, "primary");
  assert.ok(info.obtainedAt >= before - 5 && info.obtainedAt <= Date.now() + 5);
  assert.ok(Math.abs(info.expiresAt - info.obtainedAt - 3_600_000) <= 5);
  assert.ok(Math.abs(info.nextRefreshAt - (info.expiresAt - 300_000)) <= 5, "with no spread");
  assert.ok(!JSON.stringify(info).includes(manager.peekToken()));
});

test("isExpired and needsRefresh without a token are true", async (t) => {
  const manager = await createWith(t, clientCredentials(await startTokenServer(t)));
  assert.equal(manager.isExpired(), true);
  assert.equal(manager.needsRefresh(), true);
});

test("getAuthHeaders has nothing but the one header", async (t) => {
  const server = await startTokenServer(t);
  const manager = await createWith(t, clientCredentials(server));
  const headers = await manager.getAuthHeaders("api", { forceRefresh: true });
  assert.deepEqual(Object.keys(headers), ["Authorization"]);
  assert.equal(headers.Authorization, `Bearer ${manager.peekToken()}`);
});

test("refreshAll refreshes providers with tokens and reports each failure", async (t) => {
  const server = await startTokenServer(t);
  const failing = await startTokenServer(t);
  const manager = await createManager(t, {
    providers: {
      good: clientCredentials(server),
      bad: clientCredentials(failing, { retryPolicy: oneAttempt }),
      ended: refreshTokenGrant(failing),
      idle: clientCredentials(server),
    },
  });
  assert.deepEqual(await manager.refreshAll(), { refreshed: [], failed: [] });
  await manager.getToken("good");
  await manager.setTokens("bad", { accessToken: "kept", expiresIn: 3600 });
  await manager.setTokens("ended", { accessToken: "T", refreshToken: "R", expiresIn: 3600 });
  failing.always(({ form }) => (form.get("grant_type") === "refresh_token" ? oauthError("invalid_grant") : status(503)));

  const { refreshed, failed } = await manager.refreshAll();
  assert.deepEqual(refreshed, ["good"]);
  assert.deepEqual(failed.map(({ provider }) => provider).sort(), ["bad", "ended"]);
  for (const { provider, error } of failed) {
    assert.ok(error instanceof tokenward.TokenError);
    if (provider === "ended") assert.equal(error.name, "ReauthenticationRequiredError");
  }
  assert.equal(await manager.getToken("bad"), "kept");
  assert.equal(server.requests.length, 2);
});

test("one provider's failure or wait keeps no other from its token", async (t) => {
  const server = await startTokenServer(t);
  const slow = await startTokenServer(t);
  slow.always(delayed(10_000));
  const manager = await createManager(t, { providers: { fast: clientCredentials(server), slow: clientCredentials(slow) } });
  const waiting = manager.getToken("slow").catch(() => {});
  assert.match(await manager.getToken("fast"), /^access-/);
  await manager.close();
  await waiting;
});

test("an expired token of a provider that needs a user is a typed error", async (t) => {
  const clock = wakingClock(t);
  const server = await startTokenServer(t);
  const manager = await createWith(t, refreshTokenGrant(server));
  await manager.setTokens("api", { accessToken: "T", expiresIn: 60 });
  clock.advanceSeconds(61);
  await assertRejects(manager.getToken(), ["ReauthenticationRequiredError", "TokenExpiredError"]);
  assert.equal(server.requests.length, 0);
});

test("version is the package's", async () => {
  const { version } = JSON.parse(await readFile(new URL("../../pkg/package.json", import.meta.url), "utf8"));
  assert.equal(tokenward.version, version);
});

test("every error class is exported, and is a TokenError and an Error", () => {
  const codes = {
    NotInitializedError: "not_initialized", InvalidConfigurationError: "invalid_configuration", UnknownProviderError: "unknown_provider",
    TokenNotFoundError: "token_not_found", TokenExpiredError: "token_expired", TokenAcquisitionError: undefined, TokenRefreshError: undefined,
    ReauthenticationRequiredError: "reauthentication_required", LoginError: "login_failed", StorageError: "storage", InvalidTokenError: "invalid_token",
    ManagerClosedError: "closed",
  };
  for (const name of Object.keys(codes)) {
    assert.ok(tokenward[name].prototype instanceof tokenward.TokenError, name);
    assert.ok(tokenward[name].prototype instanceof Error, name);
  }
  assert.ok(tokenward.ReauthenticationRequiredError.prototype instanceof tokenward.TokenRefreshError);
});

test("init may be called any number of times, at once and again", async () => {
  await Promise.all([tokenward.init(), tokenward.init()]);
  await tokenward.init();
});
