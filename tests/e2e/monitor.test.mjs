// `<token-monitor>` in Chromium, with a real TokenManager and a scripted token server, under a strict Content-Security-Policy
// with Trusted Types: its display, its buttons, and its clean-up.

import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { EVENTS } from "../../pkg/arguments.js";
import { answer, hang, oauthError, token } from "../support/answers.mjs";
import { launchChromium } from "./chromium.mjs";
import { MonitorPage, startMonitorServer } from "./monitor-page.mjs";
import { until } from "./until.mjs";

const output = fileURLToPath(new URL("./output/", import.meta.url));
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const oneAttempt = { maxAttempts: 1 };

describe("<token-monitor>", { timeout: 180_000 }, () => {
  let browser;
  let context;
  let server;
  let monitor;

  before(async () => {
    await mkdir(output, { recursive: true });
    browser = await launchChromium();
  });
  after(() => browser?.close());

  let closeServer;

  beforeEach(async () => {
    server = await startMonitorServer({ after: (close) => (closeServer = close) });
    context = await browser.newContext({ viewport: { width: 960, height: 900 } });
    monitor = await MonitorPage.open(context, server.origin);
  });
  afterEach(async () => {
    assert.deepEqual(monitor.problems, [], "the browser has nothing to complain about");
    await context.close();
    await closeServer();
  });

  /** A public client without a user; its id selects the scripted server's answer. */
  const client = (clientId = "client", more = {}) => ({
    grant: "client_credentials",
    tokenEndpoint: server.tokenEndpoint,
    clientId,
    clientSecret: "secret-of-the-client",
    clientAuth: "client_secret_post",
    retryPolicy: oneAttempt,
    ...more,
  });
  const withRefreshToken = (clientId = "client") => ({ ...client(clientId), grant: "refresh_token", clientSecret: undefined, clientAuth: "none" });
  const call = (method, ...args) => monitor.page.evaluate(([method, args]) => window.manager[method](...args).then(() => {}, () => {}), [method, args]);
  const lifeOf = (provider) => monitor.page.getByRole("meter", { name: `Life left of ${provider}` });

  /** Providers in every state, with unique tokens. */
  async function everyState() {
    server.always(({ form }) => ({
      valid: token({ expires_in: 3600, scope: "messages:read messages:write", access_token: "canary-valid" }),
      hanging: hang(),
      restarting: oauthError("temporarily_unavailable", { status: 503, description: "The server restarts" }),
      wrong: oauthError("invalid_client", { status: 401, description: "Unknown client" }),
    })[form.get("client_id")]);
    await monitor.show({
      providers: {
        payments: client("valid"),
        reports: client("restarting"),
        inventory: withRefreshToken("hanging"),
        identity: client("hanging"),
        mailer: client("wrong"),
        user: withRefreshToken(),
        legacy: withRefreshToken(),
        fixed: { grant: "static", token: "canary-fixed" },
      },
    }, { "allow-copy": "" });
    await monitor.page.evaluate(async () => {
      const { manager } = window;
      const now = Date.now();
      await manager.getToken("payments");
      await manager.setTokens("reports", { accessToken: "canary-reports", obtainedAt: now - 3_400_000, expiresAt: now + 200_000, scope: "reports:read" });
      await manager.refresh("reports").catch(() => {});
      await manager.setTokens("inventory", { accessToken: "canary-inventory", refreshToken: "canary-refresh", obtainedAt: now - 900_000, expiresAt: now + 2_700_000 });
      manager.refresh("inventory").catch(() => {});
      manager.getToken("identity").catch(() => {});
      await manager.getToken("mailer").catch(() => {});
      await manager.setTokens("legacy", { accessToken: "canary-legacy", obtainedAt: now - 5_000, expiresAt: now + 1_500 });
    });
  }

  it("shows every state in words, and never a token", async () => {
    await everyState();
    for (const [provider, state] of Object.entries({
      payments: /Valid/,
      reports: /Expiring/,
      inventory: /Refreshing/,
      identity: /Authenticating/,
      mailer: /Failed/,
      user: /Not authenticated/,
      legacy: /Expired/,
      fixed: /Valid\s+No known expiry/,
    })) await monitor.says(provider, state);

    assert.match(await monitor.row("payments").innerText(), /5\d min.* left[^]*Next refresh[^]*Last refresh[^]*primary[^]*messages:read messages:write/);
    assert.match(await monitor.row("reports").innerText(), /Last error acquisition_failed[^]*status 503[^]*may succeed later[^]*Failures in a row\s+1/);
    assert.match(await monitor.row("mailer").innerText(), /invalid_client: Unknown client[^]*will not succeed by itself/);
    assert.doesNotMatch(await monitor.shadowContent(), /canary|secret-of/);
  });

  it("has no accessibility violations and fits 320 pixels, in light and dark", async () => {
    await everyState();
    await monitor.says("legacy", /Expired/);
    await monitor.button("Refresh user").click();
    await monitor.says("user", /Refresh failed/);
    for (const colorScheme of ["light", "dark"]) {
      await monitor.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      for (const [size, width] of [["wide", 960], ["narrow", 320]]) {
        await monitor.page.setViewportSize({ width, height: 900 });
        assert.deepEqual(await accessibilityViolations(), [], `${size} ${colorScheme}`);
        assert.deepEqual(await monitor.whatOverflows(), [], `${size} ${colorScheme}`);
        await monitor.page.screenshot({ path: `${output}monitor-${size}-${colorScheme}.png`, fullPage: true });
      }
    }
  });

  it("follows the attribute theme and the page's colors, and can be seen in forced colors", async () => {
    await monitor.show({ providers: { api: client() } });
    const scheme = (theme) => monitor.page.evaluate((theme) => {
      window.monitor.theme = theme;
      return getComputedStyle(window.monitor).colorScheme;
    }, theme);
    await monitor.page.emulateMedia({ colorScheme: "dark" });
    assert.deepEqual([await scheme("auto"), await scheme("light"), await scheme("dark")], ["dark", "light", "dark"]);
    await monitor.page.emulateMedia({ colorScheme: "light" });
    assert.deepEqual([await scheme("auto"), await scheme("light"), await scheme("dark")], ["light", "light", "dark"]);

    // A page may use these names itself: the monitor uses the same ones inside.
    const surface = await monitor.page.evaluate(() => {
      document.documentElement.style.setProperty("--_surface", "rgb(1, 2, 3)");
      window.monitor.style.setProperty("--token-monitor-surface", "var(--_surface)");
      return getComputedStyle(window.monitor.shadowRoot.querySelector(".monitor")).backgroundColor;
    });
    assert.equal(surface, "rgb(1, 2, 3)");

    await call("getToken");
    await monitor.page.emulateMedia({ forcedColors: "active" });
    await monitor.says("api", /Valid/);
    await monitor.page.screenshot({ path: `${output}monitor-forced-colors.png` });
    const [fill, track] = await monitor.row("api").locator(".bar").evaluate((bar) =>
      [bar.firstElementChild, bar].map((node) => getComputedStyle(node).backgroundColor));
    assert.notEqual(fill, track);
  });

  it("runs the bar down and says how much is left, without announcing it", async () => {
    server.always(token({ expires_in: 250 }));
    await monitor.show({ providers: { api: client() } });
    assert.equal(await lifeOf("api").getAttribute("aria-valuetext"), "No token");
    await call("getToken");
    const valueNow = async () => Number(await lifeOf("api").getAttribute("aria-valuenow"));
    const first = await until("there is a token", async () => valueNow());
    await until("time goes by", async () => (await valueNow()) < first);
    assert.match(await lifeOf("api").getAttribute("aria-valuetext"), /^4 minutes( \d seconds?)? left$/);
    assert.equal(await monitor.page.getByRole("status").innerText(), "");
    assert.equal(await lifeOf("api").evaluate((node) => node.closest("[aria-live]")), null);
  });

  it("refreshes, invalidates and clears by its buttons, which wait while one works", async () => {
    await monitor.show({ providers: { api: withRefreshToken() } });
    await call("setTokens", "api", { access_token: "first", refresh_token: "r", expires_in: 3600 });
    const info = () => monitor.page.evaluate(() => window.manager.getTokenInfo("api"));
    let answerNow;
    const held = new Promise((resolve) => (answerNow = resolve));
    server.next(async () => {
      await held;
      return token({ refresh_token: "r2" });
    });

    await monitor.button("Refresh api").click();
    await monitor.says("api", /Refreshing…/);
    for (const name of ["Refresh api", "Invalidate api", "Clear api"]) assert.equal(await monitor.button(name).isDisabled(), true, name);
    await monitor.button("Clear api").dispatchEvent("click");
    assert.equal((await info()).hasToken, true);
    answerNow();
    await monitor.says("api", /Refreshed/);
    assert.equal(server.requests.length, 1);
    assert.equal(await monitor.button("Refresh api").isDisabled(), false);
    assert.match(await monitor.page.getByRole("status").innerText(), /api: Refreshed/);

    await monitor.button("Invalidate api").click();
    await monitor.says("api", /Access token forgotten/);
    assert.deepEqual([(await info()).hasToken, (await info()).hasRefreshToken], [false, true]);
    await monitor.button("Clear api").click();
    await monitor.says("api", /All tokens forgotten/);
    assert.equal((await info()).hasRefreshToken, false);
    await monitor.says("api", /No token/);
  });

  it("says why a button's work failed", async () => {
    server.always(oauthError("invalid_client", { status: 401, description: "Unknown client" }));
    await monitor.show({ providers: { api: client() } });
    await monitor.button("Refresh api").click();
    await monitor.says("api", /Refresh failed: .*invalid_client.*\(acquisition_failed, HTTP 401\)/);
    assert.match(await monitor.page.getByRole("status").innerText(), /api: Refresh failed/);
  });

  it("refreshes all and names the failed providers", async () => {
    server.always(({ form }) => (form.get("client_id") === "bad" ? oauthError("invalid_client", { status: 401 }) : token()));
    await monitor.show({ providers: { good: client("good"), bad: client("bad") } });
    await call("getToken", "good");
    await call("setTokens", "bad", { access_token: "kept", expires_in: 3600 });
    await monitor.button("Refresh all").click();
    await monitor.page.locator("header").getByText(/1 refreshed, 1 failed\. bad: .*invalid_client/).waitFor();
  });

  it("keeps a history of the last fifty events, with reasons", async () => {
    server.always(token());
    await monitor.show({ providers: { api: client() } });
    await call("getToken");
    await until("the first token is told of", async () => (await monitor.events()).includes("added"));
    server.always(oauthError("invalid_client", { status: 401, description: "Unknown client" }));
    await call("refresh");
    await until("the failure is told of", async () => (await monitor.events())[0] === "error");
    assert.match(await monitor.page.locator("li.event").first().innerText(), /\d\d:\d\d:\d\d\s+Error\s+api\s+.*invalid_client: Unknown client/);
    assert.equal((await monitor.events()).includes("state"), false);

    await monitor.page.evaluate(async () => {
      for (let i = 0; i < 60; i += 1) await window.manager.setTokens("api", { access_token: `canary-${i}`, expires_in: 3600 });
    });
    await until("there are fifty", async () => (await monitor.events()).every((name) => name === "refreshed"));
    assert.equal((await monitor.events()).length, 50);
    assert.doesNotMatch(await monitor.shadowContent(), /canary/);
  });

  it("shows all events of a manager", async () => {
    await monitor.show({ providers: { api: client() } });
    const heard = await monitor.page.evaluate(() => [...window.listeners].map(({ event }) => event));
    assert.deepEqual(new Set(heard), EVENTS);
  });

  it("shows sign-ins, sign-outs and an API's step-up", async () => {
    const issuer = "https://login.example";
    await monitor.show({ providers: { api: { grant: "authorization_code", issuer, clientId: "app", redirectUri: server.origin, allowedOrigins: [server.origin] } } });
    const [header, claims] = [{ alg: "RS256" }, { iss: issuer, aud: "app", sub: "ada", iat: 1, exp: 9_999_999_999 }]
      .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"));
    await call("setTokens", "api", { access_token: "canary", id_token: `${header}.${claims}.canaries`, expires_in: 3600 });
    const wants = 'error="insufficient_user_authentication", acr_values="urn:example:mfa phr", max_age="300"';
    server.route("/items", answer({ status: 401, headers: { "www-authenticate": `Bearer ${wants}` } }));
    await call("fetch", `${server.origin}/items`);
    await call("clear");
    await until("all is told", async () => (await monitor.events()).includes("signedOut"));
    const line = (event) => monitor.page.locator(`li[data-event="${event}"]`).innerText();
    assert.match(await line("signedIn"), /Signed in\s+api\s+User: ada$/);
    assert.match(await line("stepUp"), /Step-up\s+api\s+insufficient_user_authentication, authentication urn:example:mfa or phr, at most 5 minutes ago$/);
    assert.match(await line("signedOut"), /Signed out\s+api\s+Nobody is signed in$/);
    await until("what is wanted is announced", async () => /api: Step-up/.test(await monitor.page.getByRole("status").innerText()));
    assert.doesNotMatch(await monitor.shadowContent(), /canary/);
    assert.deepEqual(await accessibilityViolations(), []);
    await monitor.page.screenshot({ path: `${output}monitor-user.png` });
  });

  it("copies a token only where the page allows it", async () => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: server.origin });
    server.always(token({ access_token: "canary-copied" }));
    await monitor.show({ providers: { api: client() } });
    await call("getToken");
    await monitor.says("api", /Valid/);
    assert.equal(await monitor.button("Copy token api").count(), 0);

    await monitor.page.evaluate(() => (window.monitor.allowCopy = true));
    await monitor.button("Copy token api").click();
    await monitor.says("api", /Token copied/);
    assert.equal(await monitor.page.evaluate(() => navigator.clipboard.readText()), "canary-copied");
    assert.doesNotMatch(await monitor.shadowContent(), /canary/);

    await call("clear");
    await monitor.button("Copy token api").click();
    await monitor.says("api", /Copy failed: there is no valid token in memory/);
  });

  it("works by keyboard, and keeps the focus", async () => {
    await monitor.show({ providers: { api: withRefreshToken() } });
    await call("setTokens", "api", { access_token: "first", refresh_token: "r", expires_in: 3600 });
    await monitor.says("api", /Valid/);
    await until("the event is shown", async () => (await monitor.events()).length > 0);
    const focused = () => monitor.page.evaluate(() => {
      const node = window.monitor.shadowRoot.activeElement;
      return node && (node.getAttribute("aria-label") ?? node.textContent);
    });
    const stops = [];
    for (let i = 0; i < 6; i += 1) {
      await monitor.page.keyboard.press("Tab");
      stops.push(await focused());
      const outline = await monitor.page.evaluate(() => getComputedStyle(window.monitor.shadowRoot.activeElement).outlineStyle);
      assert.equal(outline, "solid", `the focus shows on ${stops.at(-1)}`);
    }
    assert.deepEqual(stops.slice(0, 5), ["Refresh all", "api", "Refresh api", "Invalidate api", "Clear api"]);

    await monitor.button("Refresh api").focus();
    await monitor.page.keyboard.press("Enter");
    await monitor.says("api", /Refreshed/);
    assert.equal(await focused(), "Refresh api");
    await monitor.button("api").focus();
    await monitor.page.keyboard.press("Space");
    assert.equal(await monitor.button("Refresh api").isVisible(), false);
    assert.equal(await monitor.button("api").getAttribute("aria-expanded"), "false");
  });

  it("shows names as text, whatever they are", async () => {
    const name = `<img src=x onerror="window.hacked=1">"'&`;
    await monitor.show({ providers: { [name]: client() } });
    await monitor.page.getByRole("heading", { name }).waitFor();
    assert.equal(await monitor.page.locator("token-monitor").evaluate(({ shadowRoot }) => shadowRoot.querySelectorAll("img").length), 0);
    assert.equal(await monitor.page.evaluate(() => window.hacked), undefined);
  });

  it("follows providers that come and go", async () => {
    await monitor.show({ providers: {} });
    await monitor.page.getByText("This manager has no providers yet.").waitFor();
    await monitor.page.evaluate((provider) => window.manager.addProvider("late", provider), client());
    await monitor.row("late").waitFor();
    await call("removeProvider", "late");
    await monitor.row("late").waitFor({ state: "detached" });
  });

  it("leaves no timer and no listener behind, and comes back when it is put back", async () => {
    await monitor.show({ providers: { api: client() } });
    await call("getToken");
    await monitor.says("api", /Valid/);
    const left = () => monitor.page.evaluate(() => ({ timers: window.timers.size, listeners: window.listeners.size }));
    const put = (where) => monitor.page.evaluate((where) => {
      if (where === "away") window.monitor.remove();
      else document.querySelector("main").append(window.monitor);
    }, where);
    const { listeners } = await left();
    await put("away");
    const { timers } = await left(); // The manager has one of its own.
    for (let i = 0; i < 3; i += 1) {
      assert.deepEqual(await left(), { timers, listeners: 0 });
      await put("back");
      assert.deepEqual(await left(), { timers: timers + 1, listeners }, "one timer for everything");
      await put("away");
    }
    await put("back");
    await monitor.page.evaluate(() => (window.monitor.manager = null));
    assert.deepEqual(await left(), { timers, listeners: 0 });
    await monitor.page.getByText("No token manager yet").waitFor();
  });

  it("shows a closed manager as closed, whenever it was closed", async () => {
    await monitor.show({ providers: { api: client() } });
    await monitor.row("api").waitFor();
    await call("close");
    await monitor.page.getByText("The token manager is closed.").waitFor();
    assert.equal(await monitor.row("api").count(), 0);
    assert.equal(await monitor.page.evaluate(() => window.timers.size), 0);

    await monitor.page.evaluate(() => {
      window.monitor.remove();
      window.showMonitor(window.manager);
    });
    await monitor.page.getByText("The token manager is closed.").waitFor();
  });

  it("takes a manager that was set before the element was defined, and refuses other values", async () => {
    const result = await monitor.page.evaluate(async (provider) => {
      const manager = await window.createManager({ providers: { api: provider } });
      const early = document.createElement("token-monitor-early");
      early.manager = manager;
      document.querySelector("main").append(early);
      customElements.define("token-monitor-early", class extends window.monitorModule.TokenMonitor {});
      try {
        early.manager = { on() {} };
      } catch (error) {
        return [early.manager === manager, error.name, error.message];
      }
      return [];
    }, client());
    assert.deepEqual(result.slice(0, 2), [true, "InvalidConfigurationError"]);
    assert.match(result[2], /^manager: must be a TokenManager; this has no health, listProviders/);
    await monitor.page.locator('token-monitor-early li[data-provider="api"]').waitFor();
  });

  it("shows hundreds of providers in parts, with a filter", async () => {
    const providers = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`tenant-${index}`, client(index === 7 ? "wrong" : "good")]));
    server.always(({ form }) => (form.get("client_id") === "wrong" ? oauthError("invalid_client", { status: 401 }) : token()));
    await monitor.show({ providers });
    const rows = monitor.page.locator("li[data-provider]");
    await until("the first are shown", async () => (await rows.count()) === 50);
    await monitor.row("tenant-3").evaluate((node) => (node.marked = true));
    await monitor.page.getByRole("button", { name: "Show 50 more" }).click();
    assert.equal(await rows.count(), 100);
    assert.equal(await monitor.row("tenant-3").evaluate((node) => node.marked), true, "rows are made once");

    await monitor.page.getByRole("searchbox").fill("NANT-29");
    assert.equal(await rows.count(), 11);
    await monitor.page.getByRole("searchbox").fill("");
    await call("getToken", "tenant-7");
    await monitor.page.getByRole("checkbox", { name: "Needs attention" }).check();
    await until("the one with trouble is left", async () => (await rows.count()) === 1);
    assert.match(await rows.innerText(), /tenant-7[^]*Failed/);
    assert.deepEqual(await accessibilityViolations(), []);
    await monitor.page.screenshot({ path: `${output}monitor-many.png` });
  });

  it("reports a broken storage", async () => {
    await monitor.page.evaluate(async (provider) => {
      const refuse = () => { throw new Error("full"); };
      const storage = { getItem: () => null, setItem: refuse, removeItem: refuse };
      window.showMonitor(await window.createManager({ storage, providers: { api: provider } }));
      await window.manager.getToken("api");
    }, client());
    await until("the event is shown", async () => (await monitor.events()).includes("storageError"));
    await monitor.page.locator("header").getByText(/Storage .*: does not work/).waitFor();
  });

  it("shows the health as a whole", async () => {
    server.always(({ form }) => (form.get("client_id") === "bad" ? oauthError("invalid_client", { status: 401 }) : token()));
    await monitor.show({ providers: { good: client("good"), bad: client("bad") } });
    const status = monitor.page.locator("header [part~=status]");
    await call("getToken", "good");
    await call("getToken", "bad");
    await monitor.says("bad", /Failed/);
    const { status: told } = await monitor.page.evaluate(() => window.manager.health());
    assert.notEqual(told, "healthy");
    await until("it is told", async () => (await status.innerText()).toLowerCase() === told);
    assert.match(await monitor.page.locator("header").innerText(), /Storage memory: works, not encrypted\s+Background refresh off/);
  });

  async function accessibilityViolations() {
    // Runs outside of the page's own scripts, since the page's policy would forbid it.
    const session = await context.newCDPSession(monitor.page);
    const { frameTree } = await session.send("Page.getFrameTree");
    const { executionContextId } = await session.send("Page.createIsolatedWorld", { frameId: frameTree.frame.id });
    const evaluate = async (expression) => {
      const { result, exceptionDetails } = await session.send("Runtime.evaluate", {
        expression, contextId: executionContextId, awaitPromise: true, returnByValue: true,
      });
      assert.equal(exceptionDetails, undefined);
      return result.value;
    };
    await evaluate(`${axe}; undefined`);
    const violations = await evaluate(`axe.run(document).then(({ violations }) => violations.map(({ id, nodes }) => id + ": " + nodes.map(({ target }) => target.join(" ")).join(", ")))`);
    await session.detach();
    return violations;
  }
});

it("importing the monitor in Node defines nothing and throws nothing", async () => {
  const { TokenMonitor } = await import("../../pkg/monitor.js");
  assert.equal(typeof TokenMonitor, "function");
});
