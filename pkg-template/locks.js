// @ts-check
// The lock between an origin's tabs and workers that turns many refreshes into one: a Web Lock, or without Web Locks (insecure
// contexts, old browsers) a lease in IndexedDB.
//
// A browser takes a Web Lock from a dead holder, but not from a frozen or hung one. So a caller that waits for long probes the holder,
// and takes the lock if it gets no answer. Behind a live holder it keeps waiting: two tabs that send one refresh token
// lose the session at servers that accept each token once.

import { answering, isAlive } from "./alive.js";
import { within } from "./driver/within.js";
import { takeLease } from "./lease.js";

/** After this long, a waiter probes whether the holder is alive, which takes a second. */
const PATIENCE_MS = 4_000;
/** Number of probes: the wait behind a live holder is at most half a minute. */
const TIMES = 6;
/** The delay that lets other waiters probe first. */
const ITS_TURN_MS = 2_000;
/** The longest time that the browser may take to grant an available lock, */
const GRANTED_MS = 1_000;
/** and for a lock that is free or was just released. */
const AT_ONCE_MS = 50;

/**
 * Waits for the lock `name`. Resolves with the function that releases it; null if it did not become free in time, or is held and
 * `patient` is false; undefined if the host has no lock between tabs.
 * @param {string} name
 * @param {boolean} patient
 * @returns {Promise<(() => void) | null | undefined>}
 */
export async function takeLock(name, patient) {
  try {
    return await takeWebLock(name, patient);
  } catch {
    // There are no Web Locks, or the page may not use them.
  }
  try {
    return await takeLease(name, patient);
  } catch {
    return undefined;
  }
}

/**
 * @param {string} name
 * @param {boolean} patient
 */
async function takeWebLock(name, patient) {
  const asked = request(name);
  const release = await (patient ? outwait(name, asked) : within(AT_ONCE_MS, asked.granted));
  if (release) return release;
  asked.cancel();
  return null;
}

/**
 * @param {string} name
 * @param {ReturnType<typeof request>} asked
 */
async function outwait(name, asked) {
  for (let times = TIMES; times; times--) {
    const release = await within(PATIENCE_MS, asked.granted);
    if (release) return release;
    // Only one waiter probes at a time: a lock just taken from a frozen holder must not be taken again.
    const inquiry = request(`${name} asking`);
    try {
      const turn = await within(ITS_TURN_MS, Promise.race([asked.granted, inquiry.granted.then(() => true)]));
      const alive = turn === true ? await Promise.race([asked.granted, isAlive(name)]) : turn;
      if (typeof alive === "function") return alive;
      if (alive === undefined) return null;
      if (!alive) return await steal(name, asked);
    } finally {
      inquiry.cancel();
    }
  }
  return null;
}

/**
 * @param {string} name
 * @param {ReturnType<typeof request>} asked
 */
async function steal(name, asked) {
  const stolen = request(name, { steal: true });
  const release = await within(GRANTED_MS, stolen.granted);
  (release ? asked : stolen).cancel();
  return release;
}

/**
 * Requests a lock from the browser. `granted` resolves with the function that releases it.
 * @param {string} name
 * @param {LockOptions} [options]
 */
function request(name, options) {
  const abort = new AbortController();
  let letGo = () => {};
  /** @type {Promise<() => void>} */
  const granted = new Promise((resolve, reject) => {
    const held = () =>
      new Promise((end) => {
        // Starts at once: another tab may be probing already.
        const fallSilent = answering(name);
        letGo = () => {
          end(undefined);
          fallSilent();
        };
        resolve(letGo);
      });
    // Also rejects on cancellation and when another tab steals the lock; by then nothing awaits it.
    navigator.locks.request(name, options ?? { signal: abort.signal }, held).catch(reject);
  });
  granted.catch(() => {});
  const cancel = () => {
    abort.abort();
    letGo();
  };
  return { granted, cancel };
}
