// @ts-check
// Entry point on Vercel's edge runtime and in Next.js (condition "edge-light"), where WebAssembly comes as an imported module and
// can't be compiled from bytes.

import { isKind } from "./kinds.js";
import { coreComesFrom } from "./load.js";
// @ts-ignore A compiled WebAssembly.Module: the form that Next.js gives such an import, with webpack at once, with Turbopack
// after an await that its bundle makes before this module runs.
import core from "./wasm/tokenward_bg.wasm?module";

coreComesFrom({
  atHand: () => (isKind("WebAssembly.Module", core) ? core : undefined),
  elsewhere: () => core,
});

export * from "./api.js";
