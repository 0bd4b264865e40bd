// @ts-check
// Signals of pages and web workers that time may have passed unnoticed, or that the network came or went.

import { globalMember } from "./kind.js";

/**
 * Time may have passed; there is a network, or none; the page goes away, perhaps into the back/forward cache, or comes back from it.
 * @typedef {"woke" | "online" | "offline" | "hidden" | "restored"} Signal
 */

/**
 * The events. `visibilitychange` and `resume` go to the document, and the capturing window receives them as well. `focus`
 * alone must not be captured, since every element of the page has one.
 */
const EVENTS = ["visibilitychange", "resume", "pagehide", "pageshow", "focus", "online", "offline"];

/**
 * Calls `heard` at each signal, until the returned function is called.
 * @param {(signal: Signal) => void} heard
 * @returns {() => void}
 */
export function listenToHost(heard) {
  /** @param {Event & { persisted?: boolean }} event */
  const listener = ({ type, persisted }) => {
    if (type === "online" || type === "offline") heard(type);
    else if (persisted === true && type === "pagehide") heard("hidden");
    else if (persisted === true && type === "pageshow") heard("restored");
    else heard("woke");
  };
  /** @param {"addEventListener" | "removeEventListener"} change */
  const each = (change) => {
    for (const event of EVENTS) {
      try {
        globalThis[change](event, listener, event !== "focus");
      } catch {
        // A host without such events.
      }
    }
  };
  each("addEventListener");
  return () => each("removeEventListener");
}

/** True if the host reports that there is no network. A report that there is one is not reliable. */
export const isOffline = () => globalMember("navigator")?.onLine === false;
