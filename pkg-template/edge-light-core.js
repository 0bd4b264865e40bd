// @ts-check
// A separate file, since bundlers keep every .wasm that an evaluated module imports, used or not.

// @ts-ignore A compiled WebAssembly.Module: the form that Next.js gives such an import, with webpack at once, with Turbopack
// after an await that its bundle makes before this module runs.
import module from "./wasm/tokenward_bg.wasm?module";

/** @type {WebAssembly.Module} */
export const core = module;
