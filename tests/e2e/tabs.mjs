// Tabs of one browser context, each with a manager, beside a scripted or real token server of the same origin.

import { readFile, readdir } from "node:fs/promises";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { answer } from "../support/answers.mjs";
import { APP, startAuthorizationServer } from "../support/authorization-server.mjs";
import { closeAfter } from "../support/cleanup.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { INSECURE_HOST } from "./chromium.mjs";

const pkg = fileURLToPath(new URL("../../pkg/", import.meta.url));
const TYPES = { ".js": "text/javascript", ".wasm": "application/wasm" };

/** A clock that can be set, so that tokens of an hour end now. */
export const CLOCK = `const now = Date.now;
globalThis.setClock = (ahead) => void (Date.now = () => now() + ahead);`;

const PAGE = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>A tab</title>
<script type="module">
import { TokenManager } from "/pkg/web.js";
${CLOCK}
window.events = [];
window.open = async (options) => {
  window.manager = await TokenManager.create(options);
  for (const name of ["added", "refreshed", "removed", "expired", "error", "reauthenticate", "signedIn", "signedOut", "storageError"]) {
    window.manager.on(name, () => window.events.push(name));
  }
};
window.ready = true;
</script>`;

/**
 * A worker that makes a manager with given options, and then runs commands: `[method, ...arguments]`. It answers with an error's code in
 * place of the error.
 */
const WORKER = `import { TokenManager } from "/pkg/web.js";
${CLOCK}
let manager;
self.onmessage = async ({ data: [method, ...given] }) => {
  if (method === "open") manager = await TokenManager.create(...given);
  else if (method === "setClock") setClock(...given);
  const done = method in manager ? (async () => manager[method](...given))() : undefined;
  self.postMessage((await done?.catch(({ code }) => "error: " + code)) ?? null);
};`;

/** The page, the worker's script, the package, and another page: answers by path. */
export async function pages() {
  // With `no-store` a page would not enter the back/forward cache.
  const headers = { "content-type": "text/html", "cache-control": "no-cache" };
  const answers = new Map([
    ["/", answer({ headers, body: PAGE })],
    ["/elsewhere", answer({ headers, body: "<!doctype html><title>Elsewhere</title>" })],
    ["/worker.js", answer({ headers: { "content-type": "text/javascript" }, body: WORKER })],
  ]);
  for (const file of await readdir(pkg, { recursive: true })) {
    const type = TYPES[extname(file)];
    if (type) answers.set(`/pkg/${file}`, answer({ headers: { "content-type": type }, body: await readFile(join(pkg, file)) }));
  }
  return answers;
}

/** The scripted token server, with the pages beside its endpoint. */
export async function startOrigin(t) {
  const server = await startTokenServer(t);
  for (const [path, answer] of await pages()) server.route(path, answer);
  return server;
}

/**
 * The real authorization server, which rotates refresh tokens and ends the session at a second use; with the pages beside it.
 * `insecure` makes its origin an insecure context, which has no Web Locks; `more` are answers at other paths.
 */
export async function startRealOrigin(t, { insecure = false, more = [], ...options } = {}) {
  const server = await startAuthorizationServer(t, { ...options, pages: new Map([...(await pages()), ...more]) });
  const { port } = new URL(server.issuer);
  return {
    ...server,
    origin: insecure ? `http://${INSECURE_HOST}:${port}` : server.issuer,
    tokenRequests: () => server.granted.length + server.refused.length,
    /** Providers with a session that a user began. */
    async providers(more) {
      const refreshToken = await server.newRefreshToken();
      const tokenEndpoint = `${this.origin}/token`;
      return { api: { grant: "refresh_token", tokenEndpoint, clientId: APP.clientId, refreshToken, allowInsecureHttp: insecure, ...more } };
    },
  };
}

/** A public client with a refresh token and without retries. */
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

/** Opens a tab with a manager; `before` runs in it before every script. */
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
    /** Starts a web worker with a manager; returns a function that sends it commands. */
    async startWorker(options) {
      const place = await page.evaluate(() => {
        const worker = new Worker("/worker.js", { type: "module" });
        const ask = (...request) =>
          new Promise((resolve) => {
            worker.addEventListener("message", ({ data }) => resolve(data), { once: true });
            worker.postMessage(request);
          });
        return (window.workers ??= []).push(ask) - 1;
      });
      const ask = (...request) => page.evaluate(([place, request]) => window.workers[place](...request), [place, request]);
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
