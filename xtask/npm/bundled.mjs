// Prints the driver of Rust programs, `src/client/driver.js`, and the files of `pkg-template/` that it uses as one file:
// `node bundled.mjs <pkg-template> <esm|iife>`. A program's page then loads one more file, not dozens. As a classic script (iife) it
// defines a global with the functions that the program calls.

import { resolve } from "node:path";
import { argv, stdout } from "node:process";
import { build } from "esbuild";

const folder = argv[2] && resolve(argv[2]);
const format = argv[3];
if (!folder || (format !== "esm" && format !== "iife")) throw new Error("usage: node bundled.mjs <folder of the package's JavaScript> <esm|iife>");

/** The imports of `src/client`, by file. */
const EXPORTS = {
  "../src/client/driver.js": ["ClientDriver", "ClientVerifier", "errorOf", "leave", "textOfError"],
  "driver/clock.js": ["monotonicMs"],
  "durable-object.js": ["durableObjectStorage"],
  "kv.js": ["kvStorage"],
};

/** The cores of the npm package: a program has its own. */
const NO_CORES = {
  name: "no-cores",
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /[\\/]wasm[\\/]\w+\.js$/ }, ({ path }) => ({ path, namespace: "no-cores" }));
    onLoad({ filter: /./, namespace: "no-cores" }, () => ({ contents: "export let Core, LoginCore, initSync, loggedOut;" }));
  },
};

const { outputFiles } = await build({
  stdin: {
    contents: Object.entries(EXPORTS)
      .map(([file, names]) => `export { ${names.join(", ")} } from "./${file}";`)
      .join("\n"),
    resolveDir: folder,
  },
  banner: { js: "// Made from src/client/driver.js and pkg-template/ by `cargo xtask build`: change those." },
  plugins: [NO_CORES],
  bundle: true,
  minify: true,
  lineLimit: 120,
  charset: "utf8",
  write: false,
  format,
  globalName: format === "iife" ? "tokenwardDriver" : undefined,
  target: "es2022",
});
// esbuild drops comments when it minifies, and a page's bundler must not resolve this import.
stdout.write(outputFiles[0].text.replace(/\bimport\((?=\[)/, "import(/* webpackIgnore: true *//* @vite-ignore */"));
