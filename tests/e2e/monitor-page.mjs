// A page with `<token-monitor>` and a real TokenManager, under the strictest policy. The scripted token server serves the page and the
// token endpoint from one origin.

import { readFile, readdir } from "node:fs/promises";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { answer } from "../support/answers.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { until } from "./until.mjs";

const pkg = fileURLToPath(new URL("../../pkg/", import.meta.url));
const TYPES = { ".js": "text/javascript", ".wasm": "application/wasm", ".html": "text/html" };
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "connect-src 'self'",
  "img-src data:",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

const PAGE = `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,"><title>monitor</title>
<script type="module" src="/main.js"></script>
<body><main><h1>A page</h1></main></body></html>`;

/** Exposes the tests' tools on the window, and counts timers and the manager's listeners. */
const MAIN = `
const timers = (window.timers = new Set());
const { setTimeout: set, clearTimeout: clear } = window;
window.setTimeout = (work, delay) => {
  const id = set(() => { timers.delete(id); work(); }, delay);
  timers.add(id);
  return id;
};
window.clearTimeout = (id) => { timers.delete(id); clear(id); };

window.tokenward = await import("/pkg/index.js");
window.monitorModule = await import("/pkg/monitor.js");
window.createManager = async (options) => {
  const manager = await window.tokenward.TokenManager.create({ background: false, ...options });
  window.listeners = new Set();
  const on = manager.on.bind(manager);
  manager.on = (event, listener) => {
    const remove = on(event, listener);
    const entry = { event };
    window.listeners.add(entry);
    return () => { window.listeners.delete(entry); remove(); };
  };
  return (window.manager = manager);
};
window.showMonitor = (manager, attributes = {}) => {
  const monitor = document.createElement("token-monitor");
  for (const [name, value] of Object.entries(attributes)) monitor.setAttribute(name, value);
  monitor.manager = manager;
  document.querySelector("main").append(monitor);
  return (window.monitor = monitor);
};
window.ready = true;
`;

/** The server with the page and the package. */
export async function startMonitorServer(t) {
  const server = await startTokenServer(t);
  const serve = (path, content) => {
    const headers = { "content-type": TYPES[extname(path)] ?? "text/html", "content-security-policy": POLICY };
    server.route(path, answer({ headers, body: content }));
  };
  serve("/", PAGE);
  serve("/main.js", MAIN);
  for (const file of await readdir(pkg, { recursive: true })) {
    if (extname(file) in TYPES) serve(`/pkg/${file}`, await readFile(join(pkg, file)));
  }
  return server;
}

/** The page with a monitor of a manager with these options, and a person's actions and view there. */
export class MonitorPage {
  /** Console errors and warnings, uncaught exceptions; without the browser's messages about refused requests. */
  problems = [];

  constructor(page) {
    this.page = page;
    page.setDefaultTimeout(10_000);
    page.on("pageerror", (error) => this.problems.push(String(error.stack ?? error)));
    page.on("console", (message) => {
      const refused = /^Failed to load resource/.test(message.text());
      if (["error", "warning"].includes(message.type()) && !refused) this.problems.push(message.text());
    });
  }

  /** @param {string} origin */
  static async open(context, origin) {
    const monitorPage = new MonitorPage(await context.newPage());
    await monitorPage.page.goto(origin);
    await monitorPage.page.waitForFunction(() => window.ready);
    return monitorPage;
  }

  /** Makes a manager and shows it. */
  async show(options, attributes) {
    await this.page.evaluate(
      async ([given, attributes]) => void window.showMonitor(await window.createManager(given), attributes),
      [options, attributes],
    );
    await this.page.locator("token-monitor").waitFor();
  }

  row(provider) {
    return this.page.locator(`li[data-provider="${provider}"]`);
  }

  button(name) {
    return this.page.getByRole("button", { name, exact: true });
  }

  /** Waits until a row's text matches the pattern. */
  says(provider, pattern) {
    return until(`${provider} says ${pattern}`, async () => pattern.test(await this.row(provider).innerText()), { seconds: 10 });
  }

  events() {
    return this.page.locator("li.event").evaluateAll((nodes) => nodes.map((node) => node.dataset.event));
  }

  /** Nodes beyond the monitor's edge, and a monitor beyond the window's edge. */
  whatOverflows() {
    return this.page.locator("token-monitor").evaluate((monitor) => {
      const edge = Math.min(innerWidth, monitor.getBoundingClientRect().right) + 0.5;
      return [monitor, ...monitor.shadowRoot.querySelectorAll("*")]
        .filter((node) => node.getBoundingClientRect().right > edge)
        .map((node) => `${node.localName}.${node.className}`);
    });
  }

  /** The whole content of the shadow root: markup with all attributes, and the values of form fields. */
  shadowContent() {
    return this.page.locator("token-monitor").evaluate(({ shadowRoot }) => {
      const values = [...shadowRoot.querySelectorAll("input")].map(({ value }) => value);
      return [shadowRoot.innerHTML, ...values].join("\n");
    });
  }
}
