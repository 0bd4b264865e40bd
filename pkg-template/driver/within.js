// @ts-check
// Waits that end.

import { outsideZones } from "../zones.js";
import { monotonicMs } from "./clock.js";

/** Hosts fire a longer timer at once. */
const LONGEST_MS = 2 ** 31 - 1;
/** A timer that fires later than this shows that the page's thread was busy, which is not the work's fault: */
const BUSY_MS = 50;
/** events that arrived meanwhile are queued behind the timer and get this long. */
const GRACE_MS = 250;
/** A timer that fires later than this shows that the host slept or that the page was frozen: the wait counts anew. */
const AWAY_MS = 2_000;
/** A wait is prolonged this often: every wait ends. */
const MOST = 3;

/** A wait: `over` resolves at its end; `end` gives it up. @typedef {{ over: Promise<void>, end: () => void }} Wait */

/**
 * @param {number} ms
 * @param {() => void} fired
 */
const timer = (ms, fired) => outsideZones(() => setTimeout(fired, Math.min(Math.max(ms, 0), LONGEST_MS)));

/**
 * A wait of `ms` (at most 24 days).
 * @param {number} ms
 * @returns {Wait}
 */
export function pause(ms) {
  /** @type {ReturnType<typeof setTimeout>} */
  let armed;
  const over = new Promise((/** @type {(nothing: void) => void} */ pass) => (armed = timer(ms, pass)));
  return { over, end: () => clearTimeout(armed) };
}

/**
 * A wait of `ms` that does not count time for which the host was busy or away.
 * @param {number} ms
 * @returns {Wait}
 */
export function bound(ms) {
  /** @type {ReturnType<typeof setTimeout>} */
  let armed;
  let prolonged = 0;
  const over = new Promise((/** @type {(nothing: void) => void} */ pass) => {
    /** @param {number} waitMs */
    const arm = (waitMs) => {
      const due = monotonicMs() + waitMs;
      const fired = () => {
        const lateMs = monotonicMs() - due;
        if (lateMs < BUSY_MS || prolonged++ === MOST) pass();
        else arm(lateMs < AWAY_MS ? GRACE_MS : ms);
      };
      armed = timer(waitMs, fired);
    };
    arm(ms);
  });
  return { over, end: () => clearTimeout(armed) };
}

/**
 * The result of `work`; if it takes longer than `ms` (at most 24 days), the result or error of `late`.
 * @template T
 * @template {T | undefined} [U=undefined]
 * @param {number} ms
 * @param {PromiseLike<T>} work
 * @param {() => U} [late]
 * @returns {Promise<T | U>}
 */
export async function within(ms, work, late) {
  const { over, end } = bound(ms);
  try {
    return await Promise.race([work, over.then(() => /** @type {U} */ (late?.()))]);
  } finally {
    end();
  }
}
