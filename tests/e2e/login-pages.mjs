// Pages that log in at the real authorization server, which has the same origin.

import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { answer } from "../support/answers.mjs";
import { APP, startAuthorizationServer } from "../support/authorization-server.mjs";
import { closeAfter } from "../support/cleanup.mjs";
import { pages } from "./tabs.mjs";

const file = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Begins and ends logins on demand; returns an error's message in place of the error. */
const PAGE = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>A page</title>
<script type="module">
import { TokenManager } from "/pkg/web.js";
const now = Date.now;
window.setClock = (ahead) => void (Date.now = () => now() + ahead);
window.told = (promise) => promise.catch(({ name, code, oauthError, message }) => ({ name, code, oauthError, message }));
window.records = [];
window.create = (options) => TokenManager.create({ ...options, logger: (record) => void window.records.push(record) });
if (window.react) await import("/react.js");
window.ready = true;
</script>`;

/** React's development build, with the component of react/callback.mjs. */
async function reactScript() {
  const { outputFiles } = await build({
    entryPoints: [file("./react/callback.mjs")],
    bundle: true,
    write: false,
    format: "esm",
    logLevel: "silent",
    define: { "process.env.NODE_ENV": '"development"' },
    // The package is outside of this folder, which has React.
    nodePaths: [file("../node_modules")],
  });
  return outputFiles[0].text;
}

/** The server, with the pages; `options` are the options of their managers. */
export async function startLoginOrigin(t, more = {}) {
  const all = await pages();
  for (const path of ["/", "/callback"]) all.set(path, answer({ headers: { "content-type": "text/html" }, body: PAGE }));
  all.set("/react.js", answer({ headers: { "content-type": "text/javascript" }, body: await reactScript() }));
  const server = await startAuthorizationServer(t, { pages: all });
  const provider = {
    grant: "authorization_code", issuer: server.issuer, ...APP, redirectUri: `${server.issuer}/callback`, scope: "openid offline_access",
  };
  return { ...server, options: { providers: { api: provider }, ...more }, provider };
}

/** A page of the server's origin; `before` runs in it before every script. */
export async function openPage(t, context, server, path = "/", before) {
  const page = await context.newPage();
  closeAfter(t, () => page.close());
  page.setDefaultTimeout(10_000);
  if (before) await page.addInitScript(before, server.options);
  await page.goto(`${server.issuer}${path}`);
  await ready(page);
  return page;
}

export const ready = (page) => page.waitForFunction(() => window.ready);

/** Begins a login in the page; returns its URL. */
export const begin = (page, { options }, name = "api", login = {}) =>
  page.evaluate(async ([options, name, login]) => (await (window.manager ??= await window.create(options)).startLogin(name, login)).url, [options, name, login]);

/** Fills in the server's own pages, from the URL of a login to the callback. */
export async function signIn(page, url, name = "ada") {
  await page.goto(url);
  while (!page.url().includes("/callback")) {
    const asksForName = await page.locator('input[name="login"]').count();
    if (asksForName > 0) {
      await page.fill('input[name="login"]', name);
      await page.fill('input[name="password"]', "any");
    }
    await page.click('button[type="submit"]');
  }
  await ready(page);
}

/** Finishes the login in a page on its callback. */
export const finish = (page, { options }, url) =>
  page.evaluate(
    async ([options, url]) => {
      const manager = (window.manager ??= await window.create(options));
      return window.told(manager.finishLogin(url ?? location.href));
    },
    [options, url],
  );

export const getToken = (page, name = "api") => page.evaluate((name) => window.told(window.manager.getToken(name)), name);
