// @ts-check
// Entry point "tokenward" on Vercel's edge runtime and Next.js (condition "edge-light").

import { coreComesFrom } from "./load.js";
// @ts-ignore A compiled WebAssembly.Module, or (under Turbopack) a promise of it.
import core from "./wasm/tokenward_bg.wasm?module";

coreComesFrom({
  atHand: () => (core instanceof WebAssembly.Module ? core : undefined),
  elsewhere: () => core,
});

export * from "./api.js";
