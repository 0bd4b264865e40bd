// How tokens' signatures and payloads are read from base64url (RFC 7515 §2), by each decoder that hosts have. Chromium's own is
// tested in e2e/verifier.test.mjs.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isStrict, TEXTS } from "../support/base64url.mjs";

/** The module as it is where this member of the global object is not. */
async function without(name) {
  const own = Object.getOwnPropertyDescriptor(globalThis, name);
  delete globalThis[name];
  try {
    return await import(`../../pkg/base64url.js?without=${name}`);
  } finally {
    if (own) Object.defineProperty(globalThis, name, own);
  }
}

for (const missing of ["nothing", "Buffer"]) {
  test(`without ${missing}: what is strict is read, and nothing else`, async () => {
    const { bytesOf } = await without(missing);
    for (const text of TEXTS) {
      const bytes = bytesOf(text);
      assert.equal(bytes !== undefined, isStrict(text), JSON.stringify(text));
      if (bytes !== undefined) assert.deepEqual([...bytes], [...Buffer.from(text, "base64url")]);
    }
  });
}
