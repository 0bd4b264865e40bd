// @ts-check
// Records in IndexedDB: a storage with the calls of TokenStorage, for pages, web workers and service workers; and the keys
// that encrypt records. One database for all namespaces, since every key begins with its own.
//
// It is JavaScript since the same in Rust is ten times its size. Rust programs without the npm package import it, too.

const DATABASE = "tokenward";
const RECORDS = "records";
const KEYS = "keys";
const STORES = [RECORDS, KEYS];

/** Who calls waits for 900 ms. What comes later would undo what was done since, so it is given up. */
const PATIENCE_MS = 1_000;

/** @type {{ database: Promise<IDBDatabase> } | undefined} */
let connection;

/** The storage, one for all callers, so that they know it for the same; undefined where there is no IndexedDB. */
export function indexedDbStorage() {
  return factory() && storage;
}

/**
 * The key that encrypts a namespace's records (AES-256-GCM, non-extractable). Who finds none makes one; of several tabs that
 * do so at the same time one wins, and all get its key.
 * @param {string} namespace
 * @returns {Promise<CryptoKey>}
 */
export async function encryptionKey(namespace) {
  const kept = await transact(KEYS, "readonly", (keys) => keys.get(namespace));
  if (kept) return kept;
  // Before the transaction, which would end while the key is made.
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const addIfAbsent = (/** @type {IDBObjectStore} */ keys) => {
    const first = keys.get(namespace);
    first.addEventListener("success", () => first.result ?? keys.put(made, namespace));
    return first;
  };
  return (await transact(KEYS, "readwrite", addIfAbsent, true)) ?? made;
}

const storage = {
  [Symbol.for("tokenward.storage")]: Object.freeze({ kind: "indexeddb" }),

  /** @param {string} key */
  getItem: (key) => transact(RECORDS, "readonly", (records) => records.get(key)),

  /**
   * @param {string} key
   * @param {string} value
   * @param {{ expiresAt?: number }} [about]
   */
  setItem: (key, value, about) =>
    // What can't be had again is a refresh token, whose record has no end: it must be on the disk before the old one is spent.
    transact(RECORDS, "readwrite", (records) => records.put(value, key), about?.expiresAt === undefined),

  /** @param {string} key */
  removeItem: (key) => transact(RECORDS, "readwrite", (records) => records.delete(key), true),

  /** @param {string} prefix */
  getKeys: (prefix) => transact(RECORDS, "readonly", (records) => records.getAllKeys(IDBKeyRange.lowerBound(prefix))),
};

/** @returns {IDBFactory | undefined} */
function factory() {
  try {
    return globalThis.indexedDB ?? undefined;
  } catch {
    return undefined; // Forbidden: a sandboxed frame, or cookies are blocked.
  }
}

/**
 * Does `work` in a transaction of its own, and gives its result once all of it is committed. If the database was deleted or
 * the browser closed the connection, it is opened anew, once.
 * @template T
 * @param {string} store
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<T>} work
 * @param {boolean} [strict] whether it must be on the disk, not just with the operating system
 * @returns {Promise<T>}
 */
async function transact(store, mode, work, strict) {
  /** @type {() => void} */
  let giveUp;
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    giveUp();
  }, PATIENCE_MS);
  try {
    for (let again = true; ; again = false) {
      const used = (connection ??= connect());
      // An open request that never ends is a known fault of browsers: the next call makes another.
      giveUp = () => drop(used);
      try {
        const database = await used.database;
        const transaction = database.transaction(store, mode, { durability: strict ? "strict" : "relaxed" });
        giveUp = () => abort(transaction);
        return await new Promise((/** @type {(value: T) => void} */ resolve, reject) => {
          const request = work(transaction.objectStore(store));
          transaction.oncomplete = () => resolve(request.result);
          transaction.onabort = () => reject(transaction.error ?? gaveUp());
        });
      } catch (error) {
        // Full is full. Everything else may be the connection's fault.
        if (/** @type {Error | null} */ (error)?.name === "QuotaExceededError") throw error;
        drop(used);
        if (late || !again) throw error;
      }
    }
  } finally {
    clearTimeout(timer);
  }
}

function gaveUp() {
  return new DOMException("IndexedDB took too long.", "TimeoutError");
}

/** @param {IDBTransaction} transaction */
function abort(transaction) {
  try {
    transaction.abort();
  } catch {
    // It has ended in this very moment.
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
