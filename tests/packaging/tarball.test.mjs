// What is in the packed package: every file that it needs, none that it does not.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
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

test("React is for those who have it: npm installs it for nobody", () => {
  assert.deepEqual(Object.keys(manifest.peerDependencies), ["react"]);
  assert.deepEqual(manifest.peerDependenciesMeta, { react: { optional: true } });
});

test("its version is the crate's", async () => {
  const cargo = await readFile(join(root, "Cargo.toml"), "utf8");
  const [, version] = /^\[package\][^[]*?^version = "([^"]+)"/ms.exec(cargo);
  assert.equal(manifest.version, version);
});

test("the base64 module holds the same core as the .wasm", async () => {
  const { default: base64 } = await import(join(pkg, "wasm/tokenward_bg.base64.js"));
  assert.ok(Buffer.from(base64, "base64").equals(await readFile(join(pkg, "wasm/tokenward_bg.wasm"))));
});

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
  for (const entry of ["tokenward", "tokenward/web", "tokenward/react", "tokenward/monitor", "tokenward/testing"]) assert.ok(stdout.includes(`"${entry}"`), `${entry} was not looked at`);
});
