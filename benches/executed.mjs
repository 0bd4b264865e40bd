// The part of the cores that a page executes: every function of the built cores gets a counter, the pages of `weight.mjs` do their jobs
// in Chromium, and the table lists the executed bytes of machine code for each room of the house.
//
//   cargo xtask bench executed
//
// The last lines are the brotli size of only the executed functions. A core without any other function would have that size, so it is
// the lower limit of any division of the cores among pages.

import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { launchChromium } from "../tests/e2e/chromium.mjs";
import { buildApp, compress } from "./apps/building.mjs";
import { login, restore } from "./apps/jobs.mjs";
import { startStage } from "./apps/stage.mjs";
import { printTable, whileRunning } from "./support/printing.mjs";

const { default: binaryen } = await import(new URL("../xtask/npm/node_modules/binaryen/index.js", import.meta.url));
const METRICS = fileURLToPath(new URL("../xtask/npm/node_modules/binaryen/bin/wasm-opt", import.meta.url));
const JOBS = [
  ["restores a session, renews it once, calls an API", "restore", restore],
  ["the same, with a login and a sign-out", "login", login],
];
/** The cores, by the build's file names. */
const CORES = ["tokenward", "login"];
/** The module from which instrumented cores import their counter. */
const COUNTER = "executed";

/** A core with the names of its functions, by `cargo xtask bench executed`. */
async function readCore(core) {
  const path = fileURLToPath(new URL(`../target/npm/${core}.named.wasm`, import.meta.url));
  const bytes = await readFile(path);
  const { stdout } = await promisify(execFile)(process.execPath, [METRICS, "--func-metrics", path], { maxBuffer: 1 << 28 });
  const sizes = new Map([...stdout.matchAll(/^func: (.*)\n \[binary-bytes\] : (\d+)/gm)].map(([, name, size]) => [name, Number(size)]));
  return { bytes, sizes };
}

/** Returns the core with the function bodies that `bodyOf` makes. */
function withBodies(bytes, prepare, bodyOf) {
  const core = binaryen.readBinary(bytes);
  try {
    prepare(core);
    for (let number = 0; number < core.getNumFunctions(); number++) {
      const wasm = core.getFunctionByIndex(number);
      const info = binaryen.getFunctionInfo(wasm);
      if (!info.base) binaryen.Function(wasm).body = bodyOf(core, info);
    }
    return core.emitBinary();
  } finally {
    core.dispose();
  }
}

/** Each function first reports its place in `names`, which instrumentation assigns. */
const counting = (bytes, core, names) =>
  withBodies(
    bytes,
    (module) => module.addFunctionImport("counter", COUNTER, core, binaryen.i32, binaryen.none),
    (module, { name, body, results }) => module.block(null, [module.call("counter", [module.i32.const(names.push(name) - 1)], binaryen.none), body], results),
  );

const onlyExecuted = (bytes, executed) => withBodies(bytes, () => {}, (module, { name, body }) => (executed.has(name) ? body : module.unreachable()));

/** In the page: gives each instance its counter, and keeps the counts from page to page. */
function countInPage([counter, cores]) {
  const counts = (window.counts = Object.fromEntries(cores.map((core) => [core, new Set(JSON.parse(sessionStorage.getItem(core) ?? "[]"))])));
  addEventListener("pagehide", () => {
    for (const core of cores) sessionStorage.setItem(core, JSON.stringify([...counts[core]]));
  });
  const counters = Object.fromEntries(cores.map((core) => [core, (number) => counts[core].add(number)]));
  WebAssembly.Instance = class extends WebAssembly.Instance {
    constructor(module, imports) {
      super(module, { ...imports, [counter]: counters });
    }
  };
}

/** The folder or file of `src` that a function comes from. */
function roomOf(name) {
  if (name.includes("drop_in_place")) return "drop glue";
  const [, room] = /tokenward::((?:core::)?[a-z_0-9]+)/.exec(name) ?? [];
  return room === undefined ? "libraries" : `src/${room.replace("::", "/")}`;
}

const percent = (part, whole) => `${Math.round((part / whole) * 100)} %`;

await whileRunning(async (bench) => {
  const browser = await launchChromium();
  bench.after(() => browser.close());
  const cores = {};
  for (const core of CORES) cores[core] = await readCore(core);
  for (const [name, word, run] of JOBS) {
    const files = await buildApp(`tokenward-web.${word}`, "esbuild");
    const names = {};
    for (const core of CORES) files.set(`wasm/${core}_bg.wasm`, Buffer.from(counting(cores[core].bytes, core, (names[core] = []))));
    const counts = await whileRunning(async (inner) => {
      const stage = await startStage(inner, "tokenward-web");
      const context = await browser.newContext();
      inner.after(() => context.close());
      await context.addInitScript(countInPage, [COUNTER, CORES]);
      const { page } = await run({ stage, context, library: "tokenward-web", files });
      return page.evaluate((cores) => Object.fromEntries(cores.map((core) => [core, [...window.counts[core]]])), CORES);
    });
    for (const core of CORES.filter((core) => counts[core].length)) print(name, core, cores[core], new Set(counts[core].map((number) => names[core][number])));
  }
});

function print(job, core, { bytes, sizes }, executed) {
  const rooms = new Map();
  for (const [name, size] of sizes) {
    const room = roomOf(name);
    const sums = rooms.get(room) ?? { size: 0, ran: 0 };
    rooms.set(room, { size: sums.size + size, ran: sums.ran + (executed.has(name) ? size : 0) });
  }
  const rows = [...rooms].sort(([, a], [, b]) => b.size - a.size);
  const whole = rows.reduce((sum, [, { size, ran }]) => ({ size: sum.size + size, ran: sum.ran + ran }), { size: 0, ran: 0 });
  console.log(`\n${job}: the core "${core}", bytes of machine code`);
  printTable(["", "all", "executed", ""], [...rows, ["together", whole]].map(([room, { size, ran }]) => [room, size, ran, percent(ran, size)]));
  const weights = [() => true, (name) => executed.has(name)].map((has) => compress(onlyExecuted(bytes, { has })).length);
  console.log(`brotli 11: ${weights[0]} with all functions, ${weights[1]} with the executed ones alone`);
}
