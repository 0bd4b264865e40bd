// @ts-check
// Workers KV as a token storage.

import { InvalidConfigurationError, StorageError } from "./errors.js";
import { isKind } from "./kinds.js";
import { unknownOption } from "./nearest.js";
import { textEncoder } from "./text.js";

/**
 * The part of a KV namespace that is used.
 * @typedef {object} KvNamespace
 * @property {(key: string, options: { type: "text", cacheTtl?: number }) => Promise<string | null>} get
 * @property {(key: string, value: string, options?: { expirationTtl?: number }) => Promise<void>} put
 * @property {(key: string) => Promise<void>} delete
 * @property {(options: { prefix: string, cursor?: string }) => Promise<{ keys: Array<{ name: string }>, list_complete: boolean, cursor?: string }>} [list]
 *
 * @typedef {object} KvOptions
 * @property {string} [prefix]
 * @property {number} [cacheTtlSeconds]
 * @property {boolean} [refreshTokens]
 */

/** KV accepts no shorter times, neither for entries nor for its cache. */
const MIN_TTL_SECONDS = 60;
const MAX_KEY_BYTES = 512;
/** Room for `~` and 64 digits. */
const DIGEST_ROOM = 65;

/** Under this symbol a storage describes itself to the core. */
export const STORAGE_TRAITS = /* @__PURE__ */ Symbol.for("tokenward.storage");

/**
 * @param {unknown} namespace
 * @param {KvOptions | null} [options]
 */
export function kvStorage(namespace, options) {
  const kv = checkNamespace(namespace);
  const { prefix, cacheTtl, refreshTokens } = readOptions(options);
  /**
   * A key that KV accepts: one that is too long is cut, and a digest of the whole key is appended.
   * @param {string} key
   */
  const full = async (key) => {
    const name = prefix + key;
    const bytes = textEncoder().encode(name);
    if (bytes.length <= MAX_KEY_BYTES) return name;
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    let start = name.slice(0, MAX_KEY_BYTES - DIGEST_ROOM);
    while (textEncoder().encode(start).length > MAX_KEY_BYTES - DIGEST_ROOM) start = start.slice(0, -1);
    return `${start}~${Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
  };
  return {
    // KV is eventually consistent: a missing record does not mean a logout (volatile), and a record may be outdated, so its
    // refresh token may already be spent.
    [STORAGE_TRAITS]: Object.freeze({ kind: "kv", refreshTokens, volatile: true }),

    /** @param {string} key */
    async getItem(key) {
      return await kv.get(await full(key), cacheTtl === undefined ? { type: "text" } : { type: "text", cacheTtl });
    },

    /**
     * @param {string} key
     * @param {string} value
     * @param {{ expiresAt?: number }} [about]
     */
    async setItem(key, value, about) {
      const expiresAt = about?.expiresAt;
      const options =
        typeof expiresAt === "number" && Number.isFinite(expiresAt)
          ? { expirationTtl: Math.max(MIN_TTL_SECONDS, Math.ceil((expiresAt - Date.now()) / 1000)) }
          : undefined;
      try {
        await kv.put(await full(key), value, options);
      } catch (error) {
        // KV allows one write per second and key. Failing to cache an access token is harmless: another isolate gets its own.
        if (refreshTokens || !isTooManyRequests(error)) throw error;
      }
    },

    /** @param {string} key */
    async removeItem(key) {
      await kv.delete(await full(key));
    },

    /** @param {string} start */
    async getKeys(start) {
      if (typeof kv.list !== "function") throw new StorageError("This namespace has no list().");
      const names = [];
      /** @type {string | undefined} */
      let cursor;
      do {
        const page = await kv.list(cursor === undefined ? { prefix: prefix + start } : { prefix: prefix + start, cursor });
        for (const { name } of page.keys) names.push(name.slice(prefix.length));
        cursor = page.list_complete ? undefined : page.cursor;
      } while (cursor !== undefined);
      return names;
    },
  };
}

/**
 * @param {unknown} namespace
 * @returns {KvNamespace}
 */
function checkNamespace(namespace) {
  const kv = /** @type {any} */ (namespace);
  const usable =
    typeof kv === "object" && kv !== null && ["get", "put", "delete"].every((name) => typeof kv[name] === "function");
  if (!usable) {
    throw new InvalidConfigurationError("namespace: must be a Workers KV namespace, such as env.TOKENS (is the binding in wrangler's configuration?)");
  }
  return kv;
}

/** @param {KvOptions | null | undefined} options */
function readOptions(options) {
  if (options !== undefined && options !== null && (typeof options !== "object" || Array.isArray(options))) {
    throw new InvalidConfigurationError("options: must be an object");
  }
  /** @type {{ prefix: string, cacheTtl: number | undefined, refreshTokens: boolean }} */
  const read = { prefix: "", cacheTtl: undefined, refreshTokens: false };
  for (const [name, value] of Object.entries(options ?? {})) {
    if (value === undefined || value === null) continue;
    if (name === "prefix") {
      if (typeof value !== "string") throw new InvalidConfigurationError("options.prefix: must be a string");
      if (textEncoder().encode(value).length > MAX_KEY_BYTES - DIGEST_ROOM) {
        throw new InvalidConfigurationError(`options.prefix: must have at most ${MAX_KEY_BYTES - DIGEST_ROOM} bytes, since Workers KV takes keys of ${MAX_KEY_BYTES}`);
      }
      read.prefix = value;
    } else if (name === "cacheTtlSeconds") {
      if (typeof value !== "number" || !Number.isInteger(value) || value < MIN_TTL_SECONDS) {
        throw new InvalidConfigurationError("options.cacheTtlSeconds: must be a whole number of at least 60, as Workers KV demands");
      }
      read.cacheTtl = value;
    } else if (name === "refreshTokens") {
      if (typeof value !== "boolean") throw new InvalidConfigurationError("options.refreshTokens: must be true or false");
      read.refreshTokens = value;
    } else {
      throw new InvalidConfigurationError(`options.${name}: ${unknownOption(name, ["prefix", "cacheTtlSeconds", "refreshTokens"])}`);
    }
  }
  return read;
}

/** @param {unknown} error */
function isTooManyRequests(error) {
  return isKind("Error", error) && /\b429\b/.test(error.message);
}
