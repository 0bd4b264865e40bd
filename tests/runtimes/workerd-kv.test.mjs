// Tokens in Workers KV, with workerd's own KV: a cache that outlives the Worker and holds no refresh token.

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { oauthError, token } from "../support/answers.mjs";
import { closeAfter } from "../support/cleanup.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { COMPATIBILITY_DATES, startWorker } from "../support/workerd.mjs";

const REFRESH_TOKEN = "CANARY-refresh-token-1234567890";

for (const compatibilityDate of COMPATIBILITY_DATES) {
  test(`${compatibilityDate}: a token is found again after a restart, without a request`, async (t) => {
    const { server, start } = await setUp(t, { compatibilityDate });
    const worker = await start();
    const { token: first } = await worker.get("/token");
    assert.match(first, /^access-/);
    assert.equal((await worker.get("/token")).token, first);
    await worker.stop();

    const again = await start();
    assert.equal((await again.get("/token")).token, first);
    assert.equal(server.requests.length, 1);
    assert.deepEqual((await again.get("/told")).told, []);
  });
}

test("the entry expires with its token, and its key begins with the prefix and the namespace", async (t) => {
  const { server, start } = await setUp(t);
  server.always(token({ expires_in: 900 }));
  const worker = await start();
  await worker.get("/token");
  const { keys } = await (await worker.kv("TOKENS")).list();
  assert.equal(keys.length, 1);
  const [{ name, expiration }] = keys;
  assert.ok(name.startsWith("tokens/kv"), name);
  assert.ok(Buffer.byteLength(name) <= 512);
  const seconds = expiration - Date.now() / 1000;
  assert.ok(seconds > 880 && seconds <= 901, `${seconds} s`);
});

test("a token that lives for less than KV's shortest time is stored all the same, and is not used longer", async (t) => {
  const { server, start } = await setUp(t);
  server.always(token({ expires_in: 1 }));
  const worker = await start();
  const { token: first } = await worker.get("/token");
  const { keys } = await (await worker.kv("TOKENS")).list();
  assert.equal(keys.length, 1);
  assert.ok(keys[0].expiration - Date.now() / 1000 > 50);
  assert.deepEqual((await worker.get("/told")).told, []);
  await new Promise((resolve) => setTimeout(resolve, 1_050));
  await worker.stop();
  assert.notEqual((await (await start()).get("/token")).token, first);
});

test("no refresh token gets into KV; the Worker that has it goes on using it", async (t) => {
  const { server, start } = await setUp(t);
  const worker = await start();
  await worker.get(`/login/user?accessToken=given&refreshToken=${REFRESH_TOKEN}`);
  assert.equal((await worker.get("/token/user")).token, "given");
  assert.equal((await worker.get("/refreshToken/user")).refreshToken, REFRESH_TOKEN);
  assert.ok(!(await everythingIn(worker)).includes("CANARY"));

  server.always(token({ refresh_token: `${REFRESH_TOKEN}-2` }));
  await worker.get("/token");
  assert.ok(!(await everythingIn(worker)).includes("CANARY"));
  await worker.stop();

  const again = await start();
  assert.equal((await again.get("/token/user")).token, "given");
  assert.equal((await again.get("/refreshToken/user")).refreshToken, null);
});

test("clear empties KV", async (t) => {
  const { start } = await setUp(t);
  const worker = await start();
  await worker.get("/token");
  await worker.get("/clear");
  assert.equal((await (await worker.kv("TOKENS")).list()).keys.length, 0);
});

test("a write that KV refuses is no loss: the token is handed out and kept in memory", async (t) => {
  const { server, start } = await setUp(t, { bindings: { REFUSE_WRITES: "yes" } });
  const worker = await start();
  const { token: first } = await worker.get("/token");
  assert.match(first, /^access-/);
  assert.equal((await worker.get("/token")).token, first);
  assert.equal(server.requests.length, 1);
});

test("KV's values are old: an expired token is never returned, and a lasting miss costs one request", async (t) => {
  const { server, start } = await setUp(t);
  server.next(token({ expires_in: 2 }));
  const { token: first } = await (await start()).get("/token");
  const there = await start({ STALE: "yes" });
  assert.equal((await there.get("/token")).token, first);
  await new Promise((resolve) => setTimeout(resolve, 2_050));
  const { token: next } = await there.get("/token");
  assert.notEqual(next, first);
  for (let i = 0; i < 3; i++) assert.equal((await there.get("/token")).token, next);
  assert.equal(server.requests.length, 2);

  await there.get("/clear");
  const empty = await start({ STALE: "yes" });
  const { token: third } = await empty.get("/token");
  assert.equal((await empty.get("/token")).token, third);
  assert.equal(server.requests.length, 3);
});

test("a corrupt entry is a miss", async (t) => {
  const { server, start } = await setUp(t);
  const worker = await start();
  const { token: first } = await worker.get("/token");
  const kv = await worker.kv("TOKENS");
  const { keys: [{ name }] } = await kv.list();
  await kv.put(name, (await kv.get(name)).slice(0, -2));
  await worker.stop();
  const { token: next } = await (await start()).get("/token");
  assert.match(next, /^access-/);
  assert.notEqual(next, first);
  assert.equal(server.requests.length, 2);
});

test("KV that lacks the record is no logout: a Worker with a refused refresh token is told so only once", async (t) => {
  const { server, start } = await setUp(t);
  const worker = await start();
  await worker.get(`/login/user?accessToken=given&refreshToken=${REFRESH_TOKEN}`);
  const kv = await worker.kv("TOKENS");
  for (const { name } of (await kv.list()).keys) await kv.delete(name);
  assert.equal((await worker.get("/token/user")).token, "given");
  server.always(oauthError("invalid_grant"));
  assert.equal((await worker.get("/token/user")).token, "given");
  assert.equal(server.requests.length, 0);
});

test("with a key of the Worker's own, entries are encrypted, those of before as well, and found again", async (t) => {
  const { server, start } = await setUp(t);
  const plain = await start();
  const { token: first } = await plain.get("/token");
  assert.ok((await everythingIn(plain)).includes(first));
  await plain.stop();

  const bindings = { ENCRYPTION_KEY: Buffer.alloc(32, 9).toString("base64") };
  for (let restart = 0; restart < 2; restart++) {
    const worker = await start(bindings);
    assert.equal((await worker.get("/token")).token, first);
    const kv = await worker.kv("TOKENS");
    const { keys: [{ name }] } = await kv.list();
    assert.match(await kv.get(name), /^twe1:[\w-]+$/);
    assert.ok(!(await everythingIn(worker)).includes(first));
    assert.deepEqual((await worker.get("/told")).told, []);
    await worker.stop();
  }
  assert.equal(server.requests.length, 1);
});

async function everythingIn(worker) {
  const kv = await worker.kv("TOKENS");
  const { keys } = await kv.list();
  const values = await Promise.all(keys.map(({ name }) => kv.get(name)));
  return JSON.stringify([keys, values]);
}

async function setUp(t, { compatibilityDate, bindings } = {}) {
  const server = await startTokenServer(t);
  const kvPersist = await mkdtemp(join(tmpdir(), "tokenward-kv-"));
  closeAfter(t, () => rm(kvPersist, { recursive: true, force: true }));
  const start = (more) =>
    startWorker(t, "kv", { kvNamespaces: ["TOKENS"], kvPersist, compatibilityDate, bindings: { TOKEN_ENDPOINT: server.tokenEndpoint, ...bindings, ...more } });
  return { server, start };
}
