// "tokenward/testing" out of the installed package, in each kind of host: a scripted endpoint, a fake provider, and hours that
// pass at once.

import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, pageWith, resultOfPage } from "./support/browser.mjs";
import { consumer, run } from "./support/consumer.mjs";
import { bun, deno } from "./support/runtimes.mjs";
import { staticServer } from "./support/servers.mjs";

const hours = `
export async function hours({ TokenManager }, { answers, fakeProvider, scriptedTokenEndpoint, virtualClock }) {
  const began = performance.now();
  const clock = virtualClock({ now: "2030-01-01T00:00:00Z" }).install();
  const server = scriptedTokenEndpoint();
  const own = fakeProvider({ expiresIn: 86_400 });
  const manager = await TokenManager.create({
    background: true,
    fetch: server.fetch,
    providers: {
      api: { grant: "client_credentials", issuer: server.issuer, clientId: "c", clientSecret: "s", refreshPolicy: { jitter: 0 } },
      own,
    },
  });
  server.next(answers.status(503, { retryAfter: 5 }), answers.html(503));
  const first = await clock.until(manager.getToken("api"));
  await manager.getToken("own");
  await clock.advance(10 * 3_600_000);
  const result = { first, last: manager.peekToken("api"), requests: server.requests.length, acquisitions: own.acquisitions };
  await manager.close();
  clock.uninstall();
  return { ...result, quick: performance.now() - began < 20_000 };
}
`;
const program = `
import * as tokenward from "tokenward";
import * as testing from "tokenward/testing";
import { hours } from "./hours.mjs";
console.log(JSON.stringify(await hours(tokenward, testing)));
`;
// Two failures, then a token now and every 55 minutes.
const expected = { first: "access-1", last: "access-11", requests: 13, acquisitions: 1, quick: true };

test("in Node", async (t) => {
  const folder = await consumer(t, { "main.mjs": program, "hours.mjs": hours });
  assert.deepEqual(await run(folder, process.execPath, ["main.mjs"]), expected);
});

test("in Deno, allowed nothing", async (t) => {
  const folder = await consumer(t, { "main.mjs": program, "hours.mjs": hours });
  assert.deepEqual(await run(folder, deno(), ["run", "--no-prompt", "--no-remote", "--node-modules-dir=manual", "main.mjs"]), expected);
});

test("in Bun", async (t) => {
  const folder = await consumer(t, { "main.mjs": program, "hours.mjs": hours });
  assert.deepEqual(await run(folder, bun(), ["main.mjs"]), expected);
});

test("in a page", async (t) => {
  const main = `
import * as tokenward from "/node_modules/tokenward/index.js";
import * as testing from "/node_modules/tokenward/testing.js";
import { hours } from "./hours.mjs";
hours(tokenward, testing).then((result) => { window.result = result; }, (error) => { window.result = { thrown: String(error.stack) }; });
`;
  const folder = await consumer(t, { "index.html": pageWith("main.js"), "main.js": main, "hours.mjs": hours });
  const { origin } = await staticServer(t, folder);
  const { result, problems } = await resultOfPage(await browser(t), `${origin}/index.html`);
  assert.deepEqual([result, problems], [expected, []]);
});
