// Tenants: providers that `resolveProvider` returns when they are first requested.

import assert from "node:assert/strict";
import { test } from "node:test";
import { assertRejects, rejection } from "../support/expect.mjs";
import { AsyncStorage } from "../support/storages.mjs";
import { TokenManager, createManager, newNamespace } from "../support/tokenward.mjs";
import { deferred, eventually, nextTurn, pause, within } from "../support/wait.mjs";

test("every asynchronous method with a provider's name resolves it, once for all callers", async (t) => {
  const asked = [];
  const manager = await createManager(t, {
    resolveProvider: async (name) => {
      asked.push(name);
      await pause(5);
      return { grant: "custom", acquire: () => ({ accessToken: `token-of-${name}`, expiresIn: 3600 }) };
    },
  });
  const calls = {
    getToken: (name) => manager.getToken(name),
    getAuthHeaders: (name) => manager.getAuthHeaders(name),
    setTokens: (name) => manager.setTokens(name, { accessToken: "by-hand", expiresIn: 3600 }),
    getTokens: (name) => manager.getTokens(name),
    refresh: (name) => manager.refresh(name),
    invalidate: (name) => manager.invalidate(name),
    clear: (name) => manager.clear(name),
  };
  for (const [name, call] of Object.entries(calls)) {
    await Promise.all(Array.from({ length: 20 }, () => call(name)));
  }
  assert.deepEqual(asked, Object.keys(calls));
  assert.deepEqual(manager.listProviders(), Object.keys(calls));
  assert.equal(await manager.getToken("getToken"), "token-of-getToken");
  assert.deepEqual(await manager.getAuthHeaders("getAuthHeaders"), { Authorization: "Bearer token-of-getAuthHeaders" });
  // startLogin resolves its name as well: only the grant is wrong.
  await assertRejects(manager.startLogin("startLogin"), "InvalidConfigurationError", { code: "invalid_configuration", message: /providers\.startLogin\.grant/ });
});

test("callers of many tenants at once get their own tokens, each resolved once, however resolutions interleave", async (t) => {
  const asked = new Map();
  const manager = await createManager(t, {
    resolveProvider: async (name) => {
      asked.set(name, (asked.get(name) ?? 0) + 1);
      await pause(Math.random() * 20);
      return { grant: "custom", acquire: async () => (await pause(Math.random() * 10), { accessToken: `token-of-${name}`, expiresIn: 3600 }) };
    },
  });
  const calls = Array.from({ length: 2_000 }, async (_, i) => {
    const name = `tenant-${Math.floor(Math.random() * 100)}`;
    if (i % 3 === 0) await pause(Math.random() * 40);
    const kind = i % 4;
    if (kind === 0) assert.deepEqual(await manager.getAuthHeaders(name), { Authorization: `Bearer token-of-${name}` });
    else if (kind === 1) assert.equal((await manager.refresh(name)).provider, name);
    else assert.equal(await manager.getToken(name), `token-of-${name}`);
    assert.equal(manager.peekToken(name), `token-of-${name}`);
  });
  await Promise.all(calls);
  assert.deepEqual([...new Set(asked.values())], [1]);
  assert.equal(manager.listProviders().length, asked.size);
});

test("a tenant that is unknown, fails or is configured wrongly is a typed error, and is asked for again", async (t) => {
  const boom = new Error("the tenant's data base is away");
  const outcomes = [
    () => undefined,
    async () => null,
    () => {
      throw boom;
    },
    () => Promise.reject(boom),
    () => ({ grant: "client_credentials", clientId: "c", tokenEndpoint: "http://elsewhere.example/token" }),
    () => "no configuration",
    () => ofTenant("t"),
  ];
  let asked = 0;
  const manager = await createManager(t, { resolveProvider: () => outcomes[asked++]() });
  for (const index of [0, 1]) {
    const error = await rejection(manager.getToken("t"));
    assert.deepEqual([error.name, error.code, error.provider, error.retryable], ["UnknownProviderError", "unknown_provider", "t", false], `outcome ${index}`);
  }
  for (const index of [2, 3]) {
    const error = await rejection(manager.getToken("t"));
    assert.deepEqual([error.name, error.code, error.provider, error.retryable], ["UnknownProviderError", "unknown_provider", "t", true], `outcome ${index}`);
    assert.equal(error.cause, boom);
  }
  await assertRejects(manager.getToken("t"), "InvalidConfigurationError", { code: "invalid_configuration", message: /providers\.t\.tokenEndpoint/ });
  await assertRejects(manager.getToken("t"), "InvalidConfigurationError", { code: "invalid_configuration", message: /providers\.t/ });
  assert.deepEqual(manager.listProviders(), []);
  assert.equal(await manager.getToken("t"), "token-of-t");
  assert.equal(asked, outcomes.length);
});

test("synchronous methods say of a tenant that it is not resolved yet", async (t) => {
  const manager = await createManager(t, { resolveProvider: ofTenant });
  assert.equal(manager.peekToken("t"), undefined);
  for (const call of [() => manager.isExpired("t"), () => manager.needsRefresh("t"), () => manager.getTokenInfo("t"), () => manager.subscribe("t", () => {})]) {
    assert.throws(call, { name: "UnknownProviderError", code: "unknown_provider", message: /not resolved yet/ });
  }
  await manager.getToken("t");
  assert.equal(manager.isExpired("t"), false);
  assert.equal(manager.peekToken("t"), "token-of-t");
});

test("a tenant that was removed is resolved anew, and the only one can be left unnamed", async (t) => {
  let made = 0;
  const manager = await createManager(t, { resolveProvider: () => ({ grant: "static", token: `made-${++made}` }) });
  await assertRejects(manager.getToken(), "UnknownProviderError", { code: "unknown_provider" });
  assert.equal(await manager.getToken("t"), "made-1");
  assert.equal(await manager.getToken(), "made-1");
  assert.equal(await manager.getToken("u"), "made-2");
  await assertRejects(manager.getToken(), "UnknownProviderError", { code: "unknown_provider" });
  await manager.removeProvider("t");
  assert.equal(await manager.getToken(), "made-2");
  await manager.removeProvider("u");
  assert.equal(manager.peekToken(), undefined);
  await assertRejects(manager.getToken(), "UnknownProviderError", { code: "unknown_provider" });
  assert.equal(await manager.getToken("t"), "made-3");
});

test("a provider that is added by hand meanwhile wins over the one that is being resolved", async (t) => {
  const late = deferred();
  const manager = await createManager(t, { resolveProvider: () => late.promise });
  const waiting = manager.getToken("t");
  await nextTurn();
  manager.addProvider("t", { grant: "static", token: "by-hand" });
  assert.equal(await within(1_000, waiting, "the call that waited"), "by-hand");
  late.resolve({ grant: "static", token: "resolved" });
  await pause(5);
  assert.equal(await manager.getToken("t"), "by-hand");
});

test("a resolver that hangs ends at the deadline, and the next call asks again", async (t) => {
  let asked = 0;
  const manager = await createManager(t, {
    retryPolicy: { deadlineMs: 50 },
    resolveProvider: () => (++asked === 1 ? new Promise(() => {}) : ofTenant("t")),
  });
  const error = await within(5_000, rejection(manager.getToken("t")), "the call");
  assert.deepEqual([error.name, error.code, error.provider, error.retryable], ["UnknownProviderError", "timeout", "t", true]);
  assert.equal(await manager.getToken("t"), "token-of-t");
});

test("close during a resolution rejects waiting callers, and a late outcome does nothing", async () => {
  const late = deferred();
  const manager = await TokenManager.create({ namespace: newNamespace(), resolveProvider: () => late.promise });
  const waiting = rejection(manager.getToken("t"));
  await nextTurn();
  await manager.close();
  assert.equal((await within(1_000, waiting, "the call")).name, "ManagerClosedError");
  late.resolve(ofTenant("t"));
  await pause(5);
  await assertRejects(manager.getToken("t"), "ManagerClosedError", { code: "closed" });
});

test("a resolver may use its manager, also ask for the name that it is resolving another of", async (t) => {
  const manager = await createManager(t, {
    providers: { base: { grant: "static", token: "base" } },
    resolveProvider: async (name) => ({ grant: "static", token: `${name}-by-${await manager.getToken(name === "inner" ? "base" : "inner")}` }),
  });
  assert.equal(await manager.getToken("outer"), "outer-by-inner-by-base");
});

test("a tenant's stored token is used after a restart, and resolveProvider must be a function", async (t) => {
  const storage = new AsyncStorage(1);
  const namespace = newNamespace();
  let acquired = 0;
  const resolveProvider = () => ({ grant: "custom", acquire: () => ({ accessToken: `acquired-${++acquired}`, expiresIn: 3600 }) });
  const first = await createManager(t, { storage, namespace, resolveProvider });
  assert.equal(await first.getToken("t"), "acquired-1");
  await first.close();
  const second = await createManager(t, { storage, namespace, resolveProvider });
  assert.equal(await second.getToken("t"), "acquired-1");
  await assertRejects(TokenManager.create({ resolveProvider: "t" }), "InvalidConfigurationError", { code: "invalid_configuration", message: /resolveProvider/ });
});

test("two thousand tenants have one host timer between them", async (t) => {
  const real = { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout };
  const armed = new Set();
  globalThis.setTimeout = (callback, ms, ...rest) => {
    const timer = real.setTimeout(() => (armed.delete(timer), callback(...rest)), ms);
    armed.add(timer);
    return timer;
  };
  globalThis.clearTimeout = (timer) => (armed.delete(timer), real.clearTimeout(timer));
  t.after(() => Object.assign(globalThis, real));
  const manager = await createManager(t, {
    background: true,
    resolveProvider: (name) => ({ grant: "custom", acquire: () => ({ accessToken: `token-of-${name}`, expiresIn: 600 + Math.random() * 3_000 }) }),
  });
  await Promise.all(Array.from({ length: 2_000 }, (_, i) => manager.getToken(`tenant-${i}`)));
  await eventually(() => armed.size <= 1, "all timers but one are disarmed");
  assert.equal(armed.size, 1);
  await manager.close();
  assert.equal(armed.size, 0);
});

const ofTenant = (name) => ({ grant: "static", token: `token-of-${name}` });
