// The installed package in Cloudflare's runtime: a module Worker, bundled as wrangler does it, where the core comes as an
// imported module.

import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import assert from "node:assert/strict";
import { build } from "esbuild";
import { Miniflare, supportedCompatibilityDate } from "miniflare";
import { consumer } from "./support/consumer.mjs";
import { expectScenario } from "./support/expect.mjs";
import { tokenEndpoint } from "./support/servers.mjs";

const worker = `
import * as tokenward from "tokenward";
import * as verify from "tokenward/verify";
import { scenario } from "./scenario.mjs";
export default {
  async fetch(request, env) {
    return Response.json(await scenario(tokenward, env.TOKEN_ENDPOINT, verify));
  },
};
`;

/** Bundles the Worker with the conditions that wrangler sets; a .wasm becomes a module of its own. */
async function modulesOf(folder) {
  const out = join(folder, "out");
  await build({
    entryPoints: [join(folder, "worker.mjs")],
    outdir: out,
    bundle: true,
    format: "esm",
    target: "es2022",
    conditions: ["workerd", "worker", "browser"],
    loader: { ".wasm": "copy" },
    logLevel: "silent",
  });
  const cores = (await readdir(out)).filter((name) => name.endsWith(".wasm"));
  assert.equal(cores.length, 4, "the bundle has each core once");
  return [{ type: "ESModule", path: join(out, "worker.js") }, ...cores.map((core) => ({ type: "CompiledWasm", path: join(out, core) }))];
}

// At the older date workerd refuses to compile WebAssembly from bytes, so a core in any other form would fail.
for (const compatibilityDate of ["2025-01-01", supportedCompatibilityDate]) {
  test(`a Worker of compatibility date ${compatibilityDate}`, async (t) => {
    const endpoint = await tokenEndpoint(t);
    const folder = await consumer(t, { "worker.mjs": worker });
    const miniflare = new Miniflare({
      modules: await modulesOf(folder),
      modulesRoot: join(folder, "out"),
      compatibilityDate,
      bindings: { TOKEN_ENDPOINT: endpoint.url },
    });
    t.after(() => miniflare.dispose());
    const response = await miniflare.dispatchFetch("http://worker/");
    assert.equal(response.status, 200, await response.clone().text());
    expectScenario(await response.json(), endpoint);
  });
}
