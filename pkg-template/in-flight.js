// @ts-check
// Registers work in flight with a host that would otherwise cut it off once its request has been answered.

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
 * Called by the core when it begins work that outlasts its callers. Returns the function to call when the work is done.
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
    return undefined; // Outside any request, at module scope.
  }
}
