// The installed package in users' tests: in Vitest and Jest, with each of their environments and ways to run a file, set up as in the
// package's README. `test-runners/` has the tests as users would write them.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { codeBlocks } from "../support/readme.mjs";
import { install } from "./support/consumer.mjs";
import { newestNode } from "./support/runtimes.mjs";
import { tokenEndpoint } from "./support/servers.mjs";

const here = fileURLToPath(new URL("test-runners/", import.meta.url));
const [major, minor] = process.versions.node.split(".").map(Number);

/** A project with the package, below the folder with the runners, so that Node finds them. */
async function project(t, files) {
  assert.ok(existsSync(join(here, "node_modules")), "run `npm ci --ignore-scripts` in tests/packaging/test-runners, or `cargo xtask test packaging`");
  const folder = await mkdtemp(join(here, "project-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  for (const file of ["users.mjs", ...files]) await cp(join(here, file), join(folder, file));
  await install(folder);
  return folder;
}

/** The recipe in the package's README that begins with this comment. */
async function recipe(name) {
  const blocks = await codeBlocks("pkg-template/README.md");
  const found = blocks.find(({ code }) => code.startsWith(`// ${name}`));
  assert.ok(found, `the README has no block that begins with "// ${name}"`);
  return found.code;
}

/** Runs a program of the project; returns the JSON that it wrote to `report.json`, in the common format of Jest and Vitest. */
async function report(folder, node, args, env) {
  const output = await new Promise((resolve) => {
    const options = { cwd: folder, env: { ...process.env, NODE_OPTIONS: "", ...env }, timeout: 300_000, killSignal: "SIGKILL" };
    execFile(node, args, options, (_, stdout, stderr) => resolve(`${stdout}${stderr}`));
  });
  const text = await readFile(join(folder, "report.json"), "utf8").catch(() => assert.fail(output));
  const told = JSON.parse(text);
  const failed = told.testResults.flatMap(({ message, assertionResults }) => {
    const tests = assertionResults.filter(({ status }) => status !== "passed");
    return [...tests.map(({ fullName, failureMessages }) => `${fullName}: ${failureMessages}`), ...(assertionResults.length === 0 ? [message] : [])];
  });
  assert.ok(failed.length === 0, failed.map((text) => text.split("\n").slice(0, 8).join("\n")).join("\n\n"));
  return told.numPassedTests;
}

const TESTS = 5;

test("Vitest: node, jsdom and happy-dom, each in four pools", async (t) => {
  const endpoint = await tokenEndpoint(t);
  const folder = await project(t, ["vitest.test.mjs", "vitest.config.mjs"]);
  // The newest Vitest needs a newer Node than this package.
  const node = major > 22 || (major === 22 && minor >= 22) ? process.execPath : newestNode();
  const program = join(here, "node_modules/vitest/vitest.mjs");
  const passed = await report(folder, node, [program, "run", "--reporter=json", "--outputFile=report.json"], { TOKEN_ENDPOINT: endpoint.url });
  assert.equal(passed, 12 * TESTS);
  assert.equal(endpoint.requests.length, 12);
});

test("Jest: node and jsdom, as modules and transformed, with the globals of Node put into jsdom", async (t) => {
  const endpoint = await tokenEndpoint(t);
  const folder = await project(t, ["jest-modules.test.mjs", "jest-transformed.test.js", "jest.config.mjs"]);
  await writeFile(join(folder, "jsdom-with-fetch.cjs"), await recipe("jsdom-with-fetch.cjs"));
  const program = join(here, "node_modules/jest/bin/jest.js");
  const args = ["--experimental-vm-modules", "--no-warnings", program, "--json", "--outputFile=report.json"];
  const passed = await report(folder, process.execPath, args, { TOKEN_ENDPOINT: endpoint.url });
  assert.equal(passed, 6 * TESTS);
  assert.equal(endpoint.requests.length, 4, "jsdom without the recipe has no fetch");
});
