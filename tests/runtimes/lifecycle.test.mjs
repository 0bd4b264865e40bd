// Abort signals, close, and repeated creation and closing.

import assert from "node:assert/strict";
import { test } from "node:test";
import { delayed, hang, status } from "../support/answers.mjs";
import { wakingClock } from "../support/clock.mjs";
import { assertRefused, assertRejects, rejection } from "../support/expect.mjs";
import { hangingStorage, MapStorage } from "../support/storages.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { clientCredentials, createWith, newNamespace, oneAttempt, TokenManager, tokenward } from "../support/tokenward.mjs";
import { eventually, nextTurn, pause, within } from "../support/wait.mjs";

const CLOSED = ["ManagerClosedError", { code: "closed" }];

test("a signal ends its own caller's wait alone; the others get the token of the one request", async (t) => {
  const { server, manager } = await setUp(t);
  server.always(delayed(60));
  const controller = new AbortController();
  const abandoned = rejection(manager.getToken("api", { signal: controller.signal }));
  const headers = rejection(manager.getAuthHeaders("api", { signal: controller.signal }));
  const others = [manager.getToken(), manager.getToken("api", { signal: new AbortController().signal })];
  await eventually(() => server.requests.length === 1, "the request is under way");
  const reason = new Error("The user went elsewhere");
  controller.abort(reason);

  assert.equal(await abandoned, reason);
  assert.equal(await headers, reason);
  const [one, other] = await Promise.all(others);
  assert.match(one, /^access-/);
  assert.equal(other, one);
  assert.equal(server.requests.length, 1);
});

test("the request goes on for later callers when its only caller has gone", async (t) => {
  const { server, manager } = await setUp(t);
  server.always(delayed(60));
  const controller = new AbortController();
  const abandoned = rejection(manager.getToken("api", { signal: controller.signal }));
  await eventually(() => server.requests.length === 1, "the request is under way");
  controller.abort();
  assert.equal((await abandoned).name, "AbortError");
  assert.match(await manager.getToken(), /^access-/);
  assert.equal(server.requests.length, 1);
});

test("a signal that is aborted already sends nothing, and any reason comes through as it is", async (t) => {
  const { server, manager } = await setUp(t);
  for (const reason of ["because", null, 0, Object.freeze({ a: 1 })]) {
    assert.equal(await rejection(manager.getToken("api", { signal: AbortSignal.abort(reason) })), reason);
  }
  assert.equal(server.requests.length, 0);
});

test("a signal that is no signal is refused; null is as if left out", async (t) => {
  const { manager } = await setUp(t);
  const error = await assertRefused(() => manager.getToken("api", { signal: { aborted: "no" } }), "InvalidConfigurationError");
  assert.match(error.message, /signal/);
  assert.match(await manager.getToken("api", { signal: null }), /^access-/);
  assert.match(await manager.getToken("api", null), /^access-/);
});

test("a timeout signal ends the wait for a server that hangs", async (t) => {
  const { server, manager } = await setUp(t);
  server.always(hang());
  const error = await rejection(manager.getToken("api", { signal: AbortSignal.timeout(50) }));
  assert.equal(error.name, "TimeoutError");
});

test("close settles every pending call with ManagerClosedError", async (t) => {
  const { server, manager } = await setUp(t);
  server.always(hang());
  const pending = [manager.getToken(), manager.getToken("api", { forceRefresh: true }), manager.getAuthHeaders(), manager.refresh()];
  const outcomes = pending.map((call) => assertRejects(call, ...CLOSED));
  const all = manager.refreshAll().catch((error) => error);
  await eventually(() => server.requests.length === 1, "the request is under way");
  await within(2_000, manager.close(), "close");
  await within(2_000, Promise.all(outcomes), "the pending calls");
  await within(2_000, all, "refreshAll");
});

test("close settles calls that wait for a storage, a retry or a Retry-After", async (t) => {
  const server = await startTokenServer(t);
  const stuck = new TokenManager({ providers: { api: clientCredentials(server) }, storage: hangingStorage(), namespace: newNamespace() });
  const { server: failing, manager: retrying } = await setUp(t, { retryPolicy: { baseDelayMs: 20_000, maxDelayMs: 20_000 } });
  failing.always(status(503, { "retry-after": "20" }));
  const outcomes = [stuck, retrying].map((manager) => assertRejects(manager.getToken(), ...CLOSED));
  await eventually(() => failing.requests.length === 1, "the first attempt failed");
  await pause(20);
  await within(2_000, Promise.all([stuck.close(), retrying.close()]), "close");
  await within(2_000, Promise.all(outcomes), "the pending calls");
});

test("after close every call throws or rejects, except the two that only look", async (t) => {
  const { server, manager } = await setUp(t, {}, { background: true });
  await manager.getToken();
  const remove = manager.on("added", () => {});
  const unsubscribe = manager.subscribe("api", () => {});
  assert.equal(manager.isBackgroundRefreshRunning(), true);
  await manager.close();

  assert.equal(manager.peekToken(), undefined);
  assert.equal(manager.peekToken("api"), undefined);
  assert.equal(manager.isBackgroundRefreshRunning(), false);
  const calls = {
    getToken: () => manager.getToken(),
    "getToken with options": () => manager.getToken("api", { forceRefresh: true }),
    getAuthHeaders: () => manager.getAuthHeaders(),
    setTokens: () => manager.setTokens("api", { accessToken: "given" }),
    getTokens: () => manager.getTokens(),
    refresh: () => manager.refresh(),
    refreshAll: () => manager.refreshAll(),
    invalidate: () => manager.invalidate(),
    clear: () => manager.clear(),
    addProvider: () => manager.addProvider("other", clientCredentials(server)),
    removeProvider: () => manager.removeProvider("api"),
    listProviders: () => manager.listProviders(),
    isExpired: () => manager.isExpired(),
    needsRefresh: () => manager.needsRefresh(),
    getTokenInfo: () => manager.getTokenInfo(),
    startLogin: () => manager.startLogin(),
    finishLogin: () => manager.finishLogin("https://app.example/?code=1&state=2"),
    startBackgroundRefresh: () => manager.startBackgroundRefresh(),
    stopBackgroundRefresh: () => manager.stopBackgroundRefresh(),
    on: () => manager.on("added", () => {}),
    off: () => manager.off("added", () => {}),
    subscribe: () => manager.subscribe("api", () => {}),
  };
  for (const [name, call] of Object.entries(calls)) {
    await assertRefused(call, ...CLOSED).catch((error) => assert.fail(`${name}: ${error.message}`));
  }
  // Calls of clean-up code after the manager was closed.
  remove();
  unsubscribe();
  assert.equal(server.requests.length, 1);
});

test("close is idempotent, concurrently too, and so is asynchronous disposal", async (t) => {
  const { manager } = await setUp(t);
  await Promise.all([manager.close(), manager.close()]);
  await manager.close();
  await manager[Symbol.asyncDispose]();
  const { manager: other } = await setUp(t);
  await other[Symbol.asyncDispose]();
  await assertRefused(() => other.getToken(), ...CLOSED);
});

test("close keeps stored tokens", async (t) => {
  const server = await startTokenServer(t);
  const shared = { storage: new MapStorage(), namespace: newNamespace() };
  const manager = await createWith(t, clientCredentials(server), shared);
  const first = await manager.getToken();
  await manager.close();
  const again = await createWith(t, clientCredentials(server), shared);
  assert.equal(await again.getToken(), first);
});

test("closing one of two managers that share a request leaves the other its token", async (t) => {
  const server = await startTokenServer(t);
  server.always(delayed(80));
  const shared = { storage: new MapStorage(), namespace: newNamespace() };
  const one = await createWith(t, clientCredentials(server), shared);
  const other = await createWith(t, clientCredentials(server), shared);
  const lost = assertRejects(one.getToken(), ...CLOSED);
  const kept = other.getToken();
  await eventually(() => server.requests.length > 0, "the request is under way");
  await one.close();
  await lost;
  assert.match(await within(5_000, kept, "the other's getToken"), /^access-/);
  assert.ok(server.requests.length <= 2);
});

test("made, closed and made again in one turn: one request, one renewal", async (t) => {
  const server = await startTokenServer(t);
  const clock = wakingClock(t);
  const shared = { storage: new MapStorage(), namespace: newNamespace(), background: true };
  const options = { providers: { api: clientCredentials(server, { refreshPolicy: { jitter: 0 } }) }, ...shared };
  await tokenward.init();
  const first = new TokenManager(options);
  const closing = first.close();
  const second = new TokenManager(options);
  t.after(() => second.close());
  await closing;
  const tokens = await Promise.all([second.getToken(), second.getToken()]);
  assert.equal(tokens[0], tokens[1]);
  assert.equal(server.requests.length, 1);
  clock.advanceSeconds(3350);
  await second.getToken();
  await eventually(() => server.requests.length === 2, "the renewal was sent");
  await pause(50);
  assert.equal(server.requests.length, 2);
});

test("a closed manager's timers, listeners and requests do nothing any more", async (t) => {
  const { server, manager } = await setUp(t);
  const heard = [];
  for (const name of ["added", "error", "state"]) manager.on(name, () => heard.push(name));
  server.next(delayed(50));
  const pending = assertRejects(manager.getToken(), ...CLOSED);
  await eventually(() => server.requests.length === 1, "the request is under way");
  heard.length = 0;
  await manager.close();
  await pending;
  await pause(100);
  assert.deepEqual(heard.filter((name) => name !== "state"), []);
});

test("hundreds of managers can live and be closed beside one another", async (t) => {
  const server = await startTokenServer(t);
  const managers = await Promise.all(Array.from({ length: 200 }, () => createWith(t, clientCredentials(server, { retryPolicy: patient }))));
  const tokens = await Promise.all(managers.map((manager) => manager.getToken()));
  assert.equal(new Set(tokens).size, 200);
  await Promise.all(managers.map((manager) => manager.close()));
  await nextTurn();
});

const patient = { ...oneAttempt, timeoutMs: 20_000, deadlineMs: 30_000 };

async function setUp(t, more = {}, options = {}) {
  const server = await startTokenServer(t);
  const manager = await createWith(t, clientCredentials(server, { retryPolicy: patient, ...more }), options);
  return { server, manager };
}
