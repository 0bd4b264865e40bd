// Tenants in workerd: a resolution ends with the request that began it, and must leave no other request hanging.

import assert from "node:assert/strict";
import { test } from "node:test";
import { answer, delayed, status } from "../support/answers.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { startWorker } from "../support/workerd.mjs";

test("concurrent requests for one tenant resolve it once", async (t) => {
  const { directory, worker } = await setUp(t, "a", delayed(200, answer({ body: {} })));
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => worker.get("/token/a")));
  for (const { token, message } of outcomes) assert.equal(token, "token-of-a", message);
  assert.equal(directory.otherRequests.length, 1);
  assert.deepEqual((await worker.get("/list")).providers, ["a"]);
});

test("requests that wait for a resolution whose request has ended take it over", async (t) => {
  const { directory, worker } = await setUp(t, "b", delayed(1_000, answer({ body: {} })));
  await worker.get("/start/b");
  const outcomes = await Promise.all(Array.from({ length: 10 }, () => worker.get("/token/b")));
  for (const { token, message } of outcomes) assert.equal(token, "token-of-b", message);
  assert.ok(directory.otherRequests.length <= 3, `${directory.otherRequests.length} requests to the directory`);
});

test("an unknown tenant is an error for each request, and is found as soon as it exists", async (t) => {
  const { directory, worker } = await setUp(t, "c", status(404));
  for (const { error, code } of await Promise.all([worker.get("/token/c"), worker.get("/token/c")])) {
    assert.deepEqual([error, code], ["UnknownProviderError", "unknown_provider"]);
  }
  directory.route("/tenants/c", answer({ body: {} }));
  assert.equal((await worker.get("/token/c")).token, "token-of-c");
});

async function setUp(t, tenant, response) {
  const directory = await startTokenServer(t);
  directory.route(`/tenants/${tenant}`, response);
  return { directory, worker: await startWorker(t, "tenants", { bindings: { DIRECTORY: directory.origin } }) };
}
