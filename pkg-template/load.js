// @ts-check
// Loads the WebAssembly core, once. The imported entry point (index.js, web.js, …) determines where it comes from; all entry
// points share this file and therefore one core and one identity of every class.

import { initSync } from "./wasm/tokenward.js";
import { NotInitializedError, TokenError } from "./errors.js";
import { isKind } from "./kinds.js";

/**
 * @typedef {string | URL | Response | BufferSource | WebAssembly.Module} Source
 * @typedef {object} Origin
 * @property {() => WebAssembly.Module | undefined} [atHand] the compiled core, where it can be had at once
 * @property {() => Source | PromiseLike<Source>} [elsewhere] where it has to be waited for
 * @property {(source: Source | undefined) => Promise<WebAssembly.Module>} [compile] left out where the host compiles no WebAssembly at run time
 */

const NOT_AT_RUN_TIME =
  'this host compiles no WebAssembly at run time. Bundle with the condition "workerd" or "edge-light", or give init() a WebAssembly.Module.';

/** @type {Origin} */
const origin = {};
let loaded = false;
/** @type {Promise<void> | undefined} */
let loading;

/**
 * Called by the entry points on import. Only stores the origin, so that an import does no work.
 * @param {Origin} more
 */
export function coreComesFrom(more) {
  Object.assign(origin, more);
}

/** Makes sure that the core is there, now. @throws {NotInitializedError} where it has to be waited for */
export function ensureLoaded() {
  if (loaded) return;
  try {
    const module = origin.atHand?.();
    if (module !== undefined) start(module);
  } catch (error) {
    throw loadError(error);
  }
  if (!loaded) throw new NotInitializedError("The core is not loaded yet: await init() first, or use TokenManager.create().");
}

/**
 * @param {Source | PromiseLike<Source> | null} [source]
 * @returns {Promise<void>}
 */
export function load(source) {
  if (loaded) return Promise.resolve();
  loading ??= loadFrom(source ?? undefined).finally(() => {
    loading = undefined;
  });
  return loading;
}

/** @param {Source | PromiseLike<Source> | undefined} source */
async function loadFrom(source) {
  try {
    const module = (source === undefined && origin.atHand?.()) || (await moduleOf(await (source ?? origin.elsewhere?.())));
    // A constructor may have started the core meanwhile; a second start would strand what the first one made.
    if (!loaded) start(module);
  } catch (error) {
    throw loadError(error);
  }
}

/**
 * @param {Source | undefined} source
 * @returns {WebAssembly.Module | Promise<WebAssembly.Module>}
 */
function moduleOf(source) {
  if (isKind("WebAssembly.Module", source)) return source;
  if (origin.compile === undefined) throw new NotInitializedError(`The core could not be loaded: ${NOT_AT_RUN_TIME}`);
  return origin.compile(source);
}

/** @param {WebAssembly.Module} module */
function start(module) {
  initSync({ module });
  loaded = true;
}

/** @param {unknown} error */
function loadError(error) {
  if (error instanceof TokenError) return error;
  const reason = String(/** @type {any} */ (error)?.message ?? "");
  let message = "The core could not be loaded";
  let retryable = false;
  if (typeof WebAssembly !== "object") {
    message += ": WebAssembly is missing. A lockdown mode takes it away, or this browser is older than it.";
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
