// Logins in windows of their own and in hidden frames, by WebDriver, at the real authorization server at another origin of the same
// site: pages with and without `Cross-Origin-Opener-Policy: same-origin`, users who close windows or sign in in another tab meanwhile,
// callback pages that hand nothing over, servers that refuse to be framed.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { after, before, beforeEach, describe, it } from "node:test";
import { build } from "esbuild";
import webdriver from "selenium-webdriver";
import { answer } from "../../support/answers.mjs";
import { startAuthorizationServer } from "../../support/authorization-server.mjs";
import { fillIn as fillInAtServer } from "../engines/at-server.mjs";
import { pages } from "../tabs.mjs";
import { until } from "../until.mjs";

const { By } = webdriver;
/** A web client: the server asks its users only the necessary questions. */
const CLIENT = "the-web-page";

/** An app, whose button begins the logins in `window.wanted`. With `mute` its callback page handles nothing. */
const page = (issuer) => `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>An app</title>
<button id="go">Go</button>
<script type="module">
import { TokenManager } from "/pkg/web.js";
window.told = (promise) => promise.then((result) => result ?? "none", ({ name, code, oauthError, message }) => ({ name, code, oauthError, message }));
const client = { grant: "authorization_code", clientId: "${CLIENT}", redirectUri: location.origin + "/callback", scope: "openid" };
const api = { ...client, issuer: ${JSON.stringify(issuer)} };
const refusing = { ...api, authorizationEndpoint: location.origin + "/refuses-frames" };
window.manager = await TokenManager.create({ storage: "local", background: false, providers: { api, other: api, refusing } });
window.events = [];
for (const name of ["signedIn", "signedOut"]) manager.on(name, ({ user }) => events.push(user?.id ?? name));
if (localStorage.getItem("mute") === null) window.first = told(manager.handleCallback());
document.getElementById("go").onclick = () => void (window.results = wanted.map((given) => told(manager.login(...given))));
window.ready = true;
</script>`;

/** The same with other libraries, for comparison: the paths of their pages, and their programs for an issuer. */
const PEERS = {
  "oidc-client-ts": ["/peer", (issuer) => `
    import { UserManager, WebStorageStateStore } from "oidc-client-ts";
    const redirect_uri = location.origin + "/peer-callback";
    const manager = new UserManager({ authority: ${JSON.stringify(issuer)}, client_id: "${CLIENT}", redirect_uri, popup_redirect_uri: redirect_uri, scope: "openid", userStore: new WebStorageStateStore({ store: sessionStorage }) });
    if (location.pathname === "/peer-callback") manager.signinPopupCallback().catch(() => {});
    document.getElementById("go").onclick = () => void (window.results = [manager.signinPopup().then((user) => user.profile.sub, String)]);`],
  // The server's page in the popup sends the answer to its opener (response_mode=web_message): there is no callback page.
  "auth0-spa-js": ["/auth0", (issuer) => `
    import { Auth0Client } from "@auth0/auth0-spa-js";
    const authorizationParams = { redirect_uri: location.origin + "/peer-callback", scope: "openid" };
    const client = new Auth0Client({ domain: ${JSON.stringify(issuer)}, clientId: "${CLIENT}", authorizationParams });
    const user = () => client.loginWithPopup().then(() => client.getUser()).then((user) => user.sub);
    document.getElementById("go").onclick = () => void (window.results = [user().catch(String)]);`],
};

/** oidc-provider with the features that auth0-spa-js expects: an issuer that ends with a slash, Auth0's paths, and web messages. */
const AS_AUTH0 = {
  issuerPath: "/",
  routes: { authorization: "/authorize", token: "/oauth/token" },
  features: { webMessageResponseMode: { enabled: true, ack: "individual-draft-01" } },
};

async function peerPage(program) {
  const contents = `${program}
    window.ready = true;`;
  const stdin = { contents, resolveDir: fileURLToPath(new URL(".", import.meta.url)) };
  const { outputFiles } = await build({ stdin, bundle: true, write: false, format: "esm", logLevel: "silent" });
  return `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>A peer</title><button id="go">Go</button>
<script type="module">${outputFiles[0].text.replaceAll("</script", "<\\/script")}</script>`;
}

/** The app on a port of its own; its pages are sent with `headers`. */
async function startApp([issuer, issuerAsAuth0], headers) {
  const all = await pages();
  const html = { send: (response) => answer({ headers: { "content-type": "text/html", ...headers }, body: page(issuer()) }).send(response) };
  for (const path of ["/", "/callback"]) all.set(path, html);
  for (const [name, [path, program]] of Object.entries(PEERS)) {
    const of = name === "auth0-spa-js" ? issuerAsAuth0 : issuer;
    const peer = { send: async (response) => answer({ headers: { "content-type": "text/html", ...headers }, body: await peerPage(program(of())) }).send(response) };
    all.set(path, peer);
    if (name === "oidc-client-ts") all.set("/peer-callback", peer);
  }
  const framed = `<!doctype html><iframe id="frame" sandbox="allow-scripts allow-same-origin" src="/"></iframe>`;
  all.set("/sandbox", answer({ headers: { "content-type": "text/html" }, body: framed }));
  all.set("/refuses-frames", answer({ headers: { "content-type": "text/html", "x-frame-options": "DENY" }, body: "<!doctype html>" }));
  const server = createServer((request, response) => {
    const found = all.get(request.url.split("?")[0]);
    if (found) return found.send(response, request);
    response.writeHead(404).end();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { origin: `http://127.0.0.1:${server.address().port}`, stop: () => (server.closeAllConnections(), server.close()) };
}

export function popupScenario({ name, startBrowser, peers = false }) {
  describe(`logins in windows of their own, in ${name}`, { timeout: 240_000 }, () => {
    const ends = [];
    let driver, server, asAuth0, plain, isolated, main;

    before(async () => {
      const issuers = [() => server.issuer, () => asAuth0.issuer];
      plain = await startApp(issuers, {});
      isolated = await startApp(issuers, { "cross-origin-opener-policy": "same-origin" });
      const redirect_uris = [plain, isolated].flatMap(({ origin }) => [`${origin}/callback`, `${origin}/peer-callback`]);
      const client = { client_id: CLIENT, token_endpoint_auth_method: "none", grant_types: ["authorization_code"], response_types: ["code"], redirect_uris };
      const t = { after: (end) => ends.push(end) };
      server = await startAuthorizationServer(t, { clients: [client] });
      if (peers) asAuth0 = await startAuthorizationServer(t, { clients: [client], ...AS_AUTH0 });
      ends.push(plain.stop, isolated.stop);
      const browser = await startBrowser();
      driver = browser.driver;
      ends.unshift(browser.stop);
      main = await driver.getWindowHandle();
      await driver.manage().setTimeouts({ script: 20_000, pageLoad: 20_000 });
    });
    after(async () => {
      for (const end of ends) await end();
    });
    beforeEach(async () => {
      for (const handle of await driver.getAllWindowHandles()) {
        if (handle === main) continue;
        await driver.switchTo().window(handle);
        await driver.close();
      }
      await driver.switchTo().window(main);
      server.granted.length = 0;
    });

    const ready = () => until("the page is ready", () => driver.executeScript("return window.ready === true"));
    const run = (script, ...given) => driver.executeAsyncScript(`const done = arguments[arguments.length - 1]; (async () => { ${script} })().then(done, (e) => done(String(e)));`, ...given);
    async function open({ origin }, { signedIn = true } = {}) {
      if ((await driver.getCurrentUrl()) !== `${origin}/`) {
        await driver.get(`${origin}/`);
        await ready();
      }
      await driver.executeScript("localStorage.clear(); sessionStorage.clear(); delete window.ready;");
      if (!signedIn) await driver.manage().deleteAllCookies();
      await driver.navigate().refresh();
      await ready();
    }
    /** A click that begins these logins. */
    async function begin(...wanted) {
      await driver.executeScript("window.wanted = arguments[0]", wanted);
      await driver.findElement(By.id("go")).click();
    }
    const results = () => run("return Promise.all(window.results)");
    const others = async (not = []) => (await driver.getAllWindowHandles()).filter((handle) => handle !== main && !not.includes(handle));
    /** Switches to the window that the page opened. */
    async function toPopup() {
      const [popup] = await until("the popup is there", async () => {
        const found = await others();
        return found.length > 0 && found;
      });
      await driver.switchTo().window(popup);
      return popup;
    }
    /** Fills in the server's pages in this window, as far as they ask, until it is closed or at the callback. */
    const fillIn = (window, user) =>
      fillInAtServer(driver, async (url) => !(await driver.getAllWindowHandles()).includes(window) || url.includes("/callback"), user);
    async function signIn(user) {
      await fillIn(await toPopup(), user);
      await driver.switchTo().window(main);
    }
    /** Waits until the server asks for a name in the popup. */
    async function atServer() {
      const popup = await toPopup();
      await until("the server asks", async () => (await driver.findElements(By.name("login"))).length > 0);
      return popup;
    }
    /** The server knows the user. */
    async function known() {
      await begin(["api", { mode: "silent" }]);
      if ((await results())[0].code === undefined) return;
      await begin(["api", { mode: "popup" }]);
      await signIn();
      await results();
    }
    const gone = () => until("the popup is gone", async () => (await others()).length === 0);

    const places = [
      ["a popup", () => plain],
      ["a popup whose pages have COOP", () => isolated],
    ];
    for (const [what, place] of places) {
      it(`${what} brings its user`, async () => {
        await open(place(), { signedIn: false });
        await begin(["api", { mode: "popup", appState: { page: 1 } }]);
        await signIn();
        const [result] = await results();
        assert.deepEqual([result.user?.id, result.appState, result.message], ["ada", { page: 1 }, undefined]);
        await gone();
        // With the token, at another origin.
        assert.deepEqual(await run('return manager.userInfo("api")'), { sub: "ada" });
        assert.equal(await driver.executeScript("return location.pathname + location.search"), "/");
        assert.deepEqual(server.granted, ["authorization_code"]);
      });

      it(`${what} twice at once brings both users' tokens`, async () => {
        await open(place());
        await known();
        await begin(["api", { mode: "popup" }], ["other", { mode: "popup" }]);
        const both = await results();
        assert.deepEqual(both.map(({ provider, user, message }) => [provider, user?.id, message]), [["api", "ada", undefined], ["other", "ada", undefined]]);
        await gone();
      });
    }

    if (peers) {
      const compared = Object.entries(PEERS).flatMap(([peer, [path]]) => places.map(([what, place]) => ({ peer, path, what, place })));
      it("for comparison: other libraries in the same popups", async (t) => {
        for (const { peer, path, what, place } of compared) {
          await open(place());
          if (peer === "oidc-client-ts") await known();
          await gone();
          await driver.get(`${place().origin}${path}`);
          await ready();
          await driver.findElement(By.id("go")).click();
          if (peer === "auth0-spa-js" && place() === plain) await signIn();
          const outcome = await run('return Promise.race([window.results[0], new Promise((resolve) => setTimeout(resolve, 2000, "nothing within 2 s"))])');
          t.diagnostic(`${peer}, ${what}: ${outcome}`);
          for (const handle of await others()) {
            await driver.switchTo().window(handle);
            await driver.close();
          }
          await driver.switchTo().window(main);
        }
      });
    }

    it("a popup that the browser blocks is reported", async () => {
      await open(plain);
      await driver.get(`${plain.origin}/sandbox`);
      await driver.switchTo().frame(0);
      await ready();
      await begin(["api", { mode: "popup" }]);
      const [result] = await results();
      assert.deepEqual([result.name, result.code], ["LoginError", "popup_blocked"]);
    });

    it("a callback page that hands nothing over is read by the page that opened it", async () => {
      await open(plain);
      await known();
      await driver.executeScript('localStorage.setItem("mute", "1")');
      await begin(["api", { mode: "popup" }]);
      assert.equal((await results())[0].user?.id, "ada");
      await gone();
    });

    it("a silent login brings the user whom the server knows, several at once, and leaves no frame", async () => {
      await open(isolated);
      await known();
      await begin(["api", { mode: "silent" }], ["other", { mode: "silent" }]);
      const both = await results();
      assert.deepEqual(both.map(({ provider, user, message }) => [provider, user?.id, message]), [["api", "ada", undefined], ["other", "ada", undefined]]);
      assert.equal(await driver.executeScript('return document.querySelectorAll("iframe").length'), 0);
    });

    it("a silent login at a server that refuses to be framed ends in its time", async () => {
      await open(plain);
      await begin(["refusing", { mode: "silent", timeoutMs: 1_500 }]);
      const [result] = await results();
      assert.deepEqual([result.name, result.code], ["LoginError", "timeout"]);
      assert.equal(await driver.executeScript('return document.querySelectorAll("iframe").length'), 0);
    });

    // From here on the server does not know the user.
    it("a silent login of a user whom the server does not know is refused, with the server's word", async () => {
      await open(plain, { signedIn: false });
      await begin(["api", { mode: "silent" }]);
      const [result] = await results();
      assert.deepEqual([result.name, result.code, result.oauthError], ["LoginError", "login_failed", "login_required"]);
      assert.equal(await driver.executeScript('return document.querySelectorAll("iframe").length'), 0);
    });

    for (const [what, place] of places) {
      it(`${what} that the user closes is reported`, async () => {
        await open(place(), { signedIn: false });
        await begin(["api", { mode: "popup" }]);
        await atServer();
        // So that the page has seen the popup there.
        await new Promise((resolve) => setTimeout(resolve, 600));
        await driver.close();
        await driver.switchTo().window(main);
        // Tells the page that the user is back: the driver's own windows may have the focus all the time.
        await driver.executeScript('dispatchEvent(new Event("focus"))');
        const [result] = await results();
        assert.deepEqual([result.name, result.code], ["LoginError", "popup_closed"], result.message);
      });

      it(`${what} that takes too long is reported, and closed if the page still can`, async (t) => {
        await open(place(), { signedIn: false });
        await begin(["api", { mode: "popup", timeoutMs: 1_000 }]);
        const [result] = await results();
        assert.deepEqual([result.name, result.code], ["LoginError", "timeout"]);
        if (place() === plain) await gone();
        else t.diagnostic(`the page could ${(await others()).length > 0 ? "not " : ""}close it`);
      });
    }

    it("the user of the last login is signed in, although another tab's user came between", async () => {
      await open(plain, { signedIn: false });
      await begin(["api", { mode: "popup" }]);
      const popup = await atServer();
      await driver.switchTo().newWindow("window");
      const tab = await driver.getWindowHandle();
      await driver.get(`${plain.origin}/`);
      await ready();
      const url = await run('return (await manager.startLogin("api", { prompt: "login" })).url');
      await driver.get(url);
      await fillIn(tab, "bob");
      await ready();
      assert.equal((await run("return window.first")).user.id, "bob");
      await driver.switchTo().window(main);
      await until("the page has the other tab's user", () => driver.executeScript('return manager.getUser("api")?.id === "bob"'));
      await driver.switchTo().window(popup);
      await fillIn(popup);
      await driver.switchTo().window(main);
      const [result] = await results();
      assert.equal(result.user?.id, "ada", result.message);
      await driver.switchTo().window(tab);
      await until("the other tab has her too", () => driver.executeScript('return manager.getUser("api")?.id === "ada"'));
    });
  });
}
