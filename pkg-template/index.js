// @ts-check
// Entry point "tokenward": the core is embedded in a JavaScript module as base64 and compiled on first use. It works everywhere
// without configuration and at once: no file to locate, no promise to await.

import { compile } from "./compile.js";
import { coreComesFrom } from "./load.js";
import base64 from "./wasm/tokenward_bg.base64.js";

coreComesFrom({
  compile,
  atHand() {
    const text = atob(base64);
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
    return new WebAssembly.Module(bytes);
  },
});

export * from "./api.js";
