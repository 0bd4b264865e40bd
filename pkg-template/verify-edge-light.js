// @ts-check
// Entry point "tokenward/verify" on edge runtimes (condition "edge-light"): for APIs that verify tokens and hold none.

export { createVerifier } from "./create-verifier-edge-light.js";
export { decodeJwt } from "./jwt.js";
export * from "./errors-public.js";
