// Wrong clocks, clocks that are set while the page is open, and frozen pages, in Chromium. The authorization server is a real one, with
// the right clock.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { after as once, token } from "../support/answers.mjs";
import { rotatingFamily } from "../support/rotation.mjs";
import { deferred, eventually, pause } from "../support/wait.mjs";
import { launchChromium } from "./chromium.mjs";
import { startStrictOrigin } from "./strict/origin.mjs";
import { client, newContext, openTab, startOrigin } from "./tabs.mjs";

const HOURS_MS = 3_600_000;

/** This page's clock is wrong by `window.wrongBy` milliseconds, which may change. */
function wrongClock(wrongBy) {
  const { now } = Date;
  window.wrongBy = wrongBy;
  Date.now = () => now() + window.wrongBy;
}

describe("clocks in Chromium", { timeout: 120_000 }, () => {
  let browser;
  before(async () => void (browser = await launchChromium({ backForwardCache: true })));
  after(() => browser?.close());

  for (const hours of [-2, 2]) {
    it(`logs in and renews with a device clock that is wrong by ${hours} hours, and reports it`, async (t) => {
      const server = await startStrictOrigin();
      t.after(() => server.stop());
      const context = await newContext(t, browser);
      await context.addInitScript(wrongClock, hours * HOURS_MS);
      const page = await context.newPage();
      await page.goto(`${server.origin}/strict/login`);
      await page.waitForFunction(() => window.result, undefined, { timeout: 20_000 });
      const { thrown, came, skew, complaints } = await page.evaluate(() => window.result);
      assert.deepEqual({ thrown, complaints }, { thrown: undefined, complaints: [] });
      assert.deepEqual(came, { appState: { from: "/strict/login" }, claimed: "ada", renewed: true, sub: "ada", left: null });
      assert.ok(Math.abs(skew - hours * HOURS_MS) < 5_000, `a skew of ${skew} ms`);
      assert.ok(server.renewals() <= 3, `${server.renewals()} renewals of tokens that live for six seconds`);
    });
  }

  it("renews once when the clock is set forward while the page is open, and not again when it is set back", async (t) => {
    const server = await startOrigin(t);
    server.always(token({ expires_in: 3600, refresh_token: "refresh-1" }));
    const { page, getToken, peek } = await openTab(await newContext(t, browser), server, {}, wrongClock);
    await page.evaluate(() => void (window.wrongBy = 0));
    const first = await getToken();
    await page.evaluate((ms) => void (window.wrongBy = ms), 2 * HOURS_MS);
    const second = await getToken();
    assert.notEqual(second, first, "by the clock it has expired");
    await page.evaluate(() => void (window.wrongBy = 0));
    for (let i = 0; i < 5; i++) assert.equal(await getToken(), second);
    await pause(1_500);
    assert.equal(await peek(), second);
    assert.equal(server.requests.length, 2);
  });

  for (const [what, ms] of [["ahead", 24 * HOURS_MS], ["back", -24 * HOURS_MS]]) {
    it(`waits for a refresh that is under way when the clock is set a day ${what}, and keeps the session`, async (t) => {
      const server = await startOrigin(t);
      const family = rotatingFamily({ expiresIn: 3 * 24 * 3600 });
      server.always(family.answer);
      const context = await newContext(t, browser);
      const given = { storage: "local", background: false, providers: { api: client(server, { refreshToken: family.current }) } };
      const tabs = [await openTab(context, server, given, wrongClock), await openTab(context, server, given, wrongClock)];
      const [one, other] = tabs;
      for (const { page } of tabs) await page.evaluate(() => void (window.wrongBy = 0));
      await one.getToken();
      const { promise: release, resolve } = deferred();
      server.always((request) => once(release, family.answer(request)));
      await one.page.evaluate(() => void (window.asked = window.manager.refresh().then(() => window.manager.peekToken())));
      await eventually(() => server.requests.length === 2, "the refresh is under way");
      for (const { page } of tabs) await page.evaluate((ms) => void (window.wrongBy = ms), ms);
      const also = other.page.evaluate(() => window.manager.refresh().then(() => window.manager.peekToken()));
      await pause(3_000);
      assert.equal(server.requests.length, 2, "nothing more is sent");
      server.always(family.answer);
      resolve();
      const token = await one.page.evaluate(() => window.asked);
      assert.equal(typeof token, "string");
      assert.equal(typeof (await also), "string");
      assert.equal(family.reuses, 0);
      for (const tab of tabs) assert.deepEqual((await tab.events()).filter((name) => name === "error" || name === "reauthenticate"), []);
    });
  }

  it("hands out no token past its end after the clock was set back by a day", async (t) => {
    const server = await startOrigin(t);
    const family = rotatingFamily({ expiresIn: 3 });
    server.always(family.answer);
    const given = { storage: "local", background: false, providers: { api: client(server, { refreshToken: family.current }) } };
    const { page, getToken } = await openTab(await newContext(t, browser), server, given, wrongClock);
    await page.evaluate(() => void (window.wrongBy = 0));
    await getToken();
    await page.evaluate((ms) => void (window.wrongBy = ms), -24 * HOURS_MS);
    // In the page, since the way from here takes some time.
    const oldest = await page.evaluate(async () => {
      const born = new Map();
      let oldest = 0;
      for (const end = performance.now() + 9_000; performance.now() < end; await new Promise((resolve) => setTimeout(resolve, 50))) {
        const asked = performance.now();
        const token = await window.manager.getToken();
        if (!born.has(token)) born.set(token, performance.now());
        else oldest = Math.max(oldest, asked - born.get(token));
      }
      return oldest;
    });
    assert.ok(oldest < 3_000, `a token of three seconds was handed out ${oldest} ms after it came`);
  });

  it("does not give an expired token its life back when the clock is set back", async (t) => {
    const server = await startOrigin(t);
    server.always(token({ expires_in: 2, refresh_token: "refresh-1" }));
    const { page, getToken, peek } = await openTab(await newContext(t, browser), server, { background: false }, wrongClock);
    await page.evaluate(() => void (window.wrongBy = 0));
    const first = await getToken();
    await page.evaluate((ms) => void (window.wrongBy = ms), -2 * HOURS_MS);
    await pause(2_200);
    assert.equal(await peek(), null);
    assert.notEqual(await getToken(), first);
    assert.equal(server.requests.length, 2);
  });

  it("sends nothing while the browser keeps the page frozen, and renews at once when it thaws it", async (t) => {
    const server = await startOrigin(t);
    server.always(token({ expires_in: 4, refresh_token: "refresh-1" }));
    const { page, getToken, peek } = await openTab(await newContext(t, browser), server);
    const first = await getToken();
    await page.evaluate(() => addEventListener("pageshow", ({ persisted }) => void (window.thawed = persisted)));
    // In the back/forward cache a page is frozen: no timer fires, no request is sent.
    await page.goto(`${server.origin}/elsewhere`);
    await pause(6_000);
    assert.equal(server.requests.length, 1);
    await page.goBack({ waitUntil: "commit" });
    await eventually(() => page.evaluate(() => window.thawed), "the page was thawed, not loaded anew");
    await eventually(async () => ![null, first].includes(await peek()), "there is a new token without a caller");
    assert.equal(server.requests.length, 2);
  });
});
