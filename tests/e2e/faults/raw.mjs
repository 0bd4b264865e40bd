// Reads and writes a browser's storage without a manager.

/** @param {string} storage the option's value */
export function rawAccess(storage) {
  if (storage === "indexeddb") {
    return {
      read: (key) => inStore("records", "readonly", (records) => records.get(key)),
      write: (key, text) => inStore("records", "readwrite", (records) => records.put(text, key)),
      keyOf: async (start) => (await inStore("records", "readonly", (records) => records.getAllKeys(IDBKeyRange.bound(start, `${start}~`))))[0],
    };
  }
  if (storage === "local") {
    // The decisive value is committed separately.
    const commit = (key, text) => inStore("commits", "readwrite", (commits) => commits.put({ value: text, replaced: [] }, key));
    return { read: (key) => localStorage.getItem(key), write: (key, text) => (localStorage.setItem(key, text), commit(key, text)), keyOf: keyIn(localStorage) };
  }
  const object = sessionStorage;
  return { read: (key) => object.getItem(key), write: (key, text) => object.setItem(key, text), keyOf: keyIn(object) };
}

const keyIn = (object) => (start) => Object.keys(object).find((key) => key.startsWith(start));

let connection;

async function inStore(store, mode, work) {
  connection ??= await ended(indexedDB.open("tokenward"));
  connection.onversionchange = () => {
    connection.close();
    connection = undefined;
  };
  return ended(work(connection.transaction(store, mode).objectStore(store)));
}

const ended = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
