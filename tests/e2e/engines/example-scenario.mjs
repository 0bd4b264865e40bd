// The example in an engine other than Chromium, as a person would use it: sign-in, renewal, reload, a second window, sign-out.
// Nothing is simulated: the authorization server, the API and the Worker are those that `cargo xtask demo` starts.
// The tests build on each other, in order. ../example.test.mjs has more of them.

import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { after, before, describe, it } from "node:test";
import { startExample } from "../../../www-example/start/example.mjs";
import { sameNewToken } from "../example-page.mjs";
import { until } from "../until.mjs";
import { ExampleWindow } from "./example-window.mjs";

// Short, so that a renewal comes within seconds; long enough for a slow machine to act in between.
const ACCESS_TOKEN_SECONDS = 12;
// Long enough for a slow driver to switch to the other window.
const AHEAD_MS = 1_500;
const output = fileURLToPath(new URL("../output/", import.meta.url));

/** @param {{ name: string, userAgent: RegExp, startBrowser: () => Promise<{ driver: any, stop: () => Promise<void> }> }} engine */
export function exampleScenario({ name, userAgent, startBrowser }) {
  describe(`the example in ${name}`, { timeout: 180_000 }, () => {
    let example;
    let browser;
    let window;
    let second;

    before(async () => {
      await mkdir(output, { recursive: true });
      example = await startExample({ accessTokenSeconds: ACCESS_TOKEN_SECONDS });
      browser = await startBrowser();
      window = await ExampleWindow.first(browser.driver, example.urls.page);
    });

    after(async () => {
      await browser?.stop();
      await example?.stop();
    });

    const renewals = (audience = "urn:tokenward:example-api") => example.stats().renewals[audience] ?? 0;
    const signIns = () => example.stats().byGrant.authorization_code ?? 0;
    const picture = (what) => window.screenshot(`${output}${name.toLowerCase()}-${what}.png`);

    it("is the engine that it is meant to be", async () => {
      assert.match(await window.run("return navigator.userAgent"), userAgent);
    });

    it("invites a visitor to sign in and has nothing stored", async () => {
      assert.equal(await window.isSignedIn(), false);
      assert.deepEqual(await window.storedKeys(), []);
      await picture("signed-out");
    });

    it("signs a user in through the authorization server's own form", async () => {
      await window.leaveToSignIn();
      assert.equal(new URL(await window.address()).origin, example.urls.authServer);
      await picture("sign-in-form");
      await window.enterName("Ada Lovelace");
      await window.allow();

      assert.equal(await window.isSignedIn(), true);
      assert.equal(await window.text("user-name"), "Ada Lovelace");
      // The token's life is drawn with the next frame.
      await until("the token's state is shown", async () => (await window.text("state")) === "Valid");
      await until("the monitor tells", async () => (await window.events("added")) === 1);
      assert.equal(signIns(), 1);
    });

    it("leaves no code in the address bar and no token in the page", async () => {
      assert.equal(await window.address(), `${example.urls.page}/`);
      assert.doesNotMatch(await window.html(), /eyJ[\w-]{10,}/);
      assert.notDeepEqual(await window.storedKeys(), []);
    });

    it("shows the token's life in the monitor, and not the token", async () => {
      assert.match(await window.monitorSays(), /user\s+Valid\s+\d+ s left[^]*Next refresh[^]*Refresh token\s+held[^]*messages:read/);
      assert.doesNotMatch(await window.monitorContent(), /eyJ[\w-]{10,}/);
    });

    it("calls the protected API with the token", async () => {
      assert.match(await window.callApi(), /Hello, Ada Lovelace/);
    });

    it("calls the API through the Worker, which gets a token of the same sign-in and brings one of its own", async () => {
      assert.match(await window.callWorker(), /Hello, Ada Lovelace\. The client example-worker asked for you/);
      assert.equal(renewals("urn:tokenward:example-worker"), 1);
      assert.equal(example.stats().byGrant.client_credentials, 1);
      await picture("signed-in");
    });

    it("renews the token without being asked", async () => {
      const earlier = renewals();
      const shown = await window.expiry();
      await until("the server sees a renewal", () => renewals() > earlier);
      await sameNewToken([window], shown);
      assert.match(await window.callApi(), /Hello, Ada Lovelace/);
    });

    it("keeps the user signed in over a reload, without another sign-in", async () => {
      await window.reload();

      assert.equal(await window.isSignedIn(), true);
      assert.equal(await window.text("user-name"), "Ada Lovelace");
      assert.match(await window.callApi(), /Hello, Ada Lovelace/);
      assert.equal(signIns(), 1);
    });

    it("signs a second window in, and one renewal serves both", async () => {
      second = await ExampleWindow.another(browser.driver, example.urls.page);
      assert.equal(await second.isSignedIn(), true);

      // A renewal now, so that the next one is seconds away and cannot fall between the two readings.
      const shownFirst = await window.expiry();
      await window.press("Renew now");
      const shown = await sameNewToken([window, second], shownFirst);
      const earlier = renewals();
      await sameNewToken([window, second], shown);

      assert.equal(renewals(), earlier + 1);
      assert.match(await second.callApi(), /Hello, Ada Lovelace/);
      assert.equal(signIns(), 1);
    });

    it("lets both windows renew at the same moment", async () => {
      for (let round = 0; round < 5; round += 1) {
        const shown = await window.expiry();
        const moment = Date.now() + AHEAD_MS;
        for (const each of [window, second]) await each.pressAt("Renew now", moment);
        await sameNewToken([window, second], shown);
      }
      assert.equal(await window.isSignedIn(), true);
      assert.equal(await second.isSignedIn(), true);
    });

    it("never used a refresh token twice, and had no request refused", async () => {
      const { reuseDetections, refused, grantsRevoked } = example.stats();
      assert.deepEqual({ reuseDetections, refused, grantsRevoked }, { reuseDetections: 0, refused: 0, grantsRevoked: 0 });
      for (const each of [window, second]) {
        assert.equal(await each.events("error"), 0);
        assert.equal(await each.events("storageError"), 0);
      }
    });

    it("signs out in every window and leaves nothing stored", async () => {
      await window.signOut();
      await second.becomesSignedOut();
      assert.equal(await window.isSignedIn(), false);

      assert.deepEqual(await window.storedKeys(), []);
      assert.doesNotMatch(await window.html(), /Hello, Ada/);
      await window.reload();
      assert.equal(await window.isSignedIn(), false);
      await second.close();
    });

    it("says so when the user cancels the sign-in", async () => {
      await window.leaveToSignIn();
      await window.press("Cancel");
      await window.comesBack();
      assert.equal(await window.text("notice"), "You cancelled the sign-in.");
      assert.equal(await window.isSignedIn(), false);
      assert.equal(await window.address(), `${example.urls.page}/`);
    });

    it("signs the user in again, in a window of its own", async () => {
      await window.signInByWindow("Ada Lovelace");
      assert.equal(await window.address(), `${example.urls.page}/`);
      assert.match(await window.callApi(), /Hello, Ada Lovelace/);
      assert.equal(signIns(), 2);
    });
  });
}
