// @ts-check
// The parts that are loaded on first use, from the place that the imported entry point (index.js, web.js, …) names.

import { globalMember } from "./driver/kind.js";
import { NotInitializedError } from "./errors.js";
import { loadError } from "./load-error.js";

/**
 * @typedef {string | URL | Response | BufferSource | WebAssembly.Module} Source
 * @typedef {typeof import("./env.js")} Env
 * @typedef {typeof import("./rare.js")} Rare
 * @typedef {typeof import("./driver/moves.js")} Moves
 * @typedef {object} Origin
 * @property {() => WebAssembly.Module | undefined} [atHand] the compiled core, if it is available at once
 * @property {() => Source | PromiseLike<Source>} [elsewhere] the source of the core, if it has to be loaded
 * @property {() => Promise<void> | undefined} [login] loads the login core
 * @property {() => Env | Promise<Env>} [env] loads the reader of environment variables
 * @property {() => Moves | Promise<Moves>} [moves] loads the core of moves
 * @property {() => Rare | Promise<Rare>} [rare] loads the code that few pages run
 * @property {(source: Source | undefined) => Promise<WebAssembly.Module>} [compile] missing if the host compiles no WebAssembly at run time
 */

/** @type {Origin} */
export const origin = {};
/** Parts that a module of the program imported; they take precedence over the origin's. @type {Pick<Origin, "env" | "login" | "moves" | "rare">} */
export const beforehand = {};

/**
 * Loads a part that only some pages run; after a failure the next call tries again.
 * @template {"env" | "moves" | "rare"} Name
 * @param {Name} name
 * @returns {Promise<Awaited<ReturnType<NonNullable<Origin[Name]>>>>}
 */
export async function loadPart(name) {
  try {
    return /** @type {any} */ (await (beforehand[name] ?? origin[name])?.());
  } catch (error) {
    throw partError(error);
  }
}

/** The error of a part that cannot be loaded. @param {unknown} error */
export function partError(error) {
  if (error instanceof TypeError && /import/i.test(error.message) && globalMember("ServiceWorkerGlobalScope")) {
    const message = 'A part of tokenward could not be loaded: a service worker has no import(). Add import "tokenward/login" to it.';
    return new NotInitializedError(message, { cause: error });
  }
  return loadError(error);
}
