// @ts-check
// A lock for browsers without Web Locks: a lease in IndexedDB, whose transactions all tabs and workers agree on. The holder renews
// it while it works. A lease that stops changing has lost its holder, and a waiter takes it over.
//
// No clock is compared, since the user may set it at any time: a waiter measures how long the lease has not changed.

import { answering, isAlive, listening } from "./alive.js";
import { LEASES, transact } from "./database.js";
import { outsideZones } from "./zones.js";

/** Hidden pages run timers once a second: that still gives three renewals in a lifetime. */
const RENEWED_EVERY_MS = 500;
const LIFE_MS = 3_000;
/** A single look counts for no more than this: the waiter may have been asleep, and the holder with it. */
const LONGEST_LOOK_MS = 1_000;
/** Maximum wait behind a holder that is alive. */
const PATIENCE_MS = 30_000;
/** Maximum wait of an impatient caller, for a lock that has just been released. */
const AT_ONCE_MS = 50;
/** Looks become less and less frequent; a released lease is noticed at once. */
const FIRST_PAUSE_MS = 20;
const LAST_PAUSE_MS = 400;

/** @typedef {{ owner: number, beat: number }} Lease */

/**
 * Waits for the lease `name`. Resolves with the function that releases it; null if it did not become free in time, or is held and
 * `patient` is false. Rejects where IndexedDB is unusable.
 * @param {string} name
 * @param {boolean} patient
 * @returns {Promise<(() => void) | null>}
 */
export async function takeLease(name, patient) {
  const mine = { owner: Math.random(), beat: 0 };
  const ears = listening(name);
  try {
    /** @type {Lease | undefined} */
    let known;
    let dead = false;
    let [waited, unchanged, looked] = [0, 0, performance.now()];
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.5, LAST_PAUSE_MS)) {
      const isOurs = (/** @type {Lease | undefined} */ lease) => !lease || lease.owner === mine.owner || (dead && same(lease, known));
      const found = await put(name, mine, isOurs);
      if (!found || isOurs(found)) return hold(name, mine);
      const now = performance.now();
      const look = Math.min(now - looked, LONGEST_LOOK_MS);
      looked = now;
      waited += look;
      unchanged = same(found, known) ? unchanged + look : 0;
      known = found;
      if (waited >= (patient ? PATIENCE_MS : AT_ONCE_MS)) return null;
      // The timers of a long-hidden page hardly run, but it answers.
      dead = unchanged >= LIFE_MS && !(await isAlive(name));
      if (unchanged >= LIFE_MS && !dead) unchanged = 0;
      // Jittered, so that tabs whose tokens expired together don't look at the same time.
      if (!dead) await ears.wait(pause * (0.5 + Math.random()));
    }
  } finally {
    ears.end();
  }
}

/**
 * @param {string} name
 * @param {Lease} mine
 */
function hold(name, mine) {
  const isMine = (/** @type {Lease | undefined} */ lease) => lease?.owner === mine.owner;
  const fallSilent = answering(name);
  const beat = () => {
    mine.beat++;
    // Another tab took it over, since this page was frozen or hung.
    put(name, mine, isMine).then(
      (lease) => isMine(lease) || clearInterval(timer),
      () => {},
    );
  };
  const timer = outsideZones(() => setInterval(beat, RENEWED_EVERY_MS));
  return () => {
    clearInterval(timer);
    put(name, undefined, isMine).then(fallSilent, fallSilent);
  };
}

/**
 * Replaces the stored lease with `lease`, or deletes it, if `may` allows that; resolves with the previous lease.
 * @param {string} name
 * @param {Lease | undefined} lease
 * @param {(stored: Lease | undefined) => boolean} may
 * @returns {Promise<Lease | undefined>}
 */
function put(name, lease, may) {
  return transact(LEASES, "readwrite", (leases, then) => {
    const reading = leases.get(name);
    then(reading, (stored) => {
      if (may(stored)) lease ? leases.put(lease, name) : leases.delete(name);
    });
    return reading;
  });
}

/**
 * @param {Lease} lease
 * @param {Lease | undefined} other
 */
function same(lease, other) {
  return lease.owner === other?.owner && lease.beat === other.beat;
}
