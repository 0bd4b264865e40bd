// @ts-check
// Drives one core: passes it calls, answers and time, and executes its effects in order. It makes no decision.

import { ManagerClosedError } from "../errors.js";
import { hold } from "../in-flight.js";
import { weakly } from "../switchboard.js";
import { outsideZones } from "../zones.js";
import { Causes } from "./causes.js";
import { monotonicMs } from "./clock.js";
import { textOf, valueOf } from "./json.js";
import { createTimer } from "./timer.js";
import { within } from "./within.js";

/**
 * @typedef {import("./works.js").Answer} Answer
 *
 * A core's shell. Each input returns its effects, as `src/wire/batch.rs` writes them.
 * @typedef {Pick<import("../wasm/tokenward.js").Core, "answer" | "alive" | "ask" | "call" | "close" | "effects" | "free" | "look" | "signal" | "tick">} Core
 *
 * The parts of the loop that a piece of work may use.
 * @typedef {object} Own
 * @property {number} withinMs the time limit of the work
 * @property {Causes} causes
 * @property {AbortSignal | undefined} signal
 * @property {(release: () => void) => void} locked takes the function that releases a lock
 *
 * The parts that differ from core to core.
 * @typedef {object} Hands
 * @property {boolean} edge true if work ends with its request
 * @property {boolean} [atOnce] true if work begins at once, and the core gets results that are there at once in the same turn
 * @property {(clocks: [number, number, number]) => Core} make
 * @property {(work: string, given: any, own: Own) => Answer | Promise<Answer>} work does a piece of work
 * @property {(effect: any) => void} effect executes all other effects
 * @property {(effect: any) => unknown} value the result of a call
 *
 * A call that is not settled, or whose result is not taken yet.
 * @typedef {{ settle: (effect: any) => void }} Waiting
 */

/** The interval at which work shows that it is alive, on hosts where work ends with its request. */
const SIGN_MS = 400;
const NO_BYTES = /* @__PURE__ */ new Uint8Array();
/** Loops whose callers wait: their timers alone would not keep them alive. */
const awaited = /* @__PURE__ */ new Set();

export class Loop {
  causes = new Causes();
  #core;
  #hands;
  /** @type {Map<number, Waiting>} */
  #callers = new Map();
  #lastCaller = 0;
  /** The controller that cancels each piece of work. @type {Map<number, AbortController | undefined>} */
  #works = new Map();
  /** The function that releases each lock. @type {Map<number, () => void>} */
  #locks = new Map();
  /** Effects that are still to be executed. @type {any[]} */
  #effects = [];
  /** The causes that the core no longer needs once these effects are done. @type {number[]} */
  #forgotten = [];
  /** The milliseconds until the timer fires. @type {number | undefined} */
  #dueMs;
  /** True if a caller waits, so that the timer must keep the process alive. */
  #isAwaited = false;
  #looping = false;
  #closed = false;
  #timer;

  /** @param {Hands} hands */
  constructor(hands) {
    this.#hands = hands;
    this.#core = this.#guarded(() => hands.make(reading()));
    // Held weakly, so that the timer keeps no manager alive.
    const me = weakly(this);
    this.#timer = createTimer(() => me.deref()?.tick());
  }

  /** @template T @param {() => T} work @returns {T} */
  #guarded(work) {
    try {
      return work();
    } catch (error) {
      throw this.causes.thrown(error);
    }
  }

  // — inputs —

  /**
   * @param {(core: Core) => string} give
   * @returns {any} the result of a question
   */
  #input(give) {
    if (this.#core === undefined) return undefined;
    const { answer, effects, dueMs, isAwaited, forgotten } = valueOf(this.#guarded(() => give(this.#core)));
    this.#effects.push(...effects);
    if (forgotten) this.#forgotten.push(...forgotten);
    this.#dueMs = dueMs;
    this.#isAwaited = Boolean(isAwaited);
    this.#run();
    return answer;
  }

  /** Executes the effects of inputs that did not come through the loop. */
  drive() {
    this.#input((core) => core.effects());
  }

  tick() {
    this.#input((core) => core.tick(...reading()));
  }

  /** @param {object} signal */
  signal(signal) {
    this.#input((core) => core.signal(textOf(signal), ...reading()));
  }

  /**
   * A call that takes time.
   * @param {string} call
   * @param {string} [provider]
   * @param {object} [more]
   * @param {(effect: any) => unknown} [read] reads the result from the effect that settles the call
   * @returns {Promise<any>}
   */
  run(call, provider, more, read = this.#read) {
    const caller = ++this.#lastCaller;
    const text = textOf({ call, provider, ...more });
    return this.#hands.edge ? this.#onTheEdge(caller, text, read) : this.#shared(caller, text, read);
  }

  /** @param {any} effect */
  #read = (effect) => {
    if (effect.error !== undefined) throw this.causes.error(effect.error);
    return this.#hands.value(effect);
  };

  /** @param {number} caller @param {string} text @param {(effect: any) => unknown} read */
  #shared(caller, text, read) {
    return new Promise((resolve, reject) => {
      this.#begin(caller, text, (effect) => {
        // Now, while the thrown value is still kept.
        try {
          resolve(read(effect));
        } catch (error) {
          reject(error);
        }
      });
    });
  }

  /**
   * Waits on hosts where no request may await another's promise: each caller looks for its result with a timer of its own.
   * @param {number} caller @param {string} text @param {(effect: any) => unknown} read
   */
  async #onTheEdge(caller, text, read) {
    /** @type {{ value?: unknown, error?: unknown } | undefined} */
    let settled;
    this.#begin(caller, text, (effect) => {
      try {
        settled = { value: read(effect) };
      } catch (error) {
        settled = { error };
      }
    });
    for (let ms = 1; settled === undefined; ) {
      await new Promise((resolve) => outsideZones(() => setTimeout(resolve, ms)));
      if (settled === undefined) ms = this.#input((core) => core.look(caller, ...reading())) ?? 0;
    }
    if ("error" in settled) throw settled.error;
    return settled.value;
  }

  /** @param {number} caller @param {string} text @param {(effect: any) => void} settle */
  #begin(caller, text, settle) {
    if (this.#core === undefined) throw new ManagerClosedError("This TokenManager is closed.");
    this.#callers.set(caller, { settle });
    try {
      this.#input((core) => core.call(caller, text, ...reading()));
    } catch (error) {
      this.#callers.delete(caller);
      throw error;
    }
  }

  /**
   * A question that is answered at once.
   * @param {string} question
   * @param {string} [provider]
   * @param {object} [more]
   */
  ask(question, provider, more) {
    const text = textOf({ ask: question, provider, ...more });
    return this.#input((core) => core.ask(text, ...reading()));
  }

  close() {
    this.#closed = true;
    this.#input((core) => core.close(...reading()));
    this.#freeWhenDone();
  }

  /** A refresh that was sent is finished first: its answer may rotate the refresh token. */
  #freeWhenDone() {
    if (!this.#closed || this.#works.size || this.#looping || this.#core === undefined) return;
    this.#timer.disarm();
    const core = this.#core;
    // @ts-ignore No call reaches a closed core.
    this.#core = undefined;
    core.free();
  }

  // — effects —

  #run() {
    // A listener may call the core: the loop that is running executes the effects.
    if (this.#looping) return;
    this.#looping = true;
    let done = 0;
    try {
      while (done < this.#effects.length) this.#do(this.#effects[done++]);
      if (this.#forgotten.length) this.causes.forget(this.#forgotten.splice(0));
    } finally {
      this.#effects.splice(0, done);
      this.#looping = false;
    }
    if (this.#dueMs === undefined) this.#timer.disarm();
    else this.#timer.arm(this.#dueMs, this.#isAwaited);
    if (this.#isAwaited && !this.#hands.edge) awaited.add(this);
    else awaited.delete(this);
    this.#freeWhenDone();
  }

  /** @param {any} effect */
  #do(effect) {
    switch (effect.effect) {
      case "do":
        return this.#begins(effect);
      case "cancel":
        abort(this.#works.get(effect.number));
        this.#works.delete(effect.number);
        return;
      case "unlock":
        abort(this.#works.get(effect.number));
        this.#locks.get(effect.number)?.();
        this.#locks.delete(effect.number);
        return;
      case "settle": {
        const waiting = this.#callers.get(effect.caller);
        this.#callers.delete(effect.caller);
        return waiting?.settle(effect);
      }
      default:
        return this.#hands.effect(effect);
    }
  }

  /** @param {any} effect */
  #begins({ number, withinMs, work, ...given }) {
    const aborter = typeof AbortController === "function" ? new AbortController() : undefined;
    this.#works.set(number, aborter);
    const done = hold();
    const own = { withinMs, causes: this.causes, signal: aborter?.signal, locked: (/** @type {() => void} */ release) => this.#locks.set(number, release) };
    const end = (/** @type {Answer} */ answer) => {
      this.#answer(number, aborter, answer);
      done?.();
    };
    const begin = () => {
      if (!this.#isUnderWay(number, aborter)) return done?.();
      let result;
      try {
        result = /** @type {any} */ (this.#hands.work(work, given, own));
      } catch (error) {
        result = this.causes.threw(error);
      }
      if (typeof result?.then !== "function") return end(result);
      const settled = result.catch((/** @type {unknown} */ error) => this.causes.threw(error));
      const late = () => {
        abort(aborter);
        return { answer: "timedOut" };
      };
      const bounded = withinMs === undefined ? settled : within(withinMs, settled, late);
      (this.#hands.edge ? this.#withSigns(number, bounded) : bounded).then(end);
    };
    // A moment later, so that the program has its manager before its functions are called, and effects that are queued already go first.
    if (this.#hands.atOnce) begin();
    else Promise.resolve().then(begin);
  }

  /**
   * @param {number} number
   * @param {Promise<Answer>} work
   */
  async #withSigns(number, work) {
    let answer;
    while ((answer = await within(SIGN_MS, work)) === undefined) this.#input((core) => core.alive(number, ...reading()));
    return answer;
  }

  /**
   * @param {number} number
   * @param {AbortController | undefined} aborter
   * @param {Answer} answer
   */
  #answer(number, aborter, { body, ...answer }) {
    const bytes = /** @type {Uint8Array | undefined} */ (body) ?? NO_BYTES;
    if (!this.#isUnderWay(number, aborter)) return;
    this.#works.delete(number);
    this.#input((core) => core.answer(number, textOf(answer), bytes, ...reading()));
  }

  /** True if this work, and not a later one of the same number, is under way. @param {number} number @param {AbortController | undefined} aborter */
  #isUnderWay(number, aborter) {
    return this.#works.has(number) && this.#works.get(number) === aborter;
  }
}

/** Cancels the work that has the signal. @param {AbortController | undefined} aborter */
function abort(aborter) {
  try {
    aborter?.abort();
  } catch {
    // In a Worker the work may belong to another request, which ends it.
  }
}

/** The clocks and 32 random bits. @returns {[number, number, number]} */
const reading = () => [Date.now(), monotonicMs(), Math.floor(Math.random() * 2 ** 32)];
