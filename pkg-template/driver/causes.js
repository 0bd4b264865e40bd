// @ts-check
// Errors on their way between JavaScript and the core. The thrown value stays here, under a number that the core carries.

import { makeError } from "../errors.js";
import { valueOf } from "./json.js";

/**
 * An error as JSON.
 * @typedef {object} WireError
 * @property {string} class
 * @property {string} code
 * @property {string} message
 * @property {number} [cause] the number of the thrown value
 * @property {WireError} [earlier] the error that led to this one
 */

/** The members of an error of ours that a thrown value may have. */
const MEMBERS = /** @type {const} */ (["code", "message", "retryable", "status", "oauthError", "oauthErrorDescription", "suberror", "claims", "retryAfterMs"]);

/** Thrown values of all cores, since the managers of a page share the redemptions of its logins. @type {Map<number, unknown>} */
const kept = /* @__PURE__ */ new Map();
let last = 0;

export class Causes {
  /** @param {unknown} thrown */
  keep(thrown) {
    kept.set(++last, thrown);
    return last;
  }

  /** @param {number} number */
  get(number) {
    return kept.get(number);
  }

  /** @param {Iterable<number>} numbers which nothing in the core carries any more */
  forget(numbers) {
    for (const number of numbers) kept.delete(number);
  }

  /**
   * The same error for another core, under numbers of its own, since each core forgets its numbers.
   * @param {WireError} error
   * @returns {WireError}
   */
  again({ cause, earlier, ...error }) {
    return { ...error, cause: cause === undefined ? undefined : this.keep(this.get(cause)), earlier: earlier && this.again(earlier) };
  }

  /**
   * The error as an instance of its class.
   * @param {WireError} error
   * @returns {Error}
   */
  error({ class: name, code, message, cause, earlier, ...fields }) {
    const led = earlier === undefined ? this.get(/** @type {number} */ (cause)) : this.error(earlier);
    return makeError(name, code, message, { ...fields, cause: led });
  }

  /**
   * The error that the core threw as a text.
   * @param {unknown} text
   */
  thrown(text) {
    return typeof text === "string" ? this.error(valueOf(text)) : text;
  }

  /**
   * The error of a user's function, for the core: its number, and its members if it is one of our classes.
   * @param {any} thrown
   */
  threw(thrown) {
    const cause = this.keep(thrown);
    /** @type {Record<string, unknown>} */
    const error = {};
    for (const name of MEMBERS) {
      const value = memberOf(thrown, name);
      if (["string", "number", "boolean"].includes(typeof value)) error[name] = value;
    }
    const led = memberOf(thrown, "cause");
    if (led !== undefined && led !== null) error.cause = this.keep(led);
    return { answer: "threw", cause, retryable: error.retryable === true, error: typeof error.code === "string" ? error : undefined };
  }
}

/** @param {any} value @param {string} name */
function memberOf(value, name) {
  try {
    return value?.[name];
  } catch {
    return undefined;
  }
}
