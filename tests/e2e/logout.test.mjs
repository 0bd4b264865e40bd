// A logout in one tab is a logout everywhere: in an idle tab, in a tab that is refreshing, in one that waits for the refresh, in one in
// the back/forward cache, and in a web worker.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { after as once } from "../support/answers.mjs";
import { rotatingFamily } from "../support/rotation.mjs";
import { deferred, eventually, pause } from "../support/wait.mjs";
import { launchChromium } from "./chromium.mjs";
import { client, newContext, openTab, startOrigin } from "./tabs.mjs";

const noBroadcastChannel = () => void delete window.BroadcastChannel;
const noWebLocks = () => void delete Navigator.prototype.locks;

describe("logout everywhere, in Chromium", { timeout: 240_000 }, () => {
  let browser;
  before(async () => void (browser = await launchChromium({ backForwardCache: true })));
  after(() => browser?.close());

  const cases = [];
  for (const storage of ["local", "indexeddb"]) {
    for (const call of ["clear", "revoke"]) {
      cases.push({ storage, call, how: "" }, { storage, call, how: " without BroadcastChannel", without: noBroadcastChannel });
    }
    cases.push({ storage, call: "clear", how: " without Web Locks", without: noWebLocks });
  }
  for (const { storage, call, how, without } of cases) {
    it(`\`${call}\` empties every tab within a second, with storage "${storage}"${how}`, async (t) => {
      const server = await startOrigin(t);
      const family = rotatingFamily();
      server.always(family.answer);
      const context = await newContext(t, browser);
      const options = { storage, providers: { api: client(server, { refreshToken: family.current }) } };
      const open = () => openTab(context, server, options, without);
      const [here, idle, refreshing, waiting, away] = [await open(), await open(), await open(), await open(), await open()];
      const hasWorker = storage === "indexeddb" && without !== noBroadcastChannel;
      const worker = hasWorker ? await idle.startWorker(options) : undefined;
      const token = await here.getToken();
      for (const tab of [idle, refreshing, waiting, away]) assert.equal(await tab.getToken(), token);
      if (worker) assert.equal(await worker("getToken"), token);
      await away.page.evaluate(() => window.addEventListener("pageshow", ({ persisted }) => void (window.restored = persisted)));
      await away.page.goto(`${server.origin}/elsewhere`);

      const { promise: free, resolve: letGo } = deferred();
      server.always((request) => once(free, family.answer(request)));
      for (const tab of [refreshing, waiting]) {
        await tab.page.evaluate(() => void (window.asked = window.manager.refresh().catch(({ code }) => code)));
        await eventually(() => server.requests.length === 2, "one refreshes, and the other waits for it");
      }
      await pause(100);
      await here.page.evaluate((call) => window.manager[call]("api"), call);
      const empty = (tab) => eventually(async () => (await tab.peek()) === null, "its memory is empty", 1_000);
      await Promise.all([idle, refreshing, waiting].map(empty));
      if (worker) await eventually(async () => (await worker("peekToken")) === null, "the worker's memory is empty", 1_000);
      letGo();
      for (const tab of [refreshing, waiting]) {
        assert.equal(await tab.page.evaluate(() => window.asked), "reauthentication_required");
      }
      await away.page.goBack({ waitUntil: "commit" });
      await eventually(() => away.page.evaluate(() => window.restored), "the page was restored, not loaded anew");
      await empty(away);

      await pause(500);
      for (const tab of [here, idle, refreshing, waiting, away]) {
        assert.equal(await tab.peek(), null);
        const events = await tab.events();
        assert.equal(events.filter((name) => name === "removed").length, 1);
        assert.ok(!events.includes("refreshed"), events.join());
      }
      assert.equal(server.requests.length, 2, "nothing was sent any more");
      const late = await open();
      assert.equal(await late.peek(), null);
      assert.equal(await late.page.evaluate(() => Object.keys(localStorage).some((key) => key.startsWith("tokenward:api"))), false);
    });
  }
});
