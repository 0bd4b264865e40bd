// @ts-check
// Loads the core of moves, when a record is first moved.

import { isKind } from "./kinds.js";
import { moduleOf } from "./load.js";

/**
 * @typedef {typeof import("./driver/moves.js")} Moves
 * @typedef {import("./later.js").Source} Source
 */

/** @type {Moves | undefined} */
let started;
/** Shared, so that moves come in the order of their calls. @type {Promise<Moves> | undefined} */
let loading;

/**
 * Starts the core, once: at once if both are at hand.
 * @param {() => [Moves | PromiseLike<Moves>, Source | PromiseLike<Source>]} parts
 * @returns {Moves | Promise<Moves>}
 */
export function startMoves(parts) {
  if (started || loading) return started ?? /** @type {Promise<Moves>} */ (loading);
  const [moves, source] = parts();
  // No shared promise once they are loaded: in a Worker, a request must not await a promise that another request made.
  if (!("then" in moves) && isKind("WebAssembly.Module", source)) return start(moves, source);
  const both = Promise.all([moves, Promise.resolve(source).then(moduleOf)]);
  return (loading = both.then((both) => start(...both)).finally(() => (loading = undefined)));
}

/** @param {Moves} moves @param {WebAssembly.Module} module */
function start(moves, module) {
  if (!started) moves.start(module);
  return (started ??= moves);
}
