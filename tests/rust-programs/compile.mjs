// Compiles the programs like Trunk and worker-build, with the same tools. `node compile.mjs` does it before the tests.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
// The crate's target folder, whose tests compile much of the same. `cargo xtask test` sets it and the tools.
const target = process.env.CARGO_TARGET_DIR ?? fileURLToPath(new URL("../../target", import.meta.url));

/** The programs, each in a folder of its name. */
export const OUT = join(target, "rust-programs");

async function run(program, ...args) {
  const [code] = await once(spawn(program, args, { cwd: here, stdio: "inherit" }), "exit");
  if (code !== 0) throw new Error(`${program} ${args[0]} ended with ${code}`);
}

/** The tool that `cargo xtask` has installed, or the one on PATH. */
function installed() {
  const tools = join(target, "tools");
  const name = existsSync(tools) && readdirSync(tools).find((name) => /^wasm-bindgen-\d/.test(name));
  return name ? join(tools, name, "bin/wasm-bindgen") : "wasm-bindgen";
}

function bindgen(program, ...args) {
  const compiled = join(target, "wasm32-unknown-unknown/debug", `${program}.wasm`);
  return run(process.env.WASM_BINDGEN ?? installed(), ...args, "--no-typescript", "--out-dir", join(OUT, program), compiled);
}

export async function compile() {
  const begun = performance.now();
  await run(process.env.CARGO ?? "cargo", "build", "--quiet", "--locked", "--target", "wasm32-unknown-unknown", "--target-dir", target);
  await Promise.all([
    bindgen("yew-page", "--target", "web"),
    // The options of worker-build.
    bindgen("workers_rs_worker", "--target", "module", "--out-name", "index", "--experimental-reset-state-function", "--force-enable-abort-handler"),
  ]);
  console.log(`the Rust programs were compiled in ${Math.round((performance.now() - begun) / 1000)} s`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await compile();
