// @ts-check
// `createVerifier` on Vercel's edge runtime and in Next.js (condition "edge-light"), where a core is an imported module.

import { TokenVerifier } from "./verifier.js";
// @ts-ignore A compiled WebAssembly.Module: the form that Next.js gives such an import.
import core from "./wasm/verify_bg.wasm?module";

/** @param {unknown} options */
export function createVerifier(options) {
  return new TokenVerifier(options, () => core);
}
