// Registers the suite's cases as tests of one runtime.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startSuiteServer } from "./server.mjs";
import { NAMES } from "./suite.mjs";

/**
 * @param {string} name
 * @param {RegExp} itself the runtime's name for itself
 * @param {(origin: string) => Promise<Awaited<ReturnType<typeof import("./suite.mjs").runSuite>>>} run `runSuite` inside the runtime
 */
export function suiteIn(name, itself, run) {
  describe(`the suite in ${name}`, { timeout: 120_000 }, () => {
    let server;
    let outcome;
    before(async () => {
      server = await startSuiteServer();
      outcome = await run(server.origin);
    });
    after(() => server?.stop());

    it("runs where it is meant to", () => assert.match(outcome.where, itself));
    for (const [place, name] of NAMES.entries()) it(name, () => assert.deepEqual(outcome.results[place], { name }));
  });
}
