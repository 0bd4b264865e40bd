// The packed package contains exactly the files that it needs.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { pack } from "./support/consumer.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const pkg = join(root, "pkg");
const manifest = JSON.parse(await readFile(join(pkg, "package.json"), "utf8"));

let folder;
let packed;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "tokenward-tarball-"));
  packed = await pack(folder);
});
after(() => rm(folder, { recursive: true, force: true }));

test("the tarball holds the files that package.json lists, and no other", () => {
  assert.deepEqual([...packed.files].sort(), [...manifest.files, "package.json"].sort());
});

test("every file of pkg-template/ is in it", async () => {
  const entries = await readdir(join(root, "pkg-template"), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => relative(join(root, "pkg-template"), join(parentPath, name)));
  assert.deepEqual(files.filter((file) => !packed.files.includes(file.replaceAll("\\", "/"))), []);
});

test("README, changelog and both licences go with it", () => {
  for (const file of ["README.md", "CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT"]) {
    assert.ok(packed.files.includes(file), `${file} is missing`);
  }
});

test("every target of exports is in the tarball", () => {
  const targets = Object.values(manifest.exports).flatMap((target) => (typeof target === "string" ? [target] : Object.values(target)));
  const missing = targets.filter((target) => target !== "./package.json" && !packed.files.includes(target.slice(2)));
  assert.deepEqual(missing, []);
});

test("it depends on nothing and runs nothing at install", () => {
  for (const field of ["dependencies", "optionalDependencies", "bundleDependencies", "scripts"]) {
    assert.equal(manifest[field], undefined, `package.json has ${field}`);
  }
});

test("frameworks are optional: npm installs none of them", () => {
  const frameworks = ["@angular/common", "@angular/core", "react", "rxjs", "vue"];
  assert.deepEqual(Object.keys(manifest.peerDependencies), frameworks);
  assert.deepEqual(manifest.peerDependenciesMeta, Object.fromEntries(frameworks.map((name) => [name, { optional: true }])));
});

test("its version is the crate's", async () => {
  const cargo = await readFile(join(root, "Cargo.toml"), "utf8");
  const [, version] = /^\[package\][^[]*?^version = "([^"]+)"/ms.exec(cargo);
  assert.equal(manifest.version, version);
});

for (const core of ["tokenward", "login", "moves", "verify"]) {
  test(`the text of the core "${core}" holds the same bytes as its .wasm`, async () => {
    const { unpacked } = await import(join(pkg, "packed.js"));
    const { default: text } = await import(join(pkg, `wasm/${core}_bg.text.js`));
    assert.ok(Buffer.from(unpacked(text)).equals(await readFile(join(pkg, `wasm/${core}_bg.wasm`))));
  });
}

test("publint finds nothing, suggestions included", async () => {
  const tarball = Uint8Array.from(await readFile(packed.tarball)).buffer;
  const { messages, pkg: read } = await publint({ strict: true, level: "suggestion", pack: { tarball } });
  assert.deepEqual(messages.map((message) => formatMessage(message, read, { color: false })), []);
});

test("TypeScript resolves every entry point, in each of its ways of resolution", async () => {
  const attw = fileURLToPath(new URL("../node_modules/@arethetypeswrong/cli/dist/index.js", import.meta.url));
  // esm-only: there is no CommonJS build; require() of the ES module works from Node 20.19 on. The .wasm has no types.
  const args = [attw, packed.tarball, "--profile", "esm-only", "--exclude-entrypoints", "./tokenward_bg.wasm", "--format", "ascii", "--no-color"];
  const { code = 0, stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder }).catch((failed) => failed);
  assert.equal(code, 0, stdout);
  for (const entry of ["tokenward", "tokenward/web", "tokenward/verify", "tokenward/login", "tokenward/react", "tokenward/vue", "tokenward/svelte", "tokenward/angular", "tokenward/monitor", "tokenward/testing"]) assert.ok(stdout.includes(`"${entry}"`), `${entry} was not looked at`);
});
