// metrics(): events are counted where they happen, with and without the core.

import assert from "node:assert/strict";
import { test } from "node:test";
import { delayed, drop, status, token } from "../support/answers.mjs";
import { assertRefused, assertRejects } from "../support/expect.mjs";
import { MapStorage, throwingStorage } from "../support/storages.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { clientCredentials, createManager, createWith, newNamespace, oneAttempt, quickRetries, refreshTokenGrant } from "../support/tokenward.mjs";

const NOTHING = {
  cacheHits: 0,
  tokenRequests: 0,
  refreshes: 0,
  acquisitions: 0,
  failures: 0,
  retries: 0,
  fallbacks: 0,
  deduplicated: 0,
  storageReads: 0,
  storageWrites: 0,
  storageErrors: 0,
};
const NO_LATENCY = { count: 0, p50: 0, p95: 0, max: 0 };

/** The counters that differ from zero, latencies left out. */
function counted(manager) {
  const { refreshLatencyMs, ...counters } = manager.metrics();
  return Object.fromEntries(Object.entries(counters).filter(([, count]) => count !== 0));
}

test("a new manager has done nothing", async (t) => {
  const manager = await createManager(t);
  assert.deepEqual(manager.metrics(), { ...NOTHING, refreshLatencyMs: NO_LATENCY });
});

test("a hundred callers cause one request; later ones hit the cache", async (t) => {
  const server = await startTokenServer(t);
  server.always(delayed(20));
  const manager = await createWith(t, clientCredentials(server));
  await Promise.all(Array.from({ length: 100 }, () => manager.getToken()));
  assert.deepEqual(counted(manager), { tokenRequests: 1, acquisitions: 1, deduplicated: 99 });
  for (let i = 0; i < 5; i++) await manager.getToken();
  await manager.getToken("api", {});
  await manager.getToken("api", { minLifetimeSeconds: 5 });
  await manager.getAuthHeaders();
  await manager.getAuthHeaders();
  assert.equal(manager.metrics().cacheHits, 9, "whether the facade answered or the core");
  assert.equal(server.requests.length, 1);
});

test("refreshes and acquisitions are counted separately, and latencies are measured", async (t) => {
  const server = await startTokenServer(t);
  server.always(delayed(30, token({ refresh_token: "next" })));
  const manager = await createWith(t, refreshTokenGrant(server, { refreshToken: "first" }));
  await manager.getToken();
  await manager.refresh();
  assert.deepEqual(counted(manager), { tokenRequests: 2, refreshes: 2 });
  const { count, p50, p95, max } = manager.metrics().refreshLatencyMs;
  assert.equal(count, 2);
  assert.ok(p50 >= 29 && p95 >= p50 && max >= p95, JSON.stringify({ p50, p95, max }));
});

test("retries and failures", async (t) => {
  const server = await startTokenServer(t);
  const manager = await createWith(t, clientCredentials(server, { retryPolicy: { ...quickRetries, maxAttempts: 3 } }));
  server.next(status(503), drop(), token());
  await manager.getToken();
  assert.deepEqual(counted(manager), { tokenRequests: 3, retries: 2, acquisitions: 1 });
  server.always(status(503));
  await assertRejects(manager.refresh(), ["TokenRefreshError", "TokenAcquisitionError"]);
  assert.deepEqual(counted(manager), { tokenRequests: 6, retries: 4, acquisitions: 1, failures: 1 });
});

test("a fallback counts once each time that it takes over", async (t) => {
  const server = await startTokenServer(t);
  server.always(status(503));
  const fallback = { grant: "static", token: "by-hand" };
  // The provider itself is not tried again while this test runs.
  const retryPolicy = { ...oneAttempt, baseDelayMs: 20_000, maxDelayMs: 20_000 };
  const manager = await createWith(t, clientCredentials(server, { retryPolicy, fallback }));
  assert.equal(await manager.getToken(), "by-hand");
  assert.equal(await manager.getToken(), "by-hand");
  const { fallbacks, failures } = manager.metrics();
  assert.deepEqual({ fallbacks, failures }, { fallbacks: 1, failures: 1 });
});

test("operations of the storage, and those that fail", async (t) => {
  const server = await startTokenServer(t);
  const storage = new MapStorage();
  const manager = await createWith(t, clientCredentials(server), { storage, namespace: newNamespace() });
  await manager.getToken();
  await manager.clear();
  const did = (name) => storage.calls.filter(([method]) => method === name).length;
  const { storageReads, storageWrites, storageErrors } = manager.metrics();
  assert.deepEqual([storageReads, storageWrites, storageErrors], [did("getItem"), did("setItem") + did("removeItem"), 0]);
  assert.ok(storageReads > 0 && storageWrites >= 2);

  const broken = await createWith(t, clientCredentials(server), { storage: throwingStorage() });
  await broken.getToken();
  const metrics = broken.metrics();
  assert.equal(metrics.storageErrors, metrics.storageReads + metrics.storageWrites);
  assert.ok(metrics.storageErrors > 0);
});

test("a custom provider's calls are token requests", async (t) => {
  const manager = await createWith(t, { grant: "custom", acquire: () => ({ accessToken: "custom", expiresIn: 3600 }) });
  await manager.getToken();
  assert.deepEqual(counted(manager), { tokenRequests: 1, acquisitions: 1 });
});

test("a user's login is a token request and an acquisition", async (t) => {
  const server = await startTokenServer(t);
  const manager = await createWith(t, {
    grant: "authorization_code",
    tokenEndpoint: server.tokenEndpoint,
    authorizationEndpoint: `${server.origin}/authorize`,
    clientId: "app",
    redirectUri: "https://app.example/callback",
  });
  const { url } = await manager.startLogin();
  await manager.finishLogin(`https://app.example/callback?code=a-code&state=${new URL(url).searchParams.get("state")}`);
  assert.deepEqual(counted(manager), { tokenRequests: 1, acquisitions: 1 });
  assert.equal(manager.metrics().refreshLatencyMs.count, 1);
});

test("after close there are no metrics", async (t) => {
  const manager = await createManager(t);
  await manager.close();
  await assertRefused(() => manager.metrics(), "ManagerClosedError", { code: "closed" });
});
