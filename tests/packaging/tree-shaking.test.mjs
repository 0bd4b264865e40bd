// The parts of the package in a bundle, by its imports: a core only if it is used, and next to nothing for exports that need none.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { test } from "node:test";
import { build as esbuild } from "esbuild";
import { build as vite } from "vite";
import { consumer } from "./support/consumer.mjs";

/** The scripts that a page loads first, by name, without later imports. */
const BUNDLERS = {
  async esbuild(folder, conditions) {
    const { outputFiles, metafile } = await esbuild({
      absWorkingDir: folder,
      entryPoints: ["main.js"],
      outdir: "out",
      bundle: true,
      minify: true,
      splitting: true,
      write: false,
      metafile: true,
      format: "esm",
      conditions,
      loader: { ".wasm": "copy" },
      logLevel: "silent",
    });
    const texts = new Map(outputFiles.map(({ path, text }) => [relative(folder, path), text]));
    return first(
      join("out", "main.js"),
      (name) => texts.get(name),
      (name) => metafile.outputs[name].imports.filter(({ kind, path }) => kind === "import-statement" && path.endsWith(".js")).map(({ path }) => path),
    );
  },
  async vite(folder) {
    const { output } = await vite({
      root: folder,
      configFile: false,
      logLevel: "silent",
      build: { write: false, modulePreload: false, rollupOptions: { input: join(folder, "main.js") } },
    });
    const chunks = new Map(output.filter(({ type }) => type === "chunk").map((chunk) => [chunk.fileName, chunk]));
    const { fileName } = output.find(({ isEntry }) => isEntry);
    return first(
      fileName,
      (name) => chunks.get(name).code,
      (name) => chunks.get(name).imports,
    );
  },
};

/** The texts of a script and of its static imports. */
function first(entry, textOf, importsOf) {
  const names = new Set([entry]);
  for (const name of names) for (const imported of importsOf(name)) names.add(imported);
  return [...names].map(textOf);
}

/** The cores in a page's first scripts, and the number and size of these scripts. */
async function bundled(t, code, bundler, conditions) {
  const folder = await consumer(t, { "main.js": code });
  const scripts = await BUNDLERS[bundler](folder, conditions);
  const all = scripts.join("\n");
  const cores = [];
  for (const core of ["tokenward", "login", "verify"]) {
    const { default: text } = await import(join(folder, `node_modules/tokenward/wasm/${core}_bg.text.js`));
    if (all.includes(text) || new RegExp(`import[^;()]*${core}_bg[^"]*\\.wasm`).test(all)) cores.push(core);
  }
  return { cores, scripts: scripts.length, bytes: all.length };
}

const use = (names, entry) => `import { ${names} } from "${entry}"; globalThis.used = [${names}];`;

for (const bundler of Object.keys(BUNDLERS)) {
  for (const names of ["decodeJwt, version, TokenError, presets", "kvStorage, durableObjectStorage"]) {
    for (const entry of ["tokenward", "tokenward/web"]) {
      test(`${bundler}: { ${names} } of ${entry} bring no core`, async (t) => {
        const { cores, bytes } = await bundled(t, use(names, entry), bundler);
        assert.deepEqual(cores, []);
        assert.ok(bytes < 12_000, `${bytes} bytes`);
      });
    }
  }

  for (const entry of ["tokenward", "tokenward/web", "tokenward/verify"]) {
    test(`${bundler}: createVerifier of ${entry} brings the verify core alone`, async (t) => {
      assert.deepEqual((await bundled(t, use("createVerifier, decodeJwt", entry), bundler)).cores, ["verify"]);
    });
  }

  for (const [entry, cores] of [["tokenward", ["tokenward"]], ["tokenward/web", []]]) {
    test(`${bundler}: TokenManager of ${entry} brings no verifier, no core of logins, and no second script`, async (t) => {
      const { cores: brought, scripts } = await bundled(t, use("TokenManager, init, getDefaultManager", entry), bundler);
      assert.deepEqual({ cores: brought, scripts }, { cores, scripts: 1 });
    });
  }
}

for (const condition of ["workerd", "edge-light"]) {
  for (const [names, cores] of [["decodeJwt, version", []], ["createVerifier", ["verify"]], ["TokenManager", ["tokenward", "login"]]]) {
    test(`condition ${condition}: { ${names} } import ${cores.join(" and ") || "no"} core`, async (t) => {
      assert.deepEqual((await bundled(t, use(names, "tokenward"), "esbuild", [condition])).cores, cores);
    });
  }
}

test("package.json names the files that do something when they are imported", async () => {
  const { sideEffects } = JSON.parse(await readFile(new URL("../../pkg/package.json", import.meta.url), "utf8"));
  assert.deepEqual(sideEffects, ["./login.js", "./monitor.js"]);
});
