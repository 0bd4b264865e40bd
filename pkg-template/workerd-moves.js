// @ts-check
// The core of moves in Cloudflare Workers (condition "workerd"). A separate file, since bundlers keep every .wasm that an evaluated
// module imports, used or not.

import * as driver from "./driver/moves.js";
import { startMoves } from "./load-moves.js";
// @ts-ignore A compiled WebAssembly.Module: the form that such hosts give such an import.
import core from "./wasm/moves_bg.wasm";

export const moves = () => startMoves(() => [driver, core]);
