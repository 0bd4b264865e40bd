// What lies in a browser's storage, read and written past every manager.

/** @param {string} storage the option's value */
export function rawAccess(storage) {
  if (storage === "indexeddb") {
    return { read: (key) => inRecords("readonly", (records) => records.get(key)), write: (key, text) => inRecords("readwrite", (records) => records.put(text, key)) };
  }
  const object = storage === "session" ? sessionStorage : localStorage;
  return { read: (key) => object.getItem(key), write: (key, text) => object.setItem(key, text) };
}

let connection;

async function inRecords(mode, work) {
  connection ??= await ended(indexedDB.open("tokenward"));
  connection.onversionchange = () => {
    connection.close();
    connection = undefined;
  };
  return ended(work(connection.transaction("records", mode).objectStore("records")));
}

const ended = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
