// "tokenward/angular" in a real application, built and prerendered by Angular's own tool, in Chromium against oidc-provider: zoneless,
// and with zone.js.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { newestNode } from "../packaging/support/runtimes.mjs";
import { answersOf, html, openTab, startAppOrigin, startForeignOrigin } from "./app-pages.mjs";
import { signInAtServer, signsInWithoutLeaving } from "./auth-scenario.mjs";
import { launchChromium } from "./chromium.mjs";
import { newContext } from "./tabs.mjs";
import { until } from "./until.mjs";

const project = fileURLToPath(new URL("./angular/", import.meta.url));
const ng = join(project, "node_modules/@angular/cli/bin/ng.js");
const ROUTES = ["/", "/callback", "/private"];

/** Angular's tool needs a newer Node than the tests do. */
async function build(kind) {
  await rm(join(project, "dist", kind), { recursive: true, force: true });
  await promisify(execFile)(newestNode(), [ng, "build", "--configuration", kind], { cwd: project, env: { ...process.env, NG_CLI_ANALYTICS: "false" } });
}

describe("tokenward/angular in Chromium", { timeout: 180_000 }, () => {
  let browser;
  before(async () => {
    const installed = join(project, "node_modules/tokenward");
    await rm(installed, { recursive: true, force: true });
    await cp(fileURLToPath(new URL("../../pkg/", import.meta.url)), installed, { recursive: true });
    [browser] = await Promise.all([launchChromium(), build("zoneless"), build("zones")]);
  });
  after(() => browser?.close());

  /** A server with the built pages, and a tab; each route has its prerendered page. */
  async function open(t, { kind = "zoneless", path = "/", prepare } = {}) {
    const folder = join(project, "dist", kind, "browser");
    const pages = await answersOf(folder);
    for (const route of ROUTES) {
      const rendered = kind === "zoneless" ? join(folder, route, "index.html") : join(folder, "index.html");
      pages.set(route, html(await readFile(rendered, "utf8")));
    }
    const server = await startAppOrigin(t, pages);
    const context = await newContext(t, browser);
    const tab = await openTab(t, context);
    if (prepare) await tab.page.addInitScript(...prepare);
    await tab.page.goto(server.issuer + path);
    return { server, context, ...tab };
  }
  const status = (page, expected) => page.locator(`main[data-status="${expected}"]`).waitFor();
  const press = (page, name) => page.getByRole("button", { name }).click();
  const answer = (page, text) => page.locator("#answer").getByText(text).waitFor();
  async function signIn(page) {
    await press(page, "Sign in");
    await signInAtServer(page);
    await status(page, "signedIn");
  }

  for (const kind of ["zoneless", "zones"]) {
    test(`${kind}: a user signs in, is known after a reload and in another tab, asks the API, and signs out everywhere`, async (t) => {
      const { server, context, page, problems } = await open(t, { kind });
      await status(page, "signedOut");
      assert.equal(await page.evaluate(() => "Zone" in window), kind === "zones");
      await signIn(page);
      assert.equal(page.url(), `${server.issuer}/`, "no callback is left in the address bar");
      assert.equal(await page.locator("#user").innerText(), "ada");
      await page.reload();
      await status(page, "signedIn");
      assert.equal(await page.locator("#user").innerText(), "ada");
      server.api.refusals = 1;
      await press(page, "Ask the API");
      await answer(page, "you are known");
      assert.equal(new Set(server.api.seen).size, 2, "the refused token was renewed, once");
      assert.deepEqual(server.granted, ["authorization_code", "refresh_token"]);
      const other = await openTab(t, context);
      await other.page.goto(server.issuer);
      await status(other.page, "signedIn");
      await page.screenshot({ path: fileURLToPath(new URL(`./output/angular-${kind}.png`, import.meta.url)) });
      await press(other.page, "Sign out");
      await Promise.all([status(other.page, "signedOut"), status(page, "signedOut")]);
      assert.deepEqual([problems, other.problems], [[], []]);
    });
  }

  test("the interceptor sends the token to allowed origins alone, asks for no second renewal, and leaves a request's own header", async (t) => {
    const foreign = await startForeignOrigin(t);
    const { server, page, problems } = await open(t, { prepare: [(url) => sessionStorage.setItem("elsewhere", url), foreign.url] });
    await status(page, "signedOut");
    await press(page, "Ask elsewhere");
    await answer(page, "hello, stranger");
    await press(page, "Ask the API");
    await answer(page, /failed: [a-z]+_[a-z]+/); // A TokenError's code.
    await press(page, "Ask as anybody");
    await answer(page, "failed: 401");
    assert.deepEqual(server.api.seen, [undefined]);
    await signIn(page);
    await press(page, "Ask elsewhere");
    await answer(page, "hello, stranger");
    assert.deepEqual(foreign.seen, [undefined, undefined]);
    await press(page, "Ask by another header");
    await answer(page, "failed: 401");
    assert.equal(server.api.seen.at(-1), "Basic YTpi");
    server.api.refusals = 5;
    const before = server.api.seen.length;
    await press(page, "Ask the API");
    // The page still shows the same earlier answer.
    await until("the request was repeated", () => server.api.seen.length > before + 1);
    await answer(page, "failed: 401");
    assert.equal(server.api.seen.length, before + 2);
    assert.deepEqual(problems, []);
  });

  test("a guarded route leads to the login and back to itself; not again by the back button, but again by a link", async (t) => {
    const { server, page, problems } = await open(t, { path: "/private#top" });
    await signInAtServer(page);
    await page.getByRole("heading", { name: "Private notes of ada" }).waitFor();
    assert.equal(page.url(), `${server.issuer}/private#top`);
    await press(page, "Sign out");
    await status(page, "signedOut");
    await page.goto(server.issuer);
    await page.goBack();
    await status(page, "signedOut");
    assert.equal(await page.getByRole("heading", { name: "Private notes" }).count(), 0);
    await page.goto(server.issuer);
    await page.getByRole("link", { name: "Private notes" }).click();
    await page.waitForURL(/\/interaction\//);
    assert.deepEqual(problems, []);
  });

  test("a login in a popup, and then a silent one, leave the page where it is", async (t) => {
    const { server, page, problems } = await open(t);
    await signsInWithoutLeaving(page, server, (expected) => status(page, expected));
    assert.equal(await page.locator("#user").innerText(), "ada");
    assert.deepEqual(problems, []);
  });

  test("a server renders without a window, and the page hydrates its HTML without a complaint", async (t) => {
    const rendered = await readFile(join(project, "dist/zoneless/browser/index.html"), "utf8");
    assert.match(rendered, /<main[^>]* data-status="loading"/);
    assert.match(rendered, /ng-server-context/);
    const { page, problems } = await open(t);
    await status(page, "signedOut");
    await press(page, "Clicked 0 times");
    await page.getByText("Clicked 1 times").waitFor();
    await signIn(page);
    await page.reload();
    await status(page, "signedIn");
    assert.deepEqual(problems, []);
  });
});
