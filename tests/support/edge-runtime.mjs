// Runs a program in Next.js' edge runtime (npm `edge-runtime`), bundled as Next.js bundles it: condition "edge-light", and
// WebAssembly imported with `?module` as a compiled module.

import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { EdgeRuntime } from "edge-runtime";
import { build } from "esbuild";

/**
 * @param {string} program an ES module's text; what it assigns to `globalThis.outcome`, a promise say, is what comes back
 * @param {Record<string, unknown>} variables globals that it finds
 */
export async function runAtTheEdge(program, variables = {}) {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: import.meta.dirname, loader: "js" },
    bundle: true,
    write: false,
    format: "iife",
    target: "es2022",
    conditions: ["edge-light", "worker"],
    logLevel: "silent",
    plugins: [{ name: "wasm-module", setup: compiledModules }],
  });
  const runtime = new EdgeRuntime();
  Object.assign(runtime.context, variables);
  runtime.evaluate(outputFiles[0].text);
  return runtime.context.outcome;
}

function compiledModules({ onResolve, onLoad }) {
  onResolve({ filter: /\.wasm\?module$/ }, ({ path, resolveDir }) => ({ path: resolve(resolveDir, path.replace("?module", "")), namespace: "wasm" }));
  onLoad({ filter: /.*/, namespace: "wasm" }, async ({ path }) => {
    const base64 = (await readFile(path)).toString("base64");
    return { contents: `export default new WebAssembly.Module(Uint8Array.from(atob("${base64}"), (c) => c.charCodeAt(0)));` };
  });
}
