// A user logs in in Chromium, at a real authorization server, with the complications that users and frameworks cause: the callback page
// is reloaded, opened in another tab, or mounted twice, and two logins run at once.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { launchChromium } from "./chromium.mjs";
import { begin, finish, getToken, openPage, ready, signIn, startLoginOrigin } from "./login-pages.mjs";
import { newContext } from "./tabs.mjs";

/** The number of pending logins in the page's sessionStorage. */
const pending = (page) => page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.includes("%login:")).length);

describe("logging in in Chromium", { timeout: 180_000 }, () => {
  let browser;
  before(async () => void (browser = await launchChromium()));
  after(() => browser?.close());

  it("comes back with tokens and appState; a reload of the callback page redeems nothing again", async (t) => {
    const server = await startLoginOrigin(t, { storage: "local" });
    const page = await openPage(t, await newContext(t, browser), server);
    await signIn(page, await begin(page, server, "api", { appState: { returnTo: "/inbox" }, prompt: "consent" }));
    const { claims, appState, info } = await finish(page, server);
    assert.deepEqual([claims.sub, appState, info.state, info.hasRefreshToken], ["ada", { returnTo: "/inbox" }, "valid", true]);
    const token = await getToken(page);
    assert.equal(await pending(page), 0);

    await page.reload();
    await ready(page);
    const again = await finish(page, server);
    assert.deepEqual([again.name, again.code], ["LoginError", "login_failed"]);
    assert.match(again.message, /finished before/);
    assert.doesNotMatch(again.message, /another tab/);
    assert.equal(await getToken(page), token, "the tokens are there still");
    assert.deepEqual([server.granted, server.refused], [["authorization_code"], []]);
  });

  it("a reload while the code is being redeemed sends no code twice, and the user may begin anew", async (t) => {
    const server = await startLoginOrigin(t);
    const page = await openPage(t, await newContext(t, browser), server);
    await signIn(page, await begin(page, server));
    const code = server.holdTokenRequests();
    finish(page, server).catch(() => {});
    await code.came;
    await page.reload();
    await ready(page);
    assert.equal((await finish(page, server)).name, "LoginError");
    code.letGo();
    assert.equal(code.count, 1);
    await page.evaluate(() => delete window.manager);
    await signIn(page, await begin(page, server));
    assert.equal((await finish(page, server)).claims.sub, "ada");
  });

  it("a callback that is opened in another tab is refused there, and good in its own", async (t) => {
    const server = await startLoginOrigin(t);
    const context = await newContext(t, browser);
    const page = await openPage(t, context, server);
    await signIn(page, await begin(page, server));
    const other = await openPage(t, context, server, page.url().slice(server.issuer.length));
    const refused = await finish(other, server);
    assert.equal(refused.name, "LoginError");
    assert.match(refused.message, /another tab/);
    assert.doesNotMatch(refused.message, /finished before/);
    assert.equal((await finish(page, server)).claims.sub, "ada");
    assert.deepEqual([server.granted, server.refused], [["authorization_code"], []]);
  });

  it("two tabs log in at two providers at the same time", async (t) => {
    const server = await startLoginOrigin(t, { storage: "local" });
    server.options.providers.other = { ...server.provider, scope: "openid" };
    const context = await newContext(t, browser);
    const tabs = { api: await openPage(t, context, server), other: await openPage(t, context, server) };
    const urls = {};
    for (const [name, page] of Object.entries(tabs)) urls[name] = await begin(page, server, name, { appState: name });
    for (const [name, page] of Object.entries(tabs)) await signIn(page, urls[name]);
    const results = await Promise.all(Object.values(tabs).map((page) => finish(page, server)));
    assert.deepEqual(results.map(({ provider, appState }) => [provider, appState]), [["api", "api"], ["other", "other"]]);
    for (const page of Object.values(tabs)) {
      assert.equal(await getToken(page, "api"), await getToken(tabs.api, "api"));
      assert.equal(await getToken(page, "other"), await getToken(tabs.other, "other"));
    }
  });

  it("a callback page of React that mounts twice under StrictMode ends with the user's token, and one code is sent", async (t) => {
    const server = await startLoginOrigin(t);
    const context = await newContext(t, browser);
    const page = await openPage(t, context, server);
    const url = await begin(page, server, "api", { appState: "kept" });
    await page.addInitScript((options) => {
      if (location.pathname === "/callback") Object.assign(window, { react: true, options });
    }, server.options);
    await signIn(page, url);
    await page.locator("p", { hasText: "valid" }).waitFor();
    assert.equal(await page.locator("p").textContent(), "ada kept string valid");
    assert.equal(await page.evaluate(() => window.mounts), 2);
    assert.deepEqual([server.granted, server.refused], [["authorization_code"], []]);
  });

  it("a manager that is closed while its code is on its way leaves the tokens to the next one with the same URL", async (t) => {
    const server = await startLoginOrigin(t);
    const page = await openPage(t, await newContext(t, browser), server);
    await signIn(page, await begin(page, server, "api", { appState: 5 }));
    const code = server.holdTokenRequests();
    await page.evaluate(async (options) => {
      window.first = await window.create(options);
      window.firstResult = window.told(window.first.finishLogin(location.href));
    }, server.options);
    await code.came;
    const closed = await page.evaluate(async () => {
      await window.first.close();
      return window.firstResult;
    });
    assert.equal(closed.name, "ManagerClosedError");
    const second = finish(page, server);
    code.letGo();
    const { claims, appState, info } = await second;
    assert.deepEqual([claims.sub, appState, info.state], ["ada", 5, "valid"]);
    assert.equal(code.count, 1);
    await page.evaluate(async (options) => void (window.manager = await window.create(options)), server.options);
    assert.equal((await finish(page, server)).name, "LoginError", "who comes later is late");
  });

  it("a failed login fails for the manager that was closed and for the next one, in the same words", async (t) => {
    const server = await startLoginOrigin(t);
    const page = await openPage(t, await newContext(t, browser), server);
    const url = new URL(await begin(page, server));
    const refusal = `/callback?error=access_denied&iss=${server.issuer}&state=${url.searchParams.get("state")}`;
    const [one, two] = await page.evaluate(
      async ([options, url]) => Promise.all([await window.create(options), await window.create(options)].map((manager) => window.told(manager.finishLogin(url)))),
      [server.options, server.issuer + refusal],
    );
    assert.deepEqual([one.name, one.oauthError], ["LoginError", "access_denied"]);
    assert.deepEqual(two, one);
  });

  it("with a full sessionStorage the login lives in the page: a popup can bring it to its end, and the log says so", async (t) => {
    const server = await startLoginOrigin(t);
    const context = await newContext(t, browser);
    const page = await openPage(t, context, server);
    await page.evaluate(() => {
      for (let size = 2 ** 22; size >= 1; size >>= 1) {
        try {
          for (let i = 0; ; i++) sessionStorage.setItem(`full-${size}-${i}`, "x".repeat(size));
        } catch {
          // Smaller pieces then.
        }
      }
    });
    const url = await begin(page, server, "api", { appState: "in memory" });
    const warnings = await page.evaluate(() => window.records.filter(({ level }) => level === "warn").map(({ message }) => message));
    assert.equal(warnings.length, 1);
    assert.match(warnings[0], /sessionStorage/);
    const popup = await context.newPage();
    await signIn(popup, url);
    const result = await finish(page, server, popup.url());
    assert.deepEqual([result.claims.sub, result.appState], ["ada", "in memory"]);
  });

  it("a component that is mounted again gets the result again, until the user logs out", async (t) => {
    const server = await startLoginOrigin(t);
    const page = await openPage(t, await newContext(t, browser), server);
    await signIn(page, await begin(page, server, "api", { appState: 7 }));
    const url = page.url();
    await finish(page, server, url);
    const again = await finish(page, server, url);
    assert.deepEqual([again.claims.sub, again.appState], ["ada", 7]);
    await page.evaluate(() => window.manager.clear());
    assert.match((await finish(page, server, url)).message, /finished before/);
    assert.equal(await page.evaluate(() => window.manager.peekToken()), undefined);
    assert.deepEqual([server.granted, server.refused], [["authorization_code"], []]);
  });

  it("abandoned logins are dropped after a day", async (t) => {
    const server = await startLoginOrigin(t);
    const page = await openPage(t, await newContext(t, browser), server);
    await page.evaluate(() => sessionStorage.setItem("of the application", "stays"));
    await page.evaluate(() => window.setClock(-2 * 86_400_000));
    const old = new URL(await begin(page, server));
    await begin(page, server);
    assert.equal(await pending(page), 2);
    await page.evaluate(() => window.setClock(0));
    await begin(page, server);
    assert.equal(await pending(page), 1);
    const refused = await finish(page, server, `${server.issuer}/callback?code=c&iss=${server.issuer}&state=${old.searchParams.get("state")}`);
    assert.match(refused.message, /more than a day ago/);
    assert.equal(await page.evaluate(() => sessionStorage.getItem("of the application")), "stays");
  });
});
