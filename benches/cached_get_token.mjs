// The time of a cached `getToken` in Node, beside two known values: awaiting a resolved promise, and the floor, an async function that
// looks into a Map and compares Date.now(). All are timed in turn, round after round in one process, so that a busy machine disturbs
// them alike; ratios are taken inside a round and the medians of these are printed.
//
//   node benches/cached_get_token.mjs        (after `cargo xtask build`)

import { TokenManager } from "../pkg/index.js";

const ROUNDS = 41;
const CALLS = 200_000;
const WARM_UP = 5;

const manager = await TokenManager.create({
  providers: { api: { grant: "custom", acquire: () => ({ accessToken: "a".repeat(1_000), expiresIn: 3_600 }) } },
});
await manager.getToken();

const tokens = new Map([["api", { token: "a".repeat(1_000), until: Date.now() + 3_600_000 }]]);
async function floor(name) {
  const held = tokens.get(name);
  if (held !== undefined && Date.now() < held.until) return held.token;
  throw new Error("the floor's token has expired");
}

// A separate loop for each: a shared one would be compiled for all of them and call through a variable.
const loops = {
  "await Promise.resolve()": async () => {
    for (let i = 0; i < CALLS; i++) await Promise.resolve();
  },
  "async function, Map, Date.now()": async () => {
    for (let i = 0; i < CALLS; i++) await floor("api");
  },
  "getToken()": async () => {
    for (let i = 0; i < CALLS; i++) await manager.getToken();
  },
  'getToken("api")': async () => {
    for (let i = 0; i < CALLS; i++) await manager.getToken("api");
  },
  'peekToken("api")': async () => {
    for (let i = 0; i < CALLS; i++) manager.peekToken("api");
  },
};
const names = Object.keys(loops);
const [resolved, baseline] = names;

/** Nanoseconds per call of each loop, in an order that rotates from round to round. */
async function round(number) {
  const times = {};
  for (let i = 0; i < names.length; i++) {
    const name = names[(i + number) % names.length];
    const begun = process.hrtime.bigint();
    await loops[name]();
    times[name] = Number(process.hrtime.bigint() - begun) / CALLS;
  }
  return times;
}

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

for (let i = 0; i < WARM_UP; i++) await round(i);
const rounds = [];
for (let i = 0; i < ROUNDS; i++) rounds.push(await round(i));
await manager.close();

console.log(`cached getToken, Node ${process.versions.node}: medians of ${ROUNDS} rounds of ${CALLS.toLocaleString("en-US")} calls`);
console.log("".padEnd(34) + "ns".padStart(8) + "÷ resolve()".padStart(14) + "÷ floor".padStart(10));
for (const name of names) {
  const time = median(rounds.map((times) => times[name]));
  const toResolved = median(rounds.map((times) => times[name] / times[resolved]));
  const toFloor = median(rounds.map((times) => times[name] / times[baseline]));
  console.log(name.padEnd(34) + time.toFixed(1).padStart(8) + toResolved.toFixed(2).padStart(14) + toFloor.toFixed(2).padStart(10));
}
