// A person's actions and view on the example's page in one window of a browser, by WebDriver. A session works on one window at a time,
// so each call first switches to its own.

import { writeFile } from "node:fs/promises";
import webdriver from "selenium-webdriver";
import { until } from "../until.mjs";

const { By } = webdriver;

export class ExampleWindow {
  constructor(driver, handle, url) {
    this.driver = driver;
    this.handle = handle;
    this.url = url;
  }

  /** The browser's first window. */
  static async first(driver, url) {
    return new ExampleWindow(driver, await driver.getWindowHandle(), url).#load();
  }

  /** Another window of the same browser. It shares the storage like a tab, but is not hidden like one. */
  static async another(driver, url) {
    await driver.switchTo().newWindow("window");
    return new ExampleWindow(driver, await driver.getWindowHandle(), url).#load();
  }

  async #load() {
    await this.#turn();
    await this.driver.get(this.url);
    await this.settled();
    return this;
  }

  async reload() {
    await this.#turn();
    await this.driver.navigate().refresh();
    await this.settled();
  }

  async close() {
    await this.#turn();
    await this.driver.close();
  }

  /** Waits until the page knows whether a user is signed in. */
  settled() {
    return this.#appears(By.css('body:not([data-signed-in="unknown"])'));
  }

  /** Goes to the authorization server; its first form is on screen afterwards. */
  async leaveToSignIn() {
    await this.press("Sign in");
    await this.#appears(button("Cancel"));
  }

  async enterName(name) {
    await (await this.#appears(By.id("name"))).sendKeys(name);
    await this.press("Continue");
  }

  async allow() {
    await this.#appears(button("Allow"));
    await this.press("Allow");
    await this.comesBack();
  }

  async comesBack() {
    await until("the browser is back", async () => (await this.address()).startsWith(`${this.url}/`));
    await this.settled();
  }

  /** Signs in by a window of the page's own. */
  async signInByWindow(name) {
    await (await this.#appears(By.css('input[name="mode"][value="popup"]'))).click();
    const before = await this.driver.getAllWindowHandles();
    await this.press("Sign in");
    const handles = () => this.driver.getAllWindowHandles();
    const opened = await until("a window opens", async () => (await handles()).find((handle) => !before.includes(handle)));
    const window = new ExampleWindow(this.driver, opened, this.url);
    await window.enterName(name);
    await (await window.#appears(button("Allow"))).click();
    await until("the window has closed", async () => !(await handles()).includes(opened));
    await this.#appears(By.css('body[data-signed-in="true"]'));
  }

  /** Signs out here and at the authorization server, which asks first. */
  async signOut() {
    await this.press("Sign out");
    await this.#appears(By.xpath("//h1[normalize-space()='Sign out?']"));
    await this.press("Sign out");
    await this.comesBack();
  }

  async address() {
    await this.#turn();
    return this.driver.getCurrentUrl();
  }

  async isSignedIn() {
    await this.#turn();
    return (await this.driver.findElements(By.css('body[data-signed-in="true"]'))).length > 0;
  }

  becomesSignedOut() {
    return this.#appears(By.css('body[data-signed-in="false"]'));
  }

  async text(id) {
    return (await this.#appears(By.id(id))).getText();
  }

  async html() {
    await this.#turn();
    return this.driver.getPageSource();
  }

  /** To the millisecond: the screen shows only seconds. "" while there is no token. */
  async expiry() {
    return this.run("return document.getElementById('fact-expires').dateTime");
  }

  async press(name) {
    await (await this.#appears(button(name))).click();
  }

  /** Presses a button at a future moment: for several windows to do it at once. */
  async pressAt(name, moment) {
    const element = await this.#appears(button(name));
    await this.run("const [button, moment] = arguments; setTimeout(() => button.click(), moment - Date.now())", element, moment);
  }

  /** The number of times that the monitor's history shows an event. */
  events(name) {
    return this.run("return document.getElementById('monitor').shadowRoot.querySelectorAll(arguments[0]).length", `li[data-event="${name}"]`);
  }

  /** The monitor's text about this page's token. */
  monitorSays() {
    return this.run("return document.getElementById('monitor').shadowRoot.querySelector('li[data-provider=\"user\"]').innerText");
  }

  /** All of the monitor's markup, which is not part of the page's own. */
  monitorContent() {
    return this.run("return document.getElementById('monitor').shadowRoot.innerHTML");
  }

  callApi() {
    return this.#call("Call the API", "api-answer");
  }

  callWorker() {
    return this.#call("Call through the Worker", "worker-answer");
  }

  async #call(button, answerId) {
    await this.run("delete document.getElementById(arguments[0]).dataset.kind", answerId);
    await this.press(button);
    return (await this.#appears(By.css(`#${answerId}[data-kind]`))).getText();
  }

  storedKeys() {
    return this.run("return Object.keys(localStorage).filter((key) => key.startsWith('tokenward'))");
  }

  async run(script, ...values) {
    await this.#turn();
    return this.driver.executeScript(script, ...values);
  }

  async screenshot(path) {
    await this.#turn();
    await writeFile(path, await this.driver.takeScreenshot(), "base64");
  }

  #turn() {
    return this.driver.switchTo().window(this.handle);
  }

  async #appears(locator) {
    await this.#turn();
    return until(`${locator} is on screen`, async () => {
      const [element] = await this.driver.findElements(locator);
      return (await isShown(element)) && element;
    });
  }
}

const button = (name) => By.xpath(`//button[normalize-space()='${name}']`);

/** An element of an earlier page is not shown. */
async function isShown(element) {
  return element !== undefined && element.isDisplayed().catch(ignoreStale);
}

function ignoreStale(error) {
  if (error instanceof webdriver.error.StaleElementReferenceError || error instanceof webdriver.error.NoSuchElementError) return false;
  throw error;
}
