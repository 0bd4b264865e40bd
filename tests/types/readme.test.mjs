// Every code block of both READMEs compiles, as TypeScript under `strict`; blocks that are JavaScript may leave parameters without
// types. `readme/given.d.ts` declares the names that they assume.

import assert from "node:assert/strict";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { extensionOf, moduleOf, scripts } from "../support/readme.mjs";
import { complaints } from "./compiler.mjs";

const file = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));
const compilerOptions = {
  strict: true,
  noEmit: true,
  target: "es2022",
  module: "esnext",
  moduleResolution: "bundler",
  lib: ["es2022", "dom", "dom.iterable"],
  types: ["node"],
  jsx: "react-jsx",
  skipLibCheck: true,
  // The frameworks' types are installed beside these files, not beside the package.
  preserveSymlinks: true,
};

for (const [what, isTyped] of /** @type {const} */ ([["TypeScript", true], ["JavaScript", false]])) {
  test(`every code block of both READMEs that is ${what} compiles under strict`, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), "tokenward-readme-"));
    t.after(() => rm(folder, { recursive: true, force: true }));
    await symlink(file("../node_modules"), join(folder, "node_modules"), "junction");
    const files = [file("readme/given.d.ts")];
    for (const block of (await scripts()).filter(({ language }) => language.startsWith("ts") === isTyped)) {
      const name = `${block.document.replaceAll("/", "_")}-${block.line}.${extensionOf(block)}`;
      await writeFile(join(folder, name), moduleOf(block));
      files.push(name);
    }
    assert.ok(files.length > 1, "no block was found");
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: { ...compilerOptions, noImplicitAny: isTyped }, files }));
    assert.equal(await complaints(["-p", "tsconfig.json"], folder), "");
  });
}
