// RPC reaches the documented methods of a TokenCoordinator, and no member that holds its configuration.

import assert from "node:assert/strict";
import { test } from "node:test";
import { supportedCompatibilityDate } from "miniflare";
import { startTokenServer } from "../support/token-server.mjs";
import { startWorker } from "../support/workerd.mjs";

const SECRET = "the-secret-of-the-client";
const CLASSES = ["Tokens", "Field", "Assigned", "Getter", "Inherited", "Overridden", "Narrow"];
const CALLS = ["getToken", "setTokens", "getTokenInfo", "invalidate", "clear", "revoke"];
/** Members that the runtime itself hides from RPC, or answers in the caller. */
const OF_THE_RUNTIME = ["constructor", "alarm", "fetch", "connect", "dup", "id", "name", "toString", "valueOf", "hasOwnProperty", "__proto__", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString", "__defineGetter__", "__defineSetter__", "__lookupGetter__", "__lookupSetter__"];

for (const compatibilityDate of ["2024-04-03", supportedCompatibilityDate]) {
  test(`${compatibilityDate}: no RPC reaches options, or anything else that the contract does not name, however a subclass says it`, async (t) => {
    const { worker } = await setUp(t, compatibilityDate);
    for (const type of CLASSES) {
      assert.match((await worker.get(`/token/${type}`)).byManager.got ?? "", /access-/, `${type} serves`);
      const answers = await worker.get(`/reach/${type}`);
      for (const [name, { called, read, inside }] of Object.entries(answers)) {
        assert.ok(!JSON.stringify([called, read, inside]).includes(SECRET), `${type}.${name} tells the secret`);
        if (CALLS.includes(name) || OF_THE_RUNTIME.includes(name)) continue;
        assert.match(called.refused ?? "", /does not implement|reserved|is not a function/, `${type}.${name}() is reached: ${JSON.stringify(called)}`);
        assert.match(read.refused ?? "", /does not implement|reserved/, `${type}.${name} is read: ${JSON.stringify(read)}`);
      }
    }
  });

  test(`${compatibilityDate}: the calls of the contract serve by hand and through coordinator(), also where a subclass has its own`, async (t) => {
    const { worker } = await setUp(t, compatibilityDate);
    for (const type of CLASSES) {
      const { byManager, byHand } = await worker.get(`/token/${type}`);
      assert.match(byManager.got ?? "", /access-/, JSON.stringify(byManager));
      assert.deepEqual(JSON.parse(byHand.got).sort(), ["accessToken", "expiresAt", "obtainedAt", "tokenType"], type);
    }
  });
}

async function setUp(t, compatibilityDate) {
  const server = await startTokenServer(t);
  const durableObjects = Object.fromEntries(CLASSES.map((className) => [className, { className, useSQLite: true }]));
  const bindings = { TOKEN_ENDPOINT: server.tokenEndpoint, SECRET };
  return { server, worker: await startWorker(t, "coordinator-reach", { compatibilityDate, durableObjects, bindings }) };
}
