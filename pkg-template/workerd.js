// @ts-check
// Entry point "tokenward" in Cloudflare Workers (condition "workerd"). There, WebAssembly is an imported module and can't be
// compiled from bytes, and a request's work ends with the request unless it is registered.

import * as api from "./api.js";
import { compile } from "./compile.js";
import * as env from "./env.js";
import { withCore } from "./load.js";
import * as rare from "./rare.js";
import { keepAliveInWorkers } from "./wait-until.js";
import { login } from "./workerd-login.js";
import { moves } from "./workerd-moves.js";
import { core } from "./workerd-core.js";

/**
 * @template Value
 * @param {Value} value
 */
function inWorkerd(value) {
  keepAliveInWorkers();
  return withCore(value, { compile, atHand: () => core, env: () => env, rare: () => rare, moves, login });
}

export const TokenManager = /* @__PURE__ */ inWorkerd(api.TokenManager);
export const getDefaultManager = /* @__PURE__ */ inWorkerd(api.getDefaultManager);
export const init = /* @__PURE__ */ inWorkerd(api.init);
export { createVerifier } from "./create-verifier-workerd.js";
export * from "./exports.js";
