// "tokenward/react" in Chromium, in React's development build under StrictMode, against the scripted token server: renderings, the
// number of token requests, and no warnings of React.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { createElement } from "react";
import { renderToString } from "react-dom/server";
import { after as once, answer, oauthError, status, token } from "../support/answers.mjs";
import { closeAfter } from "../support/cleanup.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { deferred, pause } from "../support/wait.mjs";
import { launchChromium } from "./chromium.mjs";
import { until } from "./until.mjs";

const file = (path) => fileURLToPath(new URL(path, import.meta.url));
const common = {
  bundle: true,
  format: "esm",
  logLevel: "silent",
  // The package is outside of this folder, which has React.
  nodePaths: [file("../node_modules")],
};

/** The page's script, with React's development build. */
async function pageScript() {
  const define = { "process.env.NODE_ENV": '"development"' };
  const { outputFiles } = await build({ ...common, entryPoints: [file("./react/main.mjs")], write: false, define });
  return outputFiles[0].text;
}

/** The same application on a server, which imports the installed React. */
async function serverApp() {
  const outfile = file("./output/react-app.mjs");
  await build({ ...common, entryPoints: [file("./react/app.mjs")], outfile, external: ["react"], platform: "node" });
  return import(outfile);
}

const script = await pageScript();
const { App, Orphan } = await serverApp();

describe("tokenward/react in Chromium", { timeout: 120_000 }, () => {
  let browser;
  before(async () => void (browser = await launchChromium()));
  after(() => browser?.close());

  /** A separate page with its own token server; `html` is the server's rendering. */
  async function open(t, html = "") {
    const server = await startTokenServer(t);
    const document = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>React</title><div id="root">${html}</div><script type="module" src="/main.js"></script>`;
    server.route("/", answer({ headers: { "content-type": "text/html" }, body: document }));
    server.route("/main.js", answer({ headers: { "content-type": "text/javascript" }, body: script }));
    const page = await browser.newPage();
    closeAfter(t, () => page.close());
    const problems = [];
    page.on("console", (message) => {
      const expected = message.text().includes("Failed to load resource");
      if (!expected && ["error", "warning"].includes(message.type())) problems.push(message.text());
    });
    page.on("pageerror", (error) => problems.push(String(error.stack ?? error)));
    closeAfter(t, () => assert.deepEqual(problems, []));
    await page.goto(server.origin);
    await page.waitForFunction(() => "start" in window);
    return {
      server,
      page,
      start: (options) => page.evaluate((given) => window.start(given), options),
      /** Waits until the first token component has this status (and error). */
      shows: (expected, error = null) =>
        page.waitForFunction(
          ([wanted, code]) => {
            const { status, error } = document.getElementById("token-0")?.dataset ?? {};
            return status === wanted && (code === null || error === code);
          },
          [expected, error],
          { timeout: 10_000 },
        ),
      text: (id = "token-0") => page.locator(`#${id}`).innerText(),
      commits: () => page.evaluate(() => window.commits()),
    };
  }

  for (const how of ["options", "manager", "promise"]) {
    test(`${how}: under StrictMode one manager, one token request for all components, no complaint`, async (t) => {
      const { server, page, start, shows, text } = await open(t);
      await start({ how, shown: { tokens: 5, info: true, revealed: true } });
      await shows("ready");
      assert.match(await text(), /^access-/);
      assert.equal(await text("token-4"), await text());
      await pause(300);
      assert.equal(server.requests.length, 1);
      assert.equal(await page.evaluate(() => window.controls.managers.length), 1);
      assert.equal(await page.locator("#info").getAttribute("data-state"), "valid");
      assert.ok(!(await text("info")).includes("remainingSeconds"));
    });
  }

  test("a manager made of options is closed when the provider leaves, and a new one comes with the next", async (t) => {
    const { server, page, start, shows } = await open(t);
    await start();
    await shows("ready");
    await page.evaluate(() => window.unmount());
    const state = () => page.evaluate(() => Promise.all(window.controls.managers.map((manager) => manager.getToken().then(() => "open", ({ code }) => code))));
    assert.deepEqual(await state(), ["closed"]);
    await start();
    await shows("ready");
    assert.deepEqual(await state(), ["closed", "open"]);
    assert.equal(server.requests.length, 2);
  });

  test("the application's own manager stays open when the provider leaves", async (t) => {
    const { page, start, shows } = await open(t);
    await start({ how: "manager" });
    await shows("ready");
    await page.evaluate(() => window.unmount());
    assert.match(await page.evaluate(() => window.given.manager.getToken()), /^access-/);
  });

  test("a token that is renewed in the background is rendered", async (t) => {
    const { server, start, shows, text } = await open(t);
    server.next(token({ expires_in: 3, access_token: "short" }));
    await start();
    await shows("ready");
    assert.equal(await text(), "short");
    await until("the renewed token is shown", async () => /^access-/.test(await text()));
    assert.equal(server.requests.length, 2);
  });

  test("nothing is rendered again while nothing changes, and once per change when something does", async (t) => {
    const { page, start, shows, text, commits } = await open(t);
    await start({ shown: { tokens: 1, info: true, revealed: true } });
    await shows("ready");
    await pause(200);
    const before = await commits();
    await pause(1_500);
    assert.equal(await commits(), before);
    const shown = await text();
    assert.equal(await page.evaluate(() => window.controls.refresh()), "refreshed");
    await until("the new token is shown", async () => (await text()) !== shown);
    await pause(200);
    assert.ok((await commits()) - before <= 3, `${(await commits()) - before} commits: under way, and done`);
  });

  test("clear removes the token and requests no other; setTokens brings one back", async (t) => {
    const { server, page, start, shows, text } = await open(t);
    await start({ how: "manager" });
    await shows("ready");
    await page.evaluate(() => window.given.manager.clear());
    await shows("none");
    assert.equal(await text(), "no token");
    await pause(300);
    assert.equal(server.requests.length, 1);
    await page.evaluate(() => window.given.manager.setTokens("api", { accessToken: "brought", expiresIn: 600 }));
    await shows("ready");
    assert.equal(await text(), "brought");
  });

  test("an invalidated token is replaced, since components want one", async (t) => {
    const { page, start, shows, text } = await open(t);
    await start({ how: "manager" });
    await shows("ready");
    const first = await text();
    await page.evaluate(() => window.given.manager.invalidate());
    await until("another token is shown", async () => ![first, "no token"].includes(await text()));
  });

  test("a failure is shown with its typed error, and refresh tries again", async (t) => {
    const { server, page, start, shows } = await open(t);
    server.always(status(503));
    await start();
    await shows("error");
    const { error, class: name } = await page.locator("#token-0").evaluate((node) => ({ ...node.dataset }));
    assert.equal(name, "TokenAcquisitionError");
    assert.equal(typeof error, "string");
    server.always(oauthError("invalid_scope"));
    assert.equal(await page.evaluate(() => window.controls.refresh()), "acquisition_failed");
    await shows("error", "acquisition_failed");
    server.always(token());
    assert.equal(await page.evaluate(() => window.controls.refresh()), "refreshed");
    await shows("ready");
    assert.equal(await page.locator("#token-0").getAttribute("data-error"), null, "the error is gone with the new token");
  });

  test("a failed renewal leaves the token, with the error beside it", async (t) => {
    const { server, page, start, shows, text } = await open(t);
    await start();
    await shows("ready");
    const shown = await text();
    server.always(oauthError("invalid_scope"));
    await page.evaluate(() => window.controls.refresh());
    await shows("ready", "acquisition_failed");
    assert.equal(await text(), shown);
  });

  test("a component whose provider's name changes shows the other's token; an unknown name is a typed error", async (t) => {
    const { server, page, start, shows, text } = await open(t);
    server.always(({ form }) => token({ access_token: `for-${form.get("scope") ?? "api"}` }));
    await start({ names: ["api", "other"], provider: "api" });
    await shows("ready");
    assert.equal(await text(), "for-api");
    await page.evaluate(() => window.controls.setProvider("other"));
    await until("the other token is shown", async () => (await text()) === "for-other");
    await page.evaluate(() => window.controls.setProvider("nobody"));
    await shows("error", "unknown_provider");
    await page.evaluate(() => window.controls.setProvider("api"));
    await shows("ready");
    assert.equal(await text(), "for-api");
    assert.equal(server.requests.length, 2);
  });

  test("wrong options are an error to show, not one that throws", async (t) => {
    const { start, shows } = await open(t);
    await start({ how: "wrong" });
    await shows("error", "invalid_configuration");
  });

  for (const how of ["options", "manager"]) {
    test(`${how}: a component that unmounts while its token is on the way disturbs no other`, async (t) => {
      const { server, page, start } = await open(t);
      const arrives = deferred();
      server.always(once(arrives.promise));
      await start({ how });
      await until("the server was asked", () => server.requests.length === 1);
      await page.evaluate(() => window.unmount());
      arrives.resolve();
      await pause(300);
      assert.equal(await page.evaluate(() => document.getElementById("root").textContent), "");
      assert.equal(server.requests.length, 1);
    });
  }

  test("React keeps no token where developer tools look", async (t) => {
    const { server, page, start, shows } = await open(t);
    server.always(token({ access_token: "canary-token" }));
    await start({ how: "manager", shown: { tokens: 1, info: true, revealed: false } });
    await shows("ready");
    assert.equal(await page.evaluate(() => window.reactKeeps("there is one")), true, "the search finds what is there");
    assert.equal(await page.evaluate(() => window.reactKeeps("canary-token")), false);
  });

  test("a server renders without a token, and asks the manager for nothing", () => {
    const calls = [];
    const note = (name) => [name, () => calls.push(name)];
    const manager = Object.fromEntries(["getToken", "peekToken", "getTokenInfo", "on", "refresh", "subscribe"].map(note));
    const html = renderToString(createElement(App, { given: { manager } }));
    assert.match(html, /data-status="loading"[^>]*>no token</);
    assert.match(html, /nothing known/);
    assert.deepEqual(calls, []);
  });

  test("a hook outside of a provider, and a provider without a manager, name the missing part", () => {
    assert.throws(() => renderToString(createElement(App, { given: {} })), { name: "InvalidConfigurationError", message: /manager or options/ });
    assert.throws(() => renderToString(createElement(App, { given: { manager: {} } })), { name: "InvalidConfigurationError", message: /^manager: / });
    assert.throws(() => renderToString(createElement(App, { given: { manager: { getToken() {} }, options: {} } })), { message: /not both/ });
    assert.throws(() => renderToString(createElement(Orphan)), { name: "InvalidConfigurationError", message: /<TokenProvider>/ });
  });

  test("a page that has its token already hydrates a server's HTML without one", async (t) => {
    const shown = { tokens: 1, info: true, revealed: true };
    const { server, start, shows } = await open(t, renderToString(createElement(App, { given: { manager: undefined }, shown })));
    await start({ how: "manager", shown, hydrate: true, warm: true });
    await shows("ready");
    assert.equal(server.requests.length, 1);
  });

  for (const how of ["options", "manager"]) {
    test(`${how}: a server's HTML is hydrated without a complaint, then the token comes`, async (t) => {
      const shown = { tokens: 2, info: true, revealed: true };
      const html = renderToString(createElement(App, { given: how === "manager" ? { manager: undefined } : { options: {} }, shown }));
      assert.match(html, /data-status="loading"/);
      const { server, start, shows, text } = await open(t, html);
      await start({ how, shown, hydrate: true });
      await shows("ready");
      assert.match(await text("token-1"), /^access-/);
      assert.equal(server.requests.length, 1);
    });
  }
});
