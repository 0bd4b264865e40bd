// An app whose every page begins as the package's README says, beside the real authorization server, which lies at the same origin.

import { answer } from "../support/answers.mjs";
import { APP, startAuthorizationServer } from "../support/authorization-server.mjs";
import { pages } from "./tabs.mjs";

/** `twice` in the address has the callback handled by two components, as React's StrictMode does; `later` by none at first. */
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
  // With \`no-store\` a page would not get into the back/forward cache.
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
