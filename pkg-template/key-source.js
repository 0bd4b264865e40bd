// @ts-check
// Where a verifier's keys come from: the network, and a storage between isolates. Requests share what came of a fetch, and
// never its promise: on the edge the one that made it may end first, and its I/O with it. Every wait has an end.

import { ownCopy } from "./arguments.js";
import { textOf, within } from "./bounded.js";
import { outsideZones } from "./zones.js";

/** For one document. */
const FETCH_MS = 5_000;
const STORAGE_MS = 1_000;
/** How often a request looks whether another one has fetched the keys; and how often that one says that it is still there. */
const LOOK_MS = 10;
const SIGN_MS = 500;
/** How long a stored set may be of use: as long as the core takes an old one. */
const KEEP_MS = 24 * 3_600_000;

/** @typedef {{ getItem(key: string): any, setItem(key: string, value: string, options?: { expiresAt?: number }): any }} KeyStorage */

export class KeySource {
  #core;
  #fetch;
  #storage;
  #name;

  /**
   * @param {import("./wasm/tokenward.js").VerifierCore} core
   * @param {typeof fetch | undefined} ownFetch
   * @param {KeyStorage | undefined} storage
   * @param {string} source what the keys are stored by
   */
  constructor(core, ownFetch, storage, source) {
    this.#core = core;
    this.#fetch = ownFetch;
    this.#storage = storage;
    this.#name = `tokenward:jwks:${source}`;
  }

  /**
   * Sees to it that the core has newer keys, if there are any. Whether this request asked the server; it had not to where a
   * storage or another request had news, whatever they are worth.
   * @param {boolean} skipStorage
   */
  async fetch(skipStorage) {
    const core = this.#core;
    let joined = false;
    while (core.isFetching(Date.now())) {
      joined = true;
      await pause(LOOK_MS);
    }
    // Where nothing was heard for long, the request that began it has ended: this one goes on in its place.
    if (joined && !core.isLost()) return false;
    let url = /** @type {string | undefined} */ (core.start(Date.now()));
    const signs = outsideZones(() => setInterval(() => core.alive(Date.now()), SIGN_MS));
    try {
      if (!skipStorage && (await this.#restore())) return false;
      while (url !== undefined) {
        const asked = /** @type {string} */ (url);
        const { status, body, cause } = await this.#get(asked);
        url = core.answer(asked, status, body, cause, Date.now());
        if (url === undefined && body !== undefined && status === 200) await this.#store(body);
      }
      return true;
    } finally {
      clearInterval(signs);
    }
  }

  /**
   * No body: nothing came. Then `cause` is what was thrown, or undefined where the time was up.
   * @param {string} url
   * @returns {Promise<{ status: number, body?: string, cause?: unknown }>}
   */
  async #get(url) {
    const send = this.#fetch ?? fetch;
    /** @param {AbortSignal} signal @returns {Promise<{ status: number, body: string | undefined }>} */
    const ask = async (signal) => {
      const response = await send(url, { headers: { accept: "application/json" }, redirect: "manual", signal });
      return { status: response.status, body: await textOf(response) };
    };
    try {
      return await within(FETCH_MS, ask, { status: 0, body: undefined });
    } catch (cause) {
      return { status: 0, cause: cause ?? null };
    }
  }

  async #restore() {
    const storage = this.#storage;
    if (storage === undefined) return false;
    const stored = await orElse(STORAGE_MS, async () => storage.getItem(this.#name), undefined);
    try {
      // Some storages read JSON by themselves (unstorage, Upstash).
      const { fetched, keys } = ownCopy(typeof stored === "string" ? JSON.parse(stored) : stored);
      return this.#core.restore(keys, fetched, Date.now());
    } catch {
      return false;
    }
  }

  /** @param {string} keys */
  async #store(keys) {
    const storage = this.#storage;
    if (storage === undefined) return;
    const fetched = Date.now();
    const text = JSON.stringify({ fetched, keys });
    await orElse(STORAGE_MS, async () => storage.setItem(this.#name, text, { expiresAt: fetched + KEEP_MS }), undefined);
  }
}

/** @param {number} ms */
const pause = (ms) => new Promise((resolve) => outsideZones(() => setTimeout(resolve, ms)));

/**
 * What `work` gives, or `otherwise` where it fails or takes longer.
 * @template T
 * @param {number} ms
 * @param {(signal: AbortSignal) => Promise<T>} work
 * @param {T} otherwise
 * @returns {Promise<T>}
 */
const orElse = (ms, work, otherwise) => within(ms, work, otherwise).catch(() => otherwise);
