// @ts-check
// A Durable Object's own storage as a token storage, from inside the object.

import { InvalidConfigurationError } from "./errors.js";
import { STORAGE_TRAITS } from "./kv.js";

/**
 * The part of `ctx.storage` that is used.
 * @typedef {object} ObjectStorage
 * @property {(key: string) => Promise<unknown>} get
 * @property {(key: string, value: string) => Promise<void>} put
 * @property {(key: string) => Promise<boolean>} delete
 * @property {(options: { prefix: string }) => Promise<Map<string, unknown>>} list
 * @property {() => Promise<void>} sync
 */

/** @param {unknown} storage */
export function durableObjectStorage(storage) {
  const inner = /** @type {ObjectStorage} */ (storage);
  const usable = typeof inner === "object" && inner !== null && ["get", "put", "delete", "list", "sync"].every((name) => typeof Reflect.get(inner, name) === "function");
  if (!usable) throw new InvalidConfigurationError("storage: must be a Durable Object's own storage, such as this.ctx.storage");
  return {
    // Inside the object, work continues after its request has been answered (lasting), so a slow holder is not mistaken for dead.
    [STORAGE_TRAITS]: Object.freeze({ kind: "durable object", refreshTokens: true, lasting: true }),

    /** @param {string} key */
    async getItem(key) {
      return /** @type {string | undefined} */ (await inner.get(key));
    },

    /**
     * Resolves when the value is on disk: a caller that then uses a token can rely on it.
     * @param {string} key
     * @param {string} value
     */
    async setItem(key, value) {
      await inner.put(key, value);
      await inner.sync();
    },

    /** @param {string} key */
    async removeItem(key) {
      await inner.delete(key);
      await inner.sync();
    },

    /** @param {string} prefix */
    async getKeys(prefix) {
      return [...(await inner.list({ prefix })).keys()];
    },
  };
}
