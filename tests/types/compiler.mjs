// TypeScript's compiler, as a function.

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const tsc = fileURLToPath(new URL("../node_modules/typescript/bin/tsc", import.meta.url));

/**
 * The compiler's output with these arguments; empty without errors.
 * @param {string[]} args
 * @param {string} [cwd]
 * @returns {Promise<string>}
 */
export function complaints(args, cwd = here) {
  return new Promise((resolve) => {
    execFile(process.execPath, [tsc, "--pretty", "false", "--noEmit", ...args], { cwd }, (error, stdout, stderr) => {
      resolve(error ? `${stdout}${stderr}` || String(error) : "");
    });
  });
}
