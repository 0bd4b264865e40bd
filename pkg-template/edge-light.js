// @ts-check
// Entry point on Vercel's edge runtime and in Next.js (condition "edge-light"), where WebAssembly comes as an imported module and
// can't be compiled from bytes.

import * as api from "./api.js";
import { core } from "./edge-light-core.js";
import * as env from "./env.js";
import { isKind } from "./kinds.js";
import { withCore } from "./load.js";
import { login } from "./edge-light-login.js";
import { moves } from "./edge-light-moves.js";
import * as rare from "./rare.js";

const origin = {
  atHand: () => (isKind("WebAssembly.Module", core) ? core : undefined),
  elsewhere: () => core,
  env: () => env,
  rare: () => rare,
  moves,
  login,
};

export const TokenManager = /* @__PURE__ */ withCore(api.TokenManager, origin);
export const getDefaultManager = /* @__PURE__ */ withCore(api.getDefaultManager, origin);
export const init = /* @__PURE__ */ withCore(api.init, origin);
export { createVerifier } from "./create-verifier-edge-light.js";
export * from "./exports.js";
