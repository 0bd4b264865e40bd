// @ts-check
// Encrypts records by WebCrypto: AES-256-GCM (NIST SP 800-38D).

import { factory } from "../database.js";
import { encryptionKey } from "../indexeddb.js";
import { hasSubtle } from "./crypto.js";
import { within } from "./within.js";

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

/**
 * True if a value is a `CryptoKey` for AES-256-GCM that encrypts and decrypts.
 * @param {any} key
 */
export function isCipherKey(key) {
  try {
    const { algorithm, type, usages } = key;
    const isAes = algorithm.name === "AES-GCM" && algorithm.length === 256 && type === "secret";
    return isAes && Array.isArray(usages) && usages.includes("encrypt") && usages.includes("decrypt");
  } catch {
    return false;
  }
}

/**
 * Does nothing until it is used: on the edge nothing may be done at module scope.
 * @param {string | Bytes | CryptoKey} source the namespace whose key is kept in IndexedDB, the bytes of a key, or a key. The bytes
 * are wiped once they are a key.
 */
export function createCipher(source) {
  let key = source;

  async function current() {
    // Read anew each time: the user may have deleted it, and another tab made a new one since.
    if (typeof key === "string") return encryptionKey(key);
    if (!ArrayBuffer.isView(key)) return key;
    const bytes = key;
    const imported = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
    bytes.fill(0);
    return (key = imported);
  }

  /**
   * Encrypts or decrypts, and wipes `content`. Null if it cannot be decrypted: another key, another place, or damaged.
   * @param {"encrypt" | "decrypt"} way
   * @param {Bytes} iv
   * @param {Bytes} additionalData
   * @param {Bytes} content
   */
  async function transform(way, iv, additionalData, content) {
    try {
      const used = await current();
      const result = crypto.subtle[way]({ name: "AES-GCM", iv, additionalData }, used, content);
      const bytes = way === "encrypt" ? await result : await result.catch(() => null);
      return bytes && new Uint8Array(bytes);
    } finally {
      content.fill(0);
    }
  }

  return {
    canWork: () => hasSubtle() && (typeof key !== "string" || factory() !== undefined),

    /**
     * Like `transform`; undefined if it takes longer than `ms`.
     * @param {"encrypt" | "decrypt"} way
     * @param {Bytes} iv
     * @param {Bytes} additionalData
     * @param {Bytes} content
     * @param {number} ms
     */
    run: (way, iv, additionalData, content, ms) => within(ms, transform(way, iv, additionalData, content)),

    /** Wipes the bytes of a key that never was used. */
    close() {
      if (ArrayBuffer.isView(key)) key.fill(0);
    },
  };
}
