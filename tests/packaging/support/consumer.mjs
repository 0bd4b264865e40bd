// A consumer of the package: an empty folder into which `npm install` puts the packed tarball, as for a user.

import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const here = dirname(fileURLToPath(import.meta.url));
const pkg = join(here, "../../../pkg");
const execute = promisify(execFile);
const npm = process.platform === "win32" ? "npm.cmd" : "npm";

/** Packs the built package into `folder`. Returns the tarball's path and npm's list of its files. */
export async function pack(folder) {
  const { stdout } = await execute(npm, ["pack", "--json", "--pack-destination", folder], { cwd: pkg, shell: npm.endsWith(".cmd") });
  const [{ filename, files }] = Object.values(JSON.parse(stdout));
  return { tarball: join(folder, filename), files: files.map((file) => file.path) };
}

/**
 * Makes a folder with the installed package, these files and `scenario.mjs`. The folder is removed when the test of `t` ends.
 * @param {import("node:test").TestContext | { after(clean: () => unknown): void }} t
 * @param {Record<string, string>} files
 */
export async function consumer(t, files = {}) {
  const folder = await mkdtemp(join(tmpdir(), "tokenward-consumer-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const all = {
    "scenario.mjs": await readFile(join(here, "scenario.mjs"), "utf8"),
    ...files,
  };
  await install(folder, all);
  return folder;
}

/** Writes these files into a folder, and installs the packed package there. */
export async function install(folder, files = {}) {
  const all = { "package.json": JSON.stringify({ name: "consumer", private: true }), ...files };
  await Promise.all(Object.entries(all).map(([name, content]) => writeFile(join(folder, name), content)));
  const { tarball } = await pack(folder);
  await execute(npm, ["install", "--offline", "--no-audit", "--no-fund", tarball], { cwd: folder, shell: npm.endsWith(".cmd") });
}

/** Runs a program of the consumer until it exits itself, and reads the JSON that it prints. */
export async function run(folder, program, args, { limitMs = 30_000 } = {}) {
  // Deno keeps its cache inside the folder and does not check for updates.
  const env = { ...process.env, DENO_DIR: join(folder, ".deno"), DENO_NO_UPDATE_CHECK: "1" };
  const { stdout } = await execute(program, args, { cwd: folder, env, timeout: limitMs, killSignal: "SIGKILL" });
  return JSON.parse(stdout);
}
