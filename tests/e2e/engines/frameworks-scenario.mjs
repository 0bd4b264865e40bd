// A user's session in applications of React, Vue and Svelte, built by Vite, by WebDriver, with the real authorization server at the same
// origin. Chromium's tests cover more: server rendering and edited files.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import react from "@vitejs/plugin-react";
import vue from "@vitejs/plugin-vue";
import webdriver from "selenium-webdriver";
import { answersOf, html, startAppOrigin } from "../app-pages.mjs";
import { appFolder, buildPages } from "../framework-app.mjs";
import { until } from "../until.mjs";
import { fillIn } from "./at-server.mjs";

const { By } = webdriver;
const modules = (...names) => Object.fromEntries(names.map((name) => [name, fileURLToPath(new URL(`../../node_modules/${name}`, import.meta.url))]));

/** The common elements of React's and Vue's pages. */
const alike = {
  guarded: "/orders",
  heading: "Orders",
  status: 'return document.getElementById("status")?.textContent',
  answer: 'return document.querySelector("output")?.textContent',
  names: { signIn: "Log in", call: "Call the API", signOut: "Sign out here" },
  answered: "ada",
};
const APPLICATIONS = {
  React: { ...alike, from: "./react-auth", plugins: () => [react()], modules: modules("react", "react-dom", "scheduler") },
  Vue: { ...alike, from: "./vue-auth", plugins: () => [vue()], modules: modules("vue", "vue-router") },
  Svelte: {
    from: "./svelte",
    plugins: () => [svelte({ configFile: false })],
    modules: modules("svelte"),
    guarded: "/private",
    heading: "Private notes of ada",
    status: 'return document.querySelector("main")?.dataset.status',
    answer: 'return document.getElementById("answer")?.textContent',
    names: { signIn: "Sign in", call: "Ask the API", signOut: "Sign out" },
    answered: "you are known",
  },
};

export function frameworksScenario({ name, startBrowser }) {
  describe(`applications of frameworks, as they are built, in ${name}`, { timeout: 120_000 }, () => {
    const ends = [];
    const t = { after: (end) => ends.push(end) };
    const built = {};
    let driver;

    before(async () => {
      const build = async ([framework, { from, modules, plugins }]) => {
        built[framework] = await buildPages(await appFolder(t, from, modules), plugins());
      };
      const [browser] = await Promise.all([startBrowser(), ...Object.entries(APPLICATIONS).map(build)]);
      ends.push(browser.stop);
      driver = browser.driver;
    });
    after(async () => {
      for (const end of ends.reverse()) await end();
    });

    for (const [framework, { guarded, heading, status, answer, names, answered }] of Object.entries(APPLICATIONS)) {
      it(`${framework}: a user signs in at a guarded place, is known after a reload, asks the API, and signs out in another tab`, async (t) => {
        const pages = await answersOf(built[framework]);
        const page = html((await readFile(join(built[framework], "index.html"), "utf8")).replace("<!--app-->", ""));
        for (const path of ["/", "/callback", guarded]) pages.set(path, page);
        const server = await startAppOrigin(t, pages);
        const shows = (expected) => until(`it is ${expected}`, async () => (await driver.executeScript(status)) === expected);
        const showsGuarded = () => until("the guarded place is shown", async () => (await driver.executeScript('return document.querySelector("h2")?.textContent')) === heading);
        const press = (name) => driver.findElement(By.xpath(`//button[normalize-space()="${name}"]`)).click();
        const atServer = () => until("the server asks", async () => (await driver.getCurrentUrl()).includes("/interaction/"));
        const isBack = (url) => !/\/(auth|interaction)\b/.test(url);

        await driver.manage().deleteAllCookies();
        await driver.get(server.issuer + guarded);
        await atServer();
        await fillIn(driver, isBack);
        await shows("signedIn");
        await until("the user is back", async () => (await driver.getCurrentUrl()) === server.issuer + guarded);
        await driver.navigate().refresh();
        await showsGuarded();
        await shows("signedIn");
        await press(names.call);
        await until("the API has answered", async () => (await driver.executeScript(answer)) === answered);
        assert.deepEqual(server.granted, ["authorization_code"]);

        const first = await driver.getWindowHandle();
        await driver.switchTo().newWindow("tab");
        await driver.get(server.issuer);
        await shows("signedIn");
        await press(names.signOut);
        await shows("signedOut");
        await driver.close();
        await driver.switchTo().window(first);
        await shows("signedOut");
        assert.equal(await driver.getCurrentUrl(), server.issuer + guarded, "nobody is led to a login");

        await driver.get(server.issuer);
        await shows("signedOut");
        await press(names.signIn);
        await atServer();
        await fillIn(driver, isBack);
        await shows("signedIn");
      });
    }
  });
}
