// Strict pages in Chromium, where nothing may be said on the console either.

import { launchChromium } from "./chromium.mjs";
import { strictScenario } from "./strict/scenario.mjs";

async function startBrowser({ withoutWasm = false } = {}) {
  const browser = await launchChromium({ args: withoutWasm ? ["--js-flags=--jitless"] : [] });
  return {
    stop: () => browser.close(),
    async resultOf(url) {
      const context = await browser.newContext();
      try {
        const page = await context.newPage();
        const said = [];
        page.on("console", (message) => ["error", "warning"].includes(message.type()) && said.push(message.text()));
        page.on("pageerror", (error) => said.push(String(error)));
        await page.goto(url);
        await page.waitForFunction(() => window.result, undefined, { timeout: 20_000 });
        return { ...(await page.evaluate(() => window.result)), console: said };
      } finally {
        await context.close();
      }
    },
  };
}

strictScenario({ name: "Chromium", startBrowser });
