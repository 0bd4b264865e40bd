// @ts-check
// Entry point "tokenward/web": the core is a file next to this one, compiled while it streams in. The smallest download.

import * as api from "./api.js";
import { compile } from "./compile.js";
import { withCore } from "./load.js";
import { startLogin } from "./load-login.js";
import { startMoves } from "./load-moves.js";

const core = {
  compile,
  elsewhere: () => new URL("./wasm/tokenward_bg.wasm", import.meta.url),
  env: () => import("./env.js"),
  rare: () => import("./rare.js"),
  moves: () => startMoves(() => [import("./driver/moves.js"), new URL("./wasm/moves_bg.wasm", import.meta.url)]),
  login: () => startLogin(import("./driver/login.js"), new URL("./wasm/login_bg.wasm", import.meta.url)),
};

export const TokenManager = /* @__PURE__ */ withCore(api.TokenManager, core);
export const getDefaultManager = /* @__PURE__ */ withCore(api.getDefaultManager, core);
export const init = /* @__PURE__ */ withCore(api.init, core);
export { createVerifier } from "./create-verifier.js";
export * from "./exports.js";
