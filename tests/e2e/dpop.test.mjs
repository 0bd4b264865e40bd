// Tokens bound to a key (DPoP, RFC 9449) in Chromium: the key outlives a reload, all tabs have the same one, and fetch proves it to
// a resource of another origin. `oidc-provider` is the server.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { APP } from "../support/authorization-server.mjs";
import { startDpopResource } from "../support/dpop-resource.mjs";
import { eventually } from "../support/wait.mjs";
import { launchChromium } from "./chromium.mjs";
import { newContext, openTab, startRealOrigin } from "./tabs.mjs";

const nonces = { dPoP: { enabled: true, nonceSecret: randomBytes(32), requireNonce: () => true } };

describe("DPoP in Chromium", { timeout: 120_000 }, () => {
  let browser;
  before(async () => void (browser = await launchChromium()));
  after(() => browser?.close());

  async function setUp(t, nonce) {
    const server = await startRealOrigin(t, { features: nonces });
    const resource = await startDpopResource(t, { keyOf: server.keyOf, nonce });
    const api = {
      grant: "authorization_code", issuer: server.origin, ...APP, redirectUri: `${server.origin}/callback`, scope: "openid offline_access",
      dpop: true, allowedOrigins: [resource.origin],
    };
    const context = await newContext(t, browser);
    return { server, resource, context, options: { storage: "local", providers: { api } } };
  }

  const load = (tab, url, init) => tab.page.evaluate(([url, init]) => window.manager.fetch(url, init).then(({ status }) => status, String), [url, init]);
  const keyOf = async (server, tab) => server.keyOf(await tab.getToken());

  /** The user signs in on the server's own pages, and comes back to a newly loaded page. */
  async function signIn({ page }, server, options) {
    const { url } = await page.evaluate(() => window.manager.startLogin("api", { prompt: "consent" }));
    await page.goto(url);
    while (!page.url().startsWith(`${server.origin}/callback`)) {
      if (await page.locator('input[name="login"]').count()) {
        await page.fill('input[name="login"]', "ada");
        await page.fill('input[name="password"]', "any");
      }
      await Promise.all([page.waitForNavigation(), page.click('[type="submit"]')]);
    }
    const callback = page.url();
    await reload({ page }, server, options);
    await page.evaluate((callback) => window.manager.finishLogin(callback), callback);
    return new URL(url).searchParams.get("dpop_jkt");
  }

  async function reload({ page }, server, options) {
    await page.goto(`${server.origin}/`);
    await page.waitForFunction(() => window.ready);
    await page.evaluate((options) => window.open(options), options);
  }

  it("a login, a reload, another tab: one key, which the refresh token is bound to", async (t) => {
    const { server, resource, context, options } = await setUp(t, () => "the-nonce");
    const one = await openTab(context, server, options);
    const jkt = await signIn(one, server, options);
    assert.match(jkt, /^[\w-]{43}$/);
    assert.equal(await keyOf(server, one), jkt, "the code was bound to the key before the page went away");
    assert.equal(await load(one, `${resource.origin}/a?b#c`, { method: "POST", body: "x" }), 200, resource.refusals().join());

    const other = await openTab(context, server, options);
    assert.equal(await other.getToken(), await one.getToken());
    assert.equal(await load(other, resource.origin), 200, resource.refusals().join());
    await other.page.evaluate(() => window.manager.refresh());
    const renewed = await other.peek();
    await eventually(async () => (await one.peek()) === renewed, "the first tab has what the other renewed", 2_000);
    assert.equal(await load(one, resource.origin), 200, resource.refusals().join());

    await reload(one, server, options);
    await one.page.evaluate(() => window.manager.refresh());
    assert.equal(await keyOf(server, one), jkt);
    assert.deepEqual(server.granted, ["authorization_code", "refresh_token", "refresh_token"]);
    // The server and the resource each request a nonce once from each page.
    assert.deepEqual(new Set(server.refused), new Set(["use_dpop_nonce"]));
    assert.ok(resource.refusals().every((reason) => reason.startsWith("nonce is undefined")), resource.refusals().join());
  });

  it("a key that is lost: the tokens are absent, and the next login has another", async (t) => {
    const { server, context, options } = await setUp(t);
    const tab = await openTab(context, server, options);
    const jkt = await signIn(tab, server, options);
    await tab.page.evaluate(() => window.manager.close());
    await tab.page.evaluate(
      () =>
        new Promise((resolve, reject) => {
          const request = indexedDB.open("tokenward");
          request.onerror = reject;
          request.onsuccess = () => {
            const transaction = request.result.transaction("keys", "readwrite");
            transaction.objectStore("keys").clear();
            transaction.oncomplete = () => resolve(request.result.close());
          };
        }),
    );
    const sent = server.tokenRequests();
    await reload(tab, server, options);
    assert.equal(await tab.page.evaluate(() => window.manager.getToken().catch(({ code }) => code)), "reauthentication_required");
    assert.equal(server.tokenRequests(), sent, "nothing was sent that the server would refuse");
    const next = await signIn(tab, server, options);
    assert.notEqual(next, jkt);
    assert.equal(await keyOf(server, tab), next);
  });

  it("logout in one tab empties the other, and the next login is bound to the same key", async (t) => {
    const { server, context, options } = await setUp(t);
    const [one, other] = [await openTab(context, server, options), await openTab(context, server, options)];
    const jkt = await signIn(one, server, options);
    assert.equal(await other.getToken(), await one.getToken());
    await one.page.evaluate(() => window.manager.clear());
    await eventually(async () => (await other.peek()) === null, "the other tab is empty", 1_000);
    assert.equal(await signIn(one, server, options), jkt);
  });

  it("a redirect cannot be followed with a proof by a page, and nothing is sent where it leads", async (t) => {
    const { server, resource, context, options } = await setUp(t);
    const there = await startDpopResource(t);
    const tab = await openTab(context, server, options);
    await signIn(tab, server, options);
    for (const to of ["/end", `${there.origin}/end`]) {
      assert.match(await load(tab, `${resource.origin}/?to=${encodeURIComponent(to)}`), /^TypeError: fetch failed: pages cannot see where a redirect leads/);
    }
    assert.deepEqual([there.hits.length, resource.hits.length], [0, 2]);
    assert.equal(await load(tab, `${resource.origin}/end`), 200);
  });
});
