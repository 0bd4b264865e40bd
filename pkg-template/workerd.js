// @ts-check
// Entry point "tokenward" in Cloudflare Workers (condition "workerd"). There, WebAssembly is an imported module and can't be
// compiled from bytes, and work that a request began ends with it unless the runtime is told.

import { compile } from "./compile.js";
import { keepAliveBy } from "./in-flight.js";
import { coreComesFrom } from "./load.js";
// @ts-ignore A compiled WebAssembly.Module: the form that Workers' bundlers give such an import.
import core from "./wasm/tokenward_bg.wasm";

coreComesFrom({ compile, atHand: () => core });

// The runtime's own module. The name is hidden from bundlers, so that one which does not know the module can bundle this; older
// runtimes have no `waitUntil` in it.
const own = "cloudflare:workers";
import(/* webpackIgnore: true */ /* @vite-ignore */ own).then(
  ({ waitUntil }) => typeof waitUntil === "function" && keepAliveBy((work) => waitUntil(work)),
  () => {},
);

export * from "./api.js";
