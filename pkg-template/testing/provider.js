// @ts-check
// A provider with scripted tokens: the configuration of a custom provider, plus controls for tests. The controls are on its
// prototype, where the manager, which reads own members only, does not see them.

import { InvalidConfigurationError, TokenError } from "../errors.js";
import { isKind } from "../kinds.js";

/**
 * @typedef {object} Call
 * @property {"acquire" | "refresh" | "revoke"} kind
 * @property {string} provider
 * @property {number} at
 * @property {Record<string, unknown>} [tokens] the held tokens, in a refresh and a revocation
 *
 * @typedef {{ provider: string, signal?: AbortSignal }} Context
 * @typedef {() => unknown} Outcome
 */

/** @param {Record<string, unknown>} [options] */
export function fakeProvider(options) {
  return new FakeProvider(options);
}

class FakeProvider {
  /** @type {Call[]} */
  #calls = [];
  #made = 0;
  #expiresIn;
  #delayMs;
  #refreshToken;
  /** The outcomes of the next calls, one each. @type {Outcome[]} */
  #next = [];
  /** The outcome of all further calls; undefined while they hang. @type {Outcome | undefined} */
  #always = () => this.#madeUp();
  /** Pending calls that hang. @type {Set<() => void>} */
  #hanging = new Set();

  /** @param {Record<string, any>} [options] */
  constructor({ tokens = [], expiresIn = 3600, delayMs = 0, refreshToken, refresh = true, ...config } = {}) {
    if (!Array.isArray(tokens)) throw new InvalidConfigurationError("tokens: must be a list of tokens");
    this.#expiresIn = expiresIn;
    this.#delayMs = delayMs;
    this.#refreshToken = refreshToken;
    this.next(...tokens);
    /**
     * @param {Record<string, unknown>} tokens
     * @param {Context} context
     */
    this.revoke = (tokens, { provider }) => this.#note("revoke", provider, tokens);
    Object.assign(this, config);
    this.grant = /** @type {const} */ ("custom");
    /** @param {Context} context */
    this.acquire = (context) => this.#answer("acquire", context);
    if (refresh) {
      /**
       * @param {Record<string, unknown>} tokens
       * @param {Context} context
       */
      this.refresh = (tokens, context) => this.#answer("refresh", context, tokens);
    }
  }

  get calls() {
    return this.#calls;
  }

  get acquisitions() {
    return this.#calls.filter(({ kind }) => kind === "acquire").length;
  }

  get refreshes() {
    return this.#calls.filter(({ kind }) => kind === "refresh").length;
  }

  get revocations() {
    return this.#calls.filter(({ kind }) => kind === "revoke").length;
  }

  /** @param {...unknown} outcomes tokens or errors */
  next(...outcomes) {
    this.#next.push(...outcomes.map((outcome) => () => this.#outcome(outcome)));
  }

  /** @param {Error | Record<string, any> | null} [error] */
  fail(error) {
    const thrown = isKind("Error", error) ? error : errorOf(error ?? {});
    this.#from([], () => this.#outcome(thrown));
  }

  /** @param {...unknown} tokens */
  succeed(...tokens) {
    this.#from(tokens, () => this.#madeUp());
  }

  hang() {
    this.#from([], undefined);
  }

  /**
   * The outcome of all calls from now on, and of those that hang.
   * @param {unknown[]} first
   * @param {Outcome | undefined} then
   */
  #from(first, then) {
    this.#next = [];
    this.next(...first);
    this.#always = then;
    if (then === undefined) return;
    const released = [...this.#hanging];
    this.#hanging.clear();
    for (const release of released) release();
  }

  /**
   * @param {Call["kind"]} kind
   * @param {Context} context
   * @param {Record<string, unknown>} [tokens]
   */
  async #answer(kind, { provider, signal }, tokens) {
    this.#note(kind, provider, tokens);
    let outcome = this.#next.shift() ?? this.#always;
    if (this.#delayMs > 0) await new Promise((resolve) => setTimeout(resolve, this.#delayMs));
    while (outcome === undefined) {
      await this.#released(signal);
      outcome = this.#next.shift() ?? this.#always;
    }
    return outcome();
  }

  /**
   * @param {Call["kind"]} kind
   * @param {string} provider
   * @param {Record<string, unknown>} [tokens]
   */
  #note(kind, provider, tokens) {
    this.#calls.push({ kind, provider, at: Date.now(), ...(tokens && { tokens }) });
  }

  /** @param {AbortSignal | undefined} signal */
  #released(signal) {
    return new Promise((resolve, reject) => {
      const release = () => resolve(undefined);
      this.#hanging.add(release);
      signal?.addEventListener("abort", () => {
        this.#hanging.delete(release);
        reject(signal.reason);
      });
    });
  }

  /** @param {unknown} outcome */
  #outcome(outcome) {
    if (isKind("Error", outcome)) throw outcome;
    return typeof outcome === "string" ? this.#tokenSet(outcome) : outcome;
  }

  #madeUp() {
    return this.#tokenSet(`fake-token-${++this.#made}`);
  }

  /** @param {string} accessToken */
  #tokenSet(accessToken) {
    return { accessToken, expiresIn: this.#expiresIn, refreshToken: this.#refreshToken };
  }
}

/** @param {Record<string, any>} fields */
function errorOf({ message = "scripted failure", ...fields }) {
  return new TokenError(message, fields);
}
