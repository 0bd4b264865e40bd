// A person's actions and view on the example's page.

import { until } from "./until.mjs";

export class ExamplePage {
  /** The browser's complaints: console errors, uncaught exceptions, unhandled rejections. */
  problems = [];
  /** The token endpoint's responses to this tab, oldest first. */
  answers = [];

  constructor(page, url) {
    this.page = page;
    this.url = url;
    page.setDefaultTimeout(15_000);
    page.on("console", (message) => message.type() === "error" && this.problems.push(message.text()));
    page.on("pageerror", (error) => this.problems.push(String(error.stack ?? error)));
    page.on("response", (response) => this.#noteAnswer(response));
  }

  static async open(context, url) {
    const tab = new ExamplePage(await context.newPage(), url);
    await tab.page.goto(url);
    await tab.settled();
    return tab;
  }

  async reload() {
    await this.page.reload();
    await this.settled();
  }

  /** Waits until the page knows whether a user is signed in. */
  settled() {
    return this.page.locator('body:not([data-signed-in="unknown"])').waitFor();
  }

  /** Goes to the authorization server; its first form is on screen afterwards. */
  async leaveToSignIn() {
    await this.page.getByRole("button", { name: "Sign in" }).click();
    await this.page.getByRole("button", { name: "Cancel" }).waitFor();
  }

  async enterName(name) {
    await this.page.getByLabel("Your name").fill(name);
    await this.page.getByRole("button", { name: "Continue" }).click();
  }

  async allow() {
    await this.page.getByRole("button", { name: "Allow" }).click();
    await this.page.waitForURL(`${this.url}/**`);
    await this.settled();
  }

  /** Signs in by a window of the page's own. */
  async signInByWindow(name) {
    await this.page.getByLabel("in a window").check();
    const opened = this.page.waitForEvent("popup");
    await this.press("Sign in");
    const window = new ExamplePage(await opened, this.url);
    await window.enterName(name);
    const closed = window.page.waitForEvent("close");
    await window.press("Allow");
    await closed;
    await this.page.locator('body[data-signed-in="true"]').waitFor();
  }

  /** Signs out here and at the authorization server, which asks first. */
  async signOut() {
    await this.press("Sign out");
    await this.page.getByRole("heading", { name: "Sign out?" }).waitFor();
    await this.press("Sign out");
    await this.page.waitForURL(`${this.url}/**`);
    await this.settled();
  }

  isSignedIn() {
    return this.page.locator('body[data-signed-in="true"]').isVisible();
  }

  becomesSignedOut() {
    return this.page.getByRole("button", { name: "Sign in" }).waitFor();
  }

  text(id) {
    return this.page.locator(`#${id}`).innerText();
  }

  /** To the millisecond: the screen shows only seconds. "" while there is no token. */
  expiry() {
    return this.page.locator("#fact-expires").getAttribute("datetime");
  }

  press(name) {
    return this.page.getByRole("button", { name }).click();
  }

  /** The number of times that the monitor's history shows an event. */
  events(name) {
    return this.page.locator(`#monitor li[data-event="${name}"]`).count();
  }

  /** The monitor's text about this page's token. */
  monitorSays() {
    return this.page.locator('#monitor li[data-provider="user"]').innerText();
  }

  async callApi() {
    return this.#call("Call the API", "api-answer");
  }

  async callWorker() {
    return this.#call("Call through the Worker", "worker-answer");
  }

  /** All of the monitor's markup, which `page.content()` leaves out. */
  monitorContent() {
    return this.page.locator("#monitor").evaluate(({ shadowRoot }) => shadowRoot.innerHTML);
  }

  /** The newest response with a token for the API, or for the Worker; a renewal's response if the browser lost the login's body. */
  async newestAnswer(part = "api") {
    const fits = ({ access_token: token }) => audienceOf(token) === `urn:tokenward:example-${part}`;
    if (!this.answers.some(fits)) await this.press(part === "api" ? "Renew now" : "Refresh worker");
    await until("an answer of the token endpoint was read", () => this.answers.some(fits));
    return this.answers.findLast(fits);
  }

  /** Renews, and gives the refresh token of an answer that came since. */
  async renew() {
    const read = this.answers.length;
    await this.press("Renew now");
    await until("the answer to the renewal was read", () => this.answers.length > read);
    return this.answers.at(-1).refresh_token;
  }

  storedKeys() {
    return this.page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("tokenward")));
  }

  async #call(button, answerId) {
    const answer = this.page.locator(`#${answerId}`);
    await answer.evaluate((node) => delete node.dataset.kind);
    await this.press(button);
    await answer.and(this.page.locator("[data-kind]")).waitFor();
    return answer.innerText();
  }

  async #noteAnswer(response) {
    if (!response.ok() || new URL(response.url()).pathname !== "/token") return;
    // The body is lost if the page has navigated meanwhile, and sometimes on a busy machine.
    const body = await response.json().catch(() => ({}));
    if (body.access_token) this.answers.push(body);
  }
}

const audienceOf = (token) => JSON.parse(Buffer.from(token.split(".")[1], "base64url")).aud;

/** Waits until every one of `tabs` shows the same token, one that expires at another time than `earlier`. Gives its expiry.
 *  Looks at one after the other, since some drivers can do no more. */
export function sameNewToken(tabs, earlier) {
  return until("all tabs show the same new token", async () => {
    const shown = [];
    for (const tab of tabs) shown.push(await tab.expiry());
    return shown[0] !== earlier && shown.every((other) => other === shown[0]) && shown[0];
  }, { seconds: 60 }); // On a busy machine tabs may take several of the tokens' lives to agree.
}
