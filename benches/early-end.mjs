// Requests of a Worker that end before the refresh which they lead is done: the outcome of the other requests, with tokenward and with a
// promise that all requests share. In workerd, by miniflare.
//
//   node benches/early-end.mjs

import { endEarly } from "../tests/support/early-end.mjs";

const BOUND_MS = 10_000;
const SUBJECTS = [
  ["tokenward", {}],
  ["tokenward, on a runtime without waitUntil", { NO_WAIT_UNTIL: true }],
  ["a promise that all requests share", { NAIVE: true }],
];

const closing = [];
const t = { after: (close) => closing.unshift(close) };
for (const [name, bindings] of SUBJECTS) {
  console.log(`\n${name}: 8 requests wait for the one that leads, which ends early`);
  const rows = await endEarly(t, bindings, BOUND_MS);
  console.table(
    rows.map(({ step, ending, tokens, errors, hung, untyped, slowest, later, requests }) => ({
      step, "the leader": ending, tokens, "typed errors": errors, "other errors": untyped, [`hung for ${BOUND_MS / 1000} s`]: hung, "slowest ms": slowest, "a later request": later, "token requests": requests,
    })),
  );
}
for (const close of closing) await close();
process.exit(); // Hung requests would keep the process alive.
