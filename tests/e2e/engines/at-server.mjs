// The authorization server's own pages, by WebDriver.

import { setTimeout as sleep } from "node:timers/promises";
import webdriver from "selenium-webdriver";

const { By } = webdriver;

/** Fills in the server's forms in this window, page by page, until `isOver` accepts the address. A closed window has the address "". */
export async function fillIn(driver, isOver, user = "ada") {
  let filled;
  for (;;) {
    const url = await driver.getCurrentUrl().catch(() => "");
    if (await isOver(url)) return;
    const [button] = url === filled ? [] : await driver.findElements(By.css('button[type="submit"]')).catch(() => []);
    if (button === undefined) {
      await sleep(50);
      continue;
    }
    const names = await driver.findElements(By.name("login")).catch(() => []);
    if (names.length > 0) {
      await names[0].sendKeys(user);
      await driver.findElement(By.name("password")).sendKeys("any");
    }
    filled = url;
    await button.click().catch(() => {});
  }
}
