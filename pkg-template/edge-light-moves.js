// @ts-check
// The core of moves on Vercel's edge runtime and in Next.js (condition "edge-light"). A separate file, since bundlers keep every .wasm
// that an evaluated module imports, used or not.

import * as driver from "./driver/moves.js";
import { startMoves } from "./load-moves.js";
// @ts-ignore A compiled WebAssembly.Module: the form that such hosts give such an import.
import core from "./wasm/moves_bg.wasm?module";

export const moves = () => startMoves(() => [driver, core]);
