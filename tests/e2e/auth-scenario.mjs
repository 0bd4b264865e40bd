// A user's session on every framework's page, in Chromium, against a real authorization server. The pages of React and Vue look alike:
// `#status`, `#error`, `#login`, `#user`, `#token`, `#call`, `output`, `#logout`, `#leave`, and "Orders" as a heading in the guarded
// place. They count the managers in `managers`, and the reported logins in `told`.

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { closeAfter } from "../support/cleanup.mjs";
import { newContext } from "./tabs.mjs";
import { until } from "./until.mjs";

/** A tab of the application, and the complaints on its console. */
export async function openApp(t, context, url) {
  const page = await context.newPage();
  closeAfter(t, () => page.close());
  page.setDefaultTimeout(15_000);
  const complaints = [];
  const { origin } = new URL(url);
  page.on("console", (message) => {
    // The server's own pages ask for fonts.
    if (["error", "warning"].includes(message.type()) && message.location().url.startsWith(origin)) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error.stack ?? error)));
  await page.goto(url);
  return Object.assign(page, { complaints });
}

export const shows = (page, id, text) => page.locator(`#${id}`, { hasText: new RegExp(`^${text}$`) }).waitFor();
const heading = (page) => page.getByRole("heading", { name: "Orders" });
const atServer = (page) => page.locator('button[type="submit"]').waitFor();

/** Fills in the server's own pages until the browser is back at the application. */
export async function signInAtServer(page, name = "ada") {
  await page.waitForURL(/\/interaction\//);
  while (page.url().includes("/interaction/")) {
    if ((await page.locator('input[name="login"]').count()) > 0) {
      await page.fill('input[name="login"]', name);
      await page.fill('input[name="password"]', "any");
    }
    await page.click('button[type="submit"]');
  }
}

/**
 * A new user signs in without leaving the page: silently in vain, then in a popup, and then silently with the server's session. The page
 * is any framework's, with buttons for it; `status` waits until the page shows a status.
 * @param {(expected: "signedIn" | "signedOut" | "error") => Promise<void>} status
 */
export async function signsInWithoutLeaving(page, server, status) {
  const press = (name) => page.getByRole("button", { name }).click();
  const [granted, address] = [server.granted.length, page.url()];
  server.askOnce(true);
  await status("signedOut");
  await press("Ask silently");
  await status("error");
  await page.getByText(/login_required/).waitFor();
  const opened = page.waitForEvent("popup");
  await press("Open a popup");
  const popup = await opened;
  const closed = popup.waitForEvent("close");
  await signInAtServer(popup);
  await closed;
  await status("signedIn");
  await press("Forget me here");
  await status("signedOut");
  await press("Ask silently");
  await status("signedIn");
  await page.locator("iframe").waitFor({ state: "detached" });
  server.askOnce(false);
  assert.deepEqual([page.url(), page.context().pages().length, server.granted.length], [address, 1, granted + 2]);
}

/**
 * Signs in, calls, reloads, edits, signs out. `rename` changes a component's "Signed in as" to "Hello" while the page runs.
 * @param {{ name: string, browser: import("playwright-core").Browser, origin: string, server: any, rename: () => Promise<void> }} app
 */
export async function authScenario(t, { name, browser, origin, server, rename }) {
  const it = (name, test) => t.test(name, { timeout: 60_000 }, test);
  const context = await newContext(t, browser);
  let page;

  await it("a server renders the guarded page without a user; the page takes it over, begins a login, and comes back to its place", async () => {
    const html = await (await fetch(`${origin}/orders`)).text();
    assert.match(html, /id="status"[^>]*>loading</);
    assert.doesNotMatch(html, /<h2>/);
    assert.equal(globalThis.managers, undefined, "a server makes no manager");
    page = await openApp(t, context, `${origin}/orders`);
    await signInAtServer(page);
    await heading(page).waitFor();
    await shows(page, "user", "ada");
    await shows(page, "token", "ready");
    assert.equal(page.url(), `${origin}/orders`);
    assert.deepEqual([server.granted, server.refused, await page.evaluate(() => globalThis.told)], [["authorization_code"], [], 1]);
    assert.deepEqual(page.complaints, []);
  });

  await it("the API is called with the token", async () => {
    await page.click("#call");
    await page.locator("output", { hasText: /^ada$/ }).waitFor();
    await page.screenshot({ path: fileURLToPath(new URL(`./output/${name}.png`, import.meta.url)) });
  });

  await it("after a reload the user is there, and nothing was asked of the server", async () => {
    await page.reload();
    await heading(page).waitFor();
    await shows(page, "user", "ada");
    assert.deepEqual([server.granted.length, page.complaints], [1, []]);
  });

  await it("a file that is edited is replaced in the page: no reload, no other manager, no other login", async () => {
    await page.evaluate(() => (globalThis.sameLoad = true));
    await rename();
    await page.getByText("Hello").waitFor();
    await shows(page, "user", "ada");
    assert.deepEqual(await page.evaluate(() => [globalThis.sameLoad, globalThis.managers]), [true, 1]);
    assert.deepEqual([server.granted.length, page.complaints], [1, []]);
  });

  await it("who signs out in another tab is signed out here, and is not led to a login", async (t) => {
    const other = await openApp(t, context, origin);
    await shows(other, "user", "ada");
    await other.click("#logout");
    await shows(other, "status", "signedOut");
    await shows(page, "status", "signedOut");
    assert.equal(page.url(), `${origin}/orders`);
    assert.deepEqual([other.complaints, page.complaints], [[], []]);
  });

  await it("a login by a button signs both tabs in; signing out everywhere leaves for the server", async (t) => {
    const other = await openApp(t, context, origin);
    await other.click("#login");
    await signInAtServer(other); // The sign-out revoked the user's consent.
    await shows(other, "user", "ada");
    await shows(page, "user", "ada");
    assert.deepEqual([server.granted.length, new URL(other.url()).search], [2, ""]);
    await other.click("#leave");
    await other.waitForURL(/\/session\/end/);
    await shows(page, "status", "signedOut");
    assert.deepEqual([other.complaints, page.complaints], [[], []]);
    await page.close();
  });

  await it("who comes back from the login by the back button is not sent there again, until asked to", async (t) => {
    const visitor = await openApp(t, await newContext(t, browser), `${origin}/`);
    await shows(visitor, "status", "signedOut");
    await visitor.goto(`${origin}/orders`);
    await atServer(visitor);
    await visitor.goBack();
    await shows(visitor, "status", "signedOut");
    assert.ok(visitor.url().startsWith(origin));
    assert.equal(await heading(visitor).count(), 0);
    await visitor.click("#login");
    await atServer(visitor);
  });

  await it("a login that the user refused is shown, and none begins by itself", async (t) => {
    const visitor = await openApp(t, await newContext(t, browser), `${origin}/orders`);
    await atServer(visitor);
    await visitor.locator("a", { hasText: "Cancel" }).click();
    await shows(visitor, "status", "error");
    await until("the address is clean", () => new URL(visitor.url()).search === "");
    assert.ok(visitor.url().startsWith(origin));
    assert.match(await visitor.locator("#error").innerText(), /access_denied|cancel|abort/i);
  });

  await it("a login in a popup, and then a silent one, leave the page where it is", async (t) => {
    const visitor = await openApp(t, await newContext(t, browser), origin);
    await signsInWithoutLeaving(visitor, server, (expected) => shows(visitor, "status", expected));
    await shows(visitor, "user", "ada");
    assert.deepEqual([await visitor.evaluate(() => globalThis.managers), visitor.complaints], [1, []]);
  });
}
