// @ts-check
// The source of a verifier's keys: the network, and a storage shared by isolates. Requests share the result of a fetch but never
// its promise: on the edge, the request that made it may end first and cancel its I/O. Every wait is bounded.

import { ownCopy } from "./arguments.js";
import { textOf, within } from "./bounded.js";
import { ask, encoder, textOfJson } from "./verifier-texts.js";
import { outsideZones } from "./zones.js";

/** Limit for fetching one document. */
const FETCH_MS = 5_000;
const STORAGE_MS = 1_000;
/** The interval at which a request checks for keys that another one fetches, and at which that one reports that it is alive. */
const LOOK_MS = 10;
const SIGN_MS = 500;
/** The longest use of a stored key set: as long as the core accepts an old one. */
const KEEP_MS = 24 * 3_600_000;

/** The number of thrown values that are kept. The core shows one of the last two. */
const CAUSES = 4;

/** @typedef {{ getItem(key: string): any, setItem(key: string, value: string, options?: { expiresAt?: number }): any }} KeyStorage */

export class KeySource {
  /** Errors that fetches threw, by their number in the core. @type {unknown[]} */
  causes = [];
  #next = 0;
  #core;
  #fetch;
  #storage;
  #name;

  /**
   * @param {import("./verifier-texts.js").VerifierCore} core
   * @param {typeof fetch | undefined} ownFetch
   * @param {KeyStorage | undefined} storage
   * @param {string} source the storage key of the keys
   */
  constructor(core, ownFetch, storage, source) {
    this.#core = core;
    this.#fetch = ownFetch;
    this.#storage = storage;
    this.#name = `tokenward:jwks:${source}`;
  }

  /**
   * Gets newer keys for the core, if there are any. Resolves to true if this request asked the server. It does not ask if a storage or
   * another request had news, even useless ones.
   * @param {boolean} skipStorage
   */
  async fetch(skipStorage) {
    const core = this.#core;
    let step = ask(core.fetch(false, Date.now()));
    while (step.wait) {
      await pause(LOOK_MS);
      step = ask(core.fetch(true, Date.now()));
    }
    /** @type {string | undefined} */
    let url = step.url;
    if (url === undefined) return false;
    const signs = outsideZones(() => setInterval(() => core.alive(Date.now()), SIGN_MS));
    try {
      if (!skipStorage && (await this.#restore())) return false;
      while (url !== undefined) {
        const { body, ...rest } = await this.#get(url);
        const text = body ?? "";
        url = ask(core.answer(textOfJson({ url, ...rest }), encoder.encode(text), Date.now())).url;
        if (url === undefined && rest.status === 200) await this.#store(text);
      }
      return true;
    } finally {
      clearInterval(signs);
    }
  }

  /**
   * A status and a body, or the number of a thrown error, or nothing after a timeout.
   * @param {string} url
   * @returns {Promise<{ status?: number, body?: string, cause?: number }>}
   */
  async #get(url) {
    const send = this.#fetch ?? fetch;
    /** @param {AbortSignal} signal @returns {Promise<{ status?: number, body?: string }>} */
    const request = async (signal) => {
      const response = await send(url, { headers: { accept: "application/json" }, redirect: "manual", signal });
      return { status: response.status, body: await textOf(response) };
    };
    try {
      return await within(FETCH_MS, request, {});
    } catch (cause) {
      return { cause: this.#keep(cause) };
    }
  }

  /** @param {unknown} cause */
  #keep(cause) {
    const number = this.#next++ % CAUSES;
    this.causes[number] = cause;
    return number;
  }

  async #restore() {
    const storage = this.#storage;
    if (storage === undefined) return false;
    const stored = await orElse(STORAGE_MS, async () => storage.getItem(this.#name), undefined);
    try {
      // Some storages parse JSON themselves (unstorage, Upstash).
      const { fetched, keys } = ownCopy(typeof stored === "string" ? JSON.parse(stored) : stored);
      return this.#core.restore(encoder.encode(keys), fetched, Date.now());
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
 * The result of `work`, or `otherwise` if it fails or takes longer.
 * @template T
 * @param {number} ms
 * @param {(signal: AbortSignal) => Promise<T>} work
 * @param {T} otherwise
 * @returns {Promise<T>}
 */
const orElse = (ms, work, otherwise) => within(ms, work, otherwise).catch(() => otherwise);
