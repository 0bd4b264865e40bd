// The cost of many tenants in one manager: memory for each cached token, time of a cached `getToken(name)`, time of adding one more, and
// the number of host timers. Tenants come from `resolveProvider` and get their tokens from their provider, as in real use. Ratios are
// taken inside rounds in which all sides take turns, and the medians of these are printed.
//
// A repeated name costs as much as the name of an only tenant. A random walk through 100,000 names waits for main memory. Its floor is
// not one tenant's time but that of a plain JavaScript Map on the same walk: the same name strings, awaited as often, one small object
// behind each name. That Map itself is about ten times slower at random than with
// one name; `getToken` beside it also looks at the clock, and its keys are strings of its own, to be compared letter by letter.
//
//   node --expose-gc benches/tenants.mjs        (after `cargo xtask build`)

import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const TENANTS = 100_000;
const BATCH = 1_000;
const CALLS = 200_000;
const ROUNDS = 15;

/** The length of large authorization servers' signed access tokens, and of opaque ones. */
const LENGTHS = { "JWTs of 900 characters": 900, "opaque tokens of 32 characters": 32 };

if (process.argv[2] === undefined) {
  console.log(`tenants, Node ${process.versions.node}: ${TENANTS.toLocaleString("en-US")} in one manager, medians`);
  // Each in a process of its own: a used heap tells little about memory.
  for (const kind of Object.keys(LENGTHS)) {
    console.log(`\n${kind}`);
    execFileSync(process.execPath, ["--expose-gc", fileURLToPath(import.meta.url), kind], { stdio: "inherit" });
  }
} else {
  await run(LENGTHS[process.argv[2]]);
  process.exit(0);
}

async function run(length) {
  const timers = countTimers();
  const { TokenManager } = await import("../pkg/index.js");
  const { initSync } = await import("../pkg/wasm/tokenward.js");
  const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
  const names = Array.from({ length: TENANTS }, (_, i) => `tenant-${i}`);
  const tokens = names.map((name) => flat(`${name}.`.padEnd(length, "x")));

  // The user's own objects are made before the measurement, so that they do not count: one configuration for all.
  const provider = { grant: "custom", acquire: ({ provider: name }) => ({ accessToken: tokens[name.slice(7)], expiresIn: 3_600 }) };
  const make = (namespace) => new TokenManager({ namespace, background: true, resolveProvider: () => provider });
  const add = async (manager, from, count) => {
    const begun = process.hrtime.bigint();
    for (let i = from; i < from + count; i++) await manager.getToken(names[i]);
    return Number(process.hrtime.bigint() - begun) / count / 1_000;
  };

  const one = make("one");
  await one.getToken(names[0]);
  const warm = make("warm");
  await add(warm, 0, 5_000);
  await warm.close();
  const armedBefore = timers.size;

  const held = () => {
    globalThis.gc();
    return { heap: process.memoryUsage().heapUsed, wasm: initSync().memory.buffer.byteLength };
  };
  const before = held();
  const many = make("many");
  const times = [];
  for (let at = 0; at < TENANTS; at += BATCH) times.push(await add(many, at, BATCH));
  const after = held();
  const armed = timers.size - armedBefore;
  const perToken = (what) => (after[what] - before[what]) / TENANTS;
  // The text is in both: as a string for callers, and in the core, which decides with it.
  const [js, wasm] = [perToken("heap") - length, perToken("wasm") - length];

  const map = new Map(names.map((name, i) => [name, { token: tokens[i] }]));
  const loops = {
    "one tenant": async () => {
      for (let i = 0; i < CALLS; i++) await one.getToken(names[0]);
    },
    "one of many": async () => {
      for (let i = 0; i < CALLS; i++) await many.getToken(names[77_777]);
    },
    "many at random": async (order) => {
      for (let i = 0; i < CALLS; i++) await many.getToken(names[order[i]]);
    },
    "Map, one name": async () => {
      for (let i = 0; i < CALLS; i++) await Promise.resolve(map.get(names[0]).token);
    },
    "Map, at random": async (order) => {
      for (let i = 0; i < CALLS; i++) await Promise.resolve(map.get(names[order[i]]).token);
    },
  };
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) {
    const order = Uint32Array.from({ length: CALLS }, () => Math.random() * TENANTS);
    const took = {};
    for (const [name, loop] of Object.entries(loops)) {
      const begun = process.hrtime.bigint();
      await loop(order);
      took[name] = Number(process.hrtime.bigint() - begun) / CALLS;
    }
    rounds.push(took);
  }
  const time = (name) => median(rounds.map((took) => took[name])).toFixed(0);
  const ratio = (a, b) => median(rounds.map((took) => took[a] / took[b])).toFixed(2);
  const [early, late] = [median(times.slice(1, 16)), median(times.slice(-15))];

  row("bytes per token beside its text", (js + wasm).toFixed(0), `JavaScript ${js.toFixed(0)}, WebAssembly ${wasm.toFixed(0)}; the text lies in each`);
  row("getToken, one tenant, ns", time("one tenant"), "");
  row("getToken, one of many, ns", time("one of many"), `÷ one tenant ${ratio("one of many", "one tenant")}`);
  row("getToken, many at random, ns", time("many at random"), `÷ one tenant ${ratio("many at random", "one tenant")}; ÷ a plain Map on the same walk ${ratio("many at random", "Map, at random")}`);
  row("a plain Map at random, ns", time("Map, at random"), `÷ with one name ${ratio("Map, at random", "Map, one name")}`);
  row("adding one more, µs", late.toFixed(1), `÷ at 1,000 tenants ${(late / early).toFixed(2)}`);
  row("host timers armed", String(armed), "for all of them");
}

/** The number of timers that are armed from now on, counted from outside. */
function countTimers() {
  const armed = new Set();
  const { setTimeout: set, clearTimeout: clear } = globalThis;
  globalThis.setTimeout = (callback, ms, ...rest) => {
    const timer = set(() => (armed.delete(timer), callback(...rest)), ms);
    armed.add(timer);
    return timer;
  };
  globalThis.clearTimeout = (timer) => (armed.delete(timer), clear(timer));
  return armed;
}

/** A flat string, not a rope or a slice, like the text of a response. */
function flat(text) {
  return Buffer.from(text).toString("latin1");
}

function row(what, value, more) {
  console.log(what.padEnd(34) + value.padStart(8) + "   " + more);
}
