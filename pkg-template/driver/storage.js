// @ts-check
// Reads and writes records in any object with `getItem`, `setItem`, `removeItem`, synchronous or not: Web Storage, the package's
// own storages, the user's.
//
// Each function returns its result at once if the storage does, else a promise of it. It throws or rejects with the storage's error,
// and gives undefined if the storage takes longer than `ms`.

import { within } from "./within.js";

/** @typedef {any} StorageObject */

/**
 * @template T
 * @param {number} ms
 * @param {unknown} returned
 * @param {(value: any) => T} read
 * @returns {T | Promise<T | undefined>}
 */
function settled(ms, returned, read) {
  return isThenable(returned) ? within(ms, Promise.resolve(returned).then(read)) : read(returned);
}

/** @param {any} value */
const isThenable = (value) => typeof value?.then === "function";

/**
 * The text under `key`; null if there is none.
 * @param {StorageObject} storage
 * @param {string} key
 * @param {number} ms
 */
export function readItem(storage, key, ms) {
  return settled(ms, storage.getItem(key), (value) => {
    if (typeof (value ?? "") !== "string") throw new TypeError("getItem gave no string");
    return /** @type {string | null} */ (value ?? null);
  });
}

/**
 * The value under `key` if it is available without waiting, else undefined.
 * @param {StorageObject} storage
 * @param {string} key
 * @returns {string | undefined}
 */
export function peekItem(storage, key) {
  try {
    const text = storage.peekItem?.(key);
    return typeof text === "string" ? text : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Writes `text` under `key`, or removes the value. A storage that compares does so only if the value is `expected` (null: none); the
 * result is false if it is not.
 * @param {StorageObject} storage
 * @param {string} key
 * @param {string | undefined} text
 * @param {number | undefined} expiresAt when it may be forgotten (epoch milliseconds)
 * @param {string | null | undefined} expected
 * @param {number} ms
 */
export function writeItem(storage, key, text, expiresAt, expected, ms) {
  /** @type {{ expiresAt?: number, expected?: string | null }} */
  const about = {};
  if (expiresAt !== undefined) about.expiresAt = expiresAt;
  if (expected !== undefined) about.expected = expected;
  const options = Object.keys(about).length ? [about] : [];
  const returned = text === undefined ? storage.removeItem(key, ...options) : storage.setItem(key, text, ...options);
  return settled(ms, returned, (result) => result !== false);
}

/**
 * All keys that begin with `prefix`; null if the storage cannot tell.
 * @param {StorageObject} storage
 * @param {string} prefix
 * @param {number} ms
 */
export function keysOf(storage, prefix, ms) {
  const pick = (/** @type {unknown} */ keys) => {
    if (!Array.isArray(keys)) throw new TypeError("getKeys gave no array");
    return /** @type {string[]} */ (keys.filter((key) => typeof key === "string" && key.startsWith(prefix)));
  };
  if (typeof storage.getKeys === "function") return settled(ms, storage.getKeys(prefix), pick);
  if (typeof storage.key !== "function" || typeof storage.length !== "number") return null;
  const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index));
  return settled(ms, keys.some(isThenable) ? Promise.all(keys) : keys, pick);
}

/**
 * A member of the storage's description of itself.
 * @param {StorageObject} storage
 * @param {string} name
 */
export function saysOf(storage, name) {
  try {
    return storage[Symbol.for("tokenward.storage")]?.[name];
  } catch {
    return undefined;
  }
}
