// @ts-check
// IndexedDB as a storage that all tabs and workers of an origin share coherently, and the keys that encrypt
// records.

import { KEYS, RECORDS, keptOrMade, transact } from "./database.js";
import { isShownAs } from "./text.js";

/** @typedef {{ expiresAt?: number, expected?: string | null }} About */

/** One storage object for all callers, so that they recognize it as the same. */
export const indexedDbStorage = () => storage;

/**
 * The key that encrypts a namespace's records (AES-256-GCM, non-extractable).
 * @param {string} namespace
 * @returns {Promise<CryptoKey>}
 */
export async function encryptionKey(namespace) {
  const make = () => crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  return keptOrMade(KEYS, namespace, make);
}

const storage = {
  [Symbol.for("tokenward.storage")]: Object.freeze({ kind: "indexeddb", compares: true }),

  /** @param {string} key */
  getItem: (key) => transact(RECORDS, "readonly", (records) => records.get(key)),

  /**
   * @param {string} key
   * @param {string} value
   * @param {About} [about]
   */
  setItem: (key, value, about) =>
    // A refresh token is irreplaceable and its record has no expiry: it must be on disk before the old one is spent.
    change(key, about, (records) => records.put(value, key), about?.expiresAt === undefined),

  /**
   * @param {string} key
   * @param {About} [about]
   */
  removeItem: (key, about) => change(key, about, (records) => records.delete(key), true),

  /** @param {string} prefix */
  getKeys: (prefix) => transact(RECORDS, "readonly", (records) => records.getAllKeys(IDBKeyRange.lowerBound(prefix))),
};

/**
 * Changes a record if it still has the expected value. Resolves to true if it did.
 * @param {string} key
 * @param {About | undefined} about
 * @param {(records: IDBObjectStore) => void} work
 * @param {boolean} strict
 */
async function change(key, about, work, strict) {
  const expected = about?.expected;
  let matched = true;
  const compareAndChange = (/** @type {IDBObjectStore} */ records, /** @type {import("./database.js").Then} */ then) => {
    const reading = records.get(key);
    then(reading, (found) => {
      matched = expected === undefined || isShownAs(found ?? null, expected);
      if (matched) work(records);
    });
    return reading;
  };
  await transact(RECORDS, "readwrite", compareAndChange, strict);
  return matched;
}
