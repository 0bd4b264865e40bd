// @ts-check
// A queue in place of a lock: between the managers of this process that use the same storage object.

import { within } from "./within.js";

const PATIENCE_MS = 5_000;
/** Maximum wait of an impatient caller. */
const AT_ONCE_MS = 50;

/** Callers that wait for a held lock, by storage and name. @type {WeakMap<object, Map<string, Array<() => void>>>} */
const queues = new WeakMap();

/**
 * Waits for the turn. Resolves with the function that ends it; null if it did not come in time.
 * @param {object} storage
 * @param {string} name
 * @param {boolean} patient
 * @returns {Promise<(() => void) | null>}
 */
export async function takeTurn(storage, name, patient) {
  const names = queues.get(storage) ?? new Map();
  queues.set(storage, names);
  /** @type {Array<() => void>} */
  const waiting = names.get(name) ?? [];
  const release = () => {
    const next = waiting.shift();
    if (next) next();
    else names.delete(name);
  };
  if (!names.has(name)) {
    names.set(name, waiting);
    return release;
  }
  /** @type {() => void} */
  let turn = () => {};
  const granted = new Promise((resolve) => {
    turn = () => resolve(true);
    waiting.push(turn);
  });
  if (await within(patient ? PATIENCE_MS : AT_ONCE_MS, granted)) return release;
  const place = waiting.indexOf(turn);
  // Granted at the very moment of giving up.
  if (place < 0) return release;
  waiting.splice(place, 1);
  return null;
}
