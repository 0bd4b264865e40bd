// @ts-check
// Calls the functions that users gave us to be told things: what they throw disturbs nobody.

/**
 * Calls a user's function. What it throws, or rejects with later, is told on the console and goes no further: neither the
 * core nor the other listeners are to suffer from it, and in Node an unhandled rejection would end the process.
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
    // An error that can't even be printed.
  }
}

/** The listeners of one manager, by the name of their event. */
export class Listeners {
  /** @type {Map<string, Array<{ listener: (event: any) => unknown }>>} */
  #byEvent = new Map();

  /**
   * Each call is a registration of its own, so that two users of one function don't take it away from one another.
   * @param {string} event
   * @param {(event: any) => unknown} listener
   * @returns {() => void} removes this registration
   */
  add(event, listener) {
    const entry = { listener };
    // Lists are replaced, never changed: a listener may add and remove listeners while a list is gone through.
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
