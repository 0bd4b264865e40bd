// "tokenward/react" in an application of React 19 and of React 18, built by Vite and rendered on a server first, under StrictMode: what
// a user does, at a real authorization server.

import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { startAuthorizationServer } from "../support/authorization-server.mjs";
import { authScenario } from "./auth-scenario.mjs";
import { launchChromium } from "./chromium.mjs";
import { appFolder, edit, serveInDevelopment } from "./framework-app.mjs";

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
    await authScenario(t, { browser, server, origin, rename: () => edit(folder, "src/account.jsx", "Signed in as", "Hello") });
  });
}
