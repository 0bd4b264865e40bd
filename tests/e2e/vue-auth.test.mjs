// "tokenward/vue" in an application of Vue and vue-router, built by Vite and rendered on a server first: what a user does, at a real
// authorization server.

import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import vue from "@vitejs/plugin-vue";
import { startAuthorizationServer } from "../support/authorization-server.mjs";
import { authScenario } from "./auth-scenario.mjs";
import { launchChromium } from "./chromium.mjs";
import { appFolder, edit, serveInDevelopment } from "./framework-app.mjs";

const at = (name) => fileURLToPath(new URL(`../node_modules/${name}`, import.meta.url));

let browser;
before(async () => void (browser = await launchChromium()));
after(() => browser?.close());

test("an application of Vue 3", { timeout: 180_000 }, async (t) => {
  const server = await startAuthorizationServer(t);
  const folder = await appFolder(t, "./vue-auth", { vue: at("vue"), "vue-router": at("vue-router") });
  const optimize = ["vue", "vue-router", "tokenward/vue", "tokenward"];
  const origin = await serveInDevelopment(t, folder, { plugins: [vue()], server: "/src/server.js", issuer: server.issuer, optimize });
  await authScenario(t, { browser, server, origin, rename: () => edit(folder, "src/Account.vue", "Signed in as", "Hello") });
});
