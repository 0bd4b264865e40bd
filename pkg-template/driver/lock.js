// @ts-check
// The lock that turns many refreshes into one.

import { takeLock } from "../locks.js";
import { takeTurn } from "./queue.js";

/**
 * Waits for the lock `name`: between tabs and workers if the host has such a lock, else between the managers of this process that use
 * the same `storage`. Resolves with the function that releases it; null if it did not become free in time, or is held and `patient` is
 * false.
 * @param {import("./kind.js").HostKind} kind
 * @param {object} storage
 * @param {string} name
 * @param {boolean} patient
 * @returns {Promise<(() => void) | null>}
 */
export async function lock(kind, storage, name, patient) {
  const release = kind === "browser" ? await takeLock(name, patient) : undefined;
  return release === undefined ? takeTurn(storage, name, patient) : release;
}
