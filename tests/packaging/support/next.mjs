// The Next.js project of the packaging tests: built by either bundler, and started.

import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { pack } from "./consumer.mjs";

const project = fileURLToPath(new URL("../next-project/", import.meta.url));
const next = join(project, "node_modules/next/dist/bin/next");
const npm = process.platform === "win32" ? "npm.cmd" : "npm";
const execute = promisify(execFile);

/** Installs the packed package into the project, in addition to the packages of its lock file. */
export async function installPackage() {
  const { tarball } = await pack(join(project, "node_modules"));
  await execute(npm, ["install", "--no-save", "--offline", "--ignore-scripts", "--no-audit", "--no-fund", tarball], {
    cwd: project,
    shell: npm.endsWith(".cmd"),
  });
}

/** Builds the project for production. Returns the build's output. */
export async function build(bundler, variables) {
  // From scratch: bundlers cache a package as long as its version stays the same.
  await rm(join(project, "dist", bundler), { recursive: true, force: true });
  const { stdout, stderr } = await execute(process.execPath, [next, "build", `--${bundler}`], { cwd: project, env: environment(bundler, variables) });
  return stdout + stderr;
}

/** Starts the built project on a free port of this machine; it ends with the test. Returns the origin and the server's output. */
export async function start(t, bundler, variables) {
  const server = spawn(process.execPath, [next, "start", "--hostname", "127.0.0.1", "--port", "0"], {
    cwd: project,
    env: environment(bundler, variables),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(server, "exit");
  t.after(async () => {
    server.kill();
    await ended;
  });
  const said = [];
  server.stderr.on("data", (text) => said.push(String(text)));
  for await (const line of createInterface(server.stdout)) {
    said.push(line);
    const origin = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
    if (origin === undefined) continue;
    server.stdout.on("data", (text) => said.push(String(text))).resume();
    return { origin, said };
  }
  throw new Error(`the server did not start: ${said.join("\n")}`);
}

const environment = (bundler, variables) => ({
  ...process.env,
  ...variables,
  DIST_DIR: `dist/${bundler}`,
  NODE_ENV: "production",
  NEXT_TELEMETRY_DISABLED: "1",
});
