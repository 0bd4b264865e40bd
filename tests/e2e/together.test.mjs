// Many tabs and workers whose token expires together, at a server that accepts each refresh token once: one request a round.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { pause } from "../support/wait.mjs";
import { launchChromium } from "./chromium.mjs";
import { newContext, startRealOrigin } from "./tabs.mjs";
import { askTogether } from "./together.mjs";

const ROUNDS = 4;

const noBroadcastChannel = () => void delete window.BroadcastChannel;
const noWebLocks = () => void delete Navigator.prototype.locks;

describe("tabs whose token ends together, in Chromium", { timeout: 240_000 }, () => {
  let browser;
  before(async () => void (browser = await launchChromium()));
  after(() => browser?.close());

  const cases = {
    "by Web Locks": { tabs: 8, options: { storage: "indexeddb" } },
    "by Web Locks, with localStorage": { tabs: 8, options: { storage: "local" } },
    "by a lease, with localStorage": { tabs: 8, insecure: true, options: { storage: "local" } },
    "by Web Locks, with web workers": { tabs: 4, workers: 1, options: { storage: "indexeddb" } },
    "by a lease, since an insecure context has no Web Locks": { tabs: 8, insecure: true, options: { storage: "indexeddb" } },
    "by a lease, with web workers": { tabs: 4, workers: 1, insecure: true, options: { storage: "indexeddb" } },
    "by a lease that nobody tells of": { tabs: 8, insecure: true, options: { storage: "indexeddb" }, before: noBroadcastChannel },
    "by a lease in a secure context": { tabs: 8, options: { storage: "indexeddb" }, before: noWebLocks },
  };
  for (const [name, { insecure, ...given }] of Object.entries(cases)) {
    it(`sends one request a round ${name}`, async (t) => {
      const server = await startRealOrigin(t, { insecure });
      const context = await newContext(t, browser);
      const rounds = await askTogether(context, server, { rounds: ROUNDS, ...given });
      for (const { requests, refused, answers } of rounds) {
        assert.deepEqual(refused, []);
        assert.equal(requests, 1);
        assert.equal(new Set(answers).size, 1, "all have the same token");
      }
      assert.equal(new Set(rounds.map(({ answers }) => answers[0])).size, ROUNDS, "and another one in each round");
    });
  }

  for (const [by, insecure] of [["Web Locks", false], ["a lease", true]]) {
    it(`sends one request by ${by} although the server takes longer than the wait for a frozen tab`, async (t) => {
      const server = await startRealOrigin(t, { insecure });
      server.network.afterToken = () => pause(7_000);
      const context = await newContext(t, browser);
      const [round] = await askTogether(context, server, { tabs: 4, rounds: 1, options: { storage: "indexeddb" } });
      assert.deepEqual(round.refused, []);
      assert.equal(round.requests, 1);
      assert.equal(new Set(round.answers).size, 1);
    });
  }
});
