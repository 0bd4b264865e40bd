// Chromium, for the consumers that are pages.

import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const PLACES = [
  process.env.CHROME_BIN,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** Starts Chromium; it ends with the test. */
export async function browser(t) {
  const executablePath = PLACES.find((place) => place && existsSync(place));
  if (!executablePath) throw new Error("Chromium is missing; CHROME_BIN can name it");
  const started = await chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  t.after(() => started.close());
  return started;
}

/**
 * Opens a page and waits for the `result` that its script leaves on `window`; `problems` are the page's complaints.
 * @param {import("playwright-core").Browser} chromium
 */
export async function resultOfPage(chromium, url) {
  const page = await chromium.newPage();
  const problems = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && problems.push(message.text()));
  try {
    await page.goto(url);
    await page.waitForFunction(() => "result" in window, undefined, { timeout: 20_000 });
    return { result: await page.evaluate(() => window.result), problems };
  } catch (error) {
    throw new Error(`the page gave no result: ${problems.join("; ") || "and said nothing"}`, { cause: error });
  } finally {
    await page.close();
  }
}

/** A page's script that runs the scenario with an entry point of the package, and leaves the result on `window`. */
export const pageScript = (entry, scenario, endpoint, verify = "tokenward/verify") => `
import * as tokenward from ${JSON.stringify(entry)};
import * as verify from ${JSON.stringify(verify)};
import { scenario } from ${JSON.stringify(scenario)};
scenario(tokenward, ${JSON.stringify(endpoint)}, verify).then(
  (result) => { window.result = result; },
  (error) => { window.result = { thrown: error.name + ": " + error.message }; },
);
`;

export const pageWith = (script) => `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>consumer</title>
<script type="module" src="${script}"></script>`;
