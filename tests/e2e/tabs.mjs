// Tabs of one browser context with a manager each, beside a scripted token server of the same origin.

import { readFile, readdir } from "node:fs/promises";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { answer } from "../support/answers.mjs";
import { closeAfter } from "../support/cleanup.mjs";
import { startTokenServer } from "../support/token-server.mjs";

const pkg = fileURLToPath(new URL("../../pkg/", import.meta.url));
const TYPES = { ".js": "text/javascript", ".wasm": "application/wasm" };

const PAGE = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>A tab</title>
<script type="module">
import { TokenManager } from "/pkg/web.js";
window.events = [];
window.open = async (options) => {
  window.manager = await TokenManager.create(options);
  for (const name of ["added", "refreshed", "removed", "expired", "error", "reauthenticate", "storageError"]) {
    window.manager.on(name, () => window.events.push(name));
  }
};
window.ready = true;
</script>`;

/** A worker that makes a manager as it is told, and then does what it is told: `[method, ...arguments]`. */
const WORKER = `import { TokenManager } from "/pkg/web.js";
let manager;
self.onmessage = async ({ data: [method, ...given] }) => {
  if (method === "open") manager = await TokenManager.create(...given);
  self.postMessage(method === "open" ? null : (await manager[method](...given)) ?? null);
};`;

/** The token server, which has the page and the package beside its endpoint. */
export async function startOrigin(t) {
  const server = await startTokenServer(t);
  // With `no-store` a page would not get into the back/forward cache.
  const headers = { "content-type": "text/html", "cache-control": "no-cache" };
  server.route("/", answer({ headers, body: PAGE }));
  server.route("/elsewhere", answer({ headers, body: "<!doctype html><title>Elsewhere</title>" }));
  server.route("/worker.js", answer({ headers: { "content-type": "text/javascript" }, body: WORKER }));
  for (const file of await readdir(pkg, { recursive: true })) {
    const type = TYPES[extname(file)];
    if (type) server.route(`/pkg/${file}`, answer({ headers: { "content-type": type }, body: await readFile(join(pkg, file)) }));
  }
  return server;
}

/** A public client with a refresh token, whose requests are not tried twice. */
export const client = (server, more = {}) => ({
  grant: "refresh_token",
  tokenEndpoint: server.tokenEndpoint,
  clientId: "tab",
  refreshToken: "refresh-0",
  ...more,
});

/** A context of its own: its tabs share storage, locks and channels. */
export async function newContext(t, browser) {
  const context = await browser.newContext();
  closeAfter(t, () => context.close());
  return context;
}

/** Opens a tab with a manager; `before` runs in it ahead of every script. */
export async function openTab(context, server, options = {}, before) {
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  if (before) await page.addInitScript(before);
  await page.goto(server.origin);
  await page.waitForFunction(() => window.ready);
  await page.evaluate((options) => window.open(options), { providers: { api: client(server) }, ...options });
  return {
    page,
    getToken: () => page.evaluate(() => window.manager.getToken()),
    /** Starts a web worker with a manager; gives what asks it to do something. */
    async startWorker(options) {
      await page.evaluate(() => {
        window.worker = new Worker("/worker.js", { type: "module" });
        window.ask = (...request) =>
          new Promise((resolve) => {
            window.worker.addEventListener("message", ({ data }) => resolve(data), { once: true });
            window.worker.postMessage(request);
          });
      });
      const ask = (...request) => page.evaluate((request) => window.ask(...request), request);
      await ask("open", { providers: { api: client(server) }, ...options });
      return ask;
    },
    peek: () => page.evaluate(() => window.manager.peekToken() ?? null),
    info: () => page.evaluate(() => window.manager.getTokenInfo()),
    refresh: () => page.evaluate(() => void window.manager.refresh().catch(() => {})),
    clear: () => page.evaluate(() => window.manager.clear()),
    events: () => page.evaluate(() => window.events),
  };
}
