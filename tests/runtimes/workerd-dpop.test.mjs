// Tokens bound to a key (DPoP, RFC 9449) in workerd: made by requests that may end at any time, stored in KV, at `oidc-provider`.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { SERVICE, startAuthorizationServer } from "../support/authorization-server.mjs";
import { closeAfter } from "../support/cleanup.mjs";
import { startDpopResource, verifyProof } from "../support/dpop-resource.mjs";
import { COMPATIBILITY_DATES, startWorker } from "../support/workerd.mjs";

for (const compatibilityDate of COMPATIBILITY_DATES) {
  test(`${compatibilityDate}: requests that come together have one key, after one that was cut off`, async (t) => {
    const { server, resource, worker } = await setUp(t, { compatibilityDate });
    await worker.get("/start");
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => worker.get("/call")));
    assert.deepEqual(outcomes, Array(10).fill({ status: 200 }), resource.refusals().join());
    await worker.get("/refresh");
    assert.deepEqual(await worker.get("/call"), { status: 200 });
    const good = resource.hits.filter(({ claims }) => claims !== undefined);
    const keys = new Set(await Promise.all(good.map(async ({ proof }) => (await verifyProof(proof)).jkt)));
    assert.equal(keys.size, 1);
    assert.ok(server.granted.length <= 4, `${server.granted.length} token requests`);
  });
}

test("redirects are followed with a new proof, and to another origin without", async (t) => {
  const { resource, worker } = await setUp(t);
  const there = await startDpopResource(t);
  assert.deepEqual(await worker.get("/call?to=/end"), { status: 200 });
  assert.equal(resource.hits.at(-1).claims.htu, `${resource.origin}/end`);
  assert.deepEqual(await worker.get(`/call?to=${encodeURIComponent(there.origin)}`), { status: 401 });
  assert.deepEqual(there.hits.map(({ authorization, proof }) => [authorization, proof]), [[undefined, undefined]]);
});

test("another isolate's stored token is bound to its key, and is left alone", async (t) => {
  const { server, resource, worker, again } = await setUp(t);
  assert.deepEqual(await worker.get("/call"), { status: 200 });
  const other = await again();
  assert.deepEqual(await other.get("/call"), { status: 200 }, resource.refusals().join());
  assert.equal(server.granted.length, 2);
  assert.ok(!resource.refusals().some((reason) => reason.includes("another key")), resource.refusals().join());
});

async function setUp(t, { compatibilityDate } = {}) {
  const server = await startAuthorizationServer(t, { features: { dPoP: { enabled: true, nonceSecret: randomBytes(32), requireNonce: () => true } } });
  const resource = await startDpopResource(t, { keyOf: server.keyOf, nonce: () => "n-1" });
  const kvPersist = await mkdtemp(join(tmpdir(), "tokenward-kv-"));
  closeAfter(t, () => rm(kvPersist, { recursive: true, force: true }));
  const bindings = { ISSUER: server.issuer, RESOURCE: resource.origin, CLIENT_ID: SERVICE.clientId, CLIENT_SECRET: SERVICE.clientSecret };
  const start = () => startWorker(t, "dpop", { compatibilityDate, bindings, kvNamespaces: ["KV"], kvPersist });
  const worker = await start();
  const again = async () => {
    await worker.stop();
    return start();
  };
  return { server, resource, worker, again };
}
