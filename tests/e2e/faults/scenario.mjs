// All faults of a browser's own storages, in any engine: each bit of a record, each call.

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { after, before, describe, it } from "node:test";
import { staticServer } from "../../packaging/support/servers.mjs";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const KINDS = ["local", "session", "indexeddb"];
const HOWS = ["plain", "encrypted"];

/** The cases of page.mjs, by storage, plain or encrypted. */
const WEB_STORAGE = [
  "is full",
  "throws on reading",
  "throws on writing",
  "throws on removing",
  "reads null",
  "reads a number",
  "reads an object",
  "is cleared under the page",
  "has no room left in fact",
];
const COMMITS = ["cannot commit", "cannot read what is committed", "hangs while it commits", "is mute while it commits", "aborts its commits"];
const INDEXEDDB = [
  "is full",
  "throws on reading",
  "throws on writing",
  "throws on removing",
  "loses its connection",
  "is closed by the browser",
  "aborts its transactions",
  "is deleted under the page",
  "is not opened",
  "opens with an error",
  "hangs while it opens",
  "hangs on reading",
  "hangs on writing",
  "is mute on writing",
  "hangs on removing",
];
const ENCRYPTION = [
  "cannot read its key",
  "loses its key",
  "is not let encrypt",
  "is not let decrypt",
  "never ends encrypting",
  "never ends decrypting",
];
const FAULTS = [
  ["local", "plain", [...WEB_STORAGE, ...COMMITS]],
  ["session", "plain", WEB_STORAGE],
  ["indexeddb", "plain", INDEXEDDB],
  ["local", "encrypted", ENCRYPTION],
  ["indexeddb", "encrypted", ENCRYPTION],
].flatMap(([storage, how, names]) => names.map((name) => [storage, how, name]));

/**
 * @param {{ name: string, startBrowser: () => Promise<{ resultOf: (url: string) => Promise<any>, stop: () => Promise<void> }>,
 *   step?: number, atOnce?: number, kinds?: string[] }} engine `step`: the distance between tried positions of a fault; `atOnce`: the
 *   number of open pages, if the browser can have several that share no storage; `kinds`: of storages
 */
export function faultScenario({ name, startBrowser, step = 1, atOnce = 1, kinds = KINDS }) {
  describe(`storage faults in ${name}: ${kinds.join(", ")}`, { timeout: 600_000, concurrency: atOnce }, () => {
    const ends = [];
    let origin;
    let browser;
    before(async () => {
      ({ origin } = await staticServer({ after: (end) => ends.push(end) }, root));
      browser = await startBrowser();
    });
    after(async () => {
      await browser?.stop();
      for (const end of ends) await end();
    });

    async function survives(...what) {
      const { thrown, came, reached } = await browser.resultOf(`${origin}/tests/e2e/faults/page.html?${encodeURIComponent(what.join("/"))}`, { seconds: 120 });
      assert.equal(thrown, undefined);
      assert.deepEqual({ wrong: came.wrong, reached }, { wrong: [], reached: [] });
      return came;
    }

    for (const storage of kinds) {
      for (const how of HOWS) {
        it(`"${storage}", ${how}: every flipped bit and every cut of a record is a miss, reported once`, async (t) => {
          // The code that checks a record is the same in every engine: Node flips all bits, a page one bit of each character.
          const { tried, renewed, characters } = await survives("damage", storage, how, 8 * step);
          assert.ok(tried > 1.25 * characters && renewed > 0, `${tried} damages to ${characters} characters`);
          t.diagnostic(`${tried} damages to a record of ${characters} characters`);
        });

        it(`"${storage}", ${how}: a record in another's place is a miss`, async () => {
          assert.equal((await survives("swaps", storage, how)).tried, 16);
        });
      }
    }

    for (const [storage, how, fault] of FAULTS.filter(([storage]) => kinds.includes(storage))) {
      it(`"${storage}", ${how}, that ${fault}, at each call or from there on, stops no caller and is reported at most once`, async (t) => {
        const { lives } = await survives("fault", storage, how, fault, step);
        assert.ok(lives > 0, "the fault was met");
        t.diagnostic(`${lives} lives`);
      });
    }
  });
}
