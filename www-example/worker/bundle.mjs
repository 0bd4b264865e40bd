// Bundles the Worker like `wrangler deploy`: one script, with packages resolved by the condition "workerd", and every
// .wasm file beside it as a module of its own, since Workers get WebAssembly compiled.

import { readFile } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { build, stop } from "esbuild";

/** Returns the modules in Miniflare's form; the script comes first. */
export async function bundleWorker(entry) {
  const wasmFiles = new Map();
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    conditions: ["workerd", "worker", "browser"],
    external: ["cloudflare:*"],
    plugins: [leaveWasmOutside(wasmFiles)],
    logLevel: "silent",
  });
  // Ends esbuild's process: there is no next build.
  await stop();

  const modules = [{ type: "ESModule", path: "index.js", contents: outputFiles[0].text }];
  for (const [path, file] of wasmFiles) modules.push({ type: "CompiledWasm", path, contents: await readFile(file) });
  return modules;
}

function leaveWasmOutside(wasmFiles) {
  return {
    name: "leave-wasm-outside",
    setup({ onResolve }) {
      onResolve({ filter: /\.wasm$/ }, ({ path, resolveDir }) => {
        const file = resolve(resolveDir, path);
        wasmFiles.set(basename(file), file);
        return { path: `./${basename(file)}`, external: true };
      });
    },
  };
}
