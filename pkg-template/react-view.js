// @ts-check
// One look at a provider's token, as `useToken` gives it to components.

/**
 * @typedef {import("./errors.js").TokenError} TokenError
 * @typedef {"loading" | "ready" | "none" | "error"} Status
 */

/** What `useToken` gives. The token is no property of its own: neither developer tools nor JSON.stringify show it. */
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

/**
 * @param {any} a
 * @param {any} b
 */
export function isEqual(a, b) {
  return JSON.stringify(a) === JSON.stringify(b);
}
