// @ts-check
// Messages between the tabs and workers of an origin: a BroadcastChannel, or where there is none the events by which
// localStorage tells other tabs of its changes.

import { outsideZones } from "./zones.js";

/**
 * What both have.
 * @typedef {{ onmessage: ((event: { data: unknown }) => void) | null, postMessage(text: string): void, close(): void }} Channel
 */

/** A message stays in localStorage for so long, since what is gone at once is told to nobody by some browsers. */
const STAYS_MS = 100;

/**
 * Opens the channel `name`; undefined where tabs cannot tell each other anything.
 * @param {string} name
 * @returns {Channel | undefined}
 */
export function openChannel(name) {
  try {
    // By way of globalThis: Next.js warns of the bare name in code for the edge, where it is missing.
    const { BroadcastChannel } = globalThis;
    return typeof BroadcastChannel === "function" ? new BroadcastChannel(name) : new StorageChannel(name);
  } catch {
    return undefined; // Forbidden, or in a worker, which has no localStorage.
  }
}

/** @implements {Channel} */
class StorageChannel {
  /** @type {Channel["onmessage"]} */
  onmessage = null;
  #storage = localStorage;
  #key;

  /** @param {string} name */
  constructor(name) {
    this.#key = `${name}%message`;
    addEventListener("storage", this);
  }

  /** @param {StorageEvent} event */
  handleEvent({ key, newValue }) {
    if (key === this.#key && newValue) this.onmessage?.({ data: newValue.slice(newValue.indexOf(" ") + 1) });
  }

  /** @param {string} text */
  postMessage(text) {
    try {
      // Only a change is told.
      this.#storage.setItem(this.#key, `${Math.random()} ${text}`);
      outsideZones(() => setTimeout(() => this.#storage.removeItem(this.#key), STAYS_MS));
    } catch {
      // Full: a hint less.
    }
  }

  close() {
    removeEventListener("storage", this);
  }
}
