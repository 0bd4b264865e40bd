// @ts-check
// Loads the WebAssembly core, once. Where it comes from is said by the entry point that was imported (index.js, web.js, …);
// all of them share this file, hence one core and one identity of every class.

import { initSync } from "./wasm/tokenward.js";
import { InvalidConfigurationError, NotInitializedError, TokenError } from "./errors.js";

/**
 * @typedef {string | URL | Response | BufferSource | WebAssembly.Module} Source
 * @typedef {object} Origin
 * @property {() => WebAssembly.Module | undefined} [atHand] the compiled core, where it can be had at once
 * @property {() => Source | PromiseLike<Source>} [elsewhere] where it has to be waited for
 */

/** @type {Origin} */
const origin = {};
let loaded = false;
/** @type {Promise<void> | undefined} */
let loading;

/**
 * Called by the entry points when they are imported. Does nothing yet: imports are free of work.
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
    const module = (source === undefined && origin.atHand?.()) || (await compile(source ?? origin.elsewhere?.()));
    // The core may have been started by a constructor meanwhile; a second start would strand what the first one made.
    if (!loaded) start(module);
  } catch (error) {
    throw loadError(error);
  }
}

/** @param {WebAssembly.Module} module */
function start(module) {
  initSync({ module });
  loaded = true;
}

/**
 * @param {Source | PromiseLike<Source> | undefined} given
 * @returns {Promise<WebAssembly.Module>}
 */
async function compile(given) {
  let source = await given;
  if (source instanceof WebAssembly.Module) return source;
  if (typeof source === "string" || source instanceof URL) {
    source = await fetch(source, { credentials: "same-origin" }).catch((cause) => {
      // A policy that forbids the request and a network that is down give the same error.
      const hint = "If the network is up, see whether the Content-Security-Policy's connect-src allows its address.";
      throw new NotInitializedError(`The core could not be fetched. ${hint}`, { cause, retryable: true });
    });
  }
  if (typeof Response === "function" && source instanceof Response) {
    if (!source.ok) {
      throw new NotInitializedError(`The core could not be fetched: HTTP status ${source.status}.`, { status: source.status, retryable: true });
    }
    // Browsers compile a stream of this very type only; other types, which many servers send, are read first.
    if (source.headers.get("content-type") === "application/wasm" && typeof WebAssembly.compileStreaming === "function") {
      return WebAssembly.compileStreaming(source);
    }
    source = await source.arrayBuffer();
  }
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) return WebAssembly.compile(/** @type {BufferSource} */ (source));
  throw new InvalidConfigurationError("source: must be a URL, a Response, bytes, or a WebAssembly.Module");
}

/** @param {unknown} error */
function loadError(error) {
  if (error instanceof TokenError) return error;
  const reason = error instanceof Error ? error.message : "";
  let message = "The core could not be loaded";
  let retryable = false;
  if (typeof WebAssembly !== "object") {
    message += ": WebAssembly is missing. A lockdown mode takes it away, or this browser is older than it.";
  } else if (/content.security.policy|\bcsp\b|unsafe-eval/i.test(reason)) {
    message += ": the Content-Security-Policy of this page or worker forbids WebAssembly. Add 'wasm-unsafe-eval' to its script-src.";
  } else if (/disallowed by embedder/i.test(reason)) {
    message += ": this host compiles no WebAssembly at run time. Bundle with the condition \"workerd\" or \"edge-light\", or give init() a WebAssembly.Module.";
  } else {
    message += reason ? `: ${reason}` : ".";
    retryable = true;
  }
  return new NotInitializedError(message, { cause: error, retryable });
}
