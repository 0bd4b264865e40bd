// An app whose pages all start as in the package's README, beside the real authorization server at the same origin.

import { answer } from "../support/answers.mjs";
import { APP, startAuthorizationServer } from "../support/authorization-server.mjs";
import { pages } from "./tabs.mjs";

/** With `twice` in the address two components handle the callback, as under React's StrictMode; with `later` none does at first. */
const PAGE = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>An app</title>
<script type="module">
import { TokenManager } from "/pkg/web.js";
window.told = (promise) => promise.then((result) => result ?? "none", ({ name, code, oauthError, message }) => ({ name, code, oauthError, message }));
window.options = {
  storage: "local",
  providers: {
    api: {
      grant: "authorization_code", issuer: location.origin, clientId: ${JSON.stringify(APP.clientId)},
      redirectUri: location.origin + "/callback", scope: "openid offline_access",
    },
  },
  ...JSON.parse(sessionStorage.getItem("options") ?? "{}"),
};
window.create = () => TokenManager.create(options);
window.manager = await create();
window.events = [];
for (const name of ["signedIn", "signedOut"]) manager.on(name, () => events.push(name));
window.handle = () => told(manager.handleCallback());
window.results = [handle(), handle()];
window.ready = true;
</script>`;

/** The server with the app's pages. */
export async function startSessionOrigin(t, options = {}) {
  const all = await pages();
  // With \`no-store\` a page would not enter the back/forward cache.
  const headers = { "content-type": "text/html", "cache-control": "no-cache" };
  for (const path of ["/", "/callback", "/inbox"]) all.set(path, answer({ headers, body: PAGE }));
  return startAuthorizationServer(t, { pages: all, ...options });
}

export const ready = (page) => page.waitForFunction(() => window.ready);

/** Fills in the server's own pages, until the app's callback. */
export async function signIn(page, name = "ada") {
  while (!page.url().includes("/callback")) {
    if ((await page.locator('input[name="login"]').count()) > 0) {
      await page.fill('input[name="login"]', name);
      await page.fill('input[name="password"]', "any");
    }
    await page.click('button[type="submit"]');
  }
  await ready(page);
}
