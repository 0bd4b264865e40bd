// @ts-check
// Entry point "tokenward/verify": for APIs that verify tokens and hold none.

export { createVerifier } from "./create-verifier.js";
export { decodeJwt } from "./jwt.js";
export * from "./errors-public.js";
