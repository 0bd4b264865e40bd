// The package's types: against the contract, in use, and in misuse, compiled as each kind of project compiles them.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const tsc = fileURLToPath(new URL("../node_modules/typescript/bin/tsc", import.meta.url));

/** What the compiler says of a project; nothing if it is content. */
function complaints(project) {
  return new Promise((resolve) => {
    execFile(process.execPath, [tsc, "--pretty", "false", "-p", project], { cwd: here }, (error, stdout, stderr) => {
      resolve(error ? `${stdout}${stderr}` || String(error) : "");
    });
  });
}

const projects = {
  "fit the contract, in a page's project (moduleResolution bundler)": "tsconfig.json",
  "fit the contract, in a Node project (moduleResolution nodenext)": "tsconfig.nodenext.json",
  "compile without the DOM library, with Cloudflare's types": "tsconfig.workers.json",
  "compile without the DOM library, with Node's types": "tsconfig.node.json",
};
for (const [name, project] of Object.entries(projects)) {
  test(`the types ${name}`, async () => assert.equal(await complaints(project), ""));
}

test("the types declare the values that the package exports, and no others", async () => {
  const types = await readFile(fileURLToPath(new URL("../../pkg/index.d.ts", import.meta.url)), "utf8");
  const declared = [...types.matchAll(/^export (?:declare )?(?:abstract )?(?:class|function|const) (\w+)/gm)].map(([, name]) => name);
  for (const entry of ["tokenward", "tokenward/web"]) {
    assert.deepEqual(Object.keys(await import(entry)).sort(), [...new Set(declared)].sort(), entry);
  }
});
