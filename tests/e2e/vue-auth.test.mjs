// "tokenward/vue" in an application of Vue and vue-router, built by Vite and rendered on a server first: a user's session, at a real
// authorization server.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import vue from "@vitejs/plugin-vue";
import { startAuthorizationServer } from "../support/authorization-server.mjs";
import { authScenario, openApp, shows, signInAtServer } from "./auth-scenario.mjs";
import { launchChromium } from "./chromium.mjs";
import { appFolder, edit, serveInDevelopment } from "./framework-app.mjs";
import { newContext } from "./tabs.mjs";
import { until } from "./until.mjs";

const at = (name) => fileURLToPath(new URL(`../node_modules/${name}`, import.meta.url));

let browser;
before(async () => void (browser = await launchChromium()));
after(() => browser?.close());

test("an application of Vue 3", { timeout: 180_000 }, async (t) => {
  const server = await startAuthorizationServer(t);
  const folder = await appFolder(t, "./vue-auth", { vue: at("vue"), "vue-router": at("vue-router") });
  const optimize = ["vue", "vue-router", "tokenward/vue", "tokenward"];
  const origin = await serveInDevelopment(t, folder, { plugins: [vue()], server: "/src/server.js", issuer: server.issuer, optimize });
  await authScenario(t, { name: "vue", browser, server, origin, rename: () => edit(folder, "src/Account.vue", "Signed in as", "Hello") });

  await t.test("who goes to a guarded place by a link is led to the login, also after a sign-out and after a failure, but never round in a circle", async (t) => {
    const context = await newContext(t, browser);
    const page = await openApp(t, context, origin);
    await shows(page, "status", "signedOut");
    await page.getByText("Orders").click();
    await signInAtServer(page);
    await page.waitForURL(`${origin}/orders`);
    await page.click("#logout");
    await shows(page, "status", "signedOut");
    await page.getByText("Home").click();
    await page.getByText("Orders").click();
    await page.waitForURL(/\/interaction\//);
    await page.goto(origin);
    let asked = 0;
    await context.route((url) => url.origin === server.issuer, (route) => (asked++, route.abort()));
    await page.getByText("Orders").click();
    await shows(page, "status", "error");
    assert.equal(page.url(), `${origin}/`);
    const before = asked;
    await page.getByText("Orders").click();
    await until("the server was asked again", () => asked > before);
    await page.locator("#error").waitFor();
    assert.equal(page.url(), `${origin}/`);
  });
});
