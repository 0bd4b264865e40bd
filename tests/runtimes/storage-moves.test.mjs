// migrateStorage, backup and restore with real storage objects: nothing is lost, whatever fails.

import assert from "node:assert/strict";
import { test } from "node:test";
import { kvStorage } from "../../pkg/index.js";
import { assertRejects, recordEvents } from "../support/expect.mjs";
import { AsyncStorage, MapStorage, hangingStorage, rejectingStorage } from "../support/storages.mjs";
import { createManager, newNamespace, refreshTokenGrant } from "../support/tokenward.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { after, token } from "../support/answers.mjs";
import { deferred, eventually, pause } from "../support/wait.mjs";

test("every record moves, and the manager goes on with the new storage", async (t) => {
  const { manager, from, namespace } = await filled(t);
  const before = new Map(from.items);
  const to = new ListedStorage();
  assert.deepEqual(await manager.migrateStorage(to), { moved: 3 });
  assert.deepEqual(to.items, before);
  assert.equal(from.items.size, 0);
  await manager.setTokens("a", tokens("a-2"));
  assert.equal(from.items.size, 0);
  const again = await createManager(t, { providers: providers(), storage: to, namespace });
  assert.equal(await again.getToken("a"), "a-2");
  assert.equal(await again.getToken("b"), "b-1");
});

test("records of names that are not registered move where the storage lists its keys; others of the storage stay", async (t) => {
  const { from, namespace } = await filled(t);
  from.items.set("somebody else's", "1");
  const manager = await createManager(t, { providers: { a: provider("a") }, storage: from, namespace });
  const to = new ListedStorage();
  assert.deepEqual(await manager.migrateStorage(to), { moved: 3 });
  assert.deepEqual([...from.items.keys()], ["somebody else's"]);
  assert.deepEqual([...to.items.keys()].sort(), ["a", "b", "c"].map((name) => to.keyOf(namespace, name)));
});

test("Web Storage lists its keys itself", async (t) => {
  const { namespace, from } = await filled(t, new WebStorage());
  const manager = await createManager(t, { storage: from, namespace });
  const to = new WebStorage();
  assert.deepEqual(await manager.migrateStorage(to), { moved: 3 });
  assert.equal(from.length, 0);
  assert.equal(to.length, 3);
});

test("whichever call of either storage fails, nothing is lost, and the same call again finishes", async (t) => {
  const { calls } = await failingAt(t, Infinity, Infinity);
  for (const side of ["from", "to"]) {
    for (let at = 0; at < calls[side]; at++) {
      const run = await failingAt(t, side === "from" ? at : Infinity, side === "to" ? at : Infinity);
      assert.ok(run.error, `${side} call ${at} went unnoticed`);
      assert.deepEqual([run.error.name, run.error.code], ["StorageError", "storage"]);
      for (const [key, text] of run.before) {
        assert.ok([run.from, run.to].some(({ items }) => items.get(key) === text), `${key} is lost after ${side} call ${at}`);
      }
      assert.equal(await run.manager.getToken("a"), "a-1");
      run.from.failsAt = run.to.failsAt = Infinity;
      await run.manager.migrateStorage(run.to);
      assert.deepEqual(run.to.items, run.before, `after ${side} call ${at}`);
      assert.equal(run.from.items.size, 0, `after ${side} call ${at}`);
    }
  }
});

test("a storage that hangs or rejects leaves everything as it was, and the manager at work", async (t) => {
  const { manager, from } = await filled(t);
  const before = new Map(from.items);
  for (const to of [hangingStorage(), rejectingStorage()]) {
    await assertRejects(manager.migrateStorage(to), "StorageError", { code: "storage", retryable: true });
    await assertRejects(manager.backup(to), "StorageError", { code: "storage" });
    await assertRejects(manager.restore(to), "StorageError", { code: "storage" });
  }
  assert.deepEqual(from.items, before);
  assert.equal(await manager.getToken("a"), "a-1");
});

test("a storage that is the source, no storage, or would lose refresh tokens is refused, and nothing is changed", async (t) => {
  const { manager, from } = await filled(t);
  const before = new Map(from.items);
  const configuration = ["InvalidConfigurationError", { code: "invalid_configuration", message: /^(to|from): / }];
  const kv = kvStorage({ get: async () => null, put: async () => assert.fail("written"), delete: async () => {}, list: async () => ({ keys: [], list_complete: true }) });
  await assertRejects(manager.migrateStorage(from), ...configuration);
  await assertRejects(manager.backup(from), ...configuration);
  await assertRejects(manager.restore(from), ...configuration);
  await assertRejects(manager.backup("memory"), ...configuration);
  await assertRejects(manager.restore("memory"), ...configuration);
  for (const wrong of [undefined, null, "elsewhere", {}, 1]) {
    await assertRejects(manager.migrateStorage(wrong), ...configuration);
    await assertRejects(manager.backup(wrong), ...configuration);
    await assertRejects(manager.restore(wrong), ...configuration);
  }
  for (const call of [manager.migrateStorage(kv), manager.backup(kv)]) {
    await assertRejects(call, "InvalidConfigurationError", { message: /^to: .*kvStorage\(ns, \{ refreshTokens: true \}\)/ });
  }
  assert.deepEqual(from.items, before);
  const inMemory = await createManager(t, { providers: providers() });
  await assertRejects(inMemory.migrateStorage("memory"), ...configuration);
});

test("from memory to a storage and back: held tokens are written, and loaded again", async (t) => {
  const namespace = newNamespace();
  const manager = await createManager(t, { providers: providers(), namespace });
  await manager.setTokens("a", tokens("a-1"));
  await manager.setTokens("b", tokens("b-1"));
  const storage = new ListedStorage();
  assert.deepEqual(await manager.migrateStorage(storage), { moved: 2 });
  assert.equal(storage.items.size, 2);
  const other = await createManager(t, { providers: { a: provider("a") }, namespace, storage });
  assert.deepEqual(await other.migrateStorage("memory"), { moved: 1 });
  assert.deepEqual([...storage.items.keys()], [storage.keyOf(namespace, "b")]);
  assert.equal(other.peekToken("a"), "a-1");
  assert.equal((await other.getTokens("a")).refreshToken, "refresh-of-a-1");
  await other.setTokens("a", tokens("a-2"));
  assert.equal(storage.items.size, 1);
});

test("a refresh that is under way while records move ends in the new storage", async (t) => {
  const server = await startTokenServer(t);
  const from = new ListedStorage();
  const namespace = newNamespace();
  const manager = await createManager(t, { providers: { api: refreshTokenGrant(server) }, storage: from, namespace });
  await manager.setTokens("api", { accessToken: "old", refreshToken: "R1", expiresIn: 3600 });
  const release = deferred();
  server.always(after(release.promise, token({ access_token: "new", refresh_token: "R2" })));
  const refreshing = manager.refresh("api");
  await eventually(() => server.requests.length === 1, "the refresh is sent");
  const to = new ListedStorage();
  const moving = manager.migrateStorage(to);
  await pause(30);
  release.resolve();
  await refreshing;
  await moving;
  assert.equal(from.items.size, 0);
  assert.match([...to.items.values()][0], /"new"/);
  assert.equal((await manager.getTokens("api")).refreshToken, "R2");
  const again = await createManager(t, { providers: { api: refreshTokenGrant(server) }, storage: to, namespace });
  assert.equal(await again.getToken("api"), "new");
});

test("tokens that are set, cleared and renewed while records move end up as they are", async (t) => {
  for (let round = 0; round < 15; round++) {
    const { manager, from, namespace } = await filled(t, new ListedStorage(2));
    const to = new ListedStorage(2);
    const moving = manager.migrateStorage(to);
    await pause(round * 4);
    await Promise.all([manager.setTokens("a", tokens(`a-of-${round}`)), manager.clear("b")]);
    await moving;
    await eventually(() => from.items.size === 0, "the old storage is empty");
    assert.equal(manager.peekToken("a"), `a-of-${round}`);
    const again = await createManager(t, { providers: providers(), storage: to, namespace });
    assert.equal(await again.getToken("a"), `a-of-${round}`);
    assert.equal(await again.getTokens("b"), undefined);
    assert.equal(await again.getToken("c"), "c-1");
  }
});

test("two moves at once come one after the other", async (t) => {
  const { manager, from } = await filled(t);
  const before = new Map(from.items);
  const [second, third] = [new ListedStorage(3), new ListedStorage(3)];
  const outcomes = await Promise.all([manager.migrateStorage(second), manager.migrateStorage(third), manager.backup(from)]);
  assert.deepEqual(outcomes, [{ moved: 3 }, { moved: 3 }, { copied: 3 }]);
  assert.deepEqual([from.items, second.items, third.items], [before, new Map(), before]);
});

test("a backup changes nothing, and restore takes records that are newer than the present ones", async (t) => {
  const { manager, from, namespace } = await filled(t);
  const before = new Map(from.items);
  const backup = new ListedStorage();
  assert.deepEqual(await manager.backup(backup), { copied: 3 });
  assert.deepEqual(backup.items, before);
  assert.deepEqual(from.items, before);

  await pause(5);
  await manager.setTokens("a", tokens("a-newer"));
  await manager.clear("b");
  const damaged = backup.keyOf(namespace, "c");
  backup.items.set(damaged, backup.items.get(damaged).slice(0, -2));
  const events = recordEvents(manager);
  // "a" is newer here, "c" is damaged; "b" was logged out, and restoring is the explicit wish to have it back.
  assert.deepEqual(await manager.restore(backup), { restored: 1, skipped: 2 });
  assert.equal(await manager.getToken("a"), "a-newer");
  assert.equal(await manager.getToken("b"), "b-1");
  assert.equal(from.items.get(backup.keyOf(namespace, "b")), before.get(backup.keyOf(namespace, "b")));
  assert.deepEqual(events.all.filter(({ name }) => name === "added" || name === "storageError").map(({ name, provider }) => [name, provider]).sort(), [["added", "b"], ["storageError", undefined]]);
});

test("a manager that lost its storage has everything again by restore, those of unregistered names too", async (t) => {
  const { manager, namespace } = await filled(t);
  const backup = new ListedStorage();
  await manager.backup(backup);
  const storage = new ListedStorage();
  const fresh = await createManager(t, { providers: { a: provider("a") }, namespace, storage });
  assert.deepEqual(await fresh.restore(backup), { restored: 3, skipped: 0 });
  assert.equal(fresh.peekToken("a"), "a-1");
  assert.deepEqual(storage.items, backup.items);
  fresh.addProvider("b", provider("b"));
  assert.equal(await fresh.getToken("b"), "b-1");
  assert.deepEqual(await fresh.restore(backup), { restored: 0, skipped: 3 });
});

test("close ends a move, and nothing is lost", async (t) => {
  const { manager, from } = await filled(t);
  const before = new Map(from.items);
  const to = new ListedStorage(20);
  const moving = assertRejects(manager.migrateStorage(to), "ManagerClosedError", { code: "closed" });
  await pause(50);
  await manager.close();
  await moving;
  for (const [key, text] of before) assert.ok([from, to].some(({ items }) => items.get(key) === text));
  for (const call of ["migrateStorage", "backup", "restore"]) await assertRejects(manager[call](to), "ManagerClosedError", { code: "closed" });
});

/** Lists its keys, and can fail at one chosen call. */
class ListedStorage extends AsyncStorage {
  count = 0;
  failsAt = Infinity;
  constructor(delayMs = 0) {
    super(delayMs);
  }
  async #step(act) {
    if (this.count++ === this.failsAt) throw new Error(`call ${this.failsAt} fails`);
    return act();
  }
  getItem(key) {
    return this.#step(() => super.getItem(key));
  }
  setItem(key, value) {
    return this.#step(() => super.setItem(key, value));
  }
  removeItem(key) {
    return this.#step(() => super.removeItem(key));
  }
  getKeys(prefix) {
    return this.#step(() => [...this.items.keys()].filter((key) => key.startsWith(prefix)));
  }
}

/** Lists its keys like localStorage. */
class WebStorage extends MapStorage {
  get length() {
    return this.items.size;
  }
  key(index) {
    return [...this.items.keys()][index] ?? null;
  }
}

const tokens = (accessToken) => ({ accessToken, refreshToken: `refresh-of-${accessToken}`, expiresIn: 3600 });
const provider = (name) => ({ grant: "refresh_token", tokenEndpoint: "http://127.0.0.1:1/token", clientId: name });
const providers = () => Object.fromEntries(["a", "b", "c"].map((name) => [name, provider(name)]));

/** A manager with three providers whose tokens are stored in `from`. */
async function filled(t, from = new ListedStorage()) {
  const namespace = newNamespace();
  const manager = await createManager(t, { providers: providers(), storage: from, namespace });
  for (const name of ["a", "b", "c"]) await manager.setTokens(name, tokens(`${name}-1`));
  return { manager, from, namespace };
}

async function failingAt(t, fromAt, toAt) {
  const { manager, from } = await filled(t);
  const before = new Map(from.items);
  const to = new ListedStorage();
  from.count = 0;
  [from.failsAt, to.failsAt] = [fromAt, toAt];
  const error = await manager.migrateStorage(to).then(
    () => undefined,
    (reason) => reason,
  );
  return { manager, from, to, before, error, calls: { from: from.count, to: to.count } };
}
