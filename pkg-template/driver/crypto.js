// @ts-check
// Randomness, digests and signatures from the host's WebCrypto, which pages have only in secure contexts (https, localhost).

import { globalMember } from "./kind.js";

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

/** True if the host has WebCrypto. */
export const hasSubtle = () => globalMember("crypto")?.subtle !== undefined;

/** Fills `bytes` with secret random bytes; throws if the host has none. @param {Bytes} bytes */
export function fillRandomly(bytes) {
  crypto.getRandomValues(bytes);
}

/** @param {Bytes} bytes */
export async function sha256(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

/**
 * True if a key made this signature of `input`; false if WebCrypto rejects the key or the algorithm.
 * @param {string} jwk
 * @param {string} parameters the algorithm's, for WebCrypto, as JSON
 * @param {Bytes} input
 * @param {Bytes} signature
 */
export async function isSignature(jwk, parameters, input, signature) {
  try {
    const algorithm = JSON.parse(parameters);
    const key = await crypto.subtle.importKey("jwk", JSON.parse(jwk), algorithm, false, ["verify"]);
    return await crypto.subtle.verify(algorithm, key, signature, input);
  } catch {
    return false;
  }
}
