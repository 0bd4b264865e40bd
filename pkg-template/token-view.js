// @ts-check
// A snapshot of a provider's token, as `useToken` returns it.

/**
 * @typedef {import("./errors.js").TokenError} TokenError
 * @typedef {"loading" | "ready" | "none" | "error"} Status
 */

/** The result of `useToken`. The token is no own property, so developer tools and JSON.stringify don't show it. */
export class View {
  #token;

  /**
   * @param {() => Promise<any>} refresh
   * @param {Status} status
   * @param {string} [token]
   * @param {any} [info]
   * @param {TokenError} [error]
   */
  constructor(refresh, status, token, info, error) {
    this.#token = token;
    this.status = status;
    this.info = info;
    this.error = error;
    this.refresh = refresh;
  }

  get token() {
    return this.#token;
  }
}

/**
 * @param {View} a
 * @param {View} b
 */
export function isSame(a, b) {
  return a.token === b.token && a.status === b.status && a.error === b.error && a.info === b.info;
}
