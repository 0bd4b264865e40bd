// Starts the compiled programs like Trunk and worker-build, with the same tools.

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { Miniflare, NoOpLog, supportedCompatibilityDate } from "miniflare";
import { closeAfter } from "../support/cleanup.mjs";
import { within } from "../support/wait.mjs";
import { OUT } from "./compile.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));

/** Writes the page's folder; `said` is the content of its head. */
export async function writePage(said) {
  const folder = join(OUT, "yew-page");
  const html = await readFile(join(here, "yew/index.html"), "utf8");
  await writeFile(
    join(folder, "index.html"),
    html.replace(/\{(\w+)\}/g, (_, name) => said[name]),
  );
  return folder;
}

/** worker-build's entry point, without the restart after a panic. */
const ENTRY = `import { fetch } from "./index.js"; export default { fetch };`;

/** Bundled once, as by worker-build. */
let modules;
async function bundled() {
  const folder = join(OUT, "workers_rs_worker");
  // esbuild keeps an import of a WebAssembly module in workerd's form.
  const plugin = {
    name: "wasm-beside",
    setup({ onLoad, onResolve }) {
      onLoad({ filter: /[\\/]index\.js$/ }, async ({ path }) => ({ contents: (await readFile(path, "utf8")).replace("import source ", "import ") }));
      onResolve({ filter: /\.wasm$/ }, () => ({ path: "./index_bg.wasm", external: true }));
    },
  };
  const { outputFiles } = await build({ stdin: { contents: ENTRY, resolveDir: folder }, bundle: true, write: false, format: "esm", target: "es2022", plugins: [plugin] });
  return [
    { type: "ESModule", path: "index.js", contents: outputFiles[0].text },
    { type: "CompiledWasm", path: "index_bg.wasm", contents: await readFile(join(folder, "index_bg.wasm")) },
  ];
}

/**
 * Starts the Worker with these variables, in two isolates that share a KV namespace; ends with the test. Returns a function that requests
 * the text at a path from one of them.
 */
export async function startRustWorker(t, bindings) {
  modules ??= bundled();
  const options = { compatibilityDate: supportedCompatibilityDate, kvNamespaces: { TOKENS: "tokens" }, bindings };
  const copies = await Promise.all(["one", "other"].map(async (name) => ({ name, ...options, modules: [...(await modules)] })));
  const miniflare = new Miniflare({ host: "127.0.0.1", log: new NoOpLog(), cf: false, workers: copies });
  closeAfter(t, () => miniflare.dispose());
  await miniflare.ready;
  const workers = { one: await miniflare.getWorker("one"), other: await miniflare.getWorker("other") };
  return async (path, isolate = "one") => {
    const response = await within(10_000, workers[isolate].fetch(`http://worker.example${path}`), `the Worker's answer to ${path}`);
    const text = await response.text();
    if (!response.ok) throw new Error(`the Worker answered ${response.status}: ${text.slice(0, 500)}`);
    return text;
  };
}
