// Storage of any kind and in any condition: its records survive a restart, and no fault stops the manager.

import assert from "node:assert/strict";
import { test } from "node:test";
import { token } from "../support/answers.mjs";
import { wakingClock } from "../support/clock.mjs";
import { assertBadConfiguration, assertRejects, recordEvents } from "../support/expect.mjs";
import { AsyncStorage, FullStorage, hangingStorage, MapStorage, rejectingStorage, throwingStorage } from "../support/storages.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { clientCredentials, createManager, createWith, newNamespace, refreshTokenGrant, TokenManager } from "../support/tokenward.mjs";
import { nextTurn, pause, within } from "../support/wait.mjs";

for (const Storage of [MapStorage, AsyncStorage]) {
  test(`${Storage.name}: tokens are restored after a restart, without a request`, async (t) => {
    const { server, storage, namespace, manager } = await setUp(t, new Storage());
    server.next(token({ scope: "read", refresh_token: "refresh-1", id_token: "an-id-token", custom: { deep: [1, null] } }));
    const first = await manager.getToken();
    const before = await manager.getTokens();
    await manager.close();

    const restarted = await createWith(t, clientCredentials(server), { storage, namespace });
    assert.equal(restarted.peekToken(), first, "create restored it");
    assert.equal(await restarted.getToken(), first);
    assert.deepEqual(await restarted.getTokens(), before);
    assert.equal(restarted.getTokenInfo().source, "storage");
    assert.equal(server.requests.length, 1);
  });
}

test("the synchronous constructor finds stored tokens, too", async (t) => {
  const { server, storage, namespace, manager } = await setUp(t, new AsyncStorage());
  const first = await manager.getToken();
  await manager.close();
  const restarted = new TokenManager({ providers: { api: clientCredentials(server) }, storage, namespace });
  t.after(() => restarted.close());
  assert.equal(await restarted.getToken(), first);
  assert.equal(server.requests.length, 1);
});

test("an expired stored token is not handed out; its refresh token is used", async (t) => {
  const clock = wakingClock(t);
  const { server, storage, namespace, manager } = await setUp(t, new MapStorage());
  server.next(token({ refresh_token: "refresh-1" }));
  const first = await manager.getToken();
  await manager.close();
  clock.advanceSeconds(3601);
  const restarted = await createWith(t, clientCredentials(server), { storage, namespace });
  assert.equal(restarted.peekToken(), undefined);
  assert.notEqual(await restarted.getToken(), first);
  assert.equal(server.forms[1].refresh_token, "refresh-1");
});

test("every key begins with the namespace", async (t) => {
  const { storage, namespace, manager } = await setUp(t, new MapStorage());
  await manager.getToken();
  assert.ok(storage.items.size > 0);
  for (const key of storage.items.keys()) assert.ok(key.startsWith(namespace), key);
});

test("records of different providers and namespaces are kept apart, whatever the names", async (t) => {
  const server = await startTokenServer(t);
  const storage = new MapStorage();
  const names = ["a", "a:b", "a.b", "a/b", "A", "ä", "__proto__", "constructor"];
  const providers = Object.fromEntries(names.map((name) => [name, clientCredentials(server)]));
  Object.defineProperty(providers, "__proto__", { value: clientCredentials(server), enumerable: true, configurable: true, writable: true });
  const manager = await createManager(t, { providers, storage, namespace: "n" });
  const nested = await createManager(t, { providers: { b: clientCredentials(server) }, storage, namespace: "n:a" });
  const tokens = new Map();
  for (const name of names) tokens.set(name, await manager.getToken(name));
  const ofNested = await nested.getToken("b");
  assert.equal(new Set([...tokens.values(), ofNested]).size, names.length + 1);
  await manager.close();

  const restarted = await createManager(t, { providers, storage, namespace: "n" });
  for (const name of names) assert.equal(await restarted.getToken(name), tokens.get(name), name);
  assert.equal(server.requests.length, names.length + 1);
});

test("a stored token of another client is not adopted", async (t) => {
  const { server, storage, namespace, manager } = await setUp(t, new MapStorage());
  const first = await manager.getToken();
  await manager.close();
  for (const other of [{ clientId: "another" }, { scope: "more" }, { audience: "https://api.example" }, { resource: "https://r.example" }]) {
    const restarted = await createWith(t, clientCredentials(server, other), { storage, namespace });
    assert.notEqual(await restarted.getToken(), first, JSON.stringify(other));
    await restarted.close();
    await restoreRecord(t, server, storage, namespace, first);
  }
});

async function restoreRecord(t, server, storage, namespace, accessToken) {
  const manager = await createWith(t, clientCredentials(server), { storage, namespace });
  await manager.setTokens("api", { accessToken, expiresIn: 3600 });
  await manager.close();
}

const BROKEN = {
  "throws an Error": throwingStorage(),
  "throws undefined": throwingStorage(undefined),
  "throws null": throwingStorage(null),
  "throws a string": throwingStorage("broken"),
  "throws a frozen object": throwingStorage(Object.freeze({ code: 7 })),
  "rejects": rejectingStorage(),
  "rejects with undefined": rejectingStorage(undefined),
  "hangs": hangingStorage(),
  "is full": new FullStorage(),
  "gives numbers": { getItem: () => 5, setItem() {}, removeItem() {} },
  "gives objects": { getItem: () => ({ a: 1 }), setItem() {}, removeItem() {} },
  "gives thenables that throw": { getItem: () => throwingThenable(), setItem: () => throwingThenable(), removeItem: () => throwingThenable() },
};

for (const [name, storage] of Object.entries(BROKEN)) {
  test(`a storage that ${name}: tokens live in memory, with one storageError`, async (t) => {
    const server = await startTokenServer(t);
    const creating = createManager(t, { providers: { a: clientCredentials(server), b: clientCredentials(server) }, storage });
    const manager = await within(4_000, creating, "create");
    const events = recordEvents(manager);

    const first = await within(4_000, manager.getToken("a"), "getToken");
    assert.equal(await manager.getToken("a"), first);
    assert.notEqual(await within(4_000, manager.getToken("b"), "getToken"), first);
    await within(4_000, manager.refresh("a"), "refresh");
    await within(4_000, manager.invalidate("a"), "invalidate");
    await within(4_000, manager.setTokens("a", { accessToken: "given", expiresIn: 3600 }), "setTokens");
    assert.equal(await manager.getToken("a"), "given");
    await within(4_000, manager.clear(), "clear");
    assert.equal(manager.peekToken("a"), undefined);
    await nextTurn();

    assert.equal(server.requests.length, 3);
    assert.equal(events.count("error"), 0);
    const errors = events.named("storageError");
    // A value that is not a text is an unusable record, one for each provider; all other faults are reported once.
    if (name.startsWith("gives n") || name.startsWith("gives o")) assert.ok(errors.length >= 1);
    else assert.equal(errors.length, 1);
    assert.equal(errors[0].error.code, "storage");
    await within(2_000, manager.close(), "close");
  });
}

function throwingThenable() {
  return {
    get then() {
      throw new Error("no then");
    },
  };
}

test("storageError has the storage's error as its cause", async (t) => {
  const thrown = new Error("The storage is broken");
  const { manager } = await setUp(t, throwingStorage(thrown));
  const events = recordEvents(manager);
  await manager.getToken();
  await nextTurn();
  const [{ error }] = events.named("storageError");
  assert.equal(error.name, "StorageError");
  assert.equal(error.cause, thrown);
});

for (const [kind, global] of Object.entries({ local: "localStorage", session: "sessionStorage", indexeddb: "indexedDB" })) {
  test(`"${kind}" where there is no ${global} degrades to memory, with one storageError`, async (t) => {
    assert.equal(typeof globalThis[global], "undefined", "this Node has none");
    await expectMemory(t, kind);
  });

  test(`"${kind}" where the very getter of ${global} throws degrades to memory, with one storageError`, async (t) => {
    Object.defineProperty(globalThis, global, {
      configurable: true,
      get() {
        throw new DOMException("Access is denied for this document.", "SecurityError");
      },
    });
    t.after(() => delete globalThis[global]);
    await expectMemory(t, kind);
  });
}

async function expectMemory(t, kind) {
  const server = await startTokenServer(t);
  const manager = await createWith(t, clientCredentials(server), { storage: kind });
  const events = recordEvents(manager);
  const first = await manager.getToken();
  assert.equal(await manager.getToken(), first);
  await nextTurn();
  assert.equal(events.count("storageError"), 1);
  assert.equal(manager.health().storage.kind, kind);
  assert.equal(manager.health().storage.ok, false);
}

for (const [kind, global] of Object.entries({ local: "localStorage", session: "sessionStorage" })) {
  test(`"${kind}" uses the ${global} that there is`, async (t) => {
    const storage = provideStorage(t, global);
    const server = await startTokenServer(t);
    const namespace = newNamespace();
    const manager = await createWith(t, clientCredentials(server), { storage: kind, namespace });
    const first = await manager.getToken();
    assert.deepEqual([...storage.items.keys()].map((key) => key.replace(/:[\w-]{43}$/, "")), [`${namespace}:api`]);
    await manager.close();
    const restarted = await createWith(t, clientCredentials(server), { storage: kind, namespace });
    assert.equal(await restarted.getToken(), first);
    assert.equal(restarted.health().storage.kind, kind);
  });
}

function provideStorage(t, global) {
  const storage = new MapStorage();
  Object.defineProperty(globalThis, global, { value: storage, configurable: true });
  t.after(() => delete globalThis[global]);
  return storage;
}

test("a login that a page keeps in sessionStorage is no record of tokens: a migration leaves it alone", async (t) => {
  const storage = provideStorage(t, "sessionStorage");
  storage.getKeys = (prefix) => [...storage.items.keys()].filter((key) => key.startsWith(prefix));
  const server = await startTokenServer(t);
  const config = { ...clientCredentials(server), grant: "authorization_code", authorizationEndpoint: "https://as.example/authorize", redirectUri: "https://app.example/" };
  const namespace = newNamespace();
  const manager = await createWith(t, config, { storage: "session", namespace });
  const events = recordEvents(manager);
  // Only pages write a pending login to the storage: elsewhere it stays in the manager.
  storage.setItem(`${namespace}%login:a-state`, "{}");
  assert.equal(storage.items.size, 1);
  assert.deepEqual(await manager.migrateStorage("memory"), { moved: 0 });
  assert.deepEqual(await manager.migrateStorage(new MapStorage()), { moved: 0 });
  await nextTurn();
  assert.equal(storage.items.size, 1);
  assert.equal(events.count("storageError"), 0);
});

test("storage: null and no storage at all are memory", async (t) => {
  const server = await startTokenServer(t);
  for (const storage of [null, undefined, "memory"]) {
    const manager = await createWith(t, clientCredentials(server), { storage });
    const events = recordEvents(manager);
    assert.match(await manager.getToken(), /^access-/);
    assert.equal(events.count("storageError"), 0);
  }
});

/** Kinds of damaged records. */
const DAMAGE = {
  truncated: (text) => text.slice(0, text.length >> 1),
  "without its last character": (text) => text.slice(0, -1),
  empty: () => "",
  "no record at all": () => "not a record",
  "null as text": () => "null",
  "an empty object": () => "{}",
  "an array": () => "[]",
  "deeply nested": () => "[".repeat(100_000),
  "with something behind it": (text) => `${text}x`,
  "twice the record": (text) => text + text,
};

for (const [name, damage] of Object.entries(DAMAGE)) {
  test(`a stored record that is ${name} is a miss and is replaced`, async (t) => {
    const { server, storage, namespace, first } = await stored(t);
    for (const [key, text] of storage.items) storage.items.set(key, damage(text));
    const restarted = await createWith(t, clientCredentials(server), { storage, namespace });
    const events = recordEvents(restarted);
    assert.equal(restarted.peekToken(), undefined);
    assert.notEqual(await restarted.getToken(), first);
    assert.equal(server.requests.length, 2);
    await nextTurn();
    assert.ok(events.count("storageError") <= 1);
    await restarted.close();
    const third = await createWith(t, clientCredentials(server), { storage, namespace });
    assert.match(await third.getToken(), /^access-/);
    assert.equal(server.requests.length, 2, "the record is good again");
  });
}

test("a flipped character anywhere in the record is a miss, never a wrong token", async (t) => {
  const { server, storage, namespace, first } = await stored(t);
  const [[key, text]] = storage.items;
  for (let at = 0; at < text.length; at += 3) {
    const flipped = text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ 1) + text.slice(at + 1);
    storage.items.set(key, flipped);
    const restarted = await createWith(t, clientCredentials(server), { storage, namespace });
    const found = restarted.peekToken();
    assert.ok(found === undefined || found === first, `at ${at} of ${text.length}: a wrong token`);
    assert.equal(found, undefined, `at ${at} of ${text.length}: accepted`);
    await restarted.close();
  }
});

test("a corrupt record of a user's login is removed, and nothing of it is told", async (t) => {
  const server = await startTokenServer(t);
  const storage = new MapStorage();
  const namespace = newNamespace();
  const manager = await createWith(t, refreshTokenGrant(server), { storage, namespace });
  await manager.setTokens("api", { accessToken: "access-canary-12345", refreshToken: "refresh-canary-12345", expiresIn: 3600 });
  await manager.close();
  for (const [key, text] of storage.items) storage.items.set(key, text.slice(0, -3));

  const restarted = await createWith(t, refreshTokenGrant(server), { storage, namespace });
  const events = recordEvents(restarted);
  const error = await assertRejects(restarted.getToken(), ["TokenNotFoundError", "ReauthenticationRequiredError"]);
  await pause(20);
  assert.equal(storage.items.size, 0);
  assert.equal(server.requests.length, 0);
  assert.ok(!JSON.stringify([events.all, error]).includes("canary"));
});

test("a stored token that another start changed is seen when the own one has expired", async (t) => {
  const clock = wakingClock(t);
  const server = await startTokenServer(t);
  const items = new Map();
  // Two objects over the same store, as in two processes.
  const view = () => ({ getItem: (k) => items.get(k), setItem: (k, v) => void items.set(k, v), removeItem: (k) => void items.delete(k) });
  const one = await createWith(t, clientCredentials(server), { storage: view(), namespace: "shared-store" });
  const other = await createWith(t, clientCredentials(server), { storage: view(), namespace: "shared-store" });
  await one.getToken();
  clock.advanceSeconds(3601);
  const renewed = await other.getToken();
  assert.equal(await one.getToken(), renewed, "adopted");
  assert.equal(server.requests.length, 2);
});

test("a storage that is not one is refused", async () => {
  for (const storage of ["cookies", "", 5, true, [], {}, { getItem() {} }, { getItem() {}, setItem() {}, removeItem: "no" }, () => {}]) {
    await assertBadConfiguration({ storage }, "storage");
  }
});

/** A record in a storage, and the token in it. */
async function stored(t) {
  const { server, storage, namespace, manager } = await setUp(t, new MapStorage());
  const first = await manager.getToken();
  await manager.close();
  return { server, storage, namespace, first };
}

async function setUp(t, storage) {
  const server = await startTokenServer(t);
  const namespace = newNamespace();
  const manager = await createWith(t, clientCredentials(server), { storage, namespace });
  return { server, storage, namespace, manager };
}
