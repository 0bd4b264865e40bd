// "tokenward/web" has the same exports as "tokenward". Here the core is a separate .wasm, so `init()` (or
// `TokenManager.create()`, which awaits it) comes before `new TokenManager()` and `decodeJwt()`.
export * from "./index.js";
