// Looks for secrets in whatever a developer could print: messages, stacks, JSON, and what Node's inspector shows.

import assert from "node:assert/strict";
import { inspect } from "node:util";

/** A piece of a secret this long is as bad as the whole. */
const PIECE = 12;

/** Everything that can be seen of a value from outside. */
export function everythingShownOf(value) {
  const shown = [inspect(value, { depth: 12, showHidden: true, maxStringLength: null, maxArrayLength: null })];
  for (const show of [JSON.stringify, String]) {
    try {
      shown.push(show(value) ?? "");
    } catch {
      // It cannot be shown that way.
    }
  }
  if (value instanceof Error) shown.push(value.message, value.stack ?? "");
  return shown.join("\n");
}

/** No secret, in any form that it takes on its way, nor a piece of one, is to be seen in any of the values. */
export function assertNothingOf(secrets, values, what) {
  // Each line once: what is shown a hundred times is searched once.
  const text = [...new Set(values.flatMap((value) => everythingShownOf(value).split("\n")))].join("\n");
  for (const secret of secrets) {
    for (const form of formsOf(secret)) {
      for (let at = 0; at + PIECE <= form.length; at++) {
        const piece = form.slice(at, at + PIECE);
        const found = text.indexOf(piece);
        assert.equal(found, -1, `${what}: a piece of ${JSON.stringify(secret)} is shown: …${text.slice(Math.max(0, found - 60), found + 60)}…`);
      }
    }
  }
}

/** As it is, percent-encoded as forms have it, and as base64. */
function formsOf(secret) {
  const form = new URLSearchParams({ "": secret }).toString().slice(1);
  return new Set([secret, form, encodeURIComponent(secret), Buffer.from(secret).toString("base64url"), Buffer.from(secret).toString("base64")]);
}
