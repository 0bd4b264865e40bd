// Sessions that were stored before the identity was in storage keys: they continue, once, if their owner is certain.

import assert from "node:assert/strict";
import { test } from "node:test";
import { token } from "../support/answers.mjs";
import { fingerprint, formerRecord } from "../support/former-records.mjs";
import { AsyncStorage, FullStorage, MapStorage } from "../support/storages.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { clientCredentials, createManager, createWith, newNamespace, refreshTokenGrant, tokenward } from "../support/tokenward.mjs";

for (const Storage of [MapStorage, AsyncStorage]) {
  test(`${Storage.name}: a session goes on with its refresh token, and its record moves to the new key`, async (t) => {
    const { server, storage, namespace, former } = await setUp(t, new Storage());
    const manager = await createWith(t, refreshTokenGrant(server), { storage, namespace });
    assert.equal(manager.peekToken(), "stored");
    assert.deepEqual([...storage.items.keys()], [storage.keyOf(namespace)]);
    await manager.refresh();
    assert.equal(server.forms[0].refresh_token, "stored-refresh");
    assert.ok(!storage.items.has(former));
  });
}

test("two managers that begin together take it over once, and both have it", async (t) => {
  const { server, storage, namespace, former } = await setUp(t, new AsyncStorage());
  const managers = await Promise.all([1, 2].map(() => createWith(t, refreshTokenGrant(server), { storage, namespace })));
  assert.deepEqual(managers.map((manager) => manager.peekToken()), ["stored", "stored"]);
  assert.equal(storage.items.size, 1);
  assert.ok(!storage.items.has(former));
});

test("cleared and replaced tokens do not come back from a former record", async (t) => {
  for (const end of ["clear", "setTokens"]) {
    const { server, storage, namespace } = await setUp(t, new MapStorage());
    const manager = new tokenward.TokenManager({ storage, namespace, providers: { api: refreshTokenGrant(server) } });
    if (end === "clear") await manager.clear();
    else await manager.setTokens("api", { accessToken: "another", expiresIn: 3600 });
    await manager.close();
    assert.ok(!storage.text.includes("stored"), end);
  }
});

test("a full storage keeps it where it is, and the session goes on", async (t) => {
  const { server, storage, namespace, former } = await setUp(t, Object.assign(new FullStorage(), { full: false }));
  storage.full = true;
  const manager = await createWith(t, refreshTokenGrant(server), { storage, namespace });
  assert.equal(manager.peekToken(), "stored");
  assert.ok(storage.items.has(former));
});

test("an encrypted one is decrypted by its old place and encrypted for the new one", async (t) => {
  const server = await startTokenServer(t);
  const storage = new MapStorage();
  const namespace = newNamespace();
  const encryption = Buffer.alloc(32, 3).toString("base64");
  const { former, text } = await formerOf(server, storage, namespace);
  const key = await crypto.subtle.importKey("raw", Buffer.from(encryption, "base64"), "AES-GCM", false, ["encrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: Buffer.from(`twe1:${former}`) }, key, Buffer.from(text));
  storage.items.set(former, `twe1:${Buffer.concat([iv, Buffer.from(sealed)]).toString("base64url")}`);
  const manager = await createWith(t, refreshTokenGrant(server), { storage, namespace, encryption });
  assert.equal(manager.peekToken(), "stored");
  assert.ok(!storage.items.has(former));
  assert.match(storage.items.get(storage.keyOf(namespace)), /^twe1:/);
});

const UNCERTAIN = {
  "params": { params: { organization: "a" } },
  "headers": { headers: { "x-tenant": "a" } },
  "a configured refresh token": { refreshToken: "configured" },
};

for (const [what, more] of Object.entries(UNCERTAIN)) {
  test(`with ${what} the owner is unknown: the record is not adopted, and stays`, async (t) => {
    const { server, storage, namespace, former } = await setUp(t, new MapStorage());
    const manager = await createWith(t, refreshTokenGrant(server, more), { storage, namespace });
    assert.equal(manager.peekToken(), undefined);
    assert.ok(storage.items.has(former));
  });
}

test("another client's record is not adopted", async (t) => {
  const { server, storage, namespace, former } = await setUp(t, new MapStorage());
  const manager = await createWith(t, refreshTokenGrant(server, { clientId: "another" }), { storage, namespace });
  assert.equal(manager.peekToken(), undefined);
  assert.ok(storage.items.has(former));
});

test("it is restored from a backup of that time, and moves with a migration", async (t) => {
  const { server, storage: backup, namespace, former } = await setUp(t, new MapStorage());
  const storage = new MapStorage();
  const manager = await createWith(t, refreshTokenGrant(server), { storage, namespace });
  assert.deepEqual(await manager.restore(backup), { restored: 1, skipped: 0 });
  assert.equal(manager.peekToken(), "stored");
  assert.deepEqual([...storage.items.keys()], [storage.keyOf(namespace)]);
  assert.ok(backup.items.has(former), "a backup is only read");

  const moving = new tokenward.TokenManager({ storage: backup, namespace, providers: { api: refreshTokenGrant(server) } });
  const to = new MapStorage();
  assert.deepEqual(await moving.migrateStorage(to), { moved: 1 });
  assert.deepEqual([backup.items.size, [...to.items.keys()]], [0, [to.keyOf(namespace)]]);
  await moving.close();
});

test("Workers KV is asked once for a former record if there is no record", async (t) => {
  const server = await startTokenServer(t);
  const reads = [];
  const kv = { get: async (key) => (reads.push(key), null), put: async () => {}, delete: async () => {} };
  const namespace = newNamespace();
  const manager = await createManager(t, { storage: tokenward.kvStorage(kv), namespace, providers: { api: clientCredentials(server) } });
  server.always(token({ expires_in: 1 }));
  for (let times = 0; times < 3; times++) await manager.refresh();
  assert.equal(reads.filter((key) => key === `${namespace}:api`).length, 1);
});

/** A record of this client as an earlier version stored it. */
async function formerOf(server, storage, namespace) {
  const config = refreshTokenGrant(server);
  const manager = await createWith({ after() {} }, config, { storage, namespace });
  await manager.setTokens("api", { accessToken: "stored", refreshToken: "stored-refresh", expiresIn: 3600 });
  await manager.close();
  const text = formerRecord(storage.items.get(storage.keyOf(namespace)), fingerprint(namespace, "api", config));
  storage.items.clear();
  return { former: `${namespace}:api`, text };
}

async function setUp(t, storage) {
  const server = await startTokenServer(t);
  const namespace = newNamespace();
  const { former, text } = await formerOf(server, storage, namespace);
  storage.items.set(former, text);
  return { server, storage, namespace, former };
}
