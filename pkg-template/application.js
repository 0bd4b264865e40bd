// @ts-check
// One application's manager and stores, for the frameworks whose applications start once.

import { authOf, finishCallback } from "./auth-store.js";
import { none, sourceFrom } from "./manager-source.js";

/**
 * @typedef {object} ApplicationOptions
 * @property {boolean} [handleCallback]
 * @property {(result: import("./index.js").LoginResult) => void} [onSignedIn]
 */

export class Application {
  /** Settles once the page's callback is finished and reported. */
  finished = Promise.resolve();
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

  /** Makes the manager and finishes the page's callback. Returns a function that closes a manager made here. Does nothing on servers. */
  start() {
    if (this.source === none) return () => {};
    const stop = this.source.mount();
    if (this.#finishes) this.finished = finishCallback(this.source, this.#onSignedIn);
    return stop;
  }

  /** @param {string | null} [provider] */
  auth(provider) {
    return authOf(this.source, provider, this.#finishes);
  }

  /**
   * True if a place for signed-in users may be shown. If no user is signed in, it begins a login, which leaves the page.
   * @param {string | null | undefined} provider
   * @param {boolean} asked true if the user followed a link, false after a reload or the browser's buttons
   * @param {import("./index.js").LoginOptions} options
   */
  async admit(provider, asked, options) {
    if (this.source === none) return true;
    const store = this.auth(provider);
    const gate = await store.settled();
    if (gate === "open") return true;
    if (gate === "held" && !asked) return false;
    return store.view().login(options).then(
      () => true,
      () => false, // The store has the error.
    );
  }
}
