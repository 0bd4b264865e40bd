// @ts-check
// Calls the callbacks of users; their errors affect nothing else.

/**
 * Calls a user's function. Its error or later rejection is printed to the console and goes no further: it must not affect the core or
 * the other listeners, and in Node an unhandled rejection would end the process.
 * @param {(...args: any[]) => unknown} listener
 * @param {...unknown} args
 */
export function callQuietly(listener, ...args) {
  try {
    const result = listener(...args);
    if (typeof result === "object" && result !== null && "then" in result) Promise.resolve(result).catch(report);
  } catch (error) {
    report(error);
  }
}

/** @param {unknown} error */
function report(error) {
  try {
    console.error("tokenward: a listener failed:", error);
  } catch {
    // The error can't even be printed.
  }
}

/** The listeners of one manager, by the name of their event. */
export class Listeners {
  /** @type {Map<string, Array<{ listener: (event: any) => unknown }>>} */
  #byEvent = new Map();

  /**
   * Each call is a separate registration, so that two users of one function don't remove each other's.
   * @param {string} event
   * @param {(event: any) => unknown} listener
   * @returns {() => void} removes this registration
   */
  add(event, listener) {
    const entry = { listener };
    // Lists are replaced, never changed, since a listener may add and remove listeners during the iteration.
    this.#byEvent.set(event, [...(this.#byEvent.get(event) ?? []), entry]);
    return () => this.#keep(event, (other) => other !== entry);
  }

  /**
   * @param {string} event
   * @param {(event: any) => unknown} listener
   */
  remove(event, listener) {
    this.#keep(event, (entry) => entry.listener !== listener);
  }

  /**
   * @param {string} event
   * @param {(entry: { listener: (event: any) => unknown }) => boolean} wanted
   */
  #keep(event, wanted) {
    this.#byEvent.set(event, (this.#byEvent.get(event) ?? []).filter(wanted));
  }

  /**
   * @param {string} event
   * @param {unknown} payload
   */
  emit(event, payload) {
    for (const { listener } of this.#byEvent.get(event) ?? []) callQuietly(listener, payload);
  }

  clear() {
    this.#byEvent.clear();
  }
}
