// Builds the pages of peers/jobs/ like an application, by esbuild or by Vite, for production and without configuration.

import { cp, mkdtemp, readdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";

const peers = fileURLToPath(new URL("../peers/", import.meta.url));
const pkg = fileURLToPath(new URL("../../pkg/", import.meta.url));
const require = createRequire(join(peers, "package.json"));

export const BUNDLERS = ["esbuild", "vite"];
/** The path of a built application on its server. */
export const BASE = "/app/";

/** The length after brotli 11, as of a precompressed file on a server. */
export const compress = (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });

export const versionOf = async (name) => JSON.parse(await readFile(join(peers, "node_modules", name, "package.json"), "utf8")).version;

/**
 * Returns the files of the built page by their path below `BASE`.
 * @param {string} job a file of peers/jobs/ without its ending
 */
export async function buildApp(job, bundler) {
  // Beside the packages, so that imports resolve as in any application.
  const folder = await mkdtemp(join(await realpath(peers), "app-"));
  try {
    const entry = pathToFileURL(join(peers, "jobs", `${job}.js`)).pathname;
    await (bundler === "vite" ? byVite : byEsbuild)(folder, entry);
    const out = join(folder, "dist");
    const files = new Map();
    for (const found of await readdir(out, { recursive: true, withFileTypes: true })) {
      if (!found.isFile()) continue;
      const path = join(found.parentPath, found.name);
      files.set(path.slice(out.length + 1).replaceAll("\\", "/"), await readFile(path));
    }
    return files;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const page = (script) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,"><title>A page</title><script type="module" src="${script}"></script></head><body></body></html>`;

async function byVite(folder, entry) {
  const { build } = await import(pathToFileURL(require.resolve("vite")).href);
  await writeFile(join(folder, "index.html"), page("./main.js"));
  await writeFile(join(folder, "main.js"), `import ${JSON.stringify(entry)};`);
  await build({ root: folder, base: BASE, configFile: false, logLevel: "error" });
}

async function byEsbuild(folder, entry) {
  const { build } = require("esbuild");
  const outdir = join(folder, "dist");
  await build({ entryPoints: { main: entry }, outdir, bundle: true, minify: true, splitting: true, format: "esm", target: "es2022", legalComments: "none" });
  await writeFile(join(outdir, "index.html"), page(`${BASE}main.js`));
  // esbuild keeps `new URL("…", import.meta.url)` unchanged, so the file is copied beside the script.
  await cp(join(pkg, "wasm"), join(outdir, "wasm"), { recursive: true, filter: (path) => !path.endsWith(".js") });
}
