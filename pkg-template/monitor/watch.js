// @ts-check
// Watches a manager: reads its health every second, and soon after an event. A single timer does both.

import { outsideZones } from "../zones.js";
import { EVENTS } from "./history.js";

/**
 * @typedef {import("../index.js").HealthReport} HealthReport
 * @typedef {import("../index.js").TokenInfo} TokenInfo
 * @typedef {import("../monitor.js").MonitoredManager} MonitoredManager
 *
 * A provider's info, and when it was read, by `performance.now()`.
 * @typedef {{ info: TokenInfo, at: number }} Entry
 *
 * The report, and the providers' entries, some of which may be newer.
 * @typedef {{ health: HealthReport, entries: Map<string, Entry> }} Reading
 *
 * @typedef {object} Watcher
 * @property {(name: string, detail: any) => void} happened
 * @property {(reading: Reading) => void} show called after every reading and every second
 * @property {() => void} closed
 * @property {(error: unknown) => void} failed
 */

const SECOND = 1000;
/** Events come in bursts: their changes are read together. */
const SOON = 30;
/** Reading very many providers takes time: readings may use at most one part in this many of the page's. */
const SHARE = 50;

export class Watch {
  #manager;
  #watcher;
  /** @type {Array<() => void>} */
  #removers = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #due = 0;
  #nextReading = 0;
  /** @type {Reading | undefined} */
  #reading;
  /** Providers with events since their last reading. @type {Set<string>} */
  #stale = new Set();
  #stopped = false;

  /**
   * @param {MonitoredManager} manager
   * @param {Watcher} watcher
   */
  constructor(manager, watcher) {
    this.#manager = manager;
    this.#watcher = watcher;
  }

  start() {
    this.#try(() => {
      for (const name of EVENTS) {
        this.#removers.push(this.#manager.on(name, (detail) => this.#happened(name, detail)));
      }
    });
    if (!this.#stopped) this.#tick();
  }

  stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    // A closed manager has already dropped its listeners.
    for (const remove of this.#removers.splice(0)) remove();
  }

  /** Reads again soon. */
  look() {
    this.#arm(SOON);
  }

  /**
   * @param {string} name
   * @param {any} detail
   */
  #happened(name, detail) {
    if (typeof detail?.provider === "string") this.#stale.add(detail.provider);
    this.#watcher.happened(name, detail);
    this.#arm(SOON);
  }

  #tick = () => {
    this.#timer = undefined;
    const done = this.#try(() => this.#read());
    if (this.#stopped) return;
    if (done && this.#reading !== undefined) this.#watcher.show(this.#reading);
    this.#arm(SECOND);
  };

  #read() {
    const start = performance.now();
    if (this.#reading !== undefined && start < this.#nextReading) return this.#readStale(this.#reading, start);
    const health = this.#manager.health();
    const end = performance.now();
    this.#reading = { health, entries: new Map(health.providers.map((info) => [info.provider, { info, at: end }])) };
    this.#nextReading = end + (end - start) * SHARE;
    this.#stale.clear();
  }

  /**
   * Reads only what changed, until the next full reading.
   * @param {Reading} reading
   * @param {number} now
   */
  #readStale({ entries }, now) {
    // A provider that is not known yet, or no longer, is left to the next full reading.
    const names = [...this.#stale].filter((name) => entries.has(name));
    this.#stale.clear();
    if (names.length === 0) return;
    const known = new Set(this.#manager.listProviders());
    for (const name of names) {
      if (known.has(name)) entries.set(name, { info: this.#manager.getTokenInfo(name), at: now });
    }
  }

  /**
   * @param {() => void} work that calls the manager
   * @returns {boolean} true if it could be done
   */
  #try(work) {
    try {
      work();
      return true;
    } catch (error) {
      if (/** @type {{ code?: unknown } | null} */ (error)?.code === "closed") {
        this.stop();
        this.#watcher.closed();
      } else {
        this.#watcher.failed(error);
      }
      return false;
    }
  }

  /** Sets the timer, unless it fires before that anyway. @param {number} delay */
  #arm(delay) {
    if (this.#stopped) return;
    const due = performance.now() + delay;
    if (this.#timer !== undefined && this.#due <= due) return;
    clearTimeout(this.#timer);
    this.#due = due;
    this.#timer = outsideZones(() => setTimeout(this.#tick, delay));
  }
}
