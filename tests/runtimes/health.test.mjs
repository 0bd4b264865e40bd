// health(): reported at once from the current state.

import assert from "node:assert/strict";
import { test } from "node:test";
import { oauthError, status, token } from "../support/answers.mjs";
import { wakingClock } from "../support/clock.mjs";
import { assertRefused, assertRejects } from "../support/expect.mjs";
import { assertNothingOf } from "../support/secrets.mjs";
import { FullStorage, MapStorage, hangingStorage, rejectingStorage, throwingStorage } from "../support/storages.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { CLIENT_SECRET, TokenManager, clientCredentials, createManager, createWith, oneAttempt, refreshTokenGrant, tokenward } from "../support/tokenward.mjs";

test("a manager that was not used yet is healthy", async (t) => {
  const server = await startTokenServer(t);
  const manager = await createWith(t, clientCredentials(server), { background: false });
  const { providers, ...report } = manager.health();
  assert.deepEqual(report, { status: "healthy", backgroundRefresh: false, storage: { kind: "memory", ok: true, encrypted: false } });
  assert.deepEqual(providers, [manager.getTokenInfo("api")]);
  assert.equal(server.requests.length, 0);
  manager.startBackgroundRefresh();
  assert.equal(manager.health().backgroundRefresh, true);
});

test("a refresh that fails degrades while the token lives; without a token the manager is unhealthy", async (t) => {
  const clock = wakingClock(t);
  const server = await startTokenServer(t);
  const manager = await createWith(t, clientCredentials(server, { retryPolicy: oneAttempt }));
  await manager.getToken();
  assert.equal(manager.health().status, "healthy");
  server.always(status(503));
  await assertRejects(manager.refresh(), ["TokenRefreshError", "TokenAcquisitionError"]);
  assert.equal(manager.health().status, "degraded");
  clock.advanceSeconds(3601);
  assert.equal(manager.health().status, "unhealthy");
  server.always(token());
  clock.advanceSeconds(300);
  await manager.getToken();
  assert.equal(manager.health().status, "healthy");
});

test("one provider's failure is the manager's", async (t) => {
  const server = await startTokenServer(t);
  const failing = clientCredentials(server, { tokenEndpoint: `${server.origin}/nowhere`, retryPolicy: oneAttempt });
  const manager = await createManager(t, { providers: { good: clientCredentials(server), failing } });
  await manager.getToken("good");
  await assertRejects(manager.getToken("failing"), "TokenAcquisitionError");
  const { status, providers } = manager.health();
  assert.equal(status, "unhealthy");
  assert.deepEqual(
    providers.map(({ provider, state, consecutiveFailures }) => [provider, state, consecutiveFailures]),
    [
      ["good", "valid", 0],
      ["failing", "failed", 1],
    ],
  );
  await manager.removeProvider("failing");
  assert.equal(manager.health().status, "healthy");
});

test("a session that has ended needs a login: unhealthy, until there is one or a logout", async (t) => {
  const server = await startTokenServer(t);
  const manager = await createWith(t, refreshTokenGrant(server, { refreshToken: "first" }));
  server.always(oauthError("invalid_grant"));
  await assertRejects(manager.getToken(), "ReauthenticationRequiredError");
  assert.equal(manager.health().status, "unhealthy");
  await manager.setTokens("api", { accessToken: "new", refreshToken: "new-refresh", expiresIn: 3600 });
  assert.equal(manager.health().status, "healthy");
  await manager.clear();
  assert.equal(manager.health().status, "healthy");
});

test("a provider on a fallback's token is degraded", async (t) => {
  const server = await startTokenServer(t);
  server.always(status(503));
  const fallback = { grant: "static", token: "by-hand" };
  const manager = await createWith(t, clientCredentials(server, { retryPolicy: oneAttempt, fallback }));
  await manager.getToken();
  const { status: overall, providers } = manager.health();
  assert.deepEqual([overall, providers.length, providers[0].source], ["degraded", 1, "fallback"]);
});

test("a broken storage is reported as soon as create is done", async (t) => {
  const server = await startTokenServer(t);
  for (const storage of [throwingStorage(), rejectingStorage(), hangingStorage()]) {
    const manager = await createWith(t, clientCredentials(server), { storage });
    const report = manager.health();
    assert.equal(report.status, "degraded");
    const { lastError, ...rest } = report.storage;
    assert.deepEqual(rest, { kind: "custom", ok: false, encrypted: false });
    assert.match(lastError, /storage/);
  }
});

test("a missing localStorage is reported at once", { skip: "localStorage" in globalThis }, async (t) => {
  const manager = await createManager(t, { storage: "local" });
  const { status: overall, storage } = manager.health();
  assert.equal(overall, "degraded");
  assert.deepEqual({ ...storage, lastError: undefined }, { kind: "local", ok: false, encrypted: false, lastError: undefined });
  assert.match(storage.lastError, /localStorage/);
});

test("a storage that works again is healthy again, and its last error is remembered", async (t) => {
  const server = await startTokenServer(t);
  const storage = new FullStorage();
  const manager = await createWith(t, clientCredentials(server), { storage });
  await manager.getToken();
  assert.equal(manager.health().storage.ok, false);
  storage.full = false;
  await manager.refresh();
  const { status: overall, storage: report } = manager.health();
  assert.deepEqual([overall, report.ok], ["healthy", true]);
  assert.match(report.lastError, /storage/);
});

test("storages have their names", async (t) => {
  const kv = { get: async () => null, put: async () => {}, delete: async () => {} };
  for (const [storage, kind] of [
    ["memory", "memory"],
    [new MapStorage(), "custom"],
    [tokenward.kvStorage(kv), "kv"],
  ]) {
    const manager = await createManager(t, { storage });
    assert.deepEqual(manager.health().storage, { kind, ok: true, encrypted: false });
  }
});

test("the report holds no secret", async (t) => {
  const server = await startTokenServer(t);
  server.always(token({ refresh_token: "refresh-token-secret" }));
  const manager = await createWith(t, clientCredentials(server));
  const accessToken = await manager.getToken();
  assertNothingOf([accessToken, "refresh-token-secret", CLIENT_SECRET], [manager.health(), manager.metrics()], "health and metrics");
});

test("after close there is no health", async () => {
  const manager = new TokenManager();
  await manager.close();
  await assertRefused(() => manager.health(), "ManagerClosedError", { code: "closed" });
});
