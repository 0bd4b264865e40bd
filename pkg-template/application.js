// @ts-check
// One application's manager and stores, as the entry points of frameworks have them whose applications are begun once.

import { authOf, finishCallback } from "./auth-store.js";
import { none, sourceFrom } from "./manager-source.js";

/**
 * @typedef {object} ApplicationOptions
 * @property {boolean} [handleCallback]
 * @property {(result: import("./index.js").LoginResult) => void} [onSignedIn]
 */

export class Application {
  /** Settles once the page's callback is finished and told of. */
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

  /** Makes the manager and finishes the page's callback; what it gives closes a manager that was made here. On servers, nothing. */
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
   * Whether a place for signed-in users may be shown. Where nobody is signed in it begins a login, which leaves the page.
   * @param {string | null | undefined} provider
   * @param {boolean} asked whether the user went there by a link, and not by a reload or the browser's buttons
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
