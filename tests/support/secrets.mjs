// Looks for secrets in all printable values: messages, stacks, JSON, and the output of Node's inspector.

import assert from "node:assert/strict";
import { inspect } from "node:util";

/** A piece of a secret this long is as bad as the whole. */
const PIECE = 12;

/** All printable forms of a value. */
export function everythingShownOf(value) {
  const shown = [inspect(value, { depth: 12, showHidden: true, maxStringLength: null, maxArrayLength: null })];
  for (const show of [JSON.stringify, String]) {
    try {
      shown.push(show(value) ?? "");
    } catch {
      // The value has no such form.
    }
  }
  if (value instanceof Error) shown.push(value.message, value.stack ?? "");
  return shown.join("\n");
}

/** None of the values shows a secret, in any encoding, or a piece of one. */
export function assertNothingOf(secrets, values, what) {
  // Each line once, to search repeated lines only once.
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

/** Unchanged, percent-encoded as in forms, and as base64. */
function formsOf(secret) {
  const form = new URLSearchParams({ "": secret }).toString().slice(1);
  return new Set([secret, form, encodeURIComponent(secret), Buffer.from(secret).toString("base64url"), Buffer.from(secret).toString("base64")]);
}
