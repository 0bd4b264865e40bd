// Moves this process's wall clock on, as it moves when a machine wakes from sleep: no timer fires for the time between.

import { closeAfter } from "./cleanup.mjs";

/** A clock that runs with the real one and can be put forward; put right again when the test ends. */
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
