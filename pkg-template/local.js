// @ts-check
// localStorage, made coherent between tabs: finds out which of its values is the newest.
//
// Each renderer process of a browser has its own copy of localStorage, which may lag behind the others, even while a Web Lock is
// held. So every change is first committed in an IndexedDB transaction, together with marks of the values it replaced. If a copy
// still shows one of those, it lags, and the committed value counts. Any other difference comes from code that doesn't commit, such
// as `localStorage.clear()`: then localStorage is right.
//
// Without IndexedDB it is plain localStorage.

import { COMMITS, factory, transact } from "./database.js";
import { isShownAs } from "./text.js";
import { outsideZones } from "./zones.js";

/**
 * @typedef {{ value: string | null, replaced: number[] }} Commit the value written last (null: removed), and marks of the values
 * before
 * @typedef {{ expiresAt?: number, expected?: string | null }} About
 */

/** A storage must answer within 900 ms, so IndexedDB must be quicker. */
const PATIENCE_MS = 500;
/** The pause in the use of IndexedDB after it hung. */
const LEFT_ALONE_MS = 10_000;
/** The longest lag of a copy of localStorage that shows nothing, or an unknown value. */
const LATE_MS = 200;
/** The number of changes that a copy may lag behind. */
const MARKS = 8;

/** @type {{ web: Storage } | undefined} */
let known;
let leftAloneUntil = 0;

/**
 * The storage on top of `web`, the page's localStorage. One object for all callers, so that they recognize it as the same.
 * @param {Storage} web
 */
export function localRecords(web) {
  if (known?.web !== web) known = new LocalRecords(web);
  return known;
}

class LocalRecords {
  /** @param {Storage} web */
  constructor(web) {
    this.web = web;
  }

  get [Symbol.for("tokenward.storage")]() {
    return { kind: "local", compares: true };
  }

  /**
   * The value at hand, which another tab may have replaced a moment ago.
   * @param {string} key
   */
  peekItem(key) {
    return this.web.getItem(key);
  }

  /** @param {string} key */
  async getItem(key) {
    const read = await attempt("readonly", (commits) => commits.get(key));
    const commit = sound(read?.result);
    const first = newest(this.web.getItem(key), commit);
    if (first !== undefined) return first;
    await changeOf(key);
    const shown = this.web.getItem(key);
    const second = newest(shown, commit);
    if (second !== undefined) return second;
    // Written by code that doesn't commit: this commits it, unless something newer was committed meanwhile.
    void this.#write(key, shown, commit?.value);
    return shown;
  }

  /**
   * @param {string} key
   * @param {string} value
   * @param {About} [about]
   */
  async setItem(key, value, about) {
    const written = await this.#commit(key, value, about);
    if (written) this.web.setItem(key, value);
    return written;
  }

  /**
   * @param {string} key
   * @param {About} [about]
   */
  async removeItem(key, about) {
    const removed = await this.#commit(key, null, about);
    if (removed) this.web.removeItem(key);
    return removed;
  }

  /** @param {string} prefix */
  getKeys(prefix) {
    return Object.keys(this.web).filter((key) => key.startsWith(prefix));
  }

  /**
   * The value in this page's copy, if it is a text.
   * @param {string} key
   */
  #shown(key) {
    try {
      const shown = /** @type {unknown} */ (this.web.getItem(key));
      return typeof shown === "string" ? shown : null;
    } catch {
      return null;
    }
  }

  /**
   * True if the value may be written, because the stored value is the expected one.
   * @param {string} key
   * @param {string | null} value
   * @param {About} [about]
   */
  async #commit(key, value, { expected, expiresAt } = {}) {
    const committed = await this.#write(key, value, expected, expiresAt === undefined);
    return committed ?? (expected === undefined || isShownAs(this.web.getItem(key), expected));
  }

  /**
   * Commits a value if the committed one is as expected. Resolves to true if it did; to undefined if nothing can be committed.
   * @param {string} key
   * @param {string | null} value
   * @param {string | null} [expected]
   * @param {boolean} [strict]
   */
  async #write(key, value, expected, strict) {
    let matched = true;
    const compareAndPut = (/** @type {IDBObjectStore} */ commits, /** @type {import("./database.js").Then} */ then) => {
      const reading = commits.get(key);
      then(reading, (found) => {
        const shown = this.#shown(key);
        const before = sound(found) ?? { value: shown, replaced: [] };
        matched = expected === undefined || isShownAs(before.value, expected);
        if (matched) commits.put({ value, replaced: marks(value, before, shown) }, key);
      });
      return reading;
    };
    const done = await attempt("readwrite", compareAndPut, strict);
    return done && matched;
  }
}

/**
 * A commit if it is well-formed; undefined for anything else, such as one by another version of this file.
 * @param {any} commit
 * @returns {Commit | undefined}
 */
function sound(commit) {
  return Array.isArray(commit?.replaced) && (commit.value === null || typeof commit.value === "string") ? commit : undefined;
}

/**
 * The committed value if localStorage shows it or one that it replaced; undefined if it shows another.
 * @param {string | null} shown
 * @param {Commit | undefined} commit
 */
function newest(shown, commit) {
  if (commit === undefined || shown === commit.value) return shown;
  return shown !== null && commit.replaced.includes(mark(shown)) ? commit.value : undefined;
}

/**
 * Marks of the values that a copy may still show once `value` is committed.
 * @param {string | null} value
 * @param {Commit} before
 * @param {string | null} shown
 */
function marks(value, before, shown) {
  const [current, ...recent] = [value, shown, before.value].map((text) => (text === null ? undefined : mark(text)));
  const all = new Set([...recent, ...before.replaced]);
  all.delete(current);
  return [...all].filter((mark) => mark !== undefined).slice(0, MARKS);
}

/**
 * Distinguishes values without revealing their content: 53 bits of FNV-1a, run twice with 32.
 * @param {string} text
 */
function mark(text) {
  let [low, high] = [0x811c9dc5, 0x01000193];
  for (let i = 0; i < text.length; i++) {
    low = Math.imul(low ^ text.charCodeAt(i), 0x01000193);
    high = Math.imul(high ^ text.charCodeAt(i), 0x85ebca6b);
  }
  return (high >>> 11) * 2 ** 32 + (low >>> 0);
}

/**
 * @template T
 * @param {IDBTransactionMode} mode
 * @param {(commits: IDBObjectStore, then: import("./database.js").Then) => IDBRequest<T>} work
 * @param {boolean} [strict]
 * @returns {Promise<{ result: T } | undefined>} undefined without a working IndexedDB
 */
async function attempt(mode, work, strict) {
  if (factory() === undefined || performance.now() < leftAloneUntil) return undefined;
  try {
    return { result: await transact(COMMITS, mode, work, strict, PATIENCE_MS) };
  } catch {
    leftAloneUntil = performance.now() + LEFT_ALONE_MS;
    return undefined;
  }
}

/**
 * Waits until another tab's change of `key` shows here, but no longer than the lag allows.
 * @param {string} key
 * @returns {Promise<void>}
 */
function changeOf(key) {
  return new Promise((resolve) => {
    const seen = (/** @type {StorageEvent} */ event) => {
      if (event.key === key) end();
    };
    const end = () => {
      clearTimeout(timer);
      globalThis.removeEventListener?.("storage", seen);
      resolve();
    };
    const timer = outsideZones(() => setTimeout(end, LATE_MS));
    globalThis.addEventListener?.("storage", seen);
  });
}
