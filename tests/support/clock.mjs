// Moves this process's wall clock forward as after a machine's sleep: no timer fires for the time between.

import { closeAfter } from "./cleanup.mjs";

/** A clock that runs with the real one and can be set forward; restored when the test ends. */
export function wakingClock(t) {
  const real = Date.now;
  let ahead = 0;
  Date.now = () => real.call(Date) + ahead;
  closeAfter(t, () => void (Date.now = real));
  return {
    advanceSeconds(seconds) {
      ahead += seconds * 1000;
    },
  };
}
