// @ts-check
// A lock for browsers without Web Locks: a lease in IndexedDB, whose transactions are what all tabs and workers agree by. Its
// holder renews it while it works; one that stays as it is belongs to nobody who lives, and who waits takes it over.
//
// No clock is asked, since the user may set it at any time: whoever waits counts for how long the lease has not changed.

import { answering, isAlive, listening } from "./alive.js";
import { LEASES, transact } from "./database.js";
import { outsideZones } from "./zones.js";

/** Hidden pages have a turn once a second: that is still three times in a life. */
const RENEWED_EVERY_MS = 500;
const LIFE_MS = 3_000;
/** One look counts for no more: whoever looks may have slept, and the holder with it. */
const LONGEST_LOOK_MS = 1_000;
/** Behind a holder that is alive nobody waits for longer; */
const PATIENCE_MS = 30_000;
/** and who has no patience only for one that has let go already. */
const AT_ONCE_MS = 50;
/** Looks come slower and slower, and at once when the lease is given back. */
const FIRST_PAUSE_MS = 20;
const LAST_PAUSE_MS = 400;

/** @typedef {{ owner: number, beat: number }} Lease */

/**
 * Waits for the lease `name`. Gives what gives it back; null if it could not be had in time, or is held and `patient` is false.
 * Rejects where IndexedDB cannot be used.
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
      // The timers of a page that has been hidden for long hardly run, but it answers.
      dead = unchanged >= LIFE_MS && !(await isAlive(name));
      if (unchanged >= LIFE_MS && !dead) unchanged = 0;
      // Spread, so that tabs whose tokens ended together don't look together.
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
    // Somebody took it over: this page was frozen, or hung.
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
 * Puts `lease` in the place of what is stored, or nothing, if `may` says so; gives what was stored.
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
