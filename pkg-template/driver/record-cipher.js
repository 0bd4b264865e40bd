// @ts-check
// Encrypts stored records, with the user's key or one that the host keeps.

import { base64url, bytesOf } from "../base64url.js";
import { InvalidConfigurationError } from "../errors.js";
import { textDecoder, textEncoder } from "../text.js";
import { createCipher, isCipherKey } from "./cipher.js";

const WRONG = "encryption: must be true, 32 bytes as base64 or base64url, or a CryptoKey for AES-GCM of 256 bits with the usages encrypt and decrypt";
const IV_BYTES = 12;
const KEY_BYTES = 32;

/** @typedef {ReturnType<typeof recordCipher>} RecordCipher */

/**
 * @param {any} encryption the option
 * @param {string} namespace
 * @returns {RecordCipher | undefined}
 */
export function openCipher(encryption, namespace) {
  if (encryption === undefined || encryption === false) return undefined;
  const source = encryption === true ? namespace : typeof encryption === "string" ? keyOf(encryption) : isCipherKey(encryption) && encryption;
  if (!source) throw new InvalidConfigurationError(WRONG);
  return recordCipher(createCipher(source));
}

/** @param {string} text in base64 or base64url, with or without padding */
function keyOf(text) {
  const bytes = bytesOf(text.replace(/=$/, "").replaceAll("+", "-").replaceAll("/", "_"));
  return bytes?.length === KEY_BYTES ? bytes : undefined;
}

/** @param {ReturnType<typeof createCipher>} cipher */
const recordCipher = (cipher) => ({
  canWork: cipher.canWork,
  close: cipher.close,

  /**
   * The initialization vector, the ciphertext and its tag in base64url; undefined if it takes too long.
   * @param {string} additionalData in base64url
   * @param {string} text
   * @param {number} ms
   */
  async seal(additionalData, text, ms) {
    const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
    const content = await cipher.run("encrypt", iv, dataOf(additionalData), textEncoder().encode(text), ms);
    return content && base64url(Uint8Array.of(...iv, ...content));
  },

  /**
   * The text; null if it cannot be decrypted, undefined if it takes too long.
   * @param {string} additionalData in base64url
   * @param {string} sealed in base64url
   * @param {number} ms
   */
  async open(additionalData, sealed, ms) {
    const bytes = dataOf(sealed);
    const plain = await cipher.run("decrypt", bytes.slice(0, IV_BYTES), dataOf(additionalData), bytes.slice(IV_BYTES), ms);
    if (!plain) return plain;
    try {
      return textDecoder().decode(plain);
    } catch {
      return null;
    } finally {
      plain.fill(0);
    }
  },
});

/** @param {string} text */
const dataOf = (text) => bytesOf(text) ?? new Uint8Array();
