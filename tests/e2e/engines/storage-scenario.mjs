// Pages with full, partitioned or no storage: the first party, a frame of a foreign site (with partitioned storage), a sandboxed frame
// (which may have none), and sites whose storage the user forbids. Each of them gets a token.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { after, before, describe, it } from "node:test";
import { staticServer, tokenEndpoint } from "../../packaging/support/servers.mjs";
import { pause } from "../../support/wait.mjs";
import { until } from "../until.mjs";

const packageFolder = fileURLToPath(new URL("../../../pkg/", import.meta.url));

/** The result of a page with the package: sent to the framing page, and left on `window`. */
const page = (packageUrl, endpoint, storage) => `<!doctype html><meta charset="utf-8"><title>storage</title><link rel="icon" href="data:,">
<script type="module">
  const tell = (result) => { window.result = result; if (parent !== window) parent.postMessage(result, "*"); };
  try {
    const { TokenManager } = await import(${JSON.stringify(packageUrl)});
    const manager = await TokenManager.create({
      storage: "${storage}",
      providers: {
        api: { grant: "refresh_token", clientId: "page", refreshToken: "r0", tokenEndpoint: ${JSON.stringify(endpoint)} },
        user: {
          grant: "authorization_code", clientId: "page", redirectUri: "https://app.example/callback",
          authorizationEndpoint: "https://as.example/authorize", tokenEndpoint: ${JSON.stringify(endpoint)},
        },
      },
    });
    window.manager = manager;
    let storageErrors = 0;
    manager.on("storageError", () => (storageErrors += 1));
    const token = await manager.getToken("api");
    const { url } = await manager.startLogin("user");
    const back = new URL("https://app.example/callback?code=c");
    back.searchParams.set("state", new URL(url).searchParams.get("state"));
    const { provider } = await manager.finishLogin(back.href);
    tell({ token, storageErrors, ok: manager.health().storage.ok, loggedIn: provider });
  } catch (error) {
    tell({ thrown: String(error) });
  }
</script>`;

/** A tab without a sign-in. */
const emptyTab = (packageUrl, endpoint) => `<!doctype html><meta charset="utf-8"><title>tab</title><link rel="icon" href="data:,">
<script type="module">
  const { TokenManager } = await import(${JSON.stringify(packageUrl)});
  const providers = { api: { grant: "refresh_token", clientId: "page", tokenEndpoint: ${JSON.stringify(endpoint)} } };
  window.manager = await TokenManager.create({ storage: "local", namespace: "tabs", background: false, providers });
  window.added = 0;
  manager.on("added", () => (window.added += 1));
  window.result = true;
</script>`;

/** A write whose read never gets an answer, in a transaction that stays open. */
const stayInTransaction = `const begun = arguments[0];
const real = IDBObjectStore.prototype.get;
IDBObjectStore.prototype.get = function (...given) {
  IDBObjectStore.prototype.get = real;
  const spin = () => {
    try {
      this.getKey("nothing").onsuccess = spin;
    } catch {
      // It was aborted.
    }
  };
  spin();
  const reading = real.apply(this, given);
  Object.defineProperty(reading, "onsuccess", { set() {} });
  begun();
  return reading;
};
void window.manager.setTokens("api", { accessToken: "mine", expiresIn: 3600 });`;

/** A page with only a frame, and the frame's result. */
const framing = (attributes) => `<!doctype html><meta charset="utf-8"><title>frame</title><link rel="icon" href="data:,">
<script>addEventListener("message", ({ data }) => { window.result = data; });</script>
<iframe ${attributes}></iframe>`;

const escape = (html) => html.replace(/[&"]/g, (character) => `&#${character.charCodeAt(0)};`);

/**
 * @param {{ name: string, startBrowser: (preferences?: Record<string, unknown>) => Promise<any>,
 *   forbidding?: Record<string, Record<string, unknown>> }} engine `forbidding`: preferences that forbid a site's storage
 */
export function storageScenario({ name, startBrowser, forbidding = {} }) {
  describe(`storage in ${name}`, { timeout: 120_000 }, () => {
    const ends = [];
    const closing = { after: (end) => ends.push(end) };
    let browser;
    let endpoint;
    let port;

    before(async () => {
      endpoint = await tokenEndpoint(closing);
      const { origin } = await staticServer(closing, packageFolder, { "access-control-allow-origin": "*" });
      const plain = page(`${origin}/index.js`, endpoint.url, "local");
      const pages = new Map([
        ["/", () => plain],
        ["/indexeddb", () => page(`${origin}/index.js`, endpoint.url, "indexeddb")],
        ["/tab", () => emptyTab(`${origin}/index.js`, endpoint.url)],
        ["/sandboxed", () => framing(`sandbox="allow-scripts" srcdoc="${escape(plain)}"`)],
        ["/foreign", () => framing(`src="http://127.0.0.1:${port}/"`)],
      ]);
      const server = createServer((request, response) => {
        response.writeHead(200, { "content-type": "text/html" }).end(pages.get(request.url)?.());
      });
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
      ({ port } = server.address());
      closing.after(() => {
        server.closeAllConnections();
        server.close();
      });
      browser = await startBrowser();
    });

    after(async () => {
      await browser?.stop();
      for (const end of ends) await end();
    });

    async function resultOf(url, { driver } = browser) {
      await driver.get(url);
      return until(`${url} gives a result`, () => driver.executeScript("return window.result"));
    }

    it("keeps a token over a reload", async () => {
      const expected = { token: "token-1", storageErrors: 0, ok: true, loggedIn: "user" };
      assert.deepEqual(await resultOf(`http://127.0.0.1:${port}/`), expected);
      assert.deepEqual(await resultOf(`http://127.0.0.1:${port}/`), expected);
    });

    it("leaves the database free when it is left in the midst of a transaction, and has it again when the user comes back", async () => {
      const expected = { storageErrors: 0, ok: true, loggedIn: "user" };
      const withoutToken = ({ token, ...rest }) => rest;
      const address = `http://127.0.0.1:${port}/indexeddb`;
      assert.deepEqual(withoutToken(await resultOf(address)), expected);
      await browser.driver.executeAsyncScript(stayInTransaction);
      await browser.driver.get("about:blank");
      assert.deepEqual(withoutToken(await resultOf(address)), expected);
      // Longer than the wait for a storage: the time away does not count.
      await pause(1_500);
      await browser.driver.navigate().back();
      await browser.driver.navigate().back();
      await until("the page is back", () => browser.driver.executeScript("return window.result"));
      const come = await browser.driver.executeAsyncScript(`window.manager.setTokens("api", { accessToken: "mine", expiresIn: 3600 })
        .then(() => arguments[0]([window.manager.peekToken("api"), window.manager.health().storage.ok]))`);
      assert.deepEqual(come, ["mine", true]);
    });

    it("signs in a tab that holds nothing when another one signs in", async () => {
      const { driver } = browser;
      await resultOf(`http://127.0.0.1:${port}/tab`);
      const empty = await driver.getWindowHandle();
      await driver.switchTo().newWindow("tab");
      await resultOf(`http://127.0.0.1:${port}/tab`);
      await driver.executeAsyncScript(`window.manager.setTokens("api", { accessToken: "given", expiresIn: 3600 }).then(() => arguments[0]())`);
      await driver.close();
      await driver.switchTo().window(empty);
      await until("the other tab has it", () => driver.executeScript(`return window.manager.peekToken("api") === "given"`));
      assert.equal(await driver.executeScript("return window.added"), 1);
    });

    it("gives a frame of a foreign site a token of its own", async () => {
      const { token, ...rest } = await resultOf(`http://localhost:${port}/foreign`);
      assert.match(token, /^token-(?!1$)\d+$/);
      assert.deepEqual(rest, { storageErrors: 0, ok: true, loggedIn: "user" });
    });

    it("keeps the token of a sandboxed frame in memory, and says so once", async () => {
      const { token, ...rest } = await resultOf(`http://127.0.0.1:${port}/sandboxed`);
      assert.match(token, /^token-\d+$/);
      assert.deepEqual(rest, { storageErrors: 1, ok: false, loggedIn: "user" });
    });

    for (const [how, preferences] of Object.entries(forbidding)) {
      it(`keeps the token in memory where ${how}, and says so once`, async () => {
        const strict = await startBrowser(preferences);
        try {
          const { token, ...rest } = await resultOf(`http://127.0.0.1:${port}/`, strict);
          assert.match(token, /^token-\d+$/);
          assert.deepEqual(rest, { storageErrors: 1, ok: false, loggedIn: "user" });
        } finally {
          await strict.stop();
        }
      });
    }
  });
}
