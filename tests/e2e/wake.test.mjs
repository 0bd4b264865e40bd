// Pages that are offline, asleep or frozen, in Chromium: no request is lost, and no caller waits for long afterwards.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { token } from "../support/answers.mjs";
import { rotatingFamily } from "../support/rotation.mjs";
import { eventually, pause } from "../support/wait.mjs";
import { launchChromium } from "./chromium.mjs";
import { client, newContext, openTab, startOrigin } from "./tabs.mjs";

/** Timers of more than a moment never fire while `window.asleep` is true: a throttled page, or a machine that sleeps. */
const sleepyTimers = () => {
  const { setTimeout: set } = window;
  window.setTimeout = (work, delay, ...rest) => {
    const unlessAsleep = () => (window.asleep && delay > 1_000 ? undefined : work());
    return set(unlessAsleep, delay, ...rest);
  };
};

/** Counts the listeners that are on the window. */
const countedListeners = () => {
  window.listening = [];
  const { addEventListener: add, removeEventListener: remove } = window;
  window.addEventListener = (kind, ...rest) => (window.listening.push(kind), add.call(window, kind, ...rest));
  window.removeEventListener = (kind, ...rest) => {
    const place = window.listening.indexOf(kind);
    if (place >= 0) window.listening.splice(place, 1);
    remove.call(window, kind, ...rest);
  };
};

describe("waking up in Chromium", { timeout: 120_000 }, () => {
  let browser;
  before(async () => void (browser = await launchChromium()));
  after(() => browser?.close());

  it("sends nothing while offline, and renews soon after `online`, once for all tabs", async (t) => {
    const server = await startOrigin(t);
    const family = rotatingFamily({ expiresIn: 4 });
    server.always(family.answer);
    const context = await newContext(t, browser);
    const options = { storage: "local", providers: { api: client(server, { refreshToken: family.current }) } };
    const tabs = [await openTab(context, server, options), await openTab(context, server, options)];
    const first = await tabs[0].getToken();
    assert.equal(await tabs[1].getToken(), first);
    await context.setOffline(true);
    for (const tab of tabs) await eventually(async () => (await tab.events()).includes("expired"), "the token expires");
    await pause(1_500);
    assert.equal(server.requests.length, 1);

    await context.setOffline(false);
    for (const tab of tabs) {
      await eventually(async () => ![null, first].includes(await tab.peek()), "the tab has a new token by itself", 5_000);
    }
    assert.equal(family.reuses, 0);
    assert.equal(await tabs[0].peek(), await tabs[1].peek());
  });

  it("an offline caller gets a network error, and a waiting one gets a token when the network comes back", async (t) => {
    const server = await startOrigin(t);
    const context = await newContext(t, browser);
    const quick = { providers: { api: client(server, { retryPolicy: { timeoutMs: 1_000 } }) } };
    const tab = await openTab(context, server, quick);
    await context.setOffline(true);
    const code = await tab.page.evaluate(() => window.manager.getToken().catch(({ code }) => code));
    assert.equal(code, "network");
    assert.equal(server.requests.length, 0);

    const patient = await openTab(await newContext(t, browser), server);
    await patient.page.context().setOffline(true);
    await patient.page.evaluate(() => void (window.asked = window.manager.getToken()));
    await pause(500);
    await patient.page.context().setOffline(false);
    assert.match(await patient.page.evaluate(() => window.asked), /^access-/);
    assert.equal(server.requests.length, 1);
  });

  for (const kind of ["visibilitychange", "resume", "pageshow", "focus"]) {
    it(`looks at the clock anew at \`${kind}\``, async (t) => {
      const server = await startOrigin(t);
      server.next(token({ expires_in: 6, refresh_token: "refresh-1" }));
      const tab = await openTab(await newContext(t, browser), server, {}, sleepyTimers);
      const first = await tab.getToken();
      await tab.page.evaluate(() => void (window.asleep = true));
      await pause(7_000);
      assert.equal(server.requests.length, 1, "its timer did not fire");
      await tab.page.evaluate((kind) => {
        window.asleep = false;
        const target = ["visibilitychange", "resume"].includes(kind) ? document : window;
        target.dispatchEvent(new Event(kind));
      }, kind);
      await eventually(async () => ![null, first].includes(await tab.peek()), "there is a new token without a caller");
      assert.equal(server.requests.length, 2);
    });
  }

  it("leaves no listener behind when it is closed", async (t) => {
    const server = await startOrigin(t);
    const tab = await openTab(await newContext(t, browser), server, {}, countedListeners);
    const ours = ["visibilitychange", "resume", "pageshow", "focus", "online", "offline"];
    const listening = async () => (await tab.page.evaluate(() => window.listening)).filter((kind) => ours.includes(kind));
    assert.deepEqual(await listening(), ours);
    await tab.page.evaluate(() => window.manager.close());
    assert.deepEqual(await listening(), []);
  });
});
