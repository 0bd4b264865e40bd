// Pages that leave a result, by Playwright: each in a context of its own, with its console messages.

/** @param {(options: { withoutWasm: boolean }) => Promise<import("playwright-core").Browser>} launch */
export const byPlaywright = (launch) => async ({ withoutWasm = false } = {}) => {
  const browser = await launch({ withoutWasm });
  return {
    stop: () => browser.close(),
    async resultOf(url, { seconds = 20 } = {}) {
      const context = await browser.newContext();
      try {
        const page = await context.newPage();
        const said = [];
        page.on("console", (message) => ["error", "warning"].includes(message.type()) && said.push(message.text()));
        page.on("pageerror", (error) => said.push(String(error)));
        await page.goto(url);
        await page.waitForFunction(() => window.result, undefined, { timeout: seconds * 1000 });
        return { ...(await page.evaluate(() => window.result)), console: said };
      } finally {
        await context.close();
      }
    },
  };
};
