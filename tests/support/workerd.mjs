// Runs a Worker of workers/ in workerd, Cloudflare's own runtime, by miniflare; bundled as wrangler does it.

import { readFile } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { Miniflare, NoOpLog, supportedCompatibilityDate } from "miniflare";
import { closeAfter } from "./cleanup.mjs";
import { within } from "./wait.mjs";

/** The oldest supported compatibility date, and the newest of this workerd. */
export const COMPATIBILITY_DATES = ["2024-01-01", supportedCompatibilityDate];

const bundles = new Map();

/**
 * Starts `workers/<name>.mjs`; ends with the test `t`.
 * @param {{ bindings?: Record<string, string>, compatibilityDate?: string, kvNamespaces?: string[], kvPersist?: string }} [options]
 */
export async function startWorker(t, name, { compatibilityDate = supportedCompatibilityDate, ...options } = {}) {
  const miniflare = new Miniflare({
    host: "127.0.0.1",
    log: new NoOpLog(),
    cf: false,
    compatibilityDate,
    ...options,
    // A copy: miniflare keeps its argument.
    modules: [...(await bundle(name))],
  });
  let stopped = false;
  const stop = async () => {
    if (!stopped) await miniflare.dispose();
    stopped = true;
  };
  closeAfter(t, stop);
  const url = await miniflare.ready;
  return {
    url,
    stop,
    kv: (binding) => miniflare.getKVNamespace(binding),
    /** The JSON that the Worker answers with; rejects if it takes more than ten seconds. */
    async get(path) {
      const response = await within(10_000, miniflare.dispatchFetch(new URL(path, url).href), `the Worker's answer to ${path}`);
      const text = await response.text();
      if (!response.ok) throw new Error(`the Worker answered ${response.status}: ${text.slice(0, 500)}`);
      return JSON.parse(text);
    },
  };
}

/**
 * Starts `count` Workers of `workers/<name>.mjs`, each an isolate of its own. They share one Durable Object class `Tokens` of the first
 * Worker, bound as TOKENS, or `kvNamespaces`, or with `objects` both.
 * @param {{ count?: number, bindings?: Record<string, unknown>, compatibilityDate?: string, kvNamespaces?: Record<string, string>, objects?: boolean }} [options]
 */
export async function startWorkers(t, name, { count = 8, compatibilityDate = supportedCompatibilityDate, handleRuntimeStdio, objects, ...options } = {}) {
  const nameOf = (index) => `worker-${index}`;
  const modules = await bundle(name);
  const miniflare = new Miniflare({
    host: "127.0.0.1",
    log: new NoOpLog(),
    cf: false,
    ...(handleRuntimeStdio && { handleRuntimeStdio }),
    workers: Array.from({ length: count }, (_, index) => ({
      name: nameOf(index),
      compatibilityDate,
      ...options,
      ...((objects ?? !options.kvNamespaces) && { durableObjects: { TOKENS: { className: "Tokens", useSQLite: true, ...(index > 0 && { scriptName: nameOf(0) }) } } }),
      modules: [...modules],
    })),
  });
  let stopped = false;
  const stop = async () => {
    if (!stopped) await miniflare.dispose();
    stopped = true;
  };
  closeAfter(t, stop);
  await miniflare.ready;
  const workers = await Promise.all(Array.from({ length: count }, (_, index) => miniflare.getWorker(nameOf(index))));
  return {
    stop,
    count,
    kv: (/** @type {string} */ binding) => miniflare.getKVNamespace(binding, nameOf(0)),
    /** The JSON that the Worker at `index` answers with; rejects if it takes more than `ms`. */
    async get(path, index = 0, ms = 10_000) {
      const response = await within(ms, workers[index].fetch(new URL(path, "http://worker.example").href), `the answer of worker ${index} to ${path}`);
      const text = await response.text();
      if (!response.ok) throw new Error(`worker ${index} answered ${response.status}: ${text.slice(0, 500)}`);
      return JSON.parse(text);
    },
  };
}

function bundle(name) {
  if (!bundles.has(name)) bundles.set(name, makeBundle(fileURLToPath(new URL(`workers/${name}.mjs`, import.meta.url))));
  return bundles.get(name);
}

async function makeBundle(entry) {
  const cores = new Map();
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    conditions: ["workerd", "worker", "browser"],
    external: ["cloudflare:*"],
    logLevel: "silent",
    plugins: [{ name: "wasm-beside", setup: ({ onResolve }) => onResolve({ filter: /\.wasm$/ }, (found) => leaveBeside(cores, found)) }],
  });
  const modules = [{ type: "ESModule", path: "index.js", contents: outputFiles[0].text }];
  for (const [path, file] of cores) modules.push({ type: "CompiledWasm", path, contents: await readFile(file) });
  return modules;
}

/** Workers get WebAssembly compiled: the .wasm stays a module of its own. */
function leaveBeside(cores, { path, resolveDir }) {
  const file = resolve(resolveDir, path);
  cores.set(basename(file), file);
  return { path: `./${basename(file)}`, external: true };
}
