// Uses the whole example in Chromium like a person: sign-in, renewal, reload, a second tab, the Worker, sign-out.
// Nothing is simulated: the authorization server, the API and workerd are those that `cargo xtask demo` starts.
// The tests build on each other, in order.

import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { after, before, describe, it } from "node:test";
import { startExample } from "../../www-example/start/example.mjs";
import { launchChromium } from "./chromium.mjs";
import { ExamplePage, sameNewToken } from "./example-page.mjs";
import { until } from "./until.mjs";

// Short, so that a renewal comes within seconds; long enough for a slow machine to act in between.
const ACCESS_TOKEN_SECONDS = 12;
const output = fileURLToPath(new URL("./output/", import.meta.url));

describe("the example in Chromium", { timeout: 180_000 }, () => {
  let example;
  let browser;
  let context;
  let tab;
  let secondTab;

  before(async () => {
    await mkdir(output, { recursive: true });
    example = await startExample({ accessTokenSeconds: ACCESS_TOKEN_SECONDS });
    browser = await launchChromium();
    context = await browser.newContext({ viewport: { width: 1280, height: 960 } });
    tab = await ExamplePage.open(context, example.urls.page);
  });

  after(async () => {
    await browser?.close();
    await example?.stop();
  });

  const renewals = (audience = "urn:tokenward:example-api") => example.stats().renewals[audience] ?? 0;
  const signIns = () => example.stats().byGrant.authorization_code ?? 0;

  it("invites a visitor to sign in and has nothing stored", async () => {
    assert.equal(await tab.isSignedIn(), false);
    assert.deepEqual(await tab.storedKeys(), []);
    for (const name of ["Call the API", "Call through the Worker"]) {
      assert.equal(await tab.page.getByRole("button", { name }).isDisabled(), true);
    }
    await screenshots(tab, "signed-out");
  });

  it("signs a user in through the authorization server's own form", async () => {
    await tab.leaveToSignIn();
    assert.equal(new URL(tab.page.url()).origin, example.urls.authServer);
    await tab.page.screenshot({ path: `${output}sign-in-form.png` });
    await tab.enterName("Ada Lovelace");
    await tab.allow();

    assert.equal(await tab.isSignedIn(), true);
    assert.equal(await tab.text("user-name"), "Ada Lovelace");
    // The token's life is drawn with the next frame.
    await until("the token's state is shown", async () => (await tab.text("state")) === "Valid");
    await until("the monitor tells", async () => (await tab.events("added")) === 1);
    assert.equal(signIns(), 1);
  });

  it("leaves no code in the address bar and no token in the page", async () => {
    assert.equal(tab.page.url(), `${example.urls.page}/`);
    assert.doesNotMatch(await tab.page.content(), /eyJ[\w-]{10,}/);
    assert.notDeepEqual(await tab.storedKeys(), []);
  });

  it("shows the token's life in the monitor, and not the token", async () => {
    assert.match(await tab.monitorSays(), /user\s+Valid\s+\d+ s left[^]*Next refresh[^]*Refresh token\s+held[^]*messages:read/);
    assert.doesNotMatch(await tab.monitorContent(), /eyJ[\w-]{10,}/);
  });

  it("calls the protected API with the token", async () => {
    assert.match(await tab.callApi(), /Hello, Ada Lovelace\. Your token is good/);
  });

  it("calls the API through the Worker, which gets a token of the same sign-in, brings one of its own and keeps it in KV", async () => {
    assert.match(await tab.callWorker(), /Hello, Ada Lovelace\. The client example-worker asked for you/);
    assert.match(await tab.callWorker(), /Hello, Ada Lovelace[^]*messages:read-any/);

    assert.equal(signIns(), 1);
    assert.equal(renewals("urn:tokenward:example-worker"), 1);
    assert.equal(example.stats().byGrant.client_credentials, 1);
    assert.equal((await example.storedKeys()).length, 1);
    await screenshots(tab, "signed-in");
  });

  it("the Worker refuses requests without a valid access token, and says why", async () => {
    const { access_token: good } = await tab.newestAnswer("worker");
    const { access_token: tokenOfTheApi, id_token: idToken } = await tab.newestAnswer();
    const [head, claims, signature] = good.split(".");
    const ask = async (token) => {
      const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
      const response = await fetch(`${example.urls.worker}/message`, { headers });
      return [response.status, /error="(\w+)"/.exec(response.headers.get("www-authenticate"))?.[1]];
    };
    assert.deepEqual(await ask(good), [200, undefined]);
    assert.deepEqual(await ask(undefined), [401, undefined]);
    for (const bad of ["junk", `${head}.${claims}.${signature.split("").reverse().join("")}`, idToken, tokenOfTheApi]) {
      assert.deepEqual(await ask(bad), [401, "invalid_token"]);
    }
  });

  it("a user's token reads only the user's own messages", async () => {
    const { access_token: token } = await tab.newestAnswer();
    const response = await fetch(`${example.urls.api}/users/Bob/message`, { headers: { authorization: `Bearer ${token}` } });
    assert.equal(response.status, 403);
    assert.match(response.headers.get("www-authenticate"), /error="insufficient_scope".*scope="messages:read-any"/);
  });

  it("renews the token without being asked", async () => {
    const earlier = renewals();
    const shown = await tab.expiry();
    await until("the server sees a renewal", () => renewals() > earlier);
    await sameNewToken([tab], shown);
    assert.match(await tab.callApi(), /Hello, Ada Lovelace/);
  });

  it("renews at once when asked", async () => {
    const earlier = await tab.events("refreshed");
    await tab.press("Renew now");
    await until("the page shows the renewal", async () => (await tab.events("refreshed")) > earlier);
  });

  it("renews by the monitor's button, too", async () => {
    const earlier = await tab.events("refreshed");
    await tab.press("Refresh user");
    await until("the monitor shows the renewal", async () => (await tab.events("refreshed")) > earlier);
  });

  it("keeps the user signed in over a reload, without another sign-in", async () => {
    await tab.reload();

    assert.equal(await tab.isSignedIn(), true);
    assert.equal(await tab.text("user-name"), "Ada Lovelace");
    assert.match(await tab.callApi(), /Hello, Ada Lovelace/);
    assert.equal(signIns(), 1);
  });

  it("signs a second tab in, and one renewal serves both", async () => {
    secondTab = await ExamplePage.open(context, example.urls.page);
    assert.equal(await secondTab.isSignedIn(), true);

    // A renewal now, so that the next one is seconds away and cannot fall between the two readings.
    const shownFirst = await tab.expiry();
    await tab.press("Renew now");
    const shown = await sameNewToken([tab, secondTab], shownFirst);
    const earlier = renewals();
    await sameNewToken([tab, secondTab], shown);

    assert.equal(renewals(), earlier + 1);
    assert.match(await tab.callApi(), /Hello, Ada Lovelace/);
    assert.match(await secondTab.callApi(), /Hello, Ada Lovelace/);
  });

  it("lets both tabs renew at the same moment", async () => {
    for (let round = 0; round < 5; round += 1) {
      const shown = await tab.expiry();
      await Promise.all([tab.press("Renew now"), secondTab.press("Renew now")]);
      await sameNewToken([tab, secondTab], shown);
    }
    assert.equal(await tab.isSignedIn(), true);
    assert.equal(await secondTab.isSignedIn(), true);
  });

  it("never used a refresh token twice, and had no request refused", () => {
    const { reuseDetections, refused, grantsRevoked } = example.stats();
    assert.deepEqual({ reuseDetections, refused, grantsRevoked }, { reuseDetections: 0, refused: 0, grantsRevoked: 0 });
  });

  it("signs out in every tab and leaves nothing stored", async () => {
    await tab.signOut();
    await secondTab.becomesSignedOut();
    assert.equal(await tab.isSignedIn(), false);

    assert.deepEqual(await tab.storedKeys(), []);
    assert.doesNotMatch(await tab.page.locator("body").innerText(), /Hello, Ada|Signed in as/);
    await tab.reload();
    assert.equal(await tab.isSignedIn(), false);
  });

  it("says so when the user cancels the sign-in", async () => {
    await tab.leaveToSignIn();
    await tab.press("Cancel");
    await tab.page.waitForURL(`${example.urls.page}/**`);
    await tab.page.getByRole("alert").getByText("You cancelled the sign-in.").waitFor();
    assert.equal(await tab.isSignedIn(), false);
    assert.equal(tab.page.url(), `${example.urls.page}/`);
  });

  it("signs the user in again, in a window of its own", async () => {
    await tab.signInByWindow("Ada Lovelace");
    assert.equal(tab.page.url(), `${example.urls.page}/`);
    assert.match(await tab.callApi(), /Hello, Ada Lovelace/);
    assert.equal(signIns(), 2);
  });

  it("causes no error in the browser", () => {
    assert.deepEqual([...tab.problems, ...secondTab.problems], []);
  });

  // Last, since it ends the session, and since the browser reports the refused request as an error.
  it("asks the user to sign in again when the server has detected a stolen refresh token", async () => {
    // The other tab must not be the one that renews and gets the refusal.
    await secondTab.page.close();
    // Not the last answer that was read: that may be of the session before, since the window got the answer to the login.
    const stolen = await tab.renew();
    assert.notEqual(await tab.renew(), stolen);
    assert.equal((await useRefreshToken(example, stolen)).status, 400);
    assert.equal(example.stats().reuseDetections, 1);

    await tab.becomesSignedOut();
    await tab.page.getByRole("alert").getByText("Your session has ended").waitFor();
    await until("the monitor tells", async () => (await tab.events("reauthenticate")) === 1);
    assert.match(await tab.monitorSays(), /Last error/);
  });
});

/** A thief's request. */
function useRefreshToken({ urls }, refreshToken) {
  const body = new URLSearchParams({ grant_type: "refresh_token", refresh_token: refreshToken, client_id: "example-page" });
  return fetch(`${urls.authServer}/token`, { method: "POST", body });
}

/** Screenshots for review: wide and narrow, light and dark. */
async function screenshots({ page }, name) {
  const usual = page.viewportSize();
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    for (const [size, viewport] of [["wide", usual], ["narrow", { width: 390, height: 844 }]]) {
      await page.setViewportSize(viewport);
      await page.screenshot({ path: `${output}${name}-${size}-${colorScheme}.png`, fullPage: true });
    }
    await page.setViewportSize(usual);
  }
  await page.emulateMedia({ colorScheme: null });
}
