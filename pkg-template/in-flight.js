// @ts-check
// Work in flight, registered with a host that would cut it off when its request has been answered.

/** @type {((work: Promise<unknown>) => void) | undefined} */
let register;

/**
 * Called by the entry points of such hosts.
 * @param {(work: Promise<unknown>) => void} waitUntil
 */
export function keepAliveBy(waitUntil) {
  register = waitUntil;
}

/**
 * Called by the core when it begins something that goes on beside its callers: what to call when that is done.
 * @returns {(() => void) | undefined}
 */
export function hold() {
  if (register === undefined) return undefined;
  /** @type {(() => void) | undefined} */
  let done;
  try {
    register(
      new Promise((resolve) => {
        done = () => resolve(undefined);
      }),
    );
    return done;
  } catch {
    return undefined; // Outside of any request: at module scope.
  }
}
