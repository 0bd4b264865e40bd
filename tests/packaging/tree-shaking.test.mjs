// What of the package stays in a bundle, by what is imported: a core for those alone who use it, and next to nothing for what needs
// none.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { build as esbuild } from "esbuild";
import { build as vite } from "vite";
import { consumer } from "./support/consumer.mjs";

const BUNDLERS = {
  async esbuild(folder, conditions) {
    const { outputFiles } = await esbuild({
      entryPoints: [join(folder, "main.js")],
      outdir: join(folder, "out"),
      bundle: true,
      minify: true,
      write: false,
      format: "esm",
      conditions,
      loader: { ".wasm": "copy" },
      logLevel: "silent",
    });
    return outputFiles.map(({ path, text }) => ({ path, text }));
  },
  async vite(folder) {
    const { output } = await vite({
      root: folder,
      configFile: false,
      logLevel: "silent",
      build: { write: false, modulePreload: false, rollupOptions: { input: join(folder, "main.js") } },
    });
    return output.map(({ fileName, code }) => ({ path: fileName, text: code ?? "" }));
  },
};

/** Which cores are in the scripts, and how large these are. */
async function bundled(t, code, bundler, conditions) {
  const folder = await consumer(t, { "main.js": code });
  const scripts = (await BUNDLERS[bundler](folder, conditions)).filter(({ path }) => path.endsWith(".js"));
  const all = scripts.map(({ text }) => text).join("\n");
  const cores = [];
  for (const core of ["tokenward", "verify"]) {
    const { default: text } = await import(join(folder, `node_modules/tokenward/wasm/${core}_bg.text.js`));
    if (all.includes(text) || new RegExp(`import[^;]*${core}_bg[^"]*\\.wasm`).test(all)) cores.push(core);
  }
  return { cores, bytes: all.length };
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
    test(`${bundler}: TokenManager of ${entry} brings no verifier`, async (t) => {
      assert.deepEqual((await bundled(t, use("TokenManager, init, getDefaultManager", entry), bundler)).cores, cores);
    });
  }
}

for (const condition of ["workerd", "edge-light"]) {
  for (const [names, cores] of [["decodeJwt, version", []], ["createVerifier", ["verify"]], ["TokenManager", ["tokenward"]]]) {
    test(`condition ${condition}: { ${names} } import ${cores[0] ?? "no"} core`, async (t) => {
      assert.deepEqual((await bundled(t, use(names, "tokenward"), "esbuild", [condition])).cores, cores);
    });
  }
}

test("package.json names the only file that does something when it is imported", async () => {
  const { sideEffects } = JSON.parse(await readFile(new URL("../../pkg/package.json", import.meta.url), "utf8"));
  assert.deepEqual(sideEffects, ["./monitor.js"]);
});
