// @ts-check
// The timers of a virtual clock: a list, fired when the clock is moved.

/** The delay that hosts use in place of one that is not a number, too small, or too large. */
const SHORTEST_MS = 1;
const LONGEST_MS = 2 ** 31 - 1;

/**
 * @typedef {object} Timer
 * @property {number} id
 * @property {number} at when it is due, on the clock's own time line
 * @property {number} ms
 * @property {boolean} repeats
 * @property {(...args: any[]) => unknown} callback
 * @property {unknown[]} args
 */

export class Timers {
  /** @type {Map<number, Timer>} */
  #pending = new Map();
  // Far from the ids of the host's own timers: each clock receives only its own ids.
  #lastId = 2 ** 40;
  #now;
  #asObjects;

  /**
   * @param {() => number} now
   * @param {boolean} asObjects true if the host's timers are objects, as in Node and Bun, and not numbers
   */
  constructor(now, asObjects) {
    this.#now = now;
    this.#asObjects = asObjects;
  }

  get size() {
    return this.#pending.size;
  }

  /**
   * @param {boolean} repeats
   * @param {unknown} callback
   * @param {unknown} delay
   * @param {unknown[]} args
   * @returns {number | Handle}
   */
  set(repeats, callback, delay, args) {
    if (typeof callback !== "function") throw new TypeError("The callback of a timer must be a function");
    const given = Number(delay);
    const ms = given >= SHORTEST_MS && given <= LONGEST_MS ? Math.trunc(given) : SHORTEST_MS;
    const timer = { id: ++this.#lastId, at: this.#now() + ms, ms, repeats, callback: /** @type {Timer["callback"]} */ (callback), args };
    this.#pending.set(timer.id, timer);
    return this.#asObjects ? new Handle(timer, this) : timer.id;
  }

  /**
   * @param {unknown} handle the result of `set`
   * @returns {boolean} true if the timer may be one of these
   */
  clear(handle) {
    const id = handle instanceof Handle ? Number(handle) : handle;
    if (typeof id === "number" && id > 2 ** 40) this.#pending.delete(id);
    return handle instanceof Handle || (typeof id === "number" && id > 2 ** 40);
  }

  /** The timer that is due next; of several, the one set first. */
  next() {
    /** @type {Timer | undefined} */
    let next;
    for (const timer of this.#pending.values()) {
      if (next === undefined || timer.at < next.at || (timer.at === next.at && timer.id < next.id)) next = timer;
    }
    return next;
  }

  /** @param {Timer} timer */
  fire(timer) {
    if (timer.repeats) timer.at = this.#now() + timer.ms;
    else this.#pending.delete(timer.id);
    timer.callback(...timer.args);
  }

  /** @param {Timer} timer */
  again(timer) {
    timer.at = this.#now() + timer.ms;
    this.#pending.set(timer.id, timer);
  }

  /** @param {Timer} timer */
  has(timer) {
    return this.#pending.has(timer.id);
  }
}

/** Mimics Node's timer objects. None keeps the process alive: virtual time does not pass by itself. */
class Handle {
  #timer;
  #timers;
  #ref = true;

  /**
   * @param {Timer} timer
   * @param {Timers} timers
   */
  constructor(timer, timers) {
    this.#timer = timer;
    this.#timers = timers;
  }
  ref() {
    this.#ref = true;
    return this;
  }
  unref() {
    this.#ref = false;
    return this;
  }
  hasRef() {
    return this.#ref && this.#timers.has(this.#timer);
  }
  refresh() {
    this.#timers.again(this.#timer);
    return this;
  }
  close() {
    this.#timers.clear(this);
    return this;
  }
  [Symbol.toPrimitive]() {
    return this.#timer.id;
  }
}
