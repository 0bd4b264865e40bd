// @ts-check
// The verify core, which all verifiers of a page or isolate share, and the JSON texts that cross to it and back.

import { InvalidConfigurationError, InvalidTokenError } from "./errors.js";
import { loadError } from "./load-error.js";
import { textDecoder, textEncoder } from "./text.js";
import { initSync, VerifierCore } from "./wasm/verify.js";

export const encoder = /* @__PURE__ */ textEncoder();
export const decoder = /* @__PURE__ */ textDecoder();

let started = false;

/**
 * @param {Record<string, unknown>} options
 * @param {() => WebAssembly.Module} moduleOf gives the compiled core
 * @returns {VerifierCore}
 */
export function newCore(options, moduleOf) {
  if (!started) {
    try {
      initSync({ module: moduleOf() });
    } catch (error) {
      throw loadError(error);
    }
    started = true;
  }
  const core = new VerifierCore();
  const wrong = errorIn(core.configure(textOfJson(options)));
  if (wrong !== undefined) throw wrong;
  return core;
}

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
