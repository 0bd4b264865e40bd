// Encryption of stored records with a key of one's own: stored records reveal nothing, and a tampered record counts as absent.

import assert from "node:assert/strict";
import { test } from "node:test";
import { token } from "../support/answers.mjs";
import { assertBadConfiguration, recordEvents } from "../support/expect.mjs";
import { fingerprint, formerRecord } from "../support/former-records.mjs";
import { membersOf, recordOf } from "../support/records.mjs";
import { AsyncStorage, MapStorage } from "../support/storages.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { clientCredentials, createManager, createWith, newNamespace } from "../support/tokenward.mjs";
import { nextTurn } from "../support/wait.mjs";

const subtle = globalThis.crypto.subtle;
const KEY = Buffer.from(Array.from({ length: 32 }, (_, index) => 255 - index)).toString("base64");
const OTHER_KEY = Buffer.alloc(32, 7).toString("base64");
const ENVELOPE = /^twe1:[\w-]+$/;

/** Every form of a user's own key. */
const KEYS = {
  "base64": KEY,
  "base64 without padding": KEY.replace("=", ""),
  "base64url": Buffer.from(KEY, "base64").toString("base64url"),
  "a CryptoKey": await importKey(KEY),
  "a non-extractable CryptoKey made here": await subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]),
};

for (const [name, encryption] of Object.entries(KEYS)) {
  test(`with ${name}: records are encrypted, and read again after a restart`, async (t) => {
    const { server, storage, namespace, manager } = await setUp(t, { encryption });
    server.next(token({ refresh_token: "refresh-canary" }));
    const first = await manager.getToken();
    const before = await manager.getTokens();
    assert.equal(manager.health().storage.encrypted, true);
    assert.match(storage.items.get(storage.keyOf(namespace)), ENVELOPE);
    for (const secret of [first, "refresh-canary", "access_token"]) assertHides(storage, secret);
    await manager.close();

    const restarted = await createWith(t, clientCredentials(server), { storage, namespace, encryption });
    assert.equal(restarted.peekToken(), first);
    assert.deepEqual(await restarted.getTokens(), before);
    assert.equal(server.requests.length, 1);
  });
}

test("asynchronous storage: the same", async (t) => {
  const storage = new AsyncStorage();
  const { server, namespace, manager } = await setUp(t, { storage });
  const first = await manager.getToken();
  await manager.close();
  const restarted = await createWith(t, clientCredentials(server), { storage, namespace, encryption: KEY });
  assert.equal(restarted.peekToken(), first);
});

test("each write has an initialization vector of its own", async (t) => {
  const { storage, namespace, manager } = await setUp(t);
  const seen = new Set();
  for (let n = 0; n < 20; n++) {
    await manager.setTokens("api", { accessToken: "the-same", expiresAt: Date.now() + 3_600_000, obtainedAt: 1 });
    seen.add(bytesOf(storage, namespace).subarray(0, 12).toString("hex"));
  }
  assert.equal(seen.size, 20);
});

test("the envelope is AES-256-GCM with the version and the storage key as additional data", async (t) => {
  const { storage, namespace, manager } = await setUp(t);
  const first = await manager.getToken();
  const bytes = bytesOf(storage, namespace);
  const additionalData = Buffer.from(`twe1:${storage.keyOf(namespace)}`);
  const key = await importKey(KEY);
  const plain = await subtle.decrypt({ name: "AES-GCM", iv: bytes.subarray(0, 12), additionalData }, key, bytes.subarray(12));
  const text = Buffer.from(plain).toString();
  assert.match(text, /^tw1:[0-9a-f]{16}:\{/);
  assert.ok(text.includes(first));
});

const NO_KEYS = {
  "31 bytes": Buffer.alloc(31, 1).toString("base64"),
  "33 bytes": Buffer.alloc(33, 1).toString("base64"),
  "an empty string": "",
  "no base64": "canary-8c1f5e72 canary-8c1f5e72 canary-8c1f5e7",
  "white space": `${KEY}\n`,
  "a number": 5,
  "bytes": Buffer.alloc(32),
  "an object": {},
  "AES-128": await subtle.generateKey({ name: "AES-GCM", length: 128 }, false, ["encrypt", "decrypt"]),
  "AES-CBC": await subtle.generateKey({ name: "AES-CBC", length: 256 }, false, ["encrypt", "decrypt"]),
  "a key that only encrypts": await subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt"]),
  "a public key": (await subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign"])).publicKey,
};

for (const [name, encryption] of Object.entries(NO_KEYS)) {
  test(`${name} instead of a key is an InvalidConfigurationError that does not show it`, async () => {
    const error = await assertBadConfiguration({ storage: new MapStorage(), encryption }, "encryption");
    assert.ok(!`${error.stack} ${JSON.stringify(error)}`.includes("canary"));
  });
}

test("with another key, or none, a record counts as absent: reported, not removed, and a new token is obtained", async (t) => {
  for (const encryption of [OTHER_KEY, undefined]) {
    const { server, storage, namespace, manager } = await setUp(t);
    const first = await manager.getToken();
    await manager.close();
    const envelope = storage.items.get(storage.keyOf(namespace));
    const other = await createWith(t, clientCredentials(server), { storage, namespace, encryption });
    const events = recordEvents(other);
    assert.equal(other.peekToken(), undefined);
    assert.equal(storage.items.get(storage.keyOf(namespace)), envelope);
    assert.notEqual(await other.getToken(), first);
    await nextTurn();
    assert.equal(events.count("error"), 0);
    assert.ok(events.count("storageError") >= 1);
    assert.equal(other.health().storage.ok, true);
    assert.notEqual(storage.items.get(storage.keyOf(namespace)), envelope);
  }
});

test("a bit flipped anywhere in an envelope, or a cut, makes it absent: no exception, no wrong token", async (t) => {
  const { server, storage, namespace, manager } = await setUp(t);
  const first = await manager.getToken();
  await manager.close();
  const key = storage.keyOf(namespace);
  const envelope = storage.items.get(key);
  const broken = [...envelope].map((_, at) => envelope.slice(0, at) + String.fromCharCode(envelope.charCodeAt(at) ^ (1 << at % 7)) + envelope.slice(at + 1));
  broken.push(...[0, 1, 5, 20, 40, envelope.length - 1].map((end) => envelope.slice(0, end)), `${envelope}A`, `${envelope}=`);
  const bytes = Buffer.from(envelope.slice(5), "base64url");
  for (let at = 0; at < bytes.length; at++) {
    const flipped = Buffer.from(bytes);
    flipped[at] ^= 1 << at % 8;
    broken.push(`twe1:${flipped.toString("base64url")}`);
  }
  assert.ok(broken.length > 300);
  const config = clientCredentials(server);
  for (const text of broken) {
    storage.items.set(key, text);
    const restarted = await createManager(t, { providers: { api: config }, storage, namespace, encryption: KEY, background: false });
    assert.equal(restarted.peekToken(), undefined, text);
    await restarted.close();
  }
  storage.items.set(key, envelope);
  const whole = await createWith(t, config, { storage, namespace, encryption: KEY });
  assert.equal(whole.peekToken(), first, "the envelope itself is still good");
});

test("records that are swapped between providers or namespaces are absent", async (t) => {
  const server = await startTokenServer(t);
  const storage = new MapStorage();
  const providers = { a: clientCredentials(server), b: clientCredentials(server) };
  const manager = await createManager(t, { providers, storage, namespace: "swap", encryption: KEY });
  await manager.getToken("a");
  await manager.getToken("b");
  await manager.close();
  const elsewhere = await createManager(t, { providers, storage, namespace: "other", encryption: KEY });
  await elsewhere.getToken("a");
  await elsewhere.close();
  const keys = [storage.keyOf("swap", "a"), storage.keyOf("swap", "b"), storage.keyOf("other", "a")];
  const [a, b] = keys.map((key) => storage.items.get(key));
  [b, a, a].forEach((record, at) => storage.items.set(keys[at], record));
  const swapped = await createManager(t, { providers, storage, namespace: "swap", encryption: KEY });
  const other = await createManager(t, { providers, storage, namespace: "other", encryption: KEY });
  for (const [restarted, name] of [[swapped, "a"], [swapped, "b"], [other, "a"]]) assert.equal(restarted.peekToken(name), undefined);
});

test("plain records are read and encrypted where they lie", async (t) => {
  for (const storage of [new MapStorage(), new AsyncStorage()]) {
    const { server, namespace, manager } = await setUp(t, { storage, encryption: undefined });
    server.next(token({ refresh_token: "refresh-canary" }));
    const first = await manager.getToken();
    assert.equal(manager.health().storage.encrypted, false);
    await manager.close();
    assert.ok(storage.text.includes("refresh-canary"));

    const restarted = await createWith(t, clientCredentials(server), { storage, namespace, encryption: KEY });
    const events = recordEvents(restarted);
    assert.equal(restarted.peekToken(), first);
    await nextTurn();
    assertHides(storage, "refresh-canary");
    assert.match(storage.items.get(storage.keyOf(namespace)), ENVELOPE);
    assert.equal(events.count("storageError"), 0);
    await restarted.close();
    const again = await createWith(t, clientCredentials(server), { storage, namespace, encryption: KEY });
    assert.equal((await again.getTokens()).refreshToken, "refresh-canary");
  }
});

test("with encryption a planted plain record is a miss, reported once, and never encrypted", async (t) => {
  for (const storage of [new MapStorage(), new AsyncStorage()]) {
    const { server, namespace, manager } = await setUp(t, { storage });
    await manager.getToken();
    await manager.close();
    const key = storage.keyOf(namespace);
    const planted = await plainRecordOf(t, server, namespace, "planted-token");
    storage.items.set(key, planted);

    const restarted = await createWith(t, clientCredentials(server), { storage, namespace, encryption: KEY });
    const events = recordEvents(restarted);
    assert.equal(restarted.peekToken(), undefined);
    assert.equal(await restarted.getTokens(), undefined);
    assert.equal(storage.items.get(key), planted, "not encrypted");
    assert.match(await restarted.getToken(), /^access-/);
    await nextTurn();
    const told = events.named("storageError").map(({ error }) => error.message);
    assert.equal(told.length, 1);
    assert.match(told[0], /plain text/);
    assert.match(storage.items.get(key), ENVELOPE);

    // A migration does not copy it either.
    storage.items.set(key, planted);
    await restarted.close();
    const moving = await createWith(t, clientCredentials(server), { storage, namespace, encryption: KEY });
    const [next, backup] = [new MapStorage(), new MapStorage()];
    assert.deepEqual(await moving.backup(backup), { copied: 0 });
    assert.deepEqual(await moving.restore(storage).catch(({ code }) => code), "invalid_configuration", "it is its own");
    await moving.migrateStorage(next);
    for (const { items } of [next, backup]) assert.ok(![...items.keys()].includes(key) || ENVELOPE.test(items.get(key)));
    assert.notEqual(moving.peekToken(), "planted-token");
    await moving.close();
  }
});

test("with encryption a plain record that is planted under a former key is a miss, too", async (t) => {
  const { server, storage, namespace, manager } = await setUp(t);
  await manager.getToken();
  await manager.close();
  const planted = await plainRecordOf(t, server, namespace, "planted-token");
  storage.items.delete(storage.keyOf(namespace));
  const print = fingerprint(namespace, "api", { grant: "client_credentials", tokenEndpoint: server.tokenEndpoint, clientId: "client" });
  storage.items.set(`${namespace}:api`, formerRecord(planted, print));
  const restarted = await createWith(t, clientCredentials(server), { storage, namespace, encryption: KEY });
  assert.equal(restarted.peekToken(), undefined);
  assert.match(await restarted.getToken(), /^access-/);

  // The record is valid: without encryption it is adopted.
  const other = Object.assign(new MapStorage(), { items: new Map([[`${namespace}:api`, formerRecord(planted, print)]]) });
  assert.equal(await (await createWith(t, clientCredentials(server), { storage: other, namespace })).getToken(), "planted-token");
});

test("a backup whose records are encrypted gives no plain record that was planted in it", async (t) => {
  const { server, namespace, manager } = await setUp(t);
  await manager.getToken();
  const backup = new MapStorage();
  await manager.backup(backup);
  backup.items.set(backup.keyOf(namespace), await plainRecordOf(t, server, namespace, "planted-token", Date.now() + 60_000));
  assert.deepEqual(await manager.restore(backup), { restored: 0, skipped: 1 });
  assert.notEqual(await manager.getToken(), "planted-token");
});

test("plain records are encrypted once, all of them, also those of later providers if the storage can list", async (t) => {
  const server = await startTokenServer(t);
  const lists = Object.assign(new MapStorage(), { getKeys: (prefix) => [...lists.items.keys()].filter((key) => key.startsWith(prefix)) });
  for (const storage of [new MapStorage(), new AsyncStorage(), lists]) {
    const namespace = newNamespace();
    const providers = { a: clientCredentials(server), b: clientCredentials(server), c: clientCredentials(server) };
    const before = await createManager(t, { providers, storage, namespace });
    const tokens = await Promise.all(["a", "b", "c"].map((name) => before.getToken(name)));
    await before.close();
    const requests = server.requests.length;

    const { c, ...known } = providers;
    const manager = await createManager(t, { providers: known, storage, namespace, encryption: KEY });
    assert.deepEqual([manager.peekToken("a"), manager.peekToken("b")], tokens.slice(0, 2));
    manager.addProvider("c", c);
    if (storage === lists) assert.equal(await manager.getToken("c"), tokens[2]);
    else await manager.getToken("c");
    assert.equal(server.requests.length, requests + (storage === lists ? 0 : 1));
    for (const name of ["a", "b", "c"]) assert.match(storage.items.get(storage.keyOf(namespace, name)), ENVELOPE);
    await manager.close();

    for (const name of ["a", "b", "c"]) storage.items.set(storage.keyOf(namespace, name), await plainRecordOf(t, server, namespace, "planted-token", undefined, name));
    const again = await createManager(t, { providers, storage, namespace, encryption: KEY });
    for (const name of ["a", "b", "c"]) assert.equal(again.peekToken(name), undefined);
    await again.close();
  }
});

test("the mark of encryption is encrypted itself, comes with the first record, and is no record", async (t) => {
  const { server, storage, namespace, manager } = await setUp(t);
  assert.equal(storage.items.size, 0, "nothing is written before there is a record");
  await manager.getToken();
  const written = storage.calls.filter(([call]) => call === "setItem").map(([, key]) => key);
  assert.deepEqual(written, [storage.keyOf(namespace), `${namespace}%encrypted`]);
  assert.match(storage.items.get(written[1]), ENVELOPE);
  await manager.refresh();
  assert.equal(storage.calls.filter(([call, key]) => call === "setItem" && key === written[1]).length, 1);
  // With another key, too: the existence of encrypted records is decisive.
  await manager.close();
  storage.items.set(storage.keyOf(namespace), await plainRecordOf(t, server, namespace, "planted-token"));
  const other = await createWith(t, clientCredentials(server), { storage, namespace, encryption: OTHER_KEY });
  assert.equal(other.peekToken(), undefined);
});

test("migrateStorage, backup and restore carry encrypted records", async (t) => {
  const { server, namespace, manager } = await setUp(t);
  const first = await manager.getToken();
  const [next, backup] = [new MapStorage(), new MapStorage()];
  assert.deepEqual(await manager.backup(backup), { copied: 1 });
  assert.deepEqual(await manager.migrateStorage(next), { moved: 1 });
  for (const storage of [next, backup]) {
    assertHides(storage, first);
    assert.match(storage.items.get(storage.keyOf(namespace)), ENVELOPE);
  }
  await manager.close();
  const restored = await createWith(t, clientCredentials(server), { storage: new MapStorage(), namespace, encryption: KEY });
  assert.deepEqual(await restored.restore(backup), { restored: 1, skipped: 0 });
  assert.equal(await restored.getToken(), first);
  const withOther = await createWith(t, clientCredentials(server), { storage: new MapStorage(), namespace, encryption: OTHER_KEY });
  assert.deepEqual(await withOther.restore(backup), { restored: 0, skipped: 1 });
});

test("encryption: true without IndexedDB: memory only, with one storageError, and nothing is written", async (t) => {
  const { storage, manager } = await setUp(t, { encryption: true });
  const events = recordEvents(manager);
  const first = await manager.getToken();
  assert.equal(await manager.getToken(), first);
  await manager.refresh();
  await nextTurn();
  assert.equal(storage.items.size, 0);
  assert.equal(events.count("storageError"), 1);
  const { ok, encrypted, lastError } = manager.health().storage;
  assert.deepEqual({ ok, encrypted }, { ok: false, encrypted: false });
  assert.match(lastError, /encrypted/);
});

test("a WebCrypto that fails or hangs: memory only, and nothing is written", async (t) => {
  for (const encrypt of [() => Promise.reject(new Error("no")), () => new Promise(() => {})]) {
    const { storage, manager } = await setUp(t, { encryption: KEYS["a CryptoKey"] });
    const events = recordEvents(manager);
    t.mock.method(SubtleCrypto.prototype, "encrypt", encrypt);
    const first = await manager.getToken();
    assert.equal(await manager.getToken(), first);
    await nextTurn();
    t.mock.restoreAll();
    assert.equal(storage.items.size, 0);
    assert.equal(events.count("storageError"), 1);
  }
});

async function setUp(t, options) {
  const server = await startTokenServer(t);
  const all = { storage: new MapStorage(), namespace: newNamespace(), encryption: KEY, ...options };
  return { server, ...all, manager: await createWith(t, clientCredentials(server), all) };
}

/** A record by an attacker who knows the format, but not the key. */
async function plainRecordOf(t, server, namespace, accessToken, obtainedAt = Date.now(), name = "api") {
  const storage = new MapStorage();
  const manager = await createManager(t, { namespace, storage, providers: { [name]: clientCredentials(server) } });
  await manager.getToken(name);
  await manager.close();
  const record = storage.items.get(storage.keyOf(namespace, name));
  return recordOf({ ...membersOf(record), access_token: accessToken, obtained_at: obtainedAt });
}

function importKey(base64) {
  return subtle.importKey("raw", Buffer.from(base64, "base64"), "AES-GCM", false, ["encrypt", "decrypt"]);
}

function bytesOf(storage, namespace) {
  return Buffer.from(storage.items.get(storage.keyOf(namespace)).slice(5), "base64url");
}

function assertHides(storage, secret) {
  const decoded = [...storage.items.values()].map((text) => Buffer.from(text.slice(5), "base64url").toString("latin1"));
  assert.ok(!`${storage.text}\n${decoded.join("\n")}`.includes(secret));
}
