// A tab takes the lock, sends its token request, and is closed, crashes, freezes or is navigated away (into the back/forward
// cache) before the response arrives. The benchmark measures the wait of the other three tabs, and its end. The authorization server is
// oidc-provider, which accepts each refresh token once and ends the session at a second use.
//
// In half of the runs the request is lost on its way: the others get a token. In the other half the server has answered, and the
// rotated refresh token is lost with the response: no tab can get a token without the user. The best possible outcome is one request
// that finds this out, and one `reauthenticate`.
//
//   node benches/killed-holder.mjs [runs] [fate…]        (after `cargo xtask build`)

import { launchChromium } from "../tests/e2e/chromium.mjs";
import { FATES, strikeHolder } from "../tests/e2e/holder.mjs";
import { newContext, startRealOrigin } from "../tests/e2e/tabs.mjs";
import { printTable, whileRunning } from "./support/printing.mjs";

const [runs = 20, ...chosen] = process.argv.slice(2);
const fates = chosen.length > 0 ? chosen : Object.keys(FATES);

await whileRunning(async (bench) => {
  const browser = await launchChromium({ backForwardCache: true });
  bench.after(() => browser.close());
  console.log(`a holder that dies, Chromium ${browser.version()}: ${runs} runs each, three others wait`);
  const rows = [];
  for (const [lock, insecure] of [["Web Locks", false], ["lease", true]]) {
    for (const fate of fates) rows.push(await row(bench, browser, { lock, insecure, fate }));
  }
  printTable(
    ["the holder is", "lock", "waited: min", "median", "max (s)", "ended with a token", "with one `reauthenticate`", "requests beyond the one that was needed"],
    rows,
  );
});

async function row(bench, browser, { lock, insecure, fate }) {
  const waited = [];
  const ended = { token: 0, reauthenticate: 0, else: 0 };
  let more = 0;
  for (let run = 0; run < runs; run++) {
    const lost = run % 2 === 0 ? "request" : "answer";
    const server = await startRealOrigin(bench, { insecure });
    const context = await newContext(bench, browser);
    const end = await strikeHolder(browser, context, server, { fate, lost });
    // A frozen tab could not be closed.
    if (fate === "frozen") end.back();
    await context.close();
    waited.push(...end.answers.map(({ ms }) => ms / 1_000));
    ended[howItEnded(end)]++;
    more += end.requests - (lost === "request" ? 1 : 2);
  }
  waited.sort((a, b) => a - b);
  const times = [waited[0], waited[waited.length >> 1], waited.at(-1)].map((s) => s.toFixed(2));
  if (ended.else > 0) throw new Error(`${fate}, ${lock}: ${ended.else} runs ended neither way`);
  return [fate, lock, ...times, ended.token, ended.reauthenticate, more];
}

function howItEnded({ answers, reauthenticate }) {
  const [{ answer: first }] = answers;
  if (!answers.every(({ answer }) => answer === first)) return "else";
  if (!first.startsWith("error")) return reauthenticate === 0 ? "token" : "else";
  return first === "error: reauthentication_required" && reauthenticate === 1 ? "reauthenticate" : "else";
}
