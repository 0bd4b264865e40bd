// "tokenward/svelte" in a real page of Svelte 5, built by Vite and its plugin, in Chromium against oidc-provider: in runes mode and in
// legacy mode, rendered by a server first, and in development with hot reload.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { build, createServer } from "vite";
import { closeAfter } from "../support/cleanup.mjs";
import { answersOf, html, openTab, startAppOrigin } from "./app-pages.mjs";
import { signInAtServer, signsInWithoutLeaving } from "./auth-scenario.mjs";
import { launchChromium } from "./chromium.mjs";
import { appFolder, buildPages, edit } from "./framework-app.mjs";
import { newContext } from "./tabs.mjs";

const file = (path) => fileURLToPath(new URL(path, import.meta.url));
const ROUTES = ["/", "/callback", "/private"];

test("an application of Svelte 5", { timeout: 180_000 }, async (application) => {
  const it = (name, run) => application.test(name, { timeout: 60_000 }, run);
  const project = await appFolder(application, "./svelte", { svelte: file("../node_modules/svelte") });
  const config = (more) => ({ root: project, configFile: false, logLevel: "silent", plugins: [svelte({ configFile: false })], ...more });
  const buildIt = async () => {
    await buildPages(project, [svelte({ configFile: false })]);
    await build(config({ build: { outDir: "dist/server", ssr: "src/server.js" }, ssr: { noExternal: true } }));
  };
  const [browser] = await Promise.all([launchChromium(), buildIt()]);
  closeAfter(application, () => browser.close());
  const pages = await answersOf(join(project, "dist/page"));
  const template = await readFile(join(project, "dist/page/index.html"), "utf8");
  const { page: render } = await import(pathToFileURL(join(project, "dist/server/server.js")));

  /** A server with the built pages, and a tab; with `rendered` the server renders them first. */
  async function open(t, { rendered = false, path = "/" } = {}) {
    const body = (route) => html(template.replace("<!--app-->", rendered ? render(route) : ""));
    const server = await startAppOrigin(t, new Map([...pages, ...ROUTES.map((route) => [route, body(route)])]));
    const context = await newContext(t, browser);
    const tab = await openTab(t, context);
    await tab.page.goto(server.issuer + path);
    return { server, context, ...tab };
  }
  const status = (page, expected) => page.locator(`main[data-status="${expected}"]`).waitFor();
  const press = (page, name) => page.getByRole("button", { name }).click();
  async function signIn(page) {
    await press(page, "Sign in");
    await signInAtServer(page);
    await status(page, "signedIn");
  }

  await it("a user signs in, is known after a reload and in another tab, asks the API, and signs out everywhere", async (t) => {
    const { server, context, page, problems } = await open(t);
    await status(page, "signedOut");
    assert.equal(await page.locator("#legacy").innerText(), "nobody");
    await signIn(page);
    assert.equal(new URL(page.url()).href, `${server.issuer}/`, "no callback is left in the address bar");
    assert.deepEqual([await page.locator("#user").innerText(), await page.locator("#legacy").innerText()], ["ada", "ada"]);
    await page.locator('#token[data-status="ready"]').waitFor();

    await page.reload();
    await status(page, "signedIn");
    assert.equal(await page.locator("#user").innerText(), "ada");
    server.api.refusals = 1;
    await press(page, "Ask the API");
    await page.getByText("you are known").waitFor();
    assert.equal(new Set(server.api.seen).size, 2, "the refused token was renewed, once");
    assert.deepEqual(server.granted, ["authorization_code", "refresh_token"]);

    const other = await openTab(t, context);
    await other.page.goto(server.issuer);
    await status(other.page, "signedIn");
    await page.screenshot({ path: file("./output/svelte.png") });
    await press(other.page, "Sign out");
    await Promise.all([status(other.page, "signedOut"), status(page, "signedOut")]);
    assert.equal(await page.locator("#legacy").innerText(), "nobody");
    await page.locator('#token[data-status="none"]').waitFor();
    assert.deepEqual([problems, other.problems], [[], []]);
  });

  await it("a guarded place leads to the login and back to itself; not again by the back button", async (t) => {
    const { server, page, problems } = await open(t, { path: "/private?note=1" });
    await signInAtServer(page);
    await status(page, "signedIn");
    assert.equal(page.url(), `${server.issuer}/private?note=1`);
    await page.reload();
    await page.getByRole("heading", { name: "Private notes of ada" }).waitFor();
    await press(page, "Sign out");
    await status(page, "signedOut");
    await page.goto(server.issuer);
    await page.goBack();
    await status(page, "signedOut");
    assert.equal(page.url(), `${server.issuer}/private?note=1`, "no login began by itself");
    assert.deepEqual(problems, []);
  });

  await it("a login in a popup, and then a silent one, leave the page where it is", async (t) => {
    const { server, page, problems } = await open(t);
    await signsInWithoutLeaving(page, server, (expected) => status(page, expected));
    assert.equal(await page.locator("#user").innerText(), "ada");
    assert.deepEqual(problems, []);
  });

  await it("a server renders without a window, and the page hydrates its HTML without a complaint", async (t) => {
    assert.equal(typeof window, "undefined");
    assert.match(render("/private"), /data-status="loading"/);
    const { server, page, problems } = await open(t, { rendered: true });
    await status(page, "signedOut");
    await press(page, "Clicked 0 times");
    await page.getByText("Clicked 1 times").waitFor();
    await signIn(page);
    await page.goto(`${server.issuer}/?late`);
    await status(page, "signedIn");
    // Svelte keeps an image's address from the server's HTML, even if the page starts with another one.
    assert.match(await page.locator("img").getAttribute("src"), /signedIn/);
    assert.deepEqual(problems, []);
  });

  await it("in development the session outlives a hot reload, of a component and of the module that has the stores", async (t) => {
    const server = await startAppOrigin(t, new Map());
    // The builds have set "production".
    Object.assign(process.env, { NODE_ENV: "development", VITE_ISSUER: server.issuer });
    const vite = await createServer(config({ server: { host: "127.0.0.1", port: 0 } }));
    closeAfter(t, () => vite.close());
    await vite.listen();
    const { page, problems } = await openTab(t, await newContext(t, browser));
    await page.goto(vite.resolvedUrls.local[0]);
    await status(page, "signedOut");
    await signIn(page);
    await press(page, "Clicked 0 times");
    const marked = () => page.evaluate(() => window.mark);
    await page.evaluate(() => void (window.mark = "not reloaded"));

    await edit(project, "src/App.svelte", "<h1>Notes</h1>", "<h1>Other notes</h1>");
    await page.getByRole("heading", { name: "Other notes" }).waitFor();
    await status(page, "signedIn");
    assert.equal(await marked(), "not reloaded");
    await edit(project, "src/session.js", "import.meta.hot", "globalThis.edited = true;\nimport.meta.hot");
    await page.waitForFunction(() => window.edited);
    await status(page, "signedIn");
    assert.deepEqual([await page.locator("#user").innerText(), server.granted, problems], ["ada", ["authorization_code"], []]);
  });
});
