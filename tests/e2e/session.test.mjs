// A user signs in by leaving the page, comes back, and signs out, in Chromium: the address bar, the loaded files, and the effects of
// reloads, the back button, other tabs, StrictMode and a missing network.

import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { closeAfter } from "../support/cleanup.mjs";
import { launchChromium } from "./chromium.mjs";
import { ready, signIn, startSessionOrigin } from "./session-page.mjs";
import { newContext } from "./tabs.mjs";
import { until } from "./until.mjs";

/** The files that only a login needs. */
const LOGIN = /driver\/login|wasm\/login|well-known|token$/;

describe("a user's session in Chromium", { timeout: 120_000 }, () => {
  let browser;
  let server;
  /** The page of all tests that need only one: opening a page takes as long as most of a test. */
  let single;
  const ends = [];
  before(async () => {
    browser = await launchChromium({ backForwardCache: true });
    server = await startSessionOrigin({ after: (end) => ends.push(end) });
    single = await open(await browser.newContext());
  });
  after(async () => {
    await browser?.close();
    for (const end of ends) await end();
  });
  beforeEach(() => {
    server.granted.length = 0;
    server.refused.length = 0;
    server.network.beforeToken = undefined;
  });

  async function open(context, path = "/") {
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    page.requested = [];
    page.on("request", (request) => page.requested.push(new URL(request.url()).pathname));
    await page.goto(`${server.issuer}${path}`);
    await ready(page);
    return page;
  }
  /** A page of a fresh browser context. */
  async function aPage() {
    await single.unrouteAll();
    await single.goto(`${server.issuer}/elsewhere`);
    const session = await single.context().newCDPSession(single);
    await session.send("Storage.clearDataForOrigin", { origin: server.issuer, storageTypes: "all" });
    await session.detach();
    await single.evaluate(() => sessionStorage.clear());
    single.requested.length = 0;
    await single.goto(`${server.issuer}/`);
    await ready(single);
    return single;
  }
  async function twoTabs(t) {
    const page = await aPage();
    const other = await open(page.context());
    closeAfter(t, () => other.close());
    return [page, other];
  }
  /** Begins a login, which leaves the page. */
  async function leave(page, options) {
    await page.evaluate((options) => void told(manager.login("api", options)), options);
    await page.waitForURL((url) => url.pathname.startsWith("/interaction"));
  }
  const results = (page) => page.evaluate(() => Promise.all(results));
  const user = (page) => page.evaluate(() => manager.getUser()?.id ?? null);

  it("leaves the page and comes back with the result; the address bar shows no callback, and a reload finds the user", async () => {
    const page = await aPage();
    assert.deepEqual(await results(page), ["none", "none"]);
    assert.ok(!page.requested.some((path) => LOGIN.test(path)), page.requested.join());
    await leave(page, { appState: { returnTo: "/inbox" }, prompt: "consent" });
    await signIn(page);
    const [first, second] = await results(page);
    assert.deepEqual([first.user.id, first.appState, first.info.hasRefreshToken], ["ada", { returnTo: "/inbox" }, true]);
    assert.deepEqual(second, first);
    assert.deepEqual(await page.evaluate(() => [location.pathname + location.search, history.state, events.join()]), ["/callback", null, "signedIn"]);
    assert.deepEqual(server.granted, ["authorization_code"]);

    page.requested.length = 0;
    await page.reload();
    await ready(page);
    assert.deepEqual([await results(page), await user(page)], [["none", "none"], "ada"]);
    assert.ok(!page.requested.some((path) => LOGIN.test(path)), page.requested.join());
  });

  it("gives the result again until the page's URL changes, and nothing after a sign-out", async () => {
    const page = await aPage();
    await leave(page);
    await signIn(page);
    const [first] = await results(page);
    assert.deepEqual(await page.evaluate(() => handle()), first);
    const elsewhere = await page.evaluate(async () => {
      history.pushState(null, "", "/inbox");
      const there = await handle();
      const popped = new Promise((resolve) => addEventListener("popstate", resolve, { once: true }));
      history.back();
      await popped;
      return [there, location.pathname, await handle()];
    });
    assert.deepEqual(elsewhere, ["none", "/callback", "none"]);

    await page.goto(`${server.issuer}/`);
    await ready(page);
    await leave(page);
    await signIn(page);
    assert.equal((await results(page))[0].user.id, "ada");
    await page.evaluate(() => manager.logout("api", { navigate: false }));
    assert.equal(await page.evaluate(() => handle()), "none");
  });

  it("keeps the fragment and the state of the history's entry", async (t) => {
    const page = await open(await newContext(t, browser));
    const url = await page.evaluate(async () => (await manager.startLogin("api")).url);
    await page.goto(url);
    // The app's router runs first, and the server adds a fragment.
    await page.addInitScript(() => history.replaceState({ router: 1 }, "", `${location.href.split("#")[0]}#top`));
    await signIn(page);
    await results(page);
    assert.deepEqual(await page.evaluate(() => [location.pathname + location.search + location.hash, history.state]), ["/callback#top", { router: 1 }]);
  });

  it("a refusal is an error, twice the same, and leaves no callback in the address bar", async () => {
    const page = await aPage();
    const state = await page.evaluate(async () => new URL((await manager.startLogin("api")).url).searchParams.get("state"));
    await page.goto(`${server.issuer}/callback?error=access_denied&state=${state}&iss=${encodeURIComponent(server.issuer)}`);
    await ready(page);
    const [first, second] = await results(page);
    assert.deepEqual([first.name, first.code, first.oauthError], ["LoginError", "login_failed", "access_denied"]);
    assert.deepEqual(second, first);
    assert.equal(await page.evaluate(() => location.search), "");
  });

  it("a callback of a foreign login stays unchanged", async () => {
    const page = await aPage();
    const address = "/callback?code=c&state=another-librarys";
    await page.goto(`${server.issuer}${address}`);
    await ready(page);
    assert.deepEqual(await results(page), ["none", "none"]);
    assert.equal(await page.evaluate(() => location.pathname + location.search), address);
    assert.ok(!page.requested.some((path) => LOGIN.test(path)));
  });

  it("a page that is reloaded while its code is on the way is no callback any more, and the next login works", async () => {
    const page = await aPage();
    const code = server.holdTokenRequests();
    await leave(page);
    await signIn(page);
    await code.came;
    assert.equal(await page.evaluate(() => location.search), "");
    await page.reload();
    await ready(page);
    assert.deepEqual(await results(page), ["none", "none"]);
    assert.equal(code.count, 1);
    code.letGo();
    await leave(page);
    await signIn(page);
    assert.equal((await results(page))[0].user.id, "ada");
    assert.equal(code.count, 2);
  });

  it("a page that is reloaded before its login core is there finishes the login then", async () => {
    const page = await aPage();
    await leave(page);
    let held = 0;
    await page.route("**/login*.wasm", (route) => (held++ === 0 ? undefined : route.continue()));
    await signIn(page);
    await until("the core is asked for", () => held === 1);
    await page.reload();
    await ready(page);
    assert.equal((await results(page))[0].user.id, "ada");
    assert.deepEqual(server.granted, ["authorization_code"]);
  });

  it("the back button leads to a page where the next login works", async () => {
    const page = await aPage();
    await page.evaluate(() => addEventListener("pageshow", ({ persisted }) => void (window.restored = persisted)));
    await leave(page);
    await page.goBack({ waitUntil: "commit" });
    await until("the page was restored, not loaded anew", () => page.evaluate(() => window.restored));
    await leave(page);
    await signIn(page);
    assert.equal((await results(page))[0].user.id, "ada");
  });

  it("a login in one tab signs in the other, where its callback stays foreign", async (t) => {
    const [page, other] = await twoTabs(t);
    await leave(page);
    let callback;
    page.on("request", (request) => request.url().includes("code=") && (callback ??= request.url()));
    await signIn(page);
    await results(page);
    await until("the other tab has the user", async () => (await user(other)) === "ada");
    assert.equal(await other.evaluate(() => events.join()), "signedIn");
    await other.goto(callback);
    await ready(other);
    assert.deepEqual([await results(other), await user(other)], [["none", "none"], "ada"]);
    assert.deepEqual(server.granted, ["authorization_code"]);
  });

  it("two managers of a page share the callback, also when the first one is closed", async () => {
    const page = await aPage();
    await page.evaluate(() => sessionStorage.setItem("options", JSON.stringify({ storage: "memory" })));
    await page.reload();
    await ready(page);
    const code = server.holdTokenRequests();
    await leave(page);
    await signIn(page);
    await code.came;
    await page.evaluate(async () => {
      await manager.close();
      window.manager = await create();
      window.next = handle();
    });
    code.letGo();
    assert.equal((await page.evaluate(() => next)).user.id, "ada");
    assert.equal(await user(page), "ada");
    assert.equal((await results(page))[0].name, "ManagerClosedError");
    assert.equal(code.count, 1);
  });

  it("a sign-out empties all tabs and leaves for the server, and the next login asks for the password", async (t) => {
    const [page, other] = await twoTabs(t);
    await leave(page);
    await signIn(page);
    await results(page);
    await until("the other tab has the user", async () => (await user(other)) === "ada");
    await page.evaluate(() => void manager.logout());
    await page.waitForURL((url) => url.pathname === "/session/end");
    assert.equal(new URL(page.url()).searchParams.get("id_token_hint").split(".").length, 3);
    await until("the other tab has none", async () => (await user(other)) === null);
    assert.equal(await other.evaluate(() => events.join()), "signedIn,signedOut");
    await page.click('button[value="yes"]');
    await leave(other);
    assert.equal(await other.locator('input[name="password"]').count(), 1);
  });

  it("a sign-out works offline, where the login core cannot be loaded either", async (t) => {
    const page = await aPage();
    const context = page.context();
    await leave(page);
    await signIn(page);
    await results(page);
    closeAfter(t, () => context.setOffline(false));
    for (const loaded of [true, false]) {
      if (!loaded) {
        await context.setOffline(false);
        await page.goto(`${server.issuer}/`);
        await ready(page);
        await page.evaluate(() => manager.setTokens("api", { accessToken: "a", refreshToken: "r" }));
      }
      await context.setOffline(true);
      assert.deepEqual(await page.evaluate(() => told(manager.logout())), {});
      const stored = () => Object.keys(localStorage).filter((key) => key.startsWith("tokenward:api"));
      assert.deepEqual(await page.evaluate(() => manager.isAuthenticated()), false);
      assert.deepEqual(await page.evaluate(stored), []);
    }
  });

  it("ten tabs that sign out at once revoke each token once, in each storage that they share", async (t) => {
    const context = await newContext(t, browser);
    const tabs = await Promise.all(Array.from({ length: 10 }, () => open(context)));
    const all = (does, ...given) => Promise.all(tabs.map((tab) => tab.evaluate(does, ...given)));
    const revoked = [];
    await context.route("**/token/revocation", (route) => {
      revoked.push(new URLSearchParams(route.request().postData()).get("token"));
      return route.fulfill({ status: 200, headers: { "access-control-allow-origin": "*" } });
    });
    for (const storage of ["local", "indexeddb"]) {
      await all(async (storage) => {
        await manager.close();
        options.storage = storage;
        window.manager = await create();
      }, storage);
      await tabs[0].evaluate(() => manager.setTokens("api", { accessToken: "a", refreshToken: "r", idToken: "h.p.s" }));
      for (const tab of tabs) await until("the tab has the token", () => tab.evaluate(() => manager.getToken().catch(() => undefined)));
      const left = await all(() => told(manager.logout("api", { navigate: false })));
      assert.ok(left.every(({ url }) => url?.includes("/session/end?")), JSON.stringify(left));
      assert.deepEqual(revoked.splice(0).sort(), ["a", "r"], storage);
      assert.ok(!(await all(() => manager.isAuthenticated())).includes(true), storage);
    }
  });
});
