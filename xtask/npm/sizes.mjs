// Prints the package's sizes: `node sizes.mjs <folder of the package>`. It measures the files of a page: an entry point that is bundled
// and minified for production, and the .wasm if it is a separate file.

import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { argv } from "node:process";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";

const folder = argv[2];
if (!folder) throw new Error("usage: node sizes.mjs <folder of the package>");

/** Imports of the frameworks' entry points that a page has anyway: the framework, and tokenward itself. */
const AT_HAND = ["react", "vue", "@angular/*", "rxjs", "tokenward", "*/errors.js", "*/arguments.js"];

/**
 * Bundles an entry point to one minified module, without dynamic imports. The .wasm stays outside; the core as text is included or left
 * out.
 */
async function bundle(entry, { text = false, without = text ? [] : ["*.text.js"] } = {}) {
  const { outputFiles } = await build({
    entryPoints: [join(folder, entry)],
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: "es2022",
    legalComments: "none",
    splitting: true,
    outdir: "out",
    external: without,
  });
  return Buffer.from(outputFiles.find(({ path }) => basename(path) === basename(entry)).contents);
}

const sizes = (...files) => ({
  raw: sum(files, (file) => file.length),
  gzip: sum(files, (file) => gzipSync(file, { level: 9 }).length),
  brotli: sum(files, (file) => brotliCompressSync(file, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length),
});
const sum = (files, measure) => files.reduce((total, file) => total + measure(file), 0);

const wasm = readFileSync(join(folder, "wasm/tokenward_bg.wasm"));
const web = await bundle("web.js", { text: false });
const rows = [
  ["tokenward: one module, core as text", sizes(await bundle("index.js", { text: true }))],
  ["tokenward: of that, JavaScript", sizes(await bundle("index.js", { text: false }))],
  ["tokenward/web: .wasm", sizes(wasm)],
  ["tokenward/web: JavaScript", sizes(web)],
  ["tokenward/web: both", sizes(wasm, web)],
  ["besides, with the first login: .wasm", sizes(readFileSync(join(folder, "wasm/login_bg.wasm")))],
  ["besides, with the first login: JavaScript", sizes(await bundle("driver/login.js", { text: false }))],
  ["besides, with the first move of records: .wasm", sizes(readFileSync(join(folder, "wasm/moves_bg.wasm")))],
  ["tokenward/verify: one module, core as text", sizes(await bundle("verify.js", { text: true }))],
  ["tokenward/react, besides", sizes(await bundle("react.js", { without: AT_HAND }))],
  ["tokenward/vue, besides", sizes(await bundle("vue.js", { without: AT_HAND }))],
  ["tokenward/svelte, besides", sizes(await bundle("svelte.js", { without: AT_HAND }))],
  ["tokenward/angular, besides", sizes(await bundle("angular.js", { without: AT_HAND }))],
  ["tokenward/monitor, besides", sizes(await bundle("monitor.js", { text: false }))],
];

const columns = ["raw", "gzip", "brotli"];
const width = Math.max(...rows.map(([name]) => name.length));
const line = (name, cells) => console.log(name.padEnd(width) + cells.map((cell) => cell.padStart(10)).join(""));
line("bytes (gzip 9, brotli 11)", columns);
for (const [name, size] of rows) line(name, columns.map((column) => size[column].toLocaleString("en-US")));
