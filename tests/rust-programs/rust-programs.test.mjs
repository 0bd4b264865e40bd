// Programs in Rust as users write them: a page of Yew in Chromium, and a Worker of workers-rs in workerd. They log in at, and get their
// tokens from, oidc-provider, and call an API that verifies them.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { APP, SERVICE, startAuthorizationServer } from "../support/authorization-server.mjs";
import { eventually, within } from "../support/wait.mjs";
import { AUDIENCE, startApi } from "../packaging/recipes/api.mjs";
import { browser } from "../packaging/support/browser.mjs";
import { staticServer } from "../packaging/support/servers.mjs";
import { compile } from "./compile.mjs";
import { startRustWorker, writePage } from "./programs.mjs";

const LIMIT_MS = 10_000;
const features = {
  clientCredentials: { enabled: true },
  resourceIndicators: {
    enabled: true,
    defaultResource: () => AUDIENCE,
    useGrantedResource: () => true,
    getResourceServerInfo: () => ({ audience: AUDIENCE, scope: "", accessTokenFormat: "jwt" }),
  },
};
const ITEMS = '[{"name":"first"},{"name":"second"}]';

/** Functions for `after` run at the end of the suite, in reverse order. */
function suiteScope() {
  const endings = [];
  after(async () => {
    while (endings.length > 0) await endings.pop()();
  });
  return { after: (end) => endings.push(end) };
}

async function wasmBindgenOf(lockFile) {
  const text = await readFile(new URL(lockFile, import.meta.url), "utf8");
  return /^name = "wasm-bindgen"\nversion = "(.*)"$/m.exec(text)[1];
}

before(compile);

test("the programs are locked to the crate's version of wasm-bindgen", async () => {
  const [theirs, ours] = await Promise.all(["./Cargo.lock", "../../Cargo.lock"].map(wasmBindgenOf));
  assert.equal(theirs, ours, "run `cargo update -p wasm-bindgen --precise …` in tests/rust-programs");
});

describe("a page of Yew", () => {
  const whole = suiteScope();
  let server, api, site, context;
  before(async () => {
    server = await startAuthorizationServer(whole, { features, alwaysRenewable: true, redirectUris: ["http://127.0.0.1/index.html"] });
    api = await startApi(whole, server);
    site = await staticServer(whole, await writePage({ issuer: server.issuer, api: api.origin }));
    context = await (await browser(whole)).newContext();
  });

  /** A tab with the page. */
  async function open(from = context) {
    const page = await from.newPage();
    page.setDefaultTimeout(LIMIT_MS);
    await page.goto(`${site.origin}/index.html`);
    return page;
  }

  /** The user signs in at the server, until the page comes back, or the window is closed. */
  async function visit(page) {
    await page.waitForURL(`${server.issuer}/**`);
    try {
      while (!page.url().startsWith(site.origin)) {
        if ((await page.locator('input[name="login"]').count()) > 0) {
          await page.fill('input[name="login"]', "ada");
          await page.fill('input[name="password"]', "any");
        }
        await page.click('button[type="submit"]');
        await page.waitForLoadState();
      }
    } catch (error) {
      if (!page.isClosed()) throw error;
    }
  }

  test("signs a user in, knows them after a reload, calls an API for them, and hears of a logout in another tab", async () => {
    const page = await open();
    await page.click("#sign-in");
    await visit(page);
    assert.equal(await page.locator("#user").textContent(), "ada");
    assert.equal(page.url(), `${site.origin}/index.html`);

    await page.reload();
    assert.equal(await page.locator("#user").textContent(), "ada");
    await page.click("#load");
    await page.waitForFunction(() => document.querySelector("#shown").textContent !== "");
    assert.equal(await page.locator("#shown").textContent(), ITEMS);
    assert.deepEqual(api.take().map(({ path, status }) => [path, status]), [["/items", 200]]);
    assert.deepEqual(server.granted, ["authorization_code"]);

    const other = await open();
    await other.click("#sign-out");
    await other.waitForURL(`${server.issuer}/session/end**`);
    await page.waitForSelector("#sign-in");
  });

  test("signs a user in in a window, without leaving", async () => {
    const page = await open(await (await browser(whole)).newContext());
    const [popup] = await Promise.all([page.waitForEvent("popup"), page.click("#sign-in-popup")]);
    await visit(popup);
    assert.equal(await page.locator("#user").textContent(), "ada");
    await page.click("#load");
    await page.waitForFunction(() => document.querySelector("#shown").textContent !== "");
    assert.equal(await page.locator("#shown").textContent(), ITEMS);
    if (!popup.isClosed()) await popup.waitForEvent("close");
  });

  test("an unrequested callback is ignored", async () => {
    const page = await context.newPage();
    page.setDefaultTimeout(LIMIT_MS);
    await page.goto(`${site.origin}/index.html?code=c&state=unknown`);
    await page.waitForSelector("#sign-in");
    await page.close();
  });
});

describe("a Worker of workers-rs", () => {
  const whole = suiteScope();
  let server, api;
  before(async () => {
    server = await startAuthorizationServer(whole, { features });
    api = await startApi(whole, server);
  });

  /** New isolates. */
  const start = (t) =>
    startRustWorker(t, { ISSUER: server.issuer, CLIENT_ID: SERVICE.clientId, CLIENT_SECRET: SERVICE.clientSecret, API: api.origin });
  const granted = () => server.granted.splice(0).length;

  test("gets one token for many requests at once", async (t) => {
    const ask = await start(t);
    const headers = await Promise.all(Array.from({ length: 20 }, () => ask("/header")));
    assert.match(headers[0], /^Bearer ey/);
    assert.deepEqual([new Set(headers).size, granted()], [1, 1]);
  });

  test("keeps its token in KV, where another isolate finds it", async (t) => {
    const ask = await start(t);
    const header = await ask("/header");
    assert.equal(await ask("/header", "other"), header);
    assert.equal(granted(), 1);
  });

  test("calls an API, and renews a token that it refuses", async (t) => {
    const ask = await start(t);
    assert.equal(await ask("/items"), ITEMS);
    const [{ authorization }] = api.take();
    api.revoke(authorization);
    assert.equal(await ask("/items"), ITEMS);
    assert.deepEqual(api.take().map(({ status }) => status), [401, 200]);
    assert.equal(granted(), 2);
  });

  test("completes the work of a request that was answered meanwhile", async (t) => {
    const ask = await start(t);
    const held = server.holdTokenRequests();
    await ask("/begin");
    await within(LIMIT_MS, held.came, "the token request");
    held.letGo();
    await eventually(async () => (await ask("/has")) === "true", "the manager has the token", LIMIT_MS);
    assert.equal(granted(), 1);
  });
});
