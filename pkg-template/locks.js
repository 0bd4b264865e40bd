// @ts-check
// The lock between the tabs and workers of an origin that makes one refresh of many: a Web Lock, or where there are none (in
// insecure contexts, in old browsers) a lease in IndexedDB.
//
// A browser takes a Web Lock from who dies, but not from who is frozen, or hangs. So whoever waits for long asks the holder for
// a sign of life, and takes the lock from who gives none. Behind a holder that is alive it waits on, since two that send one
// refresh token lose the session at servers that allow each of them once.

import { answering, isAlive, within } from "./alive.js";
import { takeLease } from "./lease.js";

/** Who waits for so long asks for a sign of life, which takes a second. */
const PATIENCE_MS = 4_000;
/** So often: behind a holder that is alive nobody waits for more than half a minute. */
const TIMES = 6;
/** So long is waited for others to ask first. */
const ITS_TURN_MS = 2_000;
/** Within so long a lock is granted that can be had at all; */
const GRANTED_MS = 1_000;
/** one that is free is granted sooner, also if it was let go of only now. */
const AT_ONCE_MS = 50;

/**
 * Waits for the lock `name`. Gives what lets go of it; null if it could not be had in time, or is held and `patient` is false;
 * undefined where the host has nothing that tabs could agree by.
 * @param {string} name
 * @param {boolean} patient
 * @returns {Promise<(() => void) | null | undefined>}
 */
export async function takeLock(name, patient) {
  try {
    return await takeWebLock(name, patient);
  } catch {
    // There are none, or the page may not use them.
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
    // One asks after the other: what one has taken from who is frozen the next one must not take from it.
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
 * Asks the browser for a lock. `granted` gives what lets go of it.
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
        // From this moment on: somebody may be asking already.
        const fallSilent = answering(name);
        letGo = () => {
          end(undefined);
          fallSilent();
        };
        resolve(letGo);
      });
    // Rejects when it is cancelled as well, and when another one steals what it gave: then nobody looks any more.
    navigator.locks.request(name, options ?? { signal: abort.signal }, held).catch(reject);
  });
  granted.catch(() => {});
  const cancel = () => {
    abort.abort();
    letGo();
  };
  return { granted, cancel };
}
