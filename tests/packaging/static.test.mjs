// The installed package on a static web server, in a page without a build: `<script type="module">`.

import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, pageScript, pageWith, resultOfPage } from "./support/browser.mjs";
import { consumer } from "./support/consumer.mjs";
import { expectScenario } from "./support/expect.mjs";
import { staticServer, tokenEndpoint } from "./support/servers.mjs";

/** Serves a page that uses one file of the package, and opens it. */
async function open(t, file, headers) {
  const endpoint = await tokenEndpoint(t);
  const folder = await consumer(t, {
    "index.html": pageWith("main.js"),
    "main.js": pageScript(`/node_modules/tokenward/${file}`, "./scenario.mjs", endpoint.url, "/node_modules/tokenward/verify.js"),
  });
  const server = await staticServer(t, folder, headers);
  const opened = await resultOfPage(await browser(t), `${server.origin}/index.html`);
  return { ...opened, endpoint, coresFetched: server.paths.filter((path) => path.endsWith(".wasm")).length };
}

const allowing = (sources) => ({ "content-security-policy": `default-src 'none'; img-src data:; connect-src *; script-src ${sources}` });

test("index.js brings its core with it", async (t) => {
  const { result, problems, endpoint, coresFetched } = await open(t, "index.js");
  expectScenario(result, endpoint);
  assert.deepEqual({ problems, coresFetched }, { problems: [], coresFetched: 0 });
});

test("web.js fetches its core once", async (t) => {
  const { result, problems, endpoint, coresFetched } = await open(t, "web.js");
  expectScenario(result, endpoint);
  assert.deepEqual({ problems, coresFetched }, { problems: [], coresFetched: 1 });
});

for (const file of ["index.js", "web.js"]) {
  test(`${file} runs under a policy of 'self' and 'wasm-unsafe-eval'`, async (t) => {
    const { result, problems, endpoint } = await open(t, file, allowing("'self' 'wasm-unsafe-eval'"));
    expectScenario(result, endpoint);
    assert.deepEqual(problems, []);
  });

  test(`${file} says what to change under a policy that forbids WebAssembly`, async (t) => {
    const { result, endpoint } = await open(t, file, allowing("'self'"));
    assert.match(result.thrown, /^NotInitializedError: .*Content-Security-Policy.*'wasm-unsafe-eval'/);
    assert.equal(endpoint.requests.length, 0);
  });
}
