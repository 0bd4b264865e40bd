// @ts-check
// The IndexedDB database "tokenward": its connection, which may be lost at any time, and transactions that end within a bound.
// One database for all namespaces, since every key begins with its own.
//
// It is JavaScript since the same in Rust is ten times its size. Rust programs without the npm package import it, too.

import { outsideZones } from "./zones.js";

const DATABASE = "tokenward";
/** Records, by storage key. */
export const RECORDS = "records";
/** Keys that encrypt, by namespace; keys that sign, by `["dpop", storage key]`. */
export const KEYS = "keys";
/** What was last written to localStorage, by storage key. */
export const COMMITS = "commits";
/** Locks of those who hold them now, by the lock's name. */
export const LEASES = "leases";
const STORES = [RECORDS, KEYS, COMMITS, LEASES];

/** Who calls waits for 900 ms. What comes later would undo what was done since, so it is given up. */
const PATIENCE_MS = 1_000;
/** A timer that fires later than this shows that the page was busy, which is not the database's fault: */
const LATE_MS = 50;
/** what came meanwhile waits behind the timer, and has until so long after its time, */
const GRACE_MS = 200;
/** and a moment in any case. */
const LEAST_MS = 20;

/** @type {{ database: Promise<IDBDatabase> } | undefined} */
let connection;

/**
 * What aborts the transactions under way. Pages in the back/forward cache of Firefox and WebKit keep theirs open, and all others
 * wait for them: so no page goes there with one.
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
 * Where the database is; undefined where there is no IndexedDB, or it is forbidden.
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
 * Goes on when a request of a transaction has succeeded, and then commits. What this throws ends the transaction, and never
 * reaches the page.
 * @typedef {<T>(request: IDBRequest<T>, next: (result: T) => void) => void} Then
 */

/**
 * Does `work` in a transaction of its own, and gives its result once all of it is committed. If the database was deleted or
 * the browser closed the connection, it is opened anew, once.
 * @template T
 * @param {string} store
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore, then: Then) => IDBRequest<T>} work
 * @param {boolean} [strict] whether it must be on the disk, not just with the operating system
 * @param {number} [patienceMs]
 * @returns {Promise<T>}
 */
export async function transact(store, mode, work, strict, patienceMs = PATIENCE_MS) {
  let stop = () => {};
  let late = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let giveUp = () => {};
  const patience = new Promise((/** @type {(never: never) => void} */ _, reject) => {
    giveUp = () => {
      late = true;
      stop();
      reject(gaveUp());
    };
  });
  const wait = () => {
    const due = performance.now() + patienceMs;
    const end = () => {
      const lateMs = performance.now() - due;
      if (lateMs > LATE_MS) timer = outsideZones(() => setTimeout(giveUp, Math.max(GRACE_MS - lateMs, LEAST_MS)));
      else giveUp();
    };
    timer = outsideZones(() => setTimeout(end, patienceMs));
  };
  const returned = async () => {
    clearTimeout(timer);
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
        // An open request that never ends is a known fault of browsers: the next call makes another.
        const database = await Promise.race([used.database, patience]);
        if (away) await returned();
        const transaction = database.transaction(store, mode, { durability: strict ? "strict" : "relaxed" });
        const ended = new Promise((/** @type {(value: T) => void} */ resolve, reject) => {
          // Firefox fires no event at a page that is away, also not later.
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
          // Without this it would end when the page has taken the results: a page that leaves or freezes takes none.
          if (!goesOn) transaction.commit?.();
          transaction.oncomplete = () => resolve(request.result);
          transaction.onabort = () => reject(transaction.error ?? gaveUp());
        });
        // A database that hangs may not even tell that it aborted.
        return await Promise.race([ended, patience]);
      } catch (error) {
        // Full is full. Everything else may be the connection's fault.
        if (/** @type {Error | null} */ (error)?.name === "QuotaExceededError") throw error;
        drop(used);
        if (late || !again) throw error;
      }
    }
  } finally {
    clearTimeout(timer);
    underWay?.delete(leave);
  }
}

/**
 * What is kept under `key`. Who finds nothing makes it; of several tabs that do so at the same time one wins, and all get its.
 * @template T
 * @param {string} store
 * @param {IDBValidKey} key
 * @param {() => Promise<T>} make
 * @returns {Promise<T>}
 */
export async function keptOrMade(store, key, make) {
  const kept = await transact(store, "readonly", (values) => values.get(key));
  if (kept !== undefined) return kept;
  // Before the transaction, which would end while it is made.
  const made = await make();
  const addIfAbsent = (/** @type {IDBObjectStore} */ values, /** @type {Then} */ then) => {
    const reading = values.get(key);
    then(reading, (found) => {
      // Throws where keys cannot be stored, as in WebKit's shared workers: nobody would find it again.
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
    return false; // It has ended in this very moment.
  }
}

/** @returns {{ database: Promise<IDBDatabase> }} */
function connect() {
  const mine = {
    database: openWithStores().then((database) => {
      // Another tab deletes the database, or makes a newer one: it must not wait for us. The next call opens it anew.
      database.onversionchange = () => drop(mine);
      // The browser itself closed it: the user deleted the site's data.
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
  // Also one that is still being opened: nobody will use it.
  dropped.database.then(
    (database) => database.close(),
    () => {},
  );
}

/**
 * No version is asked for, so that a page with an older or newer copy of this file gets the database as well. Stores that it
 * lacks are added by one version more.
 */
async function openWithStores() {
  const database = await open();
  if (STORES.every((store) => database.objectStoreNames.contains(store))) return database;
  const { version } = database;
  database.close();
  return open(version + 1);
}

/**
 * While other tabs hold the database open, a newer version waits for them: no `blocked` handler is needed, since whoever waits
 * for this gives up by itself.
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
