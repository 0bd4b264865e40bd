// Runs a program in Next.js' edge runtime (npm `edge-runtime`), bundled as Next.js bundles it: condition "edge-light", and
// WebAssembly imported with `?module` as a module that was compiled outside of the program's context.

import { readFile } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { EdgeRuntime } from "edge-runtime";
import { build } from "esbuild";

/**
 * @param {string} program an ES module's text; its result is the value or promise that it assigns to `globalThis.outcome`
 * @param {Record<string, unknown>} variables globals that it finds
 */
export async function runAtTheEdge(program, variables = {}) {
  const runtime = new EdgeRuntime();
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: import.meta.dirname, loader: "js" },
    bundle: true,
    write: false,
    format: "iife",
    target: "es2022",
    conditions: ["edge-light", "worker"],
    logLevel: "silent",
    plugins: [{ name: "wasm-module", setup: (bundler) => compiledModules(bundler, runtime.context) }],
  });
  Object.assign(runtime.context, variables);
  runtime.evaluate(outputFiles[0].text);
  return runtime.context.outcome;
}

function compiledModules({ onResolve, onLoad }, context) {
  onResolve({ filter: /\.wasm\?module$/ }, ({ path, resolveDir }) => ({ path: resolve(resolveDir, path.replace("?module", "")), namespace: "wasm" }));
  onLoad({ filter: /.*/, namespace: "wasm" }, async ({ path }) => {
    const name = `wasm_${basename(path, ".wasm")}`;
    context[name] = new WebAssembly.Module(await readFile(path));
    return { contents: `export default ${name};` };
  });
}
