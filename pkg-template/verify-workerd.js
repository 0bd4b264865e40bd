// @ts-check
// Entry point "tokenward/verify" in Cloudflare Workers (condition "workerd"): for APIs that verify tokens and hold none.

export { createVerifier } from "./create-verifier-workerd.js";
export { decodeJwt } from "./jwt.js";
export * from "./errors-public.js";
