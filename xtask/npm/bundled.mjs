// Prints the files of `pkg-template/` that the crate itself imports as one file: `node bundled.mjs <pkg-template> <esm|iife>`. A
// Rust program's page then loads one file more, not a dozen. As a classic script (iife) it defines a global of their functions.

import { resolve } from "node:path";
import { argv, stdout } from "node:process";
import { build } from "esbuild";

const folder = argv[2] && resolve(argv[2]);
const format = argv[3];
if (!folder || (format !== "esm" && format !== "iife")) throw new Error("usage: node bundled.mjs <folder of the package's JavaScript> <esm|iife>");

/** What Rust imports, by file. */
const EXPORTS = {
  "channel.js": ["openChannel"],
  "database.js": ["factory"],
  "dpop.js": ["proof", "proofKey"],
  "driver/cipher.js": ["createCipher", "isCipherKey"],
  "driver/clock.js": ["monotonicMs"],
  "driver/crypto.js": ["fillRandomly", "isSignature", "sha256"],
  "driver/http.js": ["headOf", "send"],
  "driver/kind.js": ["hostKind"],
  "driver/lock.js": ["lock"],
  "driver/storage.js": ["keysOf", "peekItem", "readItem", "saysOf", "writeItem"],
  "driver/timer.js": ["createTimer"],
  "driver/wake.js": ["isOffline", "listenToHost"],
  "driver/within.js": ["bound"],
  "../src/client/driver.js": ["ClientDriver", "errorOf"],
  "durable-object.js": ["durableObjectStorage"],
  "indexeddb.js": ["indexedDbStorage"],
  "kv.js": ["kvStorage"],
  "local.js": ["localRecords"],
  "zones.js": ["outsideZones"],
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
  format,
  globalName: format === "iife" ? "tokenwardDriver" : undefined,
  target: "es2022",
});
stdout.write(outputFiles[0].text);
