// Twenty tabs share a session whose access token expires; all ask for a new one at the same moment, round after round. The server is
// oidc-provider, which accepts each refresh token once and ends the session at a second use. For comparison the same with three
// libraries that keep tokens in pages, each set up by its documentation for tabs with refresh tokens (peers/pages/), with the paths and
// formats of the servers they were made for (peers/servers.mjs). After a lost session the next round begins with a new one, as if the
// user had logged in again.
//
// Tokens live for an hour; before each round all clocks are set two hours forward. The time of a round is printed in relation to the
// first row.
//
//   node benches/twenty-tabs.mjs [rounds] [tabs] [row…]        (after `cargo xtask build`)

import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { answer } from "../tests/support/answers.mjs";
import { APP } from "../tests/support/authorization-server.mjs";
import { launchChromium } from "../tests/e2e/chromium.mjs";
import { CLOCK, newContext, startRealOrigin } from "../tests/e2e/tabs.mjs";
import { peerEndpoints } from "./peers/servers.mjs";
import { printTable, whileRunning } from "./support/printing.mjs";

const peers = createRequire(new URL("peers/package.json", import.meta.url));
const { build } = peers("esbuild");
const versionOf = (name) => peers(fileURLToPath(new URL(`peers/node_modules/${name}/package.json`, import.meta.url))).version;

const [rounds = 20, tabs = 20, ...chosen] = process.argv.slice(2);
const ROUND_MS = 2 * 3_600_000;
const AHEAD_MS = 300;

const ROWS = [
  { name: 'tokenward, "local"', page: "tokenward" },
  { name: 'tokenward, "indexeddb"', page: "tokenward", storage: "indexeddb" },
  { name: "tokenward, with web workers", page: "tokenward", storage: "indexeddb", workers: true },
  { name: "tokenward, no Web Locks", page: "tokenward", insecure: true },
  { name: "oidc-client-ts", page: "oidc-client-ts", peer: "oidc-client-ts" },
  { name: "auth0-spa-js", page: "auth0-spa-js", peer: "@auth0/auth0-spa-js", issuerPath: "/", adapted: "path" },
  { name: "supabase auth-js", page: "supabase-auth-js", peer: "@supabase/auth-js", adapted: "path, JSON, error codes" },
  { name: "supabase auth-js, navigatorLock", page: "supabase-auth-js", peer: "@supabase/auth-js", locks: true, adapted: "path, JSON, error codes" },
];

const WORKER = `${CLOCK}
self.window = self;
const started = import("/tab-tokenward.js");
self.onmessage = async ({ data: [number, name, ...given] }) => {
  await started;
  const answer = await Promise.resolve(self[name](...given)).catch((error) => "error: " + (error.code ?? error.message));
  self.postMessage([number, typeof answer === "string" ? answer : null]);
};`;

await whileRunning(async (bench) => {
  const browser = await launchChromium();
  bench.after(() => browser.close());
  console.log(`${tabs} tabs whose token ends together, Chromium ${browser.version()}: ${rounds} rounds`);
  let first;
  const lines = [];
  for (const row of ROWS.filter(({ name }) => chosen.length === 0 || chosen.some((word) => name.includes(word)))) {
    const sum = await whileRunning((inner) => run(inner, browser, row));
    first ??= sum.ms;
    const name = row.peer ? row.name.replace(/$|(?=,)/, ` ${versionOf(row.peer)}`) : row.name;
    const { requests, failed, refused, reuses, lost, ms } = sum;
    lines.push([name, row.adapted ?? "", requests.toFixed(2), `${failed} of ${rounds * tabs}`, refused, reuses, `${lost} of ${rounds}`, (ms / first).toFixed(2)]);
  }
  printTable(["library", "adapted", "requests a round", "failed calls", "requests refused", "of that, reuses", "sessions lost", "time of a round"], lines);
  console.log("Supabase's own server lets a refresh token be used again within ten seconds. The one here follows RFC 9700 §4.14.2 to the letter.");
});

/** All rounds of one row: sums, and the median time of a round. */
async function run(bench, browser, { page, storage, locks, workers = false, insecure = false, issuerPath }) {
  const server = await startRealOrigin(bench, { insecure, issuerPath, idTokenSeconds: 90 * 86_400, more: await pages(page) });
  const context = await newContext(bench, browser);
  const count = workers ? tabs / 2 : tabs;
  const open = [];
  for (let i = 0; i < count; i++) {
    const tab = await context.newPage();
    await tab.goto(`${server.origin}/tab`);
    await tab.waitForFunction(() => window.start);
    const given = { origin: server.origin, clientId: APP.clientId, storage, locks };
    await tab.evaluate(begin, { given, workers });
    open.push(tab);
  }
  const sum = { requests: 0, failed: 0, refused: 0, reuses: 0, lost: 0 };
  const times = [];
  let hasSession = false;
  for (let round = 1; round <= rounds; round++) {
    if (!hasSession) await seed(server, open[0]);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const [requests, refused] = [server.tokenRequests(), server.refused.length];
    const [at, began] = [Date.now() + AHEAD_MS, performance.now()];
    const answers = await Promise.all(open.map((tab) => tab.evaluate(askAt, { at, ahead: round * ROUND_MS })));
    times.push(performance.now() - began - AHEAD_MS);
    sum.requests += (server.tokenRequests() - requests) / rounds;
    sum.refused += server.refused.length - refused;
    sum.reuses += server.refused.slice(refused).filter((why) => why === "refresh token already used").length;
    sum.failed += answers.flat().filter((text) => text.startsWith("error")).length;
    hasSession = server.refused.length === refused;
    if (!hasSession) sum.lost++;
  }
  times.sort((a, b) => a - b);
  return { ...sum, ms: times[times.length >> 1] };
}

/** A new session, as a login would have begun it; one tab gets it, the others find it. */
async function seed(server, tab) {
  const form = new URLSearchParams({ grant_type: "refresh_token", client_id: APP.clientId, refresh_token: await server.newRefreshToken() });
  const answered = await fetch(`${server.issuer}/token`, { method: "POST", body: form });
  const session = await answered.json();
  await tab.evaluate((session) => window.seed(session), session);
}

/** The tab and its script. All code is bundled except tokenward, which is loaded from the package. */
async function pages(name) {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`peers/pages/${name}.js`, import.meta.url))],
    bundle: true,
    format: "esm",
    minify: true,
    external: ["/pkg/*"],
    write: false,
  });
  const script = { "content-type": "text/javascript" };
  const html = `<!doctype html><link rel="icon" href="data:,"><title>${name}</title><script>${CLOCK}</script><script type="module" src="/tab-${name}.js"></script>`;
  return [
    ["/tab", answer({ headers: { "content-type": "text/html" }, body: html })],
    [`/tab-${name}.js`, answer({ headers: script, body: outputFiles[0].text })],
    ["/tab-worker.js", answer({ headers: script, body: WORKER })],
    ...peerEndpoints(),
  ];
}

/** Runs in the tab. */
async function begin({ given, workers }) {
  await window.start(given);
  window.askers = [() => window.ask()];
  window.setClocks = async (ahead) => window.setClock(ahead);
  if (!workers) return;
  const worker = new Worker("/tab-worker.js", { type: "module" });
  const waiting = new Map();
  let number = 0;
  worker.onmessage = ({ data: [number, answer] }) => waiting.get(number)(answer);
  const tell = (...request) =>
    new Promise((resolve) => {
      waiting.set(++number, resolve);
      worker.postMessage([number, ...request]);
    });
  await tell("start", given);
  window.askers.push(() => tell("ask"));
  window.setClocks = async (ahead) => {
    window.setClock(ahead);
    await tell("setClock", ahead);
  };
}

/** Runs in the tab: sets the clocks, and asks at the given moment. */
async function askAt({ at, ahead }) {
  const wait = at - (Date.now() - (window.ahead ?? 0));
  window.ahead = ahead;
  await window.setClocks(ahead);
  await new Promise((resolve) => setTimeout(resolve, wait));
  return Promise.all(window.askers.map((ask) => ask().catch((error) => `error: ${error.code ?? error.message}`)));
}
