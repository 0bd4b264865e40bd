// @ts-check
// The format between isolates and the object that owns their tokens. RPC loses the classes of errors and, with older compatibility
// dates, their members, so a failure is sent as a value.

import { ownCopy, own } from "../arguments.js";
import { InvalidConfigurationError, TokenError, makeError } from "../errors.js";

/**
 * The argument that `coordinator()` adds to a call: the object's name, which not every runtime gives the object. Such a call returns an
 * `Answer`.
 * @typedef {{ name: string }} Asked
 *
 * @typedef {{ answered: true, value: any } | { answered: true, error: { name: string, code: string, message: string, [member: string]: unknown } }} Answer
 */

/**
 * A call's result in the form that is sent.
 * @param {() => Promise<unknown>} call
 * @returns {Promise<Answer>}
 */
export async function answerOf(call) {
  try {
    return { answered: true, value: await call() };
  } catch (error) {
    // If a provider is unknown because `resolveProvider` gave a bad configuration, the real error is the cause.
    const told = error instanceof TokenError && error.cause instanceof InvalidConfigurationError ? error.cause : error;
    if (told instanceof TokenError) return { answered: true, error: /** @type {any} */ (told.toJSON()) };
    // Comes from the user's own code, such as `options()`. The thrown error is only in `cause`, which no message shows.
    const message = "The coordinator's object failed: see cause.";
    return { answered: true, error: { name: "TokenAcquisitionError", code: "acquisition_failed", message, cause: String(error) } };
  }
}

/**
 * The sent value, as the call would have returned it. A subclass with its own call may return a plain value.
 * @param {any} answer
 */
export function read(answer) {
  if (own(answer, "answered") !== true) return answer;
  const error = own(answer, "error");
  if (error === undefined) return own(answer, "value");
  const { name, code, message, cause, ...fields } = ownCopy(error);
  throw makeError(name, code, message, cause === undefined ? fields : { ...fields, cause: new Error(String(cause)) });
}
