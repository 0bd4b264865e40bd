// Tabs that ask for the tokens of three APIs at the moment of their expiry, with one login, at a server that allows each refresh token
// once: one request per API and round, and no refresh token twice.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { APP, RESOURCE_INDICATORS } from "../support/authorization-server.mjs";
import { pause } from "../support/wait.mjs";
import { launchChromium } from "./chromium.mjs";
import { newContext, openTab, startRealOrigin } from "./tabs.mjs";

const TABS = 20;
/** More rounds give the same result: `ROUNDS=20 node --test tests/e2e/targets.test.mjs`. */
const ROUNDS = Number(process.env.ROUNDS ?? 5);
/** Tokens live for an hour; each round sets all clocks forward by more. */
const ROUND_MS = 2 * 3_600_000;
const AHEAD_MS = 200;
const [MAIL, FILES, CALENDAR] = ["mail", "files", "calendar"].map((name) => `https://${name}.example.com`);

describe("tabs that ask for three APIs with one login, in Chromium", { timeout: 240_000 }, () => {
  let browser;
  before(async () => void (browser = await launchChromium()));
  after(() => browser?.close());

  for (const [storage, rounds] of [["local", ROUNDS], ["indexeddb", 2]]) {
    it(`send one request for each, in a row: ${TABS} tabs, ${rounds} rounds, storage "${storage}"`, async (t) => {
      const server = await startRealOrigin(t, { features: { resourceIndicators: RESOURCE_INDICATORS } });
      const client = { grant: "refresh_token", tokenEndpoint: `${server.origin}/token`, clientId: APP.clientId };
      const refreshToken = await server.newRefreshToken({ resources: [MAIL, FILES, CALENDAR] });
      const providers = {
        login: { ...client, refreshToken, resource: MAIL, scope: "read" },
        files: { ...client, refreshToken: { provider: "login" }, resource: FILES, scope: "read" },
      };
      const context = await newContext(t, browser);
      const tabs = [];
      for (let i = 0; i < TABS; i++) tabs.push((await openTab(context, server, { storage, providers })).page);
      const began = performance.now();
      const told = { requests: 0, reuses: 0, failures: 0 };
      let last = [];
      for (let round = 0; round < rounds; round++) {
        const before = server.tokenRequests();
        const at = Date.now() + AHEAD_MS;
        const answers = await Promise.all(tabs.map((page) => page.evaluate(askAt, { at, ahead: round * ROUND_MS, calendar: { resource: CALENDAR, scope: "read" } })));
        const requests = server.tokenRequests() - before;
        told.requests += requests;
        told.failures += answers.flat().filter((answer) => answer.startsWith("error: ")).length;
        const tokens = [0, 1, 2].map((api) => new Set(answers.map((answer) => answer[api])));
        assert.deepEqual(tokens.map(({ size }) => size), [1, 1, 1], "all tabs have the same token of each API");
        assert.equal(requests, 3);
        const now = tokens.map(([token]) => token);
        assert.ok(now.every((token) => !last.includes(token)), "another one in each round");
        last = now;
        await pause(30);
      }
      told.reuses = server.refused.length;
      const resources = await Promise.all(last.map(async (token) => (await server.targetOf(token)).resource));
      assert.deepEqual(resources, [MAIL, FILES, CALENDAR]);
      t.diagnostic(`${TABS} tabs × 3 APIs × ${rounds} rounds: ${told.requests} requests, ${told.reuses} reuses, ${told.failures} failures, ${Math.round(performance.now() - began)} ms`);
      assert.deepEqual(told, { requests: 3 * rounds, reuses: 0, failures: 0 });
    });
  }
});

/** Runs in the page: sets its clock, and asks for all three at the given moment. */
async function askAt({ at, ahead, calendar }) {
  const wait = at - Date.now() + (window.ahead ?? 0);
  window.ahead = ahead;
  window.setClock(ahead);
  await new Promise((resolve) => setTimeout(resolve, wait));
  const { manager } = window;
  const told = ({ code }) => `error: ${code}`;
  return Promise.all([manager.getToken("login"), manager.getToken("files"), manager.getToken("login", calendar)].map((asked) => asked.catch(told)));
}
