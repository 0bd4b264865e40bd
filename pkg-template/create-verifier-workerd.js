// @ts-check
// `createVerifier` in Cloudflare Workers (condition "workerd"), where a core is an imported module.

import { TokenVerifier } from "./verifier.js";
// @ts-ignore A compiled WebAssembly.Module: the form that Workers' bundlers give such an import.
import core from "./wasm/verify_bg.wasm";

/** @param {unknown} options */
export function createVerifier(options) {
  return new TokenVerifier(options, () => core);
}
