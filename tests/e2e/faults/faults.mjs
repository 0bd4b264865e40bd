// Faults of a browser's own storages, applied to the browser's own objects while the page uses them.

import { liveThrough } from "/tests/support/storage-life.mjs";

const quota = () => new DOMException("The quota has been exceeded.", "QuotaExceededError");
const forbidden = () => new DOMException("The operation is insecure.", "SecurityError");
const lost = () => new DOMException("Connection to Indexed Database server lost. Refresh the page to try again", "UnknownError");
const throwing = (make) => () => {
  throw make();
};
const never = () => new Promise(() => {});

/**
 * A fault: `prototype[method]` does `instead` (given the real one) for the objects that are `meant`.
 * `forgets`: it looks like a logout in another tab. `mayTell`: a report is allowed although it is unusual.
 * `often`: each record is reported. `slow`: each time costs a second, so fewer are tried.
 * `healed`: its end waits for this. `once`: it does not last. `quiet`: it may go unreported (true), or does so when it comes "later", and
 * the committed value is used.
 */
const on = (prototype, method, instead, about = {}) => ({ prototype, method, instead, ...about });

const webStorage = (object, quiet) => {
  const meant = (it) => it === object();
  const method = (name, instead, about) => on(Storage.prototype, name, instead, { meant, ...about });
  return {
    "is full": method("setItem", throwing(quota)),
    "throws on reading": method("getItem", throwing(forbidden), { quiet }),
    "throws on writing": method("setItem", throwing(forbidden)),
    "throws on removing": method("removeItem", throwing(forbidden)),
    "reads null": method("getItem", () => null, { forgets: true }),
    "reads a number": method("getItem", () => 5, { quiet }),
    "reads an object": method("getItem", () => ({ access_token: "wrong" }), { quiet }),
    "is cleared under the page": method("getItem", (real) => (object().clear(), real()), { forgets: true }),
    "has no room left in fact": { really: () => fill(object()) },
  };
};

const isCommits = (store) => store.name === "commits";
const isRecords = (store) => store.name === "records";
const isKeys = (store) => store.name === "keys";

const INDEXEDDB = {
  "is full": on(IDBObjectStore.prototype, "put", throwing(quota), { meant: isRecords }),
  "throws on reading": on(IDBObjectStore.prototype, "get", throwing(forbidden), { meant: isRecords }),
  "throws on writing": on(IDBObjectStore.prototype, "put", throwing(forbidden), { meant: isRecords }),
  "throws on removing": on(IDBObjectStore.prototype, "delete", throwing(forbidden), { meant: isRecords }),
  "loses its connection": on(IDBDatabase.prototype, "transaction", throwing(lost)),
  "is closed by the browser": on(IDBDatabase.prototype, "transaction", (real, database) => (database.close(), real())),
  "aborts its transactions": on(IDBDatabase.prototype, "transaction", (real) => {
    const begun = real();
    begun.commit = () => {};
    queueMicrotask(() => begun.abort());
    return begun;
  }),
  "is deleted under the page": on(IDBDatabase.prototype, "transaction", (real) => (deleteDatabase(), real()), {
    forgets: true,
    healed: () => Promise.all(deletions),
  }),
  "is not opened": on(IDBFactory.prototype, "open", throwing(forbidden)),
  "opens with an error": on(
    IDBFactory.prototype,
    "open",
    () => {
      const request = { error: forbidden() };
      setTimeout(() => request.onerror?.({ preventDefault() {} }));
      return request;
    },
  ),
  "hangs while it opens": on(IDBFactory.prototype, "open", () => ({}), { slow: true }),
  // A transaction lives as long as there are requests in it.
  "hangs on reading": on(IDBObjectStore.prototype, "get", spinning, { meant: isRecords, slow: true }),
  "hangs on writing": on(IDBObjectStore.prototype, "put", spinning, { meant: isRecords, slow: true }),
  "is mute on writing": on(IDBObjectStore.prototype, "put", mute, { meant: isRecords, slow: true }),
  "hangs on removing": on(IDBObjectStore.prototype, "delete", spinning, { meant: isRecords, slow: true }),
};

const deletions = [];

/** The database is deleted once no page has it open. */
function deleteDatabase() {
  const request = indexedDB.deleteDatabase("tokenward");
  deletions.push(new Promise((resolve) => (request.onsuccess = request.onerror = resolve)));
}

/** Like a database with a stuck process: it answers nothing, and does not even report an aborted transaction. */
function mute(real, store) {
  const { transaction } = store;
  transaction.abort = () => {};
  for (const name of ["oncomplete", "onabort"]) Object.defineProperty(transaction, name, { set() {} });
  return spinning(real, store);
}

/** Faults of the commits that make localStorage coherent between tabs: without them, it is plain localStorage, without a report. */
const unheard = { meant: isCommits, quiet: true, mayTell: false };
const COMMITS = {
  "cannot commit": on(IDBObjectStore.prototype, "put", throwing(quota), unheard),
  "cannot read what is committed": on(IDBObjectStore.prototype, "get", throwing(lost), unheard),
  "hangs while it commits": on(IDBObjectStore.prototype, "put", spinning, { ...unheard, slow: true }),
  "is mute while it commits": on(IDBObjectStore.prototype, "put", mute, { ...unheard, slow: true }),
  "aborts its commits": on(
    IDBObjectStore.prototype,
    "put",
    (real, commits) => {
      const request = real();
      commits.transaction.abort();
      return request;
    },
    unheard,
  ),
};

/** Faults of the key and its use, in any storage. */
const ENCRYPTION = {
  "cannot read its key": on(IDBObjectStore.prototype, "get", throwing(lost), { meant: isKeys }),
  "loses its key": on(
    IDBDatabase.prototype,
    "transaction",
    (real, database, transaction) => {
      transaction.call(database, "keys", "readwrite").objectStore("keys").clear();
      return real();
    },
    { meant: (_database, [store]) => store === "keys", once: true, forgets: true, mayTell: true },
  ),
  "is not let encrypt": on(SubtleCrypto.prototype, "encrypt", () => Promise.reject(new DOMException("no", "OperationError"))),
  "is not let decrypt": on(SubtleCrypto.prototype, "decrypt", () => Promise.reject(new DOMException("no", "OperationError")), { often: true }),
  "never ends encrypting": on(SubtleCrypto.prototype, "encrypt", never, { slow: true }),
  "never ends decrypting": on(SubtleCrypto.prototype, "decrypt", never, { slow: true }),
};

/** By the storage's name, plain or encrypted. */
export const FAULTS = {
  local: { plain: { ...webStorage(() => localStorage, "later"), ...COMMITS }, encrypted: ENCRYPTION },
  session: { plain: webStorage(() => sessionStorage, false), encrypted: {} },
  indexeddb: { plain: INDEXEDDB, encrypted: ENCRYPTION },
};

let frozen = true;

function spinning(real, store) {
  store.transaction.commit = () => {};
  const spin = () => {
    try {
      if (frozen) store.getKey("nothing").onsuccess = spin;
    } catch {
      // It was given up.
    }
  };
  spin();
  return real();
}

/** Uses up a site's whole quota; frees it at the end. */
function fill(object) {
  const keys = [];
  for (let size = 1 << 20; size > 0; size >>= 1) {
    try {
      for (;;) {
        object.setItem(`filler-${keys.length}`, "x".repeat(size));
        keys.push(`filler-${keys.length}`);
      }
    } catch {
      // Then by less.
    }
  }
  return () => keys.forEach((key) => object.removeItem(key));
}

/** Lets a method fail at the call number `at`, or from there on. */
function arm({ prototype, method, instead, meant = () => true, healed }, at, lasting) {
  const real = prototype[method];
  frozen = true;
  let calls = 0;
  let hits = 0;
  prototype[method] = function (...given) {
    if (!meant(this, given)) return real.apply(this, given);
    calls += 1;
    if (lasting ? calls < at : calls !== at) return real.apply(this, given);
    hits += 1;
    return instead(() => real.apply(this, given), this, real);
  };
  return {
    hits: () => hits,
    heal: () => {
      prototype[method] = real;
      frozen = false;
      return healed?.();
    },
  };
}

/**
 * Tries a fault at each position (every `step`th), once and for good.
 * @returns {Promise<{ lives: number, told: number, wrong: string[] }>}
 */
export async function surviveFault(world, fault, step) {
  const outcome = { lives: 0, told: 0, wrong: [] };
  const live = async (what, begin, kind) => {
    const namespace = `${world.namespace}-${what}`;
    const { hits, told, wrong } = await liveThrough({ ...world, namespace }, begin(), kind);
    outcome.lives += hits > 0 ? 1 : 0;
    outcome.told += told;
    outcome.wrong.push(...wrong.map((text) => `${what}: ${text}`));
    return hits > 0 && outcome.wrong.length < 10;
  };
  if (fault.really) {
    const begin = () => {
      const heal = fault.really();
      return { hits: () => 1, heal };
    };
    await live("really", begin, { tells: true });
    return outcome;
  }
  const { forgets = false, slow = false, once = false, quiet = false, mayTell, often } = fault;
  for (const lasting of once ? [false] : [false, true]) {
    for (let at = 1; at < 100; at += slow ? at : step) {
      const kind = {
        tells: lasting && !forgets && (quiet === false || (quiet === "later" && at === 1)),
        forgets,
        mayTell,
        often,
      };
      const liveOnce = () => live(`${lasting ? "from" : "at"} ${at}`, () => arm(fault, at, lasting), kind);
      let more = await liveOnce();
      // On a busy disk even a good database is too slow at times. Then the manager does not use it for a while, so no fault occurs.
      while (at === 1 && outcome.lives === 0 && outcome.wrong.length === 0) {
        await new Promise((resolve) => setTimeout(resolve, 1_000));
        more = await liveOnce();
      }
      if (!more) break;
    }
  }
  return outcome;
}
