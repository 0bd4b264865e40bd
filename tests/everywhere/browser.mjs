// The suite in a browser: in a page and in the kinds of workers that support modules.

import { after, before, describe } from "node:test";
import { fileURLToPath } from "node:url";
import { staticServer } from "../packaging/support/servers.mjs";
import { suiteIn } from "./scenario.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** The kinds in page.mjs, and the global object of each. */
const SCOPES = { page: "Window", worker: "DedicatedWorkerGlobalScope", shared: "SharedWorkerGlobalScope", service: "ServiceWorkerGlobalScope" };

/**
 * @param {object} engine
 * @param {string} engine.name
 * @param {string} engine.itself a part of its user agent
 * @param {() => Promise<{ resultOf: (url: string, options: object) => Promise<any>, stop: () => Promise<void> }>} engine.startBrowser
 */
export function suiteInBrowser({ name, itself, startBrowser }) {
  describe(`the suite in ${name}'s pages and workers`, { timeout: 300_000 }, () => {
    let browser;
    let files;
    const ends = [];
    before(async () => {
      files = await staticServer({ after: (end) => ends.push(end) }, root);
      browser = await startBrowser();
    });
    after(async () => {
      await browser?.stop();
      for (const end of ends) end();
    });
    for (const [kind, scope] of Object.entries(SCOPES)) {
      suiteIn(`${name}, ${kind}`, new RegExp(`${scope}.*${itself}`), (origin) => browser.resultOf(`${files.origin}/tests/everywhere/page.html?${kind}&${origin}`, { seconds: 60 }));
    }
  });
}
