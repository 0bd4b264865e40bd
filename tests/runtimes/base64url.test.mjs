// Decoding of tokens' signatures and payloads from base64url (RFC 7515 §2), by each decoder that hosts have. e2e/verifier.test.mjs
// tests Chromium's own.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isStrict, TEXTS } from "../support/base64url.mjs";

/** The module as loaded by a host without this member of the global object. */
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
  test(`without ${missing}: strict base64url is read, and nothing else`, async () => {
    const { bytesOf } = await without(missing);
    for (const text of TEXTS) {
      const bytes = bytesOf(text);
      assert.equal(bytes !== undefined, isStrict(text), JSON.stringify(text));
      if (bytes !== undefined) assert.deepEqual([...bytes], [...Buffer.from(text, "base64url")]);
    }
  });
}
