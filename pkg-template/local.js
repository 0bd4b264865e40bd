// @ts-check
// localStorage, made coherent between tabs: what it holds, and which of its values is the newest.
//
// Each renderer process of a browser has a copy of localStorage of its own, which catches up with the others' after a while,
// also while a Web Lock is held. So every change is first committed in an IndexedDB transaction, together with marks of the
// values that it replaced: a copy that still shows one of those is late, and the committed value counts. Anything else that
// differs was done by somebody who doesn't commit (`localStorage.clear()`, say): then localStorage is right.
//
// Without IndexedDB it is plain localStorage.

import { COMMITS, factory, transact } from "./database.js";
import { outsideZones } from "./zones.js";

/**
 * @typedef {{ value: string | null, replaced: number[] }} Commit what was written last (null: removed), and marks of what was
 * there before
 * @typedef {{ expiresAt?: number, expected?: string | null }} About
 */

/** Storage must answer within 900 ms, so IndexedDB must be quicker. */
const PATIENCE_MS = 500;
/** IndexedDB that hung is left alone for so long. */
const LEFT_ALONE_MS = 10_000;
/** A copy of localStorage that shows nothing, or something unknown, may be late by so much. */
const LATE_MS = 200;
/** A copy may be late by several changes, but not by more. */
const MARKS = 8;

/** @type {{ web: Storage } | undefined} */
let known;
let leftAloneUntil = 0;

/**
 * The storage on top of `web`, the page's localStorage: one for all callers, so that they know it for the same.
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
   * What is at hand: another tab may have replaced it a moment ago.
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
    // Somebody who doesn't commit: it is done for him, unless something newer was committed meanwhile.
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
   * What this page's copy shows, if it shows a text.
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
   * Whether the value may be written: what is there is what was expected.
   * @param {string} key
   * @param {string | null} value
   * @param {About} [about]
   */
  async #commit(key, value, { expected, expiresAt } = {}) {
    const committed = await this.#write(key, value, expected, expiresAt === undefined);
    return committed ?? (expected === undefined || this.web.getItem(key) === expected);
  }

  /**
   * Commits a value, if what is committed is what was expected. Gives whether it did; undefined where nothing can be committed.
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
        matched = expected === undefined || before.value === expected;
        if (matched) commits.put({ value, replaced: marks(value, before, shown) }, key);
      });
      return reading;
    };
    const done = await attempt("readwrite", compareAndPut, strict);
    return done && matched;
  }
}

/**
 * A commit as it must be; undefined for what somebody else put there, another version of this file say.
 * @param {any} commit
 * @returns {Commit | undefined}
 */
function sound(commit) {
  return Array.isArray(commit?.replaced) && (commit.value === null || typeof commit.value === "string") ? commit : undefined;
}

/**
 * What counts: the committed value where localStorage shows it or one that it replaced; undefined where it shows another.
 * @param {string | null} shown
 * @param {Commit | undefined} commit
 */
function newest(shown, commit) {
  if (commit === undefined || shown === commit.value) return shown;
  return shown !== null && commit.replaced.includes(mark(shown)) ? commit.value : undefined;
}

/**
 * What a copy may still show once `value` is committed.
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
 * Tells one value from another, and nothing of what is in it: 53 bits of FNV-1a, twice with 32.
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
 * @returns {Promise<{ result: T } | undefined>} undefined where there is no IndexedDB that works
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
 * Waits until another tab's change of `key` shows here, or as long as it may be late.
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
