// The time of `createVerifier().verify`, beside WebCrypto's bare call and `jose`, in Node, workerd and Chromium: see
// verify/contest.mjs. The goal is 1.3 times the bare call for RS256, 1.1 for ES256 and EdDSA, and 3 µs for a remembered token. If the
// second row, which checks nothing, is above that, no verifier in JavaScript can reach it: in pages each call wakes another thread.
//
//   node benches/verify.mjs [node|workerd|chromium…]        (after `cargo xtask build`)

import { createServer } from "node:http";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { launchChromium } from "../tests/e2e/chromium.mjs";
import { startWorker } from "../tests/support/workerd.mjs";
import { printTable, whileRunning } from "./support/printing.mjs";
import { ALGORITHMS, compare, contest } from "./verify/contest.mjs";

const tests = createRequire(new URL("../tests/package.json", import.meta.url));

const HOSTS = {
  async node() {
    const jose = await import(pathToFileURL(tests.resolve("jose")).href);
    const { createVerifier } = await import("../pkg/index.js");
    const rowsOf = (alg) => contest(createVerifier, jose, alg, { rounds: 301, ms: 4 });
    return { name: `Node ${process.versions.node}`, rowsOf };
  },

  /** workerd's clock stands still during a request, so each round is a request, timed from here. */
  async workerd(bench) {
    const worker = await startWorker(bench, "verify-speed");
    const ask = async (path) => {
      const begun = performance.now();
      const answer = await worker.get(path);
      return { answer, ms: performance.now() - begun };
    };
    const rowsOf = async (alg) => {
      const { answer: names } = await ask(`/${alg}`);
      const empty = [];
      for (let i = 0; i < 50; i++) empty.push((await ask(`/${alg}?calls=0&name=${encodeURIComponent(names[0])}`)).ms);
      const way = empty.sort((a, b) => a - b)[empty.length >> 1];
      const run = async (name, calls) => (await ask(`/${alg}?calls=${calls}&name=${encodeURIComponent(name)}`)).ms - way;
      return compare(names, run, { rounds: 101, ms: 30 });
    };
    return { name: `workerd ${tests("workerd/package.json").version}`, rowsOf };
  },

  async chromium(bench) {
    const { build } = tests("esbuild");
    const contents = `
      import * as jose from "jose";
      import { createVerifier } from "../pkg/index.js";
      import { contest } from "../benches/verify/contest.mjs";
      globalThis.rowsOf = (alg) => contest(createVerifier, jose, alg, { rounds: 101, ms: 12 });`;
    const resolveDir = fileURLToPath(new URL("../tests", import.meta.url));
    const { outputFiles } = await build({ stdin: { contents, resolveDir }, bundle: true, write: false, format: "esm", conditions: ["browser"], logLevel: "silent" });
    const server = createServer((request, response) => {
      const script = request.url === "/page.js";
      response.writeHead(200, { "content-type": script ? "text/javascript" : "text/html" });
      response.end(script ? outputFiles[0].contents : '<!doctype html><script type="module" src="/page.js"></script>');
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    bench.after(() => server.close(server.closeAllConnections()));
    const browser = await launchChromium();
    bench.after(() => browser.close());
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    await page.waitForFunction("globalThis.rowsOf");
    return { name: `Chromium ${browser.version()}`, rowsOf: (alg) => page.evaluate((alg) => globalThis.rowsOf(alg), alg) };
  },
};

const asked = process.argv.slice(2);
for (const [host, start] of Object.entries(HOSTS)) {
  if (asked.length > 0 && !asked.includes(host)) continue;
  await whileRunning(async (bench) => {
    const { name, rowsOf } = await start(bench);
    const rows = [];
    for (const alg of ALGORITHMS) for (const [what, time, ratio] of await rowsOf(alg)) rows.push([alg, what, time.toFixed(1), ratio.toFixed(2)]);
    console.log(`\nverifying a token, ${name}`);
    printTable(["", "", "µs", "÷ bare"], rows);
  });
}
