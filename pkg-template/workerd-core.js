// @ts-check
// A separate file, since bundlers keep every .wasm that an evaluated module imports, used or not.

// @ts-ignore A compiled WebAssembly.Module: the form that Workers' bundlers give such an import.
import module from "./wasm/tokenward_bg.wasm";

/** @type {WebAssembly.Module} */
export const core = module;
