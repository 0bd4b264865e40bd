// The time from a cold start to the first token, in relation to another library in the same run.
//
// Pages: from the start of the navigation to the token of a session in localStorage, in a new browser context without any cache; plain,
// and at a quarter of the CPU with 1.6 Mbit/s and 150 ms of round trip (Lighthouse's slow 4G). The pages are those of `weight`, built
// by Vite and served as brotli. In relation to oidc-client-ts.
//
// Node: from the import of the library, in a process of its own, to a token for a service, in relation to oauth4webapi, and to a verified
// token of an inbound request, in relation to jose. workerd: the same from the start of its process, since its clock stands still
// while a Worker computes; an empty Worker's time is a row of its own.
//
// All take turns, round after round, and the fastest start of each is compared, since other load can only slow a start down.
//
//   node benches/cold.mjs [rounds] [pages|node|workerd…]        (after `cargo xtask build`)

import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { launchChromium } from "../tests/e2e/chromium.mjs";
import { startTokenServer } from "../tests/support/token-server.mjs";
import { AUDIENCE, jwk, sign } from "../tests/support/resource-server.mjs";
import { buildApp, versionOf } from "./apps/building.mjs";
import { signIn, startStage } from "./apps/stage.mjs";
import { writeChart } from "./support/chart.mjs";
import { printTable, whileRunning } from "./support/printing.mjs";

const [rounds = 15, ...chosen] = process.argv.slice(2);

const tests = createRequire(new URL("../tests/package.json", import.meta.url));
const peersFolder = fileURLToPath(new URL("peers/", import.meta.url));
const jobOf = (name) => fileURLToPath(new URL(`peers/jobs/${name}.js`, import.meta.url));

const LIBRARIES = [
  { page: "oidc-client-ts", peer: "oidc-client-ts" },
  { page: "tokenward-web", label: "tokenward/web", plain: { must: 1.5, goal: 1 }, slow: { must: 2.7, goal: 1.8 } },
  { page: "tokenward", label: "tokenward", plain: { must: 2, goal: 1.3 }, slow: { must: 2.7, goal: 1.8 } },
  { page: "auth0-spa-js", peer: "@auth0/auth0-spa-js" },
  { page: "msal-browser", peer: "@azure/msal-browser" },
  { page: "supabase-auth-js", peer: "@supabase/auth-js" },
];
const CONDITIONS = {
  plain: { title: "a page, plain" },
  slow: { title: "a page on a slow phone", cpu: 4, network: { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 750e3 / 8 } },
};

/** The contenders in Node and in workerd; ratios are relative to the first of each. */
const SERVICES = [
  { title: "a token for a service", jobs: [["oauth4webapi", "oauth4webapi.token"], ["tokenward", "tokenward.token"]] },
  { title: "a verified token", jobs: [["jose", "jose.check"], ["tokenward", "tokenward.check"]] },
];

const HOSTS = {
  async pages(bench) {
    const browser = await launchChromium();
    bench.after(() => browser.close());
    const ready = [];
    for (const { page: library, ...rest } of LIBRARIES) {
      const stage = await startStage(bench, library);
      const context = await browser.newContext();
      const loginPage = `${library === "tokenward" ? "tokenward-web" : library}.login`;
      await signIn(stage, context, library, library === "supabase-auth-js" ? undefined : await buildApp(loginPage, "vite"));
      const storageState = await context.storageState({ indexedDB: true });
      await context.close();
      stage.serve(await buildApp(`${library}.restore`, "vite"));
      ready.push({ ...rest, label: rest.label ?? `${rest.peer} ${await versionOf(rest.peer)}`, stage, storageState });
    }
    const groups = [];
    for (const [name, condition] of Object.entries(CONDITIONS)) {
      const rows = ready.map((entry) => ({ name: entry.label, own: !entry.peer, ...entry[name], run: () => firstToken(browser, entry, condition) }));
      groups.push({ title: `${condition.title}, ÷ oidc-client-ts`, rows: await compare(rows) });
    }
    return groups;
  },

  node: (bench) =>
    services(bench, "Node", async (job, given) => {
      const program = `
        const begun = performance.now();
        const { job } = await import(${JSON.stringify(pathToFileURL(jobOf(job)).href)});
        await job(JSON.parse(process.argv[1]));
        console.log(performance.now() - begun);`;
      const run = promisify(execFile);
      return async () => Number((await run(process.execPath, ["--input-type=module", "--eval", program, JSON.stringify(given)])).stdout);
    }),

  workerd: (bench) => services(bench, "workerd", prepareWorker, { withEmpty: true }),
};

/** Milliseconds from the start of the navigation to the first token; then the page stops. */
async function firstToken(browser, { stage, storageState }, { cpu, network }) {
  const context = await browser.newContext({ storageState });
  try {
    const page = await context.newPage();
    // Another page of the same origin starts the process first: that takes the same time for every library, and longer than they do.
    await page.goto(`${stage.origin}/seed`);
    // Stops the page's script, whose refresh would use up the session of the next round.
    await page.addInitScript(() =>
      Object.defineProperty(window, "firstTokenAt", {
        set(at) {
          window.tookMs = at;
          throw new Error("enough");
        },
      }),
    );
    const devtools = await context.newCDPSession(page);
    if (network) await devtools.send("Network.emulateNetworkConditions", network);
    if (cpu) await devtools.send("Emulation.setCPUThrottlingRate", { rate: cpu });
    await page.goto(stage.origin, { waitUntil: "commit" });
    const took = await page.waitForFunction(() => window.tookMs, undefined, { timeout: 60_000 });
    return await took.jsonValue();
  } finally {
    await context.close();
  }
}

/** Compares both kinds of services on a host; `prepare(job, given)` returns a function that runs a job once and returns its time. */
async function services(bench, host, prepare, { withEmpty = false } = {}) {
  const server = await startTokenServer(bench);
  const issuer = "https://login.example";
  const given = { tokenEndpoint: server.tokenEndpoint, issuer, audience: AUDIENCE, jwks: { keys: [await jwk("RS256", "1")] }, token: await sign(issuer) };
  const groups = [];
  for (const { title, jobs } of SERVICES) {
    const rows = [];
    for (const [name, job] of jobs) rows.push({ name: name === "tokenward" ? name : `${name} ${await versionOf(name)}`, own: name === "tokenward", run: await prepare(job, given) });
    if (withEmpty) rows.push({ name: "an empty Worker", own: false, run: await prepare(undefined, given) });
    groups.push({ title: `${host}: ${title}, ÷ ${jobs[0][0]}`, rows: await compare(rows) });
  }
  return groups;
}

/** Adds to each row its `value`: the ratio of its fastest run to the first row's. */
async function compare(rows) {
  for (const { run } of rows) await run(); // Fills the system's file cache.
  const fastest = rows.map(() => Infinity);
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < rows.length; i++) {
      const at = (i + round) % rows.length;
      fastest[at] = Math.min(fastest[at], await rows[at].run());
    }
  }
  return rows.map(({ run: _, ...row }, at) => ({ ...row, value: Number((fastest[at] / fastest[0]).toFixed(2)) }));
}

/** A function that starts workerd with the job's Worker, asks it once, and returns the time of both. */
async function prepareWorker(job, given) {
  const modules = await bundleWorker(job);
  const { Miniflare, supportedCompatibilityDate } = await import(pathToFileURL(tests.resolve("miniflare")).href);
  return async () => {
    const begun = performance.now();
    const miniflare = new Miniflare({ modules, modulesRoot: "/", compatibilityDate: supportedCompatibilityDate, bindings: { GIVEN: given } });
    try {
      const response = await miniflare.dispatchFetch("http://worker/");
      if (response.status !== 200) throw new Error(await response.text());
      await response.arrayBuffer();
      return performance.now() - begun;
    } finally {
      await miniflare.dispose();
    }
  };
}

/** The Worker's modules, bundled as by wrangler. Without a job it only answers. */
async function bundleWorker(job) {
  const { build } = tests("esbuild");
  const contents = job
    ? `import { job } from ${JSON.stringify(jobOf(job))}; export default { async fetch(_, env) { return new Response(await job(env.GIVEN)); } };`
    : `export default { fetch: () => new Response("") };`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: peersFolder },
    outdir: "/",
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    conditions: ["workerd", "worker", "browser"],
    loader: { ".wasm": "copy" },
    logLevel: "silent",
  });
  const isCore = ({ path }) => path.endsWith(".wasm");
  const script = outputFiles.find((file) => !isCore(file));
  return [
    { type: "ESModule", path: script.path, contents: script.text },
    ...outputFiles.filter(isCore).map(({ path, contents }) => ({ type: "CompiledWasm", path, contents })),
  ];
}

const groups = [];
for (const [name, measure] of Object.entries(HOSTS)) {
  if (chosen.length === 0 || chosen.includes(name)) groups.push(...(await whileRunning(measure)));
}
const lines = groups.flatMap(({ title, rows }) => rows.map(({ name, value, must, goal }) => [title, name, value.toFixed(2), must ?? "", goal ?? "", within(value, must, goal)]));
console.log(`first token after a cold start, ${rounds} rounds`);
printTable(["", "with", "ratio", "must", "goal", "within"], lines);
if (chosen.length === 0) await writeChart("charts/cold.svg", { title: "From nothing to the first token", unit: "×", groups: groups.map(({ title, rows }) => ({ title, bars: rows })) });

function within(value, must, goal) {
  if (must === undefined) return "";
  return value <= goal ? "goal" : value <= must ? "must" : `over by ${(value - must).toFixed(2)}`;
}
