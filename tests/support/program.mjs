// Runs a small program in a Node process of its own, with the package "tokenward" at hand.

import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { closeAfter } from "./cleanup.mjs";

const folder = fileURLToPath(new URL("../", import.meta.url));

/** Runs `source` as a module until it ends; a process that lives longer than `ms` is killed, and `code` is null. */
export function runProgram(t, source, { ms = 15_000 } = {}) {
  const child = spawn(process.execPath, ["--input-type=module", "--eval", source], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  closeAfter(t, () => void child.kill("SIGKILL"));
  const timer = setTimeout(() => child.kill("SIGKILL"), ms);
  const result = { code: null, output: "", errors: "" };
  child.stdout.setEncoding("utf8").on("data", (text) => (result.output += text));
  child.stderr.setEncoding("utf8").on("data", (text) => (result.errors += text));
  return new Promise((resolve) => {
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ ...result, code });
    });
  });
}
