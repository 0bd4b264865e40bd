// @ts-check
// Loads the core of `TokenManager`, once. The imported entry point (index.js, web.js, …) determines where it comes from; all entry
// points share this file and therefore one core and one identity of every class.

import { initSync } from "./wasm/tokenward.js";
import { NotInitializedError } from "./errors.js";
import { isKind } from "./kinds.js";
import { origin } from "./later.js";
import { loadError, NOT_AT_RUN_TIME } from "./load-error.js";

/**
 * @typedef {import("./later.js").Origin} Origin
 * @typedef {import("./later.js").Source} Source
 */

let loaded = false;
/** @type {Promise<void> | undefined} */
let loading;

/**
 * Returns `value`, whose users get the core from `more`. Entry points mark the call `@__PURE__`, so that a bundler drops the core
 * together with an unused `value`. The call only stores the origin: an import does no work.
 * @template Value
 * @param {Value} value
 * @param {Origin} more
 * @returns {Value}
 */
export function withCore(value, more) {
  Object.assign(origin, more);
  return value;
}

/** Ensures that the core is loaded now. @throws {NotInitializedError} if it is not loaded yet */
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
    // A constructor may have started the core meanwhile; a second start would strand the objects of the first one.
    if (!loaded) start(module);
  } catch (error) {
    throw loadError(error);
  }
}

/**
 * @param {Source | undefined} source
 * @returns {WebAssembly.Module | Promise<WebAssembly.Module>}
 */
export function moduleOf(source) {
  if (isKind("WebAssembly.Module", source)) return source;
  if (origin.compile === undefined) throw new NotInitializedError(`The core could not be loaded: ${NOT_AT_RUN_TIME}`);
  return origin.compile(source);
}

/** @param {WebAssembly.Module} module */
function start(module) {
  initSync({ module });
  loaded = true;
}
