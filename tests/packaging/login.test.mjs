// The core of logins in a page without a build: loaded when a login is first used, once.

import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, pageWith } from "./support/browser.mjs";
import { consumer } from "./support/consumer.mjs";
import { staticServer } from "./support/servers.mjs";

const PACKAGE = "/node_modules/tokenward/";
const PROVIDER = {
  grant: "authorization_code",
  clientId: "app",
  authorizationEndpoint: "https://as.example/authorize",
  tokenEndpoint: "https://as.example/token",
  endSessionEndpoint: "https://as.example/logout",
  redirectUri: "https://app.example/callback",
};

const script = (entry) => `
import { TokenManager } from "${PACKAGE}${entry}";
const manager = await TokenManager.create({ namespace: "login", storage: "local", providers: { api: ${JSON.stringify(PROVIDER)} } });
const told = (error) => ({ name: error.name, code: error.code, retryable: error.retryable, message: error.message });
window.login = () => manager.startLogin().then(({ url }) => ({ url }), told);
window.logout = () => manager.logoutUrl();
window.fromEnv = () => TokenManager.fromEnv({ ACCESS_TOKEN: "of-the-environment" }).then((it) => it.getToken(), told);
window.ready = true;
`;

const worker = (imports) => `
${imports}
const manager = new Promise((resolve) => resolve(TokenManager.create({ providers: { api: ${JSON.stringify(PROVIDER)} } })));
addEventListener("message", (event) => {
  const told = (error) => ({ name: error.name, retryable: error.retryable, message: error.message });
  const fromEnv = () => TokenManager.fromEnv({ ACCESS_TOKEN: "of-the-environment" }).then((it) => it.getToken());
  const work = Promise.all([manager.then((it) => it.startLogin()), fromEnv()]).then(([{ url }, token]) => ({ url, token }), told);
  event.waitUntil(work.then((outcome) => event.ports[0].postMessage(outcome)));
});
`;

/** Opens a page that has made a manager with an entry point of the package. */
async function open(t, entry, files = {}) {
  const folder = await consumer(t, { "index.html": pageWith("main.js"), "main.js": script(entry), ...files });
  const server = await staticServer(t, folder);
  const page = await (await browser(t)).newPage();
  await page.goto(`${server.origin}/index.html`);
  await page.waitForFunction(() => window.ready, undefined, { timeout: 20_000 });
  const ofLogin = () => server.paths.filter((path) => /login(_bg)?\.|\/login/.test(path.slice(PACKAGE.length)) && !path.endsWith("/load-login.js"));
  return { ...server, page, ofLogin };
}

for (const [entry, core] of [["index.js", "login_bg.text.js"], ["web.js", "login_bg.wasm"]]) {
  const parts = ["driver/login.js", "wasm/login.js", `wasm/${core}`].map((name) => PACKAGE + name);

  test(`${entry} loads the core of logins with the first login, once for all calls`, async (t) => {
    const { page, ofLogin } = await open(t, entry);
    assert.deepEqual(ofLogin(), []);
    const outcomes = await page.evaluate(() => Promise.all([window.login(), window.login(), window.logout()]));
    assert.match(outcomes[0].url, /^https:\/\/as\.example\/authorize\?/);
    assert.notEqual(outcomes[0].url, outcomes[1].url);
    assert.equal(outcomes[2], "https://as.example/logout?client_id=app");
    await page.evaluate(() => window.login());
    assert.deepEqual(ofLogin().sort(), parts);
  });

  for (const part of parts) {
    test(`${entry}: while ${part} cannot be loaded, a login is a typed error, and the next call tries again`, async (t) => {
      const { page, broken } = await open(t, entry);
      broken.add(part);
      const { message, ...error } = await page.evaluate(() => window.login());
      assert.deepEqual(error, { name: "NotInitializedError", code: "not_initialized", retryable: true });
      assert.match(message, /^The core could not be (loaded|fetched)/);
      broken.delete(part);
      assert.match((await page.evaluate(() => window.login())).url ?? "none", /^https:\/\/as\.example\/authorize\?/);
    });
  }

  test(`${entry} loads the reader of environment variables on first use; after a failure the next call tries again`, async (t) => {
    const { page, broken, paths } = await open(t, entry);
    const part = `${PACKAGE}env.js`;
    assert.ok(!paths.includes(part));
    assert.ok(!paths.includes(`${PACKAGE}rare.js`));
    broken.add(part);
    const { message, ...error } = await page.evaluate(() => window.fromEnv());
    assert.deepEqual(error, { name: "NotInitializedError", code: "not_initialized", retryable: true });
    assert.match(message, /^The core could not be loaded/);
    broken.delete(part);
    assert.equal(await page.evaluate(() => window.fromEnv()), "of-the-environment");
  });

  test(`${entry} in a service worker without a bundler gets the later parts by import "tokenward/login"`, async (t) => {
    const manager = `import { TokenManager } from "${PACKAGE}${entry}";`;
    const files = { "with.js": worker(`import "${PACKAGE}login.js";${manager}`), "without.js": worker(manager) };
    const { page } = await open(t, entry, files);
    const answer = (file) =>
      page.evaluate(async (file) => {
        const registration = await navigator.serviceWorker.register(`/${file}`, { type: "module", scope: `/${file}-scope` });
        const worker = registration.installing ?? registration.waiting ?? registration.active;
        while (worker.state !== "activated") await new Promise((resolve) => worker.addEventListener("statechange", resolve, { once: true }));
        const { port1, port2 } = new MessageChannel();
        worker.postMessage("", [port2]);
        return new Promise((resolve) => (port1.onmessage = ({ data }) => resolve(data)));
      }, file);
    const { url, token } = await answer("with.js");
    assert.match(url, /^https:\/\/as\.example\/authorize\?/);
    assert.equal(token, "of-the-environment");
    const { message, ...error } = await answer("without.js");
    assert.deepEqual(error, { name: "NotInitializedError", retryable: false });
    assert.match(message, /import "tokenward\/login"/);
  });
}
