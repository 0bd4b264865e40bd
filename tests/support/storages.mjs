// Storage objects as users pass them: working, slow, broken in each way, and one that records its calls.

import { pause } from "./wait.mjs";

/** Keeps strings in a Map and records every call in `calls`. Its methods are on the prototype and use `this`. */
export class MapStorage {
  items = new Map();
  calls = [];
  getItem(key) {
    this.calls.push(["getItem", key]);
    return this.items.get(key) ?? null;
  }
  setItem(key, value) {
    this.calls.push(["setItem", key]);
    this.items.set(key, String(value));
  }
  removeItem(key) {
    this.calls.push(["removeItem", key]);
    this.items.delete(key);
  }
  /** The key of a provider's record: its name, followed by its identity. */
  keyOf(namespace, name = "api") {
    return [...this.items.keys()].find((key) => key.startsWith(`${namespace}:${name}:`)) ?? `${namespace}:${name}: none`;
  }
  /** All stored values, as one text. */
  get text() {
    return [...this.items].flat().join("\n");
  }
}

/** The same with promises; a write is done only when its promise is fulfilled. */
export class AsyncStorage extends MapStorage {
  constructor(delayMs = 5) {
    super();
    this.delayMs = delayMs;
  }
  async getItem(key) {
    await pause(this.delayMs);
    return super.getItem(key) ?? undefined;
  }
  async setItem(key, value) {
    await pause(this.delayMs);
    super.setItem(key, value);
  }
  async removeItem(key) {
    await pause(this.delayMs);
    super.removeItem(key);
  }
}

/** Every call throws `thrown` at once. */
export function throwingStorage(thrown = new Error("The storage is broken")) {
  const fail = () => {
    throw thrown;
  };
  return { getItem: fail, setItem: fail, removeItem: fail };
}

/** Every call gives a rejected promise. */
export function rejectingStorage(reason = new Error("The storage is broken")) {
  const fail = () => Promise.reject(reason);
  return { getItem: fail, setItem: fail, removeItem: fail };
}

/** Every call gives a promise that never settles. */
export function hangingStorage() {
  const hang = () => new Promise(() => {});
  return { getItem: hang, setItem: hang, removeItem: hang };
}

/** Can be read and emptied, but accepts nothing new: `localStorage` with an exhausted quota. */
export class FullStorage extends MapStorage {
  full = true;
  setItem(key, value) {
    if (this.full) throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
    super.setItem(key, value);
  }
}
