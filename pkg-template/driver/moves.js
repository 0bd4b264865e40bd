// @ts-check
// The core that decides moves of records between storages. The driver of the tokens does each step.
//
// This module is loaded when a record is first moved, and imports nothing that every page has: see `later.js`.

import { initSync, Mover } from "../wasm/moves.js";

export { Mover };

/** @param {WebAssembly.Module} module */
export function start(module) {
  initSync({ module });
}
