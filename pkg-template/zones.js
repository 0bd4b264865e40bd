// @ts-check
// Timers outside of zones. zone.js, part of Angular, replaces the host's timers. An application whose zone has a pending timer is
// never stable, so that neither server rendering nor a test of it ends.

/**
 * Runs `work`, which sets a timer, outside of all zones. Looked up at each call, since zone.js may be loaded later than this.
 * @template T
 * @param {() => T} work
 * @returns {T}
 */
export function outsideZones(work) {
  const root = /** @type {any} */ (globalThis).Zone?.root;
  return typeof root?.run === "function" ? root.run(work) : work();
}
