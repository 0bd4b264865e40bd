// @ts-check
// Entry point "tokenward" in Cloudflare Workers (condition "workerd"), where WebAssembly comes as an imported module and can't
// be compiled from bytes.

import { coreComesFrom } from "./load.js";
// @ts-ignore A compiled WebAssembly.Module: the form that Workers' bundlers give such an import.
import core from "./wasm/tokenward_bg.wasm";

coreComesFrom({ atHand: () => core });

export * from "./api.js";
