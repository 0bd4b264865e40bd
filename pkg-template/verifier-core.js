// @ts-check
// The verify core, which all verifiers of a page or isolate share.

import { loadError } from "./load-error.js";
import { errorIn, textOfJson } from "./verifier-texts.js";
import { initSync, VerifierCore } from "./wasm/verify.js";

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
