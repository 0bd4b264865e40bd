// Removes each defence of defences.mjs from a copy of the source, and checks that its test then fails.
//
//   node tests/defences/run.mjs            all of them (minutes)
//   node tests/defences/run.mjs 2.1 2.16   those of some lines
//
// The copy is in target/defences and has its own build; the project itself is not touched.

import { execFileSync, spawnSync } from "node:child_process";
import { cp, mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { DEFENCES } from "./defences.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const copy = join(root, "target/defences/tree");
const env = { ...process.env, CARGO_TARGET_DIR: join(root, "target/defences/build") };
const LIMIT_MS = 600_000;
const HUNG_MS = 90_000;

const lines = process.argv.slice(2);
const chosen = DEFENCES.filter(({ line }) => lines.length === 0 || lines.includes(line));
if (chosen.length === 0) throw new Error(`no such line; there are ${[...new Set(DEFENCES.map(({ line }) => line))].join(", ")}`);

await copyTree();
if (chosen.some((defence) => !isNative(defence))) {
  build();
  await cp(join(copy, "pkg"), join(copy, "pkg-whole"), { recursive: true });
}

let held = 0;
for (const defence of chosen) {
  const verdict = await tryWithout(defence);
  if (verdict === "fails without it") held += 1;
  console.log(`${defence.line.padEnd(5)} ${defence.what}\n      ${defence.testFile}: ${defence.named ?? defence.test}\n      ${verdict}`);
}
console.log(`\n${held} of ${chosen.length} tests pass with their defence and fail without it`);
process.exitCode = held === chosen.length ? 0 : 1;

/** Copies the project's present files, tracked or not ignored. */
async function copyTree() {
  await rm(copy, { recursive: true, force: true });
  const files = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: root, encoding: "utf8" });
  for (const file of files.split("\0").filter((file) => file && existsSync(join(root, file)))) {
    await mkdir(dirname(join(copy, file)), { recursive: true });
    await cp(join(root, file), join(copy, file));
  }
  for (const folder of ["tests", "www-example", "xtask/npm"]) {
    const modules = join(root, folder, "node_modules");
    if (existsSync(modules)) await symlink(modules, join(copy, folder, "node_modules"));
  }
  // The build's own tools take minutes to compile.
  const [tools, own] = [join(root, "target/tools"), join(env.CARGO_TARGET_DIR, "tools")];
  if (existsSync(tools) && !existsSync(own)) {
    await mkdir(env.CARGO_TARGET_DIR, { recursive: true });
    await symlink(tools, own);
  }
}

async function tryWithout(defence) {
  const path = join(copy, defence.file);
  const whole = await readFile(path, "utf8");
  if (whole.split(defence.take).length !== 2) return `${defence.file} has the text to take out ${whole.split(defence.take).length - 1} times`;
  const with_ = run(defence);
  if (with_ !== "passed") return `with it: ${with_}`;
  try {
    await writeFile(path, whole.replace(defence.take, () => defence.give));
    if (!isNative(defence)) await rebuild(defence);
    const without = run(defence);
    return without === "failed" ? "fails without it" : `WITHOUT IT: ${without}`;
  } catch (error) {
    return `without it nothing was built: ${error.message}`;
  } finally {
    await writeFile(path, whole);
    if (!isNative(defence)) {
      await rm(join(copy, "pkg"), { recursive: true });
      await cp(join(copy, "pkg-whole"), join(copy, "pkg"), { recursive: true });
    }
  }
}

function isNative({ testFile }) {
  return testFile.endsWith(".rs");
}

/** The package contains JavaScript files unchanged. */
async function rebuild({ file }) {
  if (file.startsWith("pkg-template/")) await cp(join(copy, file), join(copy, "pkg", file.slice("pkg-template/".length)));
  else build();
}

function build() {
  const { status, stderr } = spawnSync("cargo", ["xtask", "build"], { cwd: copy, env, encoding: "utf8", timeout: LIMIT_MS });
  if (status !== 0) throw new Error(stderr.slice(-2_000));
}

/** "passed", "failed", or the reason why the test did not run. */
function run(defence) {
  return isNative(defence) ? runNative(defence) : runNode(defence);
}

function runNative({ testFile, test }) {
  const args = ["test", "--quiet", "--test", testFile.replace(/\.rs$/, "")];
  const built = spawnSync("cargo", [...args, "--no-run"], { cwd: copy, env, encoding: "utf8", timeout: LIMIT_MS });
  if (built.status !== 0) return `it does not compile: ${built.stderr.slice(-2_000)}`;
  const { status, stdout } = spawnSync("cargo", [...args, "--", "--exact", test], { cwd: copy, env, encoding: "utf8", timeout: LIMIT_MS });
  if (/\b1 passed/.test(stdout) && status === 0) return "passed";
  return status === 0 ? "there is no such test" : "failed";
}

function runNode({ testFile, run = testFile, test, named = test }) {
  const pattern = `^${named.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&")}`;
  // A hung test has failed, too.
  const args = ["--test", `--test-timeout=${HUNG_MS}`, "--test-reporter=tap", `--test-name-pattern=${pattern}`, join("tests", run)];
  const { stdout, signal } = spawnSync("node", args, { cwd: copy, env, encoding: "utf8", timeout: LIMIT_MS });
  const count = (what) => Number(stdout.match(new RegExp(`^# ${what} (\\d+)`, "m"))?.[1] ?? 0);
  if (signal !== null || count("fail") + count("cancelled") > 0) return "failed";
  return count("pass") > 0 ? "passed" : "there is no such test";
}
