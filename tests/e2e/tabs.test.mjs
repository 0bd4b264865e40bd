// Two tabs of one browser in Chromium: each adopts the other's tokens, and a logout in one is a logout in both.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { after as once } from "../support/answers.mjs";
import { signIdToken } from "../support/id-tokens.mjs";
import { rotatingFamily } from "../support/rotation.mjs";
import { deferred, eventually, pause } from "../support/wait.mjs";
import { launchChromium } from "./chromium.mjs";
import { client, newContext, openTab, startOrigin } from "./tabs.mjs";

describe("tabs in Chromium", { timeout: 120_000 }, () => {
  let browser;
  before(async () => void (browser = await launchChromium({ backForwardCache: true })));
  after(() => browser?.close());

  /** Two tabs with one token, at a server with rotation. */
  async function twoTabs(t, options = {}) {
    const server = await startOrigin(t);
    const family = rotatingFamily();
    server.always(family.answer);
    const context = await newContext(t, browser);
    const given = { storage: "local", providers: { api: client(server, { refreshToken: family.current }) }, ...options };
    const [one, other] = [await openTab(context, server, given), await openTab(context, server, given)];
    const token = await one.getToken();
    if (given.storage === "local") assert.equal(await other.getToken(), token);
    return { server, family, context, one, other, token };
  }

  const empty = (tab) => eventually(async () => (await tab.peek()) === null, "the other tab's memory is empty", 1_000);
  const count = async (tab, name) => (await tab.events()).filter((event) => event === name).length;

  it("adopts the other tab's renewal, with one event and no request", async (t) => {
    const { server, one, other, token } = await twoTabs(t);
    await one.page.evaluate(() => window.manager.refresh());
    const renewed = await one.peek();
    assert.notEqual(renewed, token);
    await eventually(async () => (await other.peek()) === renewed, "the other tab has it", 1_000);
    await pause(500);
    assert.equal(await count(other, "refreshed"), 1);
    assert.equal(server.requests.length, 2);
  });

  it("adopts tokens that were set in the other tab", async (t) => {
    const { one, other } = await twoTabs(t);
    await one.page.evaluate(() => window.manager.setTokens("api", { accessToken: "given", expiresIn: 600 }));
    await eventually(async () => (await other.peek()) === "given", "the other tab has it", 1_000);
  });

  for (const call of ["clear", "revoke"]) {
    it(`empties the other tab within a second of \`${call}\``, async (t) => {
      const { server, one, other } = await twoTabs(t);
      await one.page.evaluate((call) => window.manager[call]("api"), call);
      await empty(other);
      assert.equal(await count(other, "removed"), 1);
      const code = await other.page.evaluate(() => window.manager.getToken().catch(({ code }) => code));
      assert.equal(code, "reauthentication_required");
      assert.equal(server.requests.length, 1);
    });
  }

  it("empties the other tab while a refresh is in flight there, and drops its late answer", async (t) => {
    const { server, family, one, other } = await twoTabs(t);
    const { promise: release, resolve } = deferred();
    server.always((request) => once(release, family.answer(request)));
    await other.page.evaluate(() => void (window.asked = window.manager.refresh().catch(({ code }) => code)));
    await eventually(() => server.requests.length === 2, "the refresh is under way");
    await one.clear();
    await empty(other);
    assert.equal(await other.page.evaluate(() => window.asked), "reauthentication_required");
    resolve();
    await pause(300);
    assert.equal(await other.peek(), null);
    assert.equal(await one.page.evaluate(() => localStorage.length), 0);
  });

  for (const storage of ["memory", "session"]) it(`empties the other tab with storage "${storage}", which is each tab's own`, async (t) => {
    const { one, other } = await twoTabs(t, { storage });
    await other.page.evaluate(() => window.manager.setTokens("api", { accessToken: "of-this-tab", expiresIn: 600 }));
    assert.notEqual(await one.peek(), null, "new tokens there are nothing to this one");
    await one.clear();
    await empty(other);
    assert.equal(await other.page.evaluate(() => sessionStorage.length), 0);
  });

  it("empties workers too, and is emptied by them", async (t) => {
    const { one, other } = await twoTabs(t, { storage: "memory" });
    const worker = await other.startWorker();
    const given = { accessToken: "given", expiresIn: 600 };
    await worker("setTokens", "api", given);
    await one.clear();
    await eventually(async () => (await worker("peekToken")) === null, "the worker's memory is empty", 1_000);

    await one.page.evaluate((given) => window.manager.setTokens("api", given), given);
    await worker("setTokens", "api", given);
    await worker("clear");
    await empty(one);
  });

  for (const storage of ["local", "indexeddb"]) for (const background of [true, false]) {
    it(`signs in all tabs that hold nothing, with storage "${storage}" and background refresh ${background ? "on" : "off"}`, async (t) => {
      const server = await startOrigin(t);
      const family = rotatingFamily();
      server.always(family.answer);
      const context = await newContext(t, browser);
      const given = { storage, background, providers: { api: client(server, { refreshToken: undefined }) } };
      const tabs = [await openTab(context, server, given), await openTab(context, server, given), await openTab(context, server, given)];
      const [one, two, away] = tabs;
      await away.page.evaluate(() => addEventListener("pageshow", (event) => void (window.restored = event.persisted)));
      await away.page.goto(`${server.origin}/elsewhere`);

      await one.page.evaluate((tokens) => window.manager.setTokens("api", tokens), { accessToken: "given", expiresIn: 600, refreshToken: family.current });
      await eventually(async () => (await two.peek()) === "given", "the other tab has it", 1_000);
      await two.page.evaluate(() => window.manager.refresh());
      const renewed = await two.peek();
      await eventually(async () => (await one.peek()) === renewed, "and the first has what the other renewed", 1_000);

      await away.page.goBack({ waitUntil: "commit" });
      await eventually(() => away.page.evaluate(() => window.restored), "the page was restored, not loaded anew");
      await eventually(async () => (await away.peek()) === renewed, "so has the page from the back/forward cache", 1_000);
      await pause(500);
      for (const tab of tabs) assert.equal(await count(tab, "added"), 1);
      assert.equal(server.requests.length, 1);
    });
  }

  for (const encryption of [undefined, true]) {
    it(`knows sign-ins and sign-outs in all tabs, after a reload and from the back/forward cache${encryption ? ", encrypted" : ""}`, async (t) => {
      const server = await startOrigin(t);
      const context = await newContext(t, browser);
      const login = { grant: "authorization_code", clientId: "tab", redirectUri: `${server.origin}/callback`, tokenEndpoint: server.tokenEndpoint, authorizationEndpoint: `${server.origin}/authorize` };
      const given = { storage: "local", encryption, providers: { api: login } };
      const tabs = [await openTab(context, server, given), await openTab(context, server, given), await openTab(context, server, given)];
      const [one, two, away] = tabs;
      const id = (tab) => tab.page.evaluate(() => [window.manager.isAuthenticated(), window.manager.getUser()?.id]);
      const knows = (tab, ...expected) => eventually(async () => JSON.stringify(await id(tab)) === JSON.stringify(expected), `the tab knows ${expected}`, 2_000);
      const signIn = async (tab, sub) => {
        const idToken = await signIdToken({ issuer: server.origin, audience: "tab" }, { sub });
        await tab.page.evaluate((tokens) => window.manager.setTokens("api", tokens), { accessToken: `of-${sub}`, expiresIn: 600, refreshToken: `refresh-${sub}`, idToken });
      };
      await signIn(one, "ada");
      for (const tab of tabs) await knows(tab, true, "ada");
      await away.page.evaluate(() => addEventListener("pageshow", (event) => void (window.restored = event.persisted)));
      await away.page.goto(`${server.origin}/elsewhere`);
      await signIn(two, "bob");
      for (const tab of [one, two]) await knows(tab, true, "bob");
      const loaded = await openTab(context, server, given);
      assert.deepEqual(await id(loaded), [true, "bob"], "a page that loads knows it at once");
      await away.page.goBack({ waitUntil: "commit" });
      await eventually(() => away.page.evaluate(() => window.restored), "the page was restored, not loaded anew");
      await knows(away, true, "bob");
      await loaded.clear();
      for (const tab of [...tabs, loaded]) await knows(tab, false, null);
      await pause(500);
      for (const tab of tabs) {
        const heard = (await tab.events()).filter((name) => name.startsWith("signed"));
        assert.deepEqual(heard, ["signedIn", "signedOut", "signedIn", "signedOut"]);
      }
      assert.equal(await count(loaded, "signedOut"), 1);
      assert.equal(server.requests.length, 0);
    });
  }

  it("leaves other namespaces and other credentials alone", async (t) => {
    const { server, context, one } = await twoTabs(t, { storage: "memory" });
    const elsewhere = await openTab(context, server, { namespace: "another" });
    const scoped = await openTab(context, server, { providers: { api: client(server, { scope: "more" }) } });
    for (const tab of [elsewhere, scoped]) {
      await tab.page.evaluate(() => window.manager.setTokens("api", { accessToken: "kept", expiresIn: 600 }));
    }
    await one.clear();
    await pause(1_000);
    assert.equal(await elsewhere.peek(), "kept");
    assert.equal(await scoped.peek(), "kept");
  });

  it("empties a page that comes back from the back/forward cache", async (t) => {
    const { server, one, other } = await twoTabs(t);
    await other.page.evaluate(() => {
      window.addEventListener("pageshow", (event) => void (window.restored = event.persisted));
    });
    await other.page.goto(`${server.origin}/elsewhere`);
    await one.clear();
    await other.page.goBack({ waitUntil: "commit" });
    await eventually(() => other.page.evaluate(() => window.restored), "the page was restored, not loaded anew");
    await empty(other);
    assert.equal(await count(other, "removed"), 1);
    // It receives messages again.
    await other.page.evaluate(() => window.manager.setTokens("api", { accessToken: "new", expiresIn: 600 }));
    await one.page.evaluate(() => window.manager.setTokens("api", { accessToken: "newer", expiresIn: 600 }));
    await eventually(async () => (await other.peek()) === "newer", "the restored page adopts", 1_000);
  });

  for (const storage of ["local", "memory"]) {
    it(`tells the other tab without BroadcastChannel, with storage "${storage}"`, async (t) => {
      const server = await startOrigin(t);
      const family = rotatingFamily();
      server.always(family.answer);
      const context = await newContext(t, browser);
      await context.addInitScript(() => void delete window.BroadcastChannel);
      const options = { storage, providers: { api: client(server, { refreshToken: family.current }) } };
      const [one, other] = [await openTab(context, server, options), await openTab(context, server, options)];
      await one.getToken();
      const given = { accessToken: "given", expiresIn: 600 };
      await other.page.evaluate((given) => window.manager.setTokens("api", given), given);
      if (storage === "local") await eventually(async () => (await one.peek()) === "given", "adopted", 1_000);
      await one.clear();
      await empty(other);
      assert.equal(await count(other, "removed"), 1);
      await eventually(() => one.page.evaluate(() => localStorage.length === 0), "nothing is left of the message");
      // A closed manager receives nothing.
      await other.page.evaluate(() => window.manager.setTokens("api", { accessToken: "kept", expiresIn: 600 }));
      await one.page.evaluate(() => window.manager.close());
      await other.clear();
      await pause(200);
      assert.equal(await count(one, "removed"), 1);
    });
  }

  it("sends nothing to a tab that closed its manager, and nothing from it", async (t) => {
    const { one, other } = await twoTabs(t);
    await other.page.evaluate(() => window.manager.close());
    await one.clear();
    await pause(300);
    assert.equal(await count(other, "removed"), 0);
  });

  it("is not disturbed by a storm of hints, true and false", async (t) => {
    const { server, one, other, token } = await twoTabs(t);
    await one.page.evaluate(async () => {
      const channel = new BroadcastChannel("tokenward");
      const heard = new Promise((resolve) => channel.addEventListener("message", ({ data }) => resolve(data)));
      const second = new BroadcastChannel("tokenward");
      void window.manager.invalidate();
      const hint = await heard;
      for (let i = 0; i < 5_000; i++) {
        second.postMessage(hint);
        second.postMessage(hint.replace(/^./, "c"));
        second.postMessage({ not: "a hint" });
        second.postMessage("x".repeat(i % 30));
      }
    });
    const renewed = await one.getToken();
    assert.notEqual(renewed, token);
    await eventually(async () => (await other.peek()) === renewed, "the other tab has the new token");
    const { storageReads } = await other.page.evaluate(() => window.manager.metrics());
    assert.ok(storageReads < 100, `${storageReads} reads`);
    assert.equal(await count(other, "removed"), 0);
    assert.equal(server.requests.length, 2);
  });
});
