// @ts-check
// The error for a core that could not be started, with its reason and remedy.

import { NotInitializedError, TokenError } from "./errors.js";

export const NOT_AT_RUN_TIME =
  'this host compiles no WebAssembly at run time. Bundle with the condition "workerd" or "edge-light", or give init() a WebAssembly.Module.';

/** @param {unknown} error */
export function loadError(error) {
  if (error instanceof TokenError) return error;
  const reason = String(/** @type {any} */ (error)?.message ?? "");
  let message = "The core could not be loaded";
  let retryable = false;
  if (typeof WebAssembly !== "object") {
    message += ": WebAssembly is missing. A lockdown mode disables it, or the browser is too old.";
  } else if (/content.security.policy|\bcsp\b|unsafe-eval/i.test(reason)) {
    message += ": the Content-Security-Policy of this page or worker forbids WebAssembly. Add 'wasm-unsafe-eval' to its script-src.";
  } else if (/disallowed by embedder/i.test(reason)) {
    message += `: ${NOT_AT_RUN_TIME}`;
  } else {
    message += reason ? `: ${reason}` : ".";
    retryable = true;
  }
  return new NotInitializedError(message, { cause: error, retryable });
}
