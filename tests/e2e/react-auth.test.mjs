// "tokenward/react" in an application of React 19 and of React 18, built by Vite and rendered on a server first, under StrictMode: a
// user's session, at a real authorization server.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { startAuthorizationServer } from "../support/authorization-server.mjs";
import { authScenario, openApp, shows, signInAtServer } from "./auth-scenario.mjs";
import { launchChromium } from "./chromium.mjs";
import { appFolder, edit, serveInDevelopment } from "./framework-app.mjs";
import { newContext } from "./tabs.mjs";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const VERSIONS = { 19: at("../node_modules/"), 18: at("../support/react-18/node_modules/") };

let browser;
before(async () => void (browser = await launchChromium()));
after(() => browser?.close());

for (const [version, modules] of Object.entries(VERSIONS)) {
  test(`an application of React ${version}`, { timeout: 180_000 }, async (t) => {
    const server = await startAuthorizationServer(t);
    const folder = await appFolder(t, "./react-auth", {
      react: `${modules}react`, "react-dom": `${modules}react-dom`, scheduler: `${modules}scheduler`,
    });
    const optimize = ["react", "react-dom", "react-dom/client", "react/jsx-dev-runtime", "tokenward/react", "tokenward"];
    const origin = await serveInDevelopment(t, folder, { plugins: [react()], server: "/src/server.jsx", issuer: server.issuer, optimize });
    await authScenario(t, { name: `react-${version}`, browser, server, origin, rename: () => edit(folder, "src/account.jsx", "Signed in as", "Hello") });
    if (version !== "19") return; // The rest depends only on the entry point, not on React's version.

    await t.test("a guarded place invites who signed out there, and says why a login failed", async (t) => {
      const page = await openApp(t, await newContext(t, browser), `${origin}/orders`);
      await signInAtServer(page);
      await page.click("#logout");
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.locator("a", { hasText: "Cancel" }).click();
      await shows(page, "status", "error");
      await page.getByRole("button", { name: "Orders" }).click();
      assert.match(await page.getByRole("alert").innerText(), /access_denied|cancel|abort/i);
      await page.getByRole("button", { name: "Try again" }).click();
      await signInAtServer(page);
      await page.waitForURL(`${origin}/orders`);
      await shows(page, "user", "ada");
    });

    await t.test("a guarded place opens no popup by itself, and what cannot be had silently is had by a button", async (t) => {
      const context = await newContext(t, browser);
      const page = await openApp(t, context, `${origin}/orders?mode=popup`);
      await page.getByRole("button", { name: "Sign in" }).waitFor();
      assert.equal(context.pages().length, 1);
      await page.goto(`${origin}/orders?mode=silent`);
      await page.getByRole("button", { name: "Try again" }).click();
      await page.waitForURL(/\/interaction\//);
    });
  });
}
