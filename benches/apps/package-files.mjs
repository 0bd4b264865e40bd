// The size of each file of the built package: scripts minified, all files by brotli 11.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { compress } from "./building.mjs";

const { transform } = createRequire(new URL("../peers/package.json", import.meta.url))("esbuild");
const pkg = new URL("../../pkg/", import.meta.url);

/** Bytes by file, without the cores as text, which duplicate the .wasm files. */
export async function packageFiles() {
  const { files } = JSON.parse(await readFile(new URL("package.json", pkg), "utf8"));
  const sizes = {};
  for (const file of files.filter((name) => /\.(js|wasm)$/.test(name) && !name.endsWith(".text.js")).sort()) {
    const bytes = await readFile(new URL(file, pkg));
    const script = file.endsWith(".js") && (await transform(String(bytes), { minify: true, format: "esm", legalComments: "none" })).code;
    sizes[file] = compress(script ? Buffer.from(script) : bytes).length;
  }
  return sizes;
}
