// @ts-check
// Messages between the tabs and workers of an origin: a BroadcastChannel, or without one the events by which localStorage
// announces changes to other tabs.

import { weakly } from "./switchboard.js";
import { outsideZones } from "./zones.js";

/**
 * The common interface.
 * @typedef {{ onmessage: ((event: { data: unknown }) => void) | null, postMessage(text: string): void, close(): void }} Channel
 */

/** The time that a message stays in localStorage: some browsers announce no item that is removed at once. */
const STAYS_MS = 100;

/**
 * Opens the channel `name`; undefined where tabs cannot reach each other.
 * @param {string} name
 * @param {(message: string) => void} [heard] called with each message of another tab
 * @returns {Channel | undefined}
 */
export function openChannel(name, heard) {
  try {
    // Through globalThis, since Next.js warns about the bare name in edge code, where it is missing.
    const { BroadcastChannel } = globalThis;
    const channel = /** @type {Channel} */ (typeof BroadcastChannel === "function" ? new BroadcastChannel(name) : new StorageChannel(name));
    if (heard) channel.onmessage = ({ data }) => void (typeof data === "string" && heard(data));
    return channel;
  } catch {
    return undefined; // Forbidden, or in a worker, which has no localStorage.
  }
}

/**
 * Opens the channel `name` for a driver, which gets each message as a signal. The listener does not keep the driver alive.
 * @param {string} name
 * @param {{ signal(signal: object): void }} driver
 */
export function openChannelOf(name, driver) {
  const me = weakly(driver);
  return openChannel(name, (text) => me.deref()?.signal({ signal: "heard", text }));
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
      // The random prefix makes every message a change; only changes are announced.
      this.#storage.setItem(this.#key, `${Math.random()} ${text}`);
      outsideZones(() => setTimeout(() => this.#storage.removeItem(this.#key), STAYS_MS));
    } catch {
      // Storage is full: the hint is lost, which is harmless.
    }
  }

  close() {
    removeEventListener("storage", this);
  }
}
