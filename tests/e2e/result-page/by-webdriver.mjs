// Pages that leave a result, by WebDriver, which does not report the console. The page's result has its own errors.

import { until } from "../until.mjs";

/** @param {(options: { withoutWasm: boolean }) => Promise<{ driver: any, stop: () => Promise<void> }>} start */
export const byWebDriver = (start) => async ({ withoutWasm = false } = {}) => {
  const { driver, stop } = await start({ withoutWasm });
  return {
    stop,
    async resultOf(url, { seconds = 20 } = {}) {
      // The page before has a result, too, and may be the same one.
      await driver.get("about:blank");
      await driver.get(url);
      return until(`${url} gives a result`, () => driver.executeScript("return window.result"), { seconds });
    },
  };
};
