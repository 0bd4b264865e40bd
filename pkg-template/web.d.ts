// "tokenward/web" has the same exports as "tokenward". Here the core is a separate .wasm, so call `init()` (or
// `TokenManager.create()`, which awaits it) before `new TokenManager()`. `createVerifier()` brings a core of its own.
export * from "./index.js";
