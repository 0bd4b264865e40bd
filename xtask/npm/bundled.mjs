// Prints the files of `pkg-template/` that the crate itself imports as one module: `node bundled.mjs <pkg-template>`. A Rust
// program's page then loads one file more, not nine.

import { resolve } from "node:path";
import { argv, stdout } from "node:process";
import { build } from "esbuild";

const folder = argv[2] && resolve(argv[2]);
if (!folder) throw new Error("usage: node bundled.mjs <folder of the package's JavaScript>");

/** What Rust imports, by file. */
const EXPORTS = {
  "channel.js": ["openChannel"],
  "database.js": ["factory"],
  "dpop.js": ["proof", "proofKey"],
  "indexeddb.js": ["encryptionKey", "indexedDbStorage"],
  "local.js": ["localRecords"],
  "locks.js": ["takeLock"],
};

const { outputFiles } = await build({
  stdin: {
    contents: Object.entries(EXPORTS)
      .map(([file, names]) => `export { ${names.join(", ")} } from "./${file}";`)
      .join("\n"),
    resolveDir: folder,
  },
  banner: { js: "// Made from the files of pkg-template/ by `cargo xtask build`: change those." },
  bundle: true,
  minify: true,
  lineLimit: 120,
  charset: "utf8",
  write: false,
  format: "esm",
  target: "es2022",
});
stdout.write(outputFiles[0].text);
