// @ts-check
// `createVerifier` with its core in a JavaScript module, at hand everywhere without configuration.

import { unpacked } from "./packed.js";
import { TokenVerifier } from "./verifier.js";
import packed from "./wasm/verify_bg.text.js";

/** @param {unknown} options */
export function createVerifier(options) {
  return new TokenVerifier(options, () => new WebAssembly.Module(unpacked(packed)));
}
