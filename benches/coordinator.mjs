// Eight Workers (isolates of their own) and 200 concurrent requests on an expired, rotating token, round after round, against
// oidc-provider, which ends a session when a refresh token is used twice. With one Durable Object that owns the credential, and for
// comparison with Workers KV. In workerd, by miniflare.
//
//   node benches/coordinator.mjs [rounds] [requests]

import { APP, startAuthorizationServer } from "../tests/support/authorization-server.mjs";
import { pause } from "../tests/support/wait.mjs";
import { startWorkers } from "../tests/support/workerd.mjs";

const [rounds = 20, requests = 200] = process.argv.slice(2).map(Number);
const WORKERS = 8;
const LIFE_SECONDS = 3;
const BOUND_MS = 20_000;

const closing = [];
const t = { after: (close) => closing.unshift(close) };

const SUBJECTS = [
  ["one Durable Object (TokenCoordinator)", "coordinator", {}],
  ["Workers KV with refresh tokens", "shared-kv", { kvNamespaces: { KV: "shared" } }],
];
const rows = [];
for (const [name, worker, options] of SUBJECTS) rows.push(await load(name, worker, options));
console.log(`\n${WORKERS} Workers, ${requests} concurrent requests each round on an expired token, ${rounds} rounds, oidc-provider with rotation`);
console.table(rows);
for (const close of closing) await close();
process.exit();

async function load(name, worker, options) {
  const { issuer, granted, refused, newRefreshToken } = await startAuthorizationServer(t, { accessTokenSeconds: LIFE_SECONDS });
  const bindings = { ISSUER: issuer, CLIENT_ID: APP.clientId, REFRESH_TOKEN: await newRefreshToken(), NO_ALARM: true };
  const workers = await startWorkers(t, worker, { count: WORKERS, bindings, handleRuntimeStdio: (...streams) => streams.forEach((stream) => stream.resume()), ...options });
  const perRound = [];
  const waits = [];
  const counts = { tokens: 0, errors: 0, hung: 0 };
  let firstFailure;
  for (let round = 1; round <= rounds; round++) {
    const before = granted.length + refused.length;
    const outcomes = await Promise.all(
      Array.from({ length: requests }, async (_, i) => {
        const began = performance.now();
        const outcome = await workers.get("/token/user", i % WORKERS, BOUND_MS).catch(({ message }) => ({ hung: true, message }));
        waits.push(performance.now() - began);
        return outcome;
      }),
    );
    for (const { token, hung } of outcomes) counts[token ? "tokens" : hung ? "hung" : "errors"] += 1;
    for (const { hung, message } of outcomes) if (hung) console.error(`round ${round}: ${message}`);
    if (firstFailure === undefined && outcomes.some(({ token }) => !token)) firstFailure = round;
    perRound.push(granted.length + refused.length - before);
    await pause(LIFE_SECONDS * 1_000 + 50);
  }
  await workers.stop();
  waits.sort((a, b) => a - b);
  const at = (share) => Math.round(waits[Math.floor((waits.length - 1) * share)]);
  return {
    "by way of": name,
    ...counts,
    "token requests": perRound.reduce((sum, count) => sum + count, 0),
    "most in a round": Math.max(...perRound),
    "refused by the server": refused.length,
    "session lost in round": firstFailure ?? "never",
    "wait ms p50": at(0.5),
    p95: at(0.95),
    max: at(1),
  };
}
