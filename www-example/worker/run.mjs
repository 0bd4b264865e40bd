// Runs the Worker in workerd, Cloudflare's own runtime, with a real KV namespace and a real Durable Object, both kept in memory.

import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Log, LogLevel, Miniflare } from "miniflare";
import { HOST } from "../start/http.mjs";
import { bundleWorker } from "./bundle.mjs";

const folder = new URL("./", import.meta.url);

/** @param {{ port: number, bindings: Record<string, string> }} options `bindings` override wrangler.json's `vars` */
export async function startWorker({ port, bindings }) {
  const settings = JSON.parse(await readFile(new URL("wrangler.json", folder), "utf8"));
  const miniflare = new Miniflare({
    host: HOST,
    port,
    log: new Log(LogLevel.WARN),
    // Without request.cf data, which miniflare would fetch.
    cf: false,
    modules: await bundleWorker(fileURLToPath(new URL(settings.main, folder))),
    compatibilityDate: settings.compatibility_date,
    kvNamespaces: settings.kv_namespaces.map(({ binding }) => binding),
    durableObjects: Object.fromEntries(
      settings.durable_objects.bindings.map(({ name, class_name }) => [name, { className: class_name, useSQLite: true }]),
    ),
    bindings: { ...settings.vars, ...bindings },
  });
  await miniflare.ready;

  return {
    /** The keys in KV: for the end-to-end test. */
    storedKeys: async () => (await (await miniflare.getKVNamespace("TOKENS")).list()).keys.map(({ name }) => name),
    stop: () => miniflare.dispose(),
  };
}
