// The documents name only existing tests and texts.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { DEFENCES } from "../defences/defences.mjs";
import { NAMES } from "../everywhere/suite.mjs";
import { DOCUMENTS, codeBlocks } from "../support/readme.mjs";

const tests = new URL("../", import.meta.url);
/** A row of a table "requirement | file | test". */
const ROW = /^\| .+ \| `(?<file>[\w./-]+)` \| `(?<name>.+)` \|$/gm;

test("every test that tests/README.md names exists", async () => {
  const document = await readFile(new URL("README.md", tests), "utf8");
  // A vertical bar in a cell is escaped by a backslash.
  const rows = [...document.matchAll(ROW)].map(({ groups: { file, name } }) => ({ file, name: name.replaceAll("\\|", "|") }));
  assert.ok(rows.length > 30, `only ${rows.length} rows were read`);
  for (const { file, name } of rows) {
    const source = await readFile(new URL(file, tests), "utf8").catch(() => assert.fail(`${file} is missing`));
    const begins = file.endsWith(".rs") ? [`fn ${name}(`] : [`test("${name}"`, `test(\`${name}\``, `it("${name}"`, `it(\`${name}\``, `"${name}": async`];
    assert.ok(begins.some((begin) => source.includes(begin)), `${file} has no test ${name}`);
  }
});

test("tests/README.md counts the cases of the suite that runs everywhere", async () => {
  const document = await readFile(new URL("README.md", tests), "utf8");
  assert.equal(/`everywhere\/suite.mjs` has (\d+) cases/.exec(document)?.[1], String(NAMES.length));
  const counts = [...document.matchAll(/^\|.*\| (?:\d × )?(\d+) \|.*\|$/gm)].map(([, count]) => Number(count));
  assert.deepEqual([...new Set(counts)], [NAMES.length + 1]);
});

test("every defence that tests/defences takes out is there once, and its test is named in README.md", async () => {
  const document = await readFile(new URL("README.md", tests), "utf8");
  for (const { line, what, file, take, testFile, test } of DEFENCES) {
    const source = await readFile(new URL(`../${file}`, tests), "utf8");
    assert.equal(source.split(take).length - 1, 1, `${line} ${what}: ${file} has ${JSON.stringify(take)} once`);
    assert.ok(document.includes(`| \`${testFile}\` | \`${test}\` |`), `README.md names ${test} of ${testFile}`);
  }
});

test("the READMEs' examples in Rust are identical to code that a test compiles and runs", async () => {
  const blocks = (await Promise.all(DOCUMENTS.map(codeBlocks))).flat().filter(({ language }) => language.startsWith("rust"));
  assert.ok(blocks.length > 0, "no block was found");
  const withoutIndentation = (text) => text.replaceAll(/^ +/gm, "");
  const compiled = withoutIndentation(await readFile(new URL("browser_readme.rs", tests), "utf8"));
  for (const { document, line, code } of blocks) assert.ok(compiled.includes(withoutIndentation(code)), `${document}:${line} is not in browser_readme.rs`);
});

test("the READMEs' examples of configuration are JSON", async () => {
  const blocks = (await Promise.all(DOCUMENTS.map(codeBlocks))).flat().filter(({ language }) => language === "json");
  assert.ok(blocks.length > 0, "no block was found");
  for (const { document, line, code } of blocks) assert.doesNotThrow(() => JSON.parse(code), `${document}:${line}`);
});
