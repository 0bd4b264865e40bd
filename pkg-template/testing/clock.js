// @ts-check
// A clock that stands still until it is moved. While installed, it is the clock of the whole global object: Date, performance.now
// and timers, the only clocks that tokenward's core uses.

import { InvalidConfigurationError } from "../errors.js";
import { isKind } from "../kinds.js";
import { dateOf } from "./date.js";
import { Timers } from "./timers.js";

/** Turns of the event loop after each step, in which promises settle and streams are read. */
const TURNS = 4;
/** More timers than this in one call mean polling, or a timer that re-arms itself forever. */
const MOST_TIMERS = 100_000;
const HOUR_MS = 3_600_000;

/** @type {VirtualClock | undefined} */
let installed;

/** @param {{ now?: number | string | Date }} [options] */
export function virtualClock({ now = Date.now() } = {}) {
  return new VirtualClock(timeOf(now, "now"));
}

class VirtualClock {
  /** Milliseconds since the clock was made, on which `performance.now` and the timers are based. */
  #elapsed = 0;
  /** `Date.now()` minus `#elapsed`. */
  #epoch;
  /** @type {Timers | undefined} */
  #timers;
  /** @type {Array<() => void>} */
  #undo = [];
  /** @type {(callback: () => void) => unknown} */
  #soon = realSoon();
  #realSetTimeout = globalThis.setTimeout;
  #busy = false;

  /** @param {number} epoch */
  constructor(epoch) {
    this.#epoch = epoch;
  }

  get now() {
    return this.#epoch + this.#elapsed;
  }

  get pendingTimers() {
    return this.#timers?.size ?? 0;
  }

  install() {
    if (installed === this) return this;
    if (installed !== undefined) throw new Error("A virtual clock is installed already: uninstall() it first");
    installed = this;
    const { setTimeout, clearTimeout, clearInterval, performance } = globalThis;
    this.#soon = realSoon();
    this.#realSetTimeout = setTimeout;
    const probe = setTimeout(() => {}, 0);
    clearTimeout(probe);
    const timers = new Timers(() => this.#elapsed, typeof probe === "object");
    this.#timers = timers;

    const now = () => this.now;
    this.#replace(globalThis, "Date", dateOf(Date, now));
    this.#replace(Date, "now", now);
    if (performance !== undefined) {
      const start = performance.now();
      this.#replace(performance, "now", () => start + this.#elapsed);
    }
    /** @param {boolean} repeats */
    const setter = (repeats) =>
      /** @param {unknown} callback @param {unknown} delay @param {unknown[]} args */
      (callback, delay, ...args) => timers.set(repeats, callback, delay, args);
    /** @param {(id: any) => void} real */
    const clearer = (real) =>
      /** @param {unknown} handle */
      (handle) => void (timers.clear(handle) || real(handle));
    this.#replace(globalThis, "setTimeout", setter(false));
    this.#replace(globalThis, "setInterval", setter(true));
    this.#replace(globalThis, "clearTimeout", clearer(clearTimeout));
    this.#replace(globalThis, "clearInterval", clearer(clearInterval));
    return this;
  }

  uninstall() {
    if (installed !== this) return;
    while (this.#undo.length > 0) this.#undo.pop()?.();
    this.#timers = undefined;
    installed = undefined;
  }

  /** @param {number} ms */
  async advance(ms) {
    if (typeof ms !== "number" || !(ms >= 0) || ms === Infinity) {
      throw new InvalidConfigurationError("ms: must be a number of milliseconds that is finite and not negative");
    }
    await this.#alone((timers) => this.#goTo(timers, this.#elapsed + ms));
  }

  /** @param {number | string | Date} time */
  async advanceTo(time) {
    const ms = timeOf(time, "time") - this.now;
    if (ms < 0) throw new InvalidConfigurationError("time: lies in the clock's past; setSystemTime() sets a clock back");
    await this.advance(ms);
  }

  async next() {
    return this.#alone(async (timers) => {
      await this.#settle();
      const timer = timers.next();
      if (timer !== undefined) await this.#goTo(timers, Math.max(this.#elapsed, timer.at));
      return timer !== undefined;
    });
  }

  /**
   * @template T
   * @param {PromiseLike<T>} promise
   * @param {{ limitMs?: number }} [options]
   * @returns {Promise<T>}
   */
  async until(promise, { limitMs = HOUR_MS } = {}) {
    const end = this.#elapsed + limitMs;
    let settled = false;
    const done = () => void (settled = true);
    promise.then(done, done);
    await this.#alone(async (timers) => {
      for (let idle = 0; ; ) {
        await this.#settle();
        // Work outside the event loop, such as cryptography, gets a little real time before the virtual time moves on.
        if (!settled) await new Promise((resolve) => this.#realSetTimeout.call(globalThis, resolve, 2));
        if (settled) return;
        const timer = timers.next();
        if (timer !== undefined && timer.at <= end) await this.#goTo(timers, Math.max(this.#elapsed, timer.at));
        else if (timer !== undefined || ++idle > 500) {
          throw new Error(`The promise did not settle within ${limitMs} ms of virtual time, ${timers.size} timers are pending`);
        }
      }
    });
    return promise;
  }

  /** @param {number | string | Date} time */
  setSystemTime(time) {
    this.#epoch = timeOf(time, "time") - this.#elapsed;
  }

  static {
    // Only where the host supports `using`.
    if (Symbol.dispose) {
      Object.defineProperty(this.prototype, Symbol.dispose, { value: this.prototype.uninstall, configurable: true, writable: true });
    }
  }

  /**
   * Fires the timers due up to `end`, one after the other. Between two of them, the work they started gets its turns, and may set
   * timers that are due before the next one.
   * @param {Timers} timers
   * @param {number} end
   */
  async #goTo(timers, end) {
    for (let fired = 0; ; fired++) {
      await this.#settle();
      const timer = timers.next();
      if (timer !== undefined && timer.at <= end) {
        if (fired === MOST_TIMERS) throw new Error(`${MOST_TIMERS} timers fired in one call, and more are due: does one set itself for ever?`);
        this.#elapsed = Math.max(this.#elapsed, timer.at);
        timers.fire(timer);
      } else if (this.#elapsed < end) {
        this.#elapsed = end;
      } else {
        return;
      }
    }
  }

  async #settle() {
    for (let turn = 0; turn < TURNS; turn++) await new Promise((resolve) => this.#soon.call(globalThis, () => resolve(undefined)));
  }

  /**
   * @template T
   * @param {(timers: Timers) => Promise<T>} work
   */
  async #alone(work) {
    if (this.#timers === undefined) throw new Error("This virtual clock is not installed: call install() first");
    if (this.#busy) throw new Error("This virtual clock is advancing already: await the previous call");
    this.#busy = true;
    try {
      return await work(this.#timers);
    } finally {
      this.#busy = false;
    }
  }

  /**
   * @param {object} target
   * @param {string} name
   * @param {unknown} value
   */
  #replace(target, name, value) {
    const before = Object.getOwnPropertyDescriptor(target, name);
    Object.defineProperty(target, name, { value, configurable: true, writable: true, enumerable: before?.enumerable ?? true });
    this.#undo.push(() => {
      if (before === undefined) Reflect.deleteProperty(target, name);
      else Object.defineProperty(target, name, before);
    });
  }
}

/** The host's own way to run a callback in the next turn of the event loop. */
function realSoon() {
  const { setImmediate, setTimeout } = /** @type {any} */ (globalThis);
  return setImmediate ?? setTimeout;
}

/**
 * @param {unknown} time
 * @param {string} path
 */
function timeOf(time, path) {
  const ms = isKind("Date", time) || typeof time === "string" ? new Date(time).getTime() : time;
  if (typeof ms !== "number" || !Number.isFinite(ms)) {
    throw new InvalidConfigurationError(`${path}: must be a time: epoch milliseconds, a Date, or a text that Date reads`);
  }
  return ms;
}
