// Requests that end early, at each step of the refresh that they lead: no other request hangs.

import assert from "node:assert/strict";
import { test } from "node:test";
import { endEarly } from "../support/early-end.mjs";
import { COMPATIBILITY_DATES } from "../support/workerd.mjs";

for (const compatibilityDate of COMPATIBILITY_DATES) {
  for (const [how, bindings] of [["with waitUntil", {}], ["without waitUntil", { NO_WAIT_UNTIL: true }]]) {
    test(`${compatibilityDate}, ${how}: a leading request that returns, throws or is cancelled at any step leaves no other hanging`, async (t) => {
      for (const { step, ending, ...fared } of await endEarly(t, bindings, 10_000, { compatibilityDate })) {
        const what = `${step}, ${ending}: ${JSON.stringify(fared)}`;
        assert.deepEqual([fared.hung, fared.untyped], [0, 0], what);
        assert.equal(fared.tokens + fared.errors, 8, what);
        assert.equal(fared.later, "token", what);
      }
    });
  }
}
