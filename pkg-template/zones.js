// @ts-check
// Timers that no zone waits for. zone.js, which Angular brings, takes the place of the host's timers: an application whose zone
// has a timer pending is never stable, so that neither server rendering nor a test of it ends.

/**
 * Does `work`, which sets a timer, outside of all zones. Looked up at each call: zone.js may be loaded later than this.
 * @template T
 * @param {() => T} work
 * @returns {T}
 */
export function outsideZones(work) {
  const root = /** @type {any} */ (globalThis).Zone?.root;
  return typeof root?.run === "function" ? root.run(work) : work();
}
