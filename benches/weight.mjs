// The size of a page's files for a job, in KiB: each page is built by esbuild and by Vite and runs in Chromium against a real
// authorization server (oidc-provider). The files in its request log are summed up, each compressed by brotli 11. For comparison, the
// same jobs with other libraries (peers/jobs/). The budget applies to the larger of both builds.
//
//   node benches/weight.mjs [--record] [word of a job…]        (after `cargo xtask build`)
//
// Below the table: the files of the package that are larger or smaller than in the last release (apps/last-release.json, which
// `--record` rewrites).

import { readFile, writeFile } from "node:fs/promises";
import { launchChromium } from "../tests/e2e/chromium.mjs";
import { APP } from "../tests/support/authorization-server.mjs";
import { BUNDLERS, buildApp, compress, versionOf } from "./apps/building.mjs";
import { login, restore } from "./apps/jobs.mjs";
import { packageFiles } from "./apps/package-files.mjs";
import { requestLog, startStage, visit } from "./apps/stage.mjs";
import { writeChart } from "./support/chart.mjs";
import { printTable, whileRunning } from "./support/printing.mjs";

const LAST_RELEASE = new URL("apps/last-release.json", import.meta.url);

/** Pages by their names in peers/jobs/; `must` and `goal` are tokenward's budgets in KiB, and ratios are relative to the last row of each. */
const JOBS = [
  {
    name: "restores a session, renews it once, calls an API",
    word: "restore",
    rows: [
      { page: "tokenward-web", must: 64, goal: 50 },
      { page: "tokenward", must: 88, goal: 68 },
      { page: "msal-browser", peer: "@azure/msal-browser" },
      { page: "auth0-spa-js", peer: "@auth0/auth0-spa-js" },
      { page: "supabase-auth-js", peer: "@supabase/auth-js" },
      { page: "oidc-client-ts", peer: "oidc-client-ts" },
    ],
    run: restore,
  },
  {
    name: "the same, with a login and a sign-out",
    word: "login",
    rows: [
      { page: "tokenward-web", must: 95, goal: 75 },
      { page: "msal-browser", peer: "@azure/msal-browser" },
      { page: "auth0-spa-js", peer: "@auth0/auth0-spa-js" },
      { page: "oidc-client-ts", peer: "oidc-client-ts" },
    ],
    run: login,
  },
  {
    name: "verifies a token by the issuer's key set",
    word: "verifier",
    rows: [{ page: "tokenward", must: 24, goal: 18 }, { page: "tokenward-verify", must: 24, goal: 18 }, { page: "jose", peer: "jose" }],
    run: read,
  },
  {
    name: "reads a token without verifying it",
    word: "decode",
    rows: [{ page: "tokenward", must: 2, goal: 1 }, { page: "tokenward-verify", must: 2, goal: 1 }, { page: "jose", peer: "jose" }],
    run: read,
  },
];
const NAMES = { "tokenward-web": "tokenward/web", "tokenward-verify": "tokenward/verify", tokenward: "tokenward" };

async function read({ stage, context, files }) {
  const { id_token: token } = await stage.newSession();
  stage.serve(files, { issuer: stage.issuer, audience: APP.clientId, token });
  const page = await context.newPage();
  const log = requestLog(page);
  const subject = await visit(page, stage.origin);
  if (subject !== "user") throw new Error(`the token was not read: ${subject}`);
  return { log };
}

const kib = (bytes) => (bytes / 1024).toFixed(1);

const words = process.argv.slice(2).filter((word) => word !== "--record");
const record = process.argv.includes("--record");
const pages = {};
const groups = [];
await whileRunning(async (bench) => {
  const browser = await launchChromium();
  bench.after(() => browser.close());
  const lines = [];
  for (const { name, word, rows, run } of JOBS.filter(({ word }) => words.length === 0 || words.includes(word))) {
    const measured = [];
    for (const row of rows) {
      const sizes = {};
      for (const bundler of BUNDLERS) {
        const files = await buildApp(`${row.page}.${word}`, bundler);
        const { log } = await whileRunning(async (inner) => {
          const stage = await startStage(inner, row.page);
          const context = await browser.newContext();
          inner.after(() => context.close());
          return run({ stage, context, library: row.page, files });
        });
        sizes[bundler] = [...log].reduce((sum, path) => sum + compress(files.get(path)).length, 0);
        if (!row.peer) (pages[`${row.page}.${word}`] ??= {})[bundler] = sizes[bundler];
      }
      measured.push({ ...row, sizes, largest: Math.max(...Object.values(sizes)), label: row.peer ? `${row.peer} ${await versionOf(row.peer)}` : NAMES[row.page] });
    }
    const least = measured.at(-1).largest;
    for (const { label, sizes, largest, must, goal } of measured) {
      const verdict = must === undefined ? "" : largest <= goal * 1024 ? "goal" : largest <= must * 1024 ? "must" : `over by ${kib(largest - must * 1024)}`;
      lines.push([name, label, ...BUNDLERS.map((bundler) => kib(sizes[bundler])), must ?? "", goal ?? "", verdict, (largest / least).toFixed(2)]);
    }
    const bars = measured.map(({ label, largest, must, goal }) => ({ name: label, value: Number(kib(largest)), own: must !== undefined, must, goal }));
    groups.push({ title: name, bars });
  }
  console.log("KiB, each file by brotli 11, of what the page loads");
  printTable(["the page", "with", ...BUNDLERS, "must", "goal", "within", "÷ last"], lines);
});

const now = { pages, files: await packageFiles() };
const last = JSON.parse(await readFile(LAST_RELEASE, "utf8").catch(() => "null"));
if (last) printGrowth(last, now);
if (words.length === 0) await writeChart("charts/weight.svg", { title: "What a page loads (brotli 11)", unit: "KiB", groups });
if (record && words.length === 0) {
  const { version } = JSON.parse(await readFile(new URL("../pkg/package.json", import.meta.url), "utf8"));
  await writeFile(LAST_RELEASE, `${JSON.stringify({ version, ...now }, null, 2)}\n`);
  console.log("wrote benches/apps/last-release.json");
}

function printGrowth(last, now) {
  const lines = [];
  const compare = (name, before = 0, after = 0) => before !== after && lines.push([name, before, after, `${after > before ? "+" : ""}${after - before}`]);
  for (const [page, sizes] of Object.entries(now.pages)) {
    for (const bundler of BUNDLERS) compare(`page ${page}, ${bundler}`, last.pages[page]?.[bundler], sizes[bundler]);
  }
  for (const file of new Set([...Object.keys(last.files), ...Object.keys(now.files)])) compare(file, last.files[file], now.files[file]);
  console.log(`\nbytes (brotli 11) that changed since ${last.version}`);
  if (lines.length === 0) console.log("none");
  else printTable(["", "then", "now", ""], lines);
}
