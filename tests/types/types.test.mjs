// The package's types: against the contract, in use, and in misuse, compiled as each kind of project compiles them.

import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { complaints } from "./compiler.mjs";

const modules = fileURLToPath(new URL("../node_modules/", import.meta.url));
const pkg = fileURLToPath(new URL("../../pkg/", import.meta.url));
const clientDriver = fileURLToPath(new URL("../../src/client/driver.js", import.meta.url));
// The build puts the types of wasm-bindgen's glue beside the package.
const glueTypes = process.env.GLUE_TYPES ?? fileURLToPath(new URL("../../target/npm/tokenward.d.ts", import.meta.url));

/** The names that a file of the package exports, without running it. */
async function exportsOf(file) {
  const { metafile } = await build({ entryPoints: [join(pkg, file)], bundle: true, format: "esm", external: ["react", "vue", "@angular/*", "rxjs", "cloudflare:*"], loader: { ".wasm": "empty" }, write: false, metafile: true });
  return Object.values(metafile.outputs)[0].exports;
}

const projects = {
  "fit the contract, in a page's project (moduleResolution bundler)": "tsconfig.json",
  "fit the contract, in a Node project (moduleResolution nodenext)": "tsconfig.nodenext.json",
  "compile without the DOM library, with Cloudflare's types": "tsconfig.workers.json",
  "compile without the DOM library, with Node's types": "tsconfig.node.json",
  "of tokenward/react compile with the automatic JSX runtime": "tsconfig.react.json",
  "of tokenward/vue compile with vue-router's": "tsconfig.vue.json",
  "of tokenward/react compile with the classic JSX runtime": "tsconfig.react-classic.json",
  "of tokenward/svelte compile with Svelte's": "tsconfig.svelte.json",
  "of tokenward/angular compile with Angular's": "tsconfig.angular.json",
};
for (const [name, project] of Object.entries(projects)) {
  test(`the types ${name}`, async () => assert.equal(await complaints(["-p", project]), ""));
}

test("the types declare the values that the package exports, and no others", async () => {
  for (const [file, typesOf] of Object.entries({ index: "index", web: "index", workerd: "index", "edge-light": "index", testing: "testing", react: "react", vue: "vue", svelte: "svelte", angular: "angular", workers: "workers", login: "login", "login-bundled": "login" })) {
    const types = await readFile(join(pkg, `${typesOf}.d.ts`), "utf8");
    const declared = [...types.matchAll(/^export (?:declare )?(?:abstract )?(?:class|function|const|namespace) (\w+)/gm)].map(([, name]) => name);
    assert.deepEqual((await exportsOf(`${file}.js`)).sort(), [...new Set(declared)].sort(), file);
  }
  const [, passedOn] = /^export \{(.*?)\}/ms.exec(await readFile(join(pkg, "verify.d.ts"), "utf8"));
  for (const file of ["verify.js", "verify-workerd.js", "verify-edge-light.js"]) {
    assert.deepEqual((await exportsOf(file)).sort(), passedOn.split(",").map((name) => name.trim()).filter(Boolean).sort(), file);
  }
});

test("the facade, and the driver of Rust programs, call the core as the core's types say", async (t) => {
  const root = await mkdtemp(join(tmpdir(), "tokenward-facade-"));
  t.after(() => rm(root, { recursive: true, force: true }));
  // The path of the package's files for the driver of Rust programs.
  const folder = join(root, "pkg-template");
  await cp(pkg, folder, { recursive: true });
  await cp(clientDriver, join(root, "src/client/driver.js"));
  for (const glue of ["tokenward.d.ts", "login.d.ts", "moves.d.ts", "verify.d.ts"]) await cp(join(dirname(glueTypes), glue), join(folder, "wasm", glue));
  await symlink(modules, join(folder, "node_modules"), "junction"); // The frameworks' types.
  const { exports } = JSON.parse(await readFile(join(pkg, "package.json"), "utf8"));
  const entries = Object.values(exports).flatMap(Object.values).filter((file) => /\w\.js$/.test(file));
  entries.push("../src/client/driver.js");
  const options = ["--strict", "--checkJs", "--target", "es2022", "--module", "esnext", "--moduleResolution", "bundler", "--types", ""];
  assert.equal(await complaints([...options, "--lib", "es2022,dom,dom.iterable,esnext.disposable", ...entries], folder), "");
});
