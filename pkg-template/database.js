// @ts-check
// The IndexedDB database "tokenward": its connection, which may be lost at any time, and transactions that end within a bound.
// One database for all namespaces, since every key begins with its own.
//
// In JavaScript because the same in Rust is ten times the size. Rust programs without the npm package import it, too.

import { bound } from "./driver/within.js";

const DATABASE = "tokenward";
/** Records, by storage key. */
export const RECORDS = "records";
/** Encryption keys by namespace; signing keys by `["dpop", storage key]`. */
export const KEYS = "keys";
/** The values last written to localStorage, by storage key. */
export const COMMITS = "commits";
/** Locks and their present holders, by the lock's name. */
export const LEASES = "leases";
const STORES = [RECORDS, KEYS, COMMITS, LEASES];

/** Callers wait for 900 ms. A later result would undo what was done since, so the transaction is given up. */
const PATIENCE_MS = 1_000;

/** @type {{ database: Promise<IDBDatabase> } | undefined} */
let connection;

/**
 * Functions that abort the transactions in progress. A page in the back/forward cache of Firefox or WebKit keeps its
 * transactions open, and all other pages wait for them, so no page may enter the cache with one.
 * @type {Set<() => void> | undefined}
 */
let underWay;
/** @type {Promise<void> | undefined} While the page is away. */
let away;

function watchForLeaving() {
  globalThis.addEventListener?.("pagehide", () => {
    away = new Promise((back) => {
      const returned = () => {
        away = undefined;
        back();
      };
      globalThis.addEventListener("pageshow", returned, { once: true });
    });
    underWay?.forEach((leave) => leave());
  });
  return new Set();
}

/**
 * The IndexedDB factory; undefined where there is none, or it is forbidden.
 * @returns {IDBFactory | undefined}
 */
export function factory() {
  try {
    return globalThis.indexedDB ?? undefined;
  } catch {
    return undefined; // Forbidden: a sandboxed frame, or cookies are blocked.
  }
}

/**
 * Continues after a request of a transaction has succeeded, and then commits. What `next` throws ends the transaction and never
 * reaches the page.
 * @typedef {<T>(request: IDBRequest<T>, next: (result: T) => void) => void} Then
 */

/**
 * Runs `work` in its own transaction and resolves with its result once everything is committed. If the database was deleted or
 * the browser closed the connection, it is reopened once.
 * @template T
 * @param {string} store
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore, then: Then) => IDBRequest<T>} work
 * @param {boolean} [strict] true if the data must be on the disk, not just in the operating system's cache
 * @param {number} [patienceMs]
 * @returns {Promise<T>}
 */
export async function transact(store, mode, work, strict, patienceMs = PATIENCE_MS) {
  let stop = () => {};
  let late = false;
  let end = () => {};
  let giveUp = () => {};
  const patience = new Promise((/** @type {(never: never) => void} */ _, reject) => {
    giveUp = () => {
      late = true;
      stop();
      reject(gaveUp());
    };
  });
  const wait = () => {
    const limit = bound(patienceMs);
    end = limit.end;
    void limit.over.then(giveUp);
  };
  const returned = async () => {
    end();
    await away;
    wait();
  };
  wait();
  patience.catch(() => {});
  const leave = () => stop();
  (underWay ??= watchForLeaving()).add(leave);
  try {
    for (let again = true; ; again = false) {
      if (away) await returned();
      const used = (connection ??= connect());
      try {
        // Some browsers have open requests that never end: then the next call makes another.
        const database = await Promise.race([used.database, patience]);
        if (away) await returned();
        const transaction = database.transaction(store, mode, { durability: strict ? "strict" : "relaxed" });
        const ended = new Promise((/** @type {(value: T) => void} */ resolve, reject) => {
          // Firefox never delivers an event to a page that is away, not even later.
          stop = () => abort(transaction) && reject(gaveUp());
          let goesOn = false;
          /** @type {Then} */
          const then = (request, next) => {
            goesOn = true;
            request.onsuccess = () => {
              try {
                next(request.result);
                transaction.commit?.();
              } catch (error) {
                reject(error);
                abort(transaction);
              }
            };
          };
          const request = work(transaction.objectStore(store), then);
          // Without this the transaction would end only when the page takes the results: a page that leaves or freezes never does.
          if (!goesOn) transaction.commit?.();
          transaction.oncomplete = () => resolve(request.result);
          transaction.onabort = () => reject(transaction.error ?? gaveUp());
        });
        // A hung database may not even report the abort.
        return await Promise.race([ended, patience]);
      } catch (error) {
        // A full disk stays full. Any other error may be the connection's fault.
        if (/** @type {Error | null} */ (error)?.name === "QuotaExceededError") throw error;
        drop(used);
        if (late || !again) throw error;
      }
    }
  } finally {
    end();
    underWay?.delete(leave);
  }
}

/**
 * The value under `key`, made if there is none. If several tabs make one at the same time, one wins and all get that one.
 * @template T
 * @param {string} store
 * @param {IDBValidKey} key
 * @param {() => Promise<T>} make
 * @returns {Promise<T>}
 */
export async function keptOrMade(store, key, make) {
  const kept = await transact(store, "readonly", (values) => values.get(key));
  if (kept !== undefined) return kept;
  // Before the transaction, which would end while the value is being made.
  const made = await make();
  const addIfAbsent = (/** @type {IDBObjectStore} */ values, /** @type {Then} */ then) => {
    const reading = values.get(key);
    then(reading, (found) => {
      // Throws where keys cannot be stored, as in WebKit's shared workers; the key would not be found again.
      if (found === undefined) values.add(made, key);
    });
    return reading;
  };
  return (await transact(store, "readwrite", addIfAbsent, true)) ?? made;
}

function gaveUp() {
  return new DOMException("IndexedDB took too long.", "TimeoutError");
}

/** @param {IDBTransaction} transaction */
function abort(transaction) {
  try {
    transaction.abort();
    return true;
  } catch {
    return false; // It has just ended.
  }
}

/** @returns {{ database: Promise<IDBDatabase> }} */
function connect() {
  const mine = {
    database: openWithStores().then((database) => {
      // Another tab deletes the database or upgrades it and must not wait for us. The next call reopens it.
      database.onversionchange = () => drop(mine);
      // The browser closed it: the user deleted the site's data.
      database.onclose = () => drop(mine);
      if (connection !== mine) database.close();
      return database;
    }),
  };
  return mine;
}

/** @param {{ database: Promise<IDBDatabase> }} dropped */
function drop(dropped) {
  if (connection === dropped) connection = undefined;
  // Applies to a connection that is still opening, too: it will not be used.
  dropped.database.then(
    (database) => database.close(),
    () => {},
  );
}

/**
 * Requests no version, so that a page with an older or newer copy of this file can open the database, too. Missing stores are
 * added by one version more.
 */
async function openWithStores() {
  const database = await open();
  if (STORES.every((store) => database.objectStoreNames.contains(store))) return database;
  const { version } = database;
  database.close();
  return open(version + 1);
}

/**
 * A newer version waits while other tabs hold the database open. No `blocked` handler is needed, since the caller gives up by
 * itself.
 * @param {number} [version]
 * @returns {Promise<IDBDatabase>}
 */
function open(version) {
  return new Promise((resolve, reject) => {
    const request = /** @type {IDBFactory} */ (factory()).open(DATABASE, version);
    request.onupgradeneeded = () => {
      const { objectStoreNames } = request.result;
      for (const store of STORES) if (!objectStoreNames.contains(store)) request.result.createObjectStore(store);
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
