// @ts-check
// What goes between isolates and the object that owns their tokens. RPC loses the classes of errors, and with older compatibility
// dates their members, so that a failure goes as a value like any other.

import { ownCopy, own } from "../arguments.js";
import { InvalidConfigurationError, TokenError, makeError } from "../errors.js";

/**
 * What `coordinator()` adds to a call: the object's name, which not every runtime tells the object. Such a call gives an `Answer`.
 * @typedef {{ name: string }} Asked
 *
 * @typedef {{ answered: true, value: any } | { answered: true, error: { name: string, code: string, message: string, [member: string]: unknown } }} Answer
 */

/**
 * What a call gives, as it is sent.
 * @param {() => Promise<unknown>} call
 * @returns {Promise<Answer>}
 */
export async function answerOf(call) {
  try {
    return { answered: true, value: await call() };
  } catch (error) {
    // What is wrong with a provider that `resolveProvider` gave is the cause of its being unknown.
    const told = error instanceof TokenError && error.cause instanceof InvalidConfigurationError ? error.cause : error;
    if (told instanceof TokenError) return { answered: true, error: /** @type {any} */ (told.toJSON()) };
    // Of the user's own code, `options()` say. What it threw is for whoever looks into `cause`, which no message shows.
    const message = "The coordinator's object failed: see cause.";
    return { answered: true, error: { name: "TokenAcquisitionError", code: "acquisition_failed", message, cause: String(error) } };
  }
}

/**
 * What was sent, as the call would have given it. A subclass with a call of its own may give a value as it is.
 * @param {any} answer
 */
export function read(answer) {
  if (own(answer, "answered") !== true) return answer;
  const error = own(answer, "error");
  if (error === undefined) return own(answer, "value");
  const { name, code, message, cause, ...fields } = ownCopy(error);
  throw makeError(name, code, message, cause === undefined ? fields : { ...fields, cause: new Error(String(cause)) });
}
