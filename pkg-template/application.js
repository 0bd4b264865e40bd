// @ts-check
// One application's manager and stores, as the entry points of frameworks have them whose applications are begun once.

import { mayBeName } from "./arguments.js";
import { authOf, finishCallback } from "./auth-store.js";
import { none, sourceFrom } from "./manager-source.js";
import { TokenStore } from "./token-store.js";

/**
 * @typedef {object} ApplicationOptions
 * @property {boolean} [handleCallback]
 * @property {(result: import("./index.js").LoginResult) => void} [onSignedIn]
 */

export class Application {
  #finishes;
  #onSignedIn;

  /**
   * @param {unknown} given a manager, a promise of one, or options to make one with
   * @param {ApplicationOptions} [more]
   */
  constructor(given, { handleCallback = true, onSignedIn = () => {} } = {}) {
    this.source = sourceFrom(given);
    this.#finishes = handleCallback;
    this.#onSignedIn = onSignedIn;
  }

  /** Makes the manager and finishes the page's callback; what it gives closes a manager that was made here. On servers, nothing. */
  start() {
    if (this.source === none) return () => {};
    const stop = this.source.mount();
    if (this.#finishes) void finishCallback(this.source, this.#onSignedIn);
    return stop;
  }

  /** @param {string | null} [provider] */
  auth(provider) {
    return authOf(this.source, provider, this.#finishes);
  }

  /** @param {string | null} [provider] */
  token(provider) {
    return new TokenStore(this.source, mayBeName(provider));
  }
}
