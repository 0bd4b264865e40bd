// @ts-check
// The JSON texts that cross to a verifier's core and back. Separate from the core, since Rust programs have another.

import { InvalidConfigurationError, InvalidTokenError } from "./errors.js";
import { textDecoder, textEncoder } from "./text.js";

/**
 * A verifier's machine: the npm package's core, or that of a Rust program.
 * @typedef {Omit<import("./wasm/verify.js").VerifierCore, "configure" | "free">} VerifierCore
 */

export const encoder = /* @__PURE__ */ textEncoder();
export const decoder = /* @__PURE__ */ textDecoder();

/** @param {unknown} value */
export const textOfJson = (value) => encoder.encode(JSON.stringify(value));

/**
 * The core's answer; throws its refusal.
 * @param {Uint8Array} text
 * @param {unknown[]} [causes] thrown errors, by their number in the core
 * @returns {any}
 */
export function ask(text, causes) {
  const said = JSON.parse(decoder.decode(text));
  if (said.error) throw errorOf(said.error, causes);
  return said;
}

/** The error in the core's answer, if any. @param {Uint8Array} text */
export const errorIn = (text) => (text.length === 0 ? undefined : errorOf(JSON.parse(decoder.decode(text)).error));

/**
 * @param {any} error
 * @param {unknown[]} [causes]
 */
function errorOf({ message, cause, ...fields }, causes) {
  const Class = fields.oauthError === undefined ? InvalidConfigurationError : InvalidTokenError;
  return new Class(message, { ...fields, cause: causes?.[cause] });
}
