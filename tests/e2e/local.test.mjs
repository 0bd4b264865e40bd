// Storage "local" in tabs with a late copy of localStorage, as in any renderer process from time to time, and with writes by other
// code. The server accepts each refresh token once and ends the session at a second use.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { rotatingFamily } from "../support/rotation.mjs";
import { eventually } from "../support/wait.mjs";
import { launchChromium } from "./chromium.mjs";
import { client, newContext, openTab, startOrigin } from "./tabs.mjs";

/** `makeLate()`: from now on this tab sees the present state of localStorage; its writes take effect. */
function lateCopies() {
  const { getItem } = Storage.prototype;
  let copy;
  window.makeLate = () => (copy = { ...localStorage });
  window.catchUp = () => (copy = undefined);
  Storage.prototype.getItem = function (key) {
    return this === localStorage && copy ? (copy[key] ?? null) : getItem.call(this, key);
  };
}

/** No message reaches another tab, so that only storage decides. */
function withoutHints() {
  window.BroadcastChannel = class {
    postMessage() {}
    close() {}
  };
}

/** The prefix of the record's key, before the identity. */
const KEY = "tokenward:api:";

const WITHOUT_INDEXEDDB = {
  "is missing": () => Object.defineProperty(window, "indexedDB", { value: undefined }),
  throws() {
    IDBFactory.prototype.open = () => {
      throw new DOMException("No.", "SecurityError");
    };
  },
  "never answers"() {
    IDBFactory.prototype.open = () => ({});
  },
};

describe("localStorage between tabs in Chromium", { timeout: 120_000 }, () => {
  let browser;
  before(async () => void (browser = await launchChromium()));
  after(() => browser?.close());

  async function origin(t) {
    const server = await startOrigin(t);
    const family = rotatingFamily();
    server.always(family.answer);
    const context = await newContext(t, browser);
    await context.addInitScript(lateCopies);
    await context.addInitScript(withoutHints);
    const given = { storage: "local", providers: { api: client(server, { refreshToken: family.current }) }, background: false };
    return { server, family, context, open: (before) => openTab(context, server, given, before) };
  }

  async function twoTabs(t) {
    const all = await origin(t);
    const [one, other] = [await all.open(), await all.open()];
    const token = await one.getToken();
    assert.equal(await other.getToken(), token);
    return { ...all, one, other, token };
  }

  const makeLate = (tab) => tab.page.evaluate(() => void window.makeLate());
  const refresh = (tab) => tab.page.evaluate(() => window.manager.refresh().then(({ state }) => state, ({ code }) => code));
  const stored = (tab) => tab.page.evaluate((start) => localStorage.getItem(Object.keys(localStorage).find((key) => key.startsWith(start))), KEY);

  it("renews in turn although each tab's copy shows a replaced value", async (t) => {
    const { family, server, one, other } = await twoTabs(t);
    for (let round = 0; round < 6; round += 1) {
      const [active, late] = round % 2 ? [one, other] : [other, one];
      await makeLate(late);
      assert.equal(await refresh(active), "valid");
      // Its own token has expired, and its copy shows that token with a spent refresh token.
      await late.page.evaluate(() => window.manager.invalidate());
      await late.getToken();
      await late.page.evaluate(() => window.catchUp());
    }
    assert.equal(family.reuses, 0);
    assert.ok(server.requests.length <= 13, `${server.requests.length} requests`);
  });

  it("a logged-out user stays logged out although the copy still shows the record", async (t) => {
    const { family, one, other } = await twoTabs(t);
    await makeLate(other);
    await one.clear();
    assert.equal(await refresh(other), "reauthentication_required");
    assert.equal(await other.peek(), null);
    assert.equal(await stored(one), null);
    assert.equal(family.reuses, 0);
  });

  it("adopts a first login from another tab, although the copy shows nothing yet", async (t) => {
    const { open, family } = await origin(t);
    const [one, other] = [await open(), await open()];
    await makeLate(other);
    const token = await one.getToken();
    await other.page.evaluate(() => setTimeout(() => {
      window.catchUp();
      const key = Object.keys(localStorage).find((key) => key.startsWith("tokenward:api:"));
      window.dispatchEvent(new StorageEvent("storage", { key }));
    }, 50));
    assert.equal(await other.getToken(), token);
    assert.equal(family.reuses, 0);
  });

  it("treats `localStorage.clear()` by the application as a logout", async (t) => {
    const all = await twoTabs(t);
    await all.one.page.evaluate(() => localStorage.clear());
    const third = await all.open();
    assert.equal(await third.page.evaluate(() => window.manager.getTokens().then((tokens) => tokens ?? null)), null);
    assert.equal(await refresh(all.other), "reauthentication_required");
  });

  it("uses a record of other code that doesn't commit, and one from before there were commits", async (t) => {
    const { open, one } = await twoTabs(t);
    await one.clear();
    const without = await open(WITHOUT_INDEXEDDB["is missing"]);
    await without.page.evaluate(() => window.manager.setTokens("api", { accessToken: "given", expiresIn: 600 }));
    assert.equal(await (await open()).getToken(), "given", "although the last commit is a removal");
    await one.page.evaluate(() => new Promise((resolve, reject) => {
      const request = indexedDB.deleteDatabase("tokenward");
      request.onsuccess = resolve;
      request.onerror = reject;
    }));
    assert.equal(await (await open()).getToken(), "given", "without any commit");
  });

  it("replaces an unknown value by a newer one, once", async (t) => {
    const { open, server } = await origin(t);
    const one = await open();
    await one.getToken();
    await one.page.evaluate(async (start) => {
      await window.manager.close();
      localStorage.setItem(Object.keys(localStorage).find((key) => key.startsWith(start)), "not a record");
    }, KEY);
    const third = await open();
    const code = await third.page.evaluate(() => window.manager.getToken().catch(({ code }) => code));
    assert.notEqual(code, undefined);
    assert.deepEqual((await third.events()).filter((name) => name === "storageError"), ["storageError"]);
    assert.ok(server.requests.length <= 2);
  });

  for (const [what, script] of Object.entries(WITHOUT_INDEXEDDB)) {
    it(`works as plain localStorage where IndexedDB ${what}`, async (t) => {
      const { open } = await origin(t);
      const one = await open(script);
      const token = await one.getToken();
      const other = await open(script);
      assert.equal(await other.getToken(), token);
      await one.clear();
      assert.equal(await stored(one), null);
      assert.deepEqual(await one.events(), ["added", "removed"]);
    });
  }

  it("keeps no token in IndexedDB after a logout", async (t) => {
    const { one, token } = await twoTabs(t);
    await one.clear();
    const rest = await one.page.evaluate(() => new Promise((resolve) => {
      indexedDB.open("tokenward").onsuccess = ({ target: { result: database } }) => {
        const all = database.transaction("commits").objectStore("commits").getAll();
        all.onsuccess = () => { database.close(); resolve(JSON.stringify(all.result)); };
      };
    }));
    assert.match(rest, /"value":null/);
    assert.ok(!rest.includes(token) && !rest.includes("refresh-"));
  });
});
