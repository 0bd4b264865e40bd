// Tabs, and web workers in them, whose token expires together and which all ask for a new one at the same moment, round after round.

import { pause } from "../support/wait.mjs";
import { openTab } from "./tabs.mjs";

/** Tokens live for an hour; each round sets all clocks forward by more. */
const ROUND_MS = 2 * 3_600_000;
/** The lead time: all tabs know the moment before it comes. */
const AHEAD_MS = 150;

/**
 * Opens `tabs` tabs, each with `workers` web workers, with one session at `server` (see `startRealOrigin`), and lets all of them ask in
 * `rounds` rounds. Returns for each round the number of token requests, the number of refused ones, and the answers: tokens, or codes of
 * errors.
 */
export async function askTogether(context, server, { tabs, workers = 0, rounds, options, before }) {
  const given = { providers: await server.providers(), ...options };
  const askers = [];
  for (let i = 0; i < tabs; i++) {
    const tab = await openTab(context, server, given, before);
    askers.push(tab.page);
    for (let j = 0; j < workers; j++) await tab.startWorker(given);
  }
  const results = [];
  for (let round = 0; round < rounds; round++) {
    const [requests, refused] = [server.tokenRequests(), server.refused.length];
    const began = performance.now();
    const at = Date.now() + AHEAD_MS;
    const answers = await Promise.all(askers.map((page) => page.evaluate(askAt, { at, ahead: round * ROUND_MS })));
    const ms = performance.now() - began - AHEAD_MS;
    results.push({
      requests: server.tokenRequests() - requests,
      refused: server.refused.slice(refused),
      answers: answers.flat(),
      ms,
    });
    await pause(50);
  }
  return results;
}

/** Runs in the page: sets its clock and its workers', and all ask at the given moment. */
async function askAt({ at, ahead }) {
  const wait = at - Date.now() + (window.ahead ?? 0);
  window.ahead = ahead;
  window.setClock(ahead);
  const workers = window.workers ?? [];
  await Promise.all(workers.map((ask) => ask("setClock", ahead)));
  await new Promise((resolve) => setTimeout(resolve, wait));
  const own = window.manager.getToken().catch(({ code }) => `error: ${code}`);
  return Promise.all([own, ...workers.map((ask) => ask("getToken"))]);
}
