// @ts-check
// Entry point "tokenward": the core is embedded in a JavaScript module as text and compiled on first use. It works everywhere
// without configuration and at once: no file to locate, no promise to await.

import * as api from "./api.js";
import { compile } from "./compile.js";
import { withCore } from "./load.js";
import { startLogin } from "./load-login.js";
import { startMoves } from "./load-moves.js";
import { unpacked } from "./packed.js";
import packed from "./wasm/tokenward_bg.text.js";

const text = async () => unpacked((await import("./wasm/login_bg.text.js")).default);
const textOfMoves = async () => unpacked((await import("./wasm/moves_bg.text.js")).default);
const core = {
  compile,
  atHand: () => new WebAssembly.Module(unpacked(packed)),
  env: () => import("./env.js"),
  rare: () => import("./rare.js"),
  moves: () => startMoves(() => [import("./driver/moves.js"), textOfMoves()]),
  login: () => startLogin(import("./driver/login.js"), text()),
};

export const TokenManager = /* @__PURE__ */ withCore(api.TokenManager, core);
export const getDefaultManager = /* @__PURE__ */ withCore(api.getDefaultManager, core);
export const init = /* @__PURE__ */ withCore(api.init, core);
export { createVerifier } from "./create-verifier.js";
export * from "./exports.js";
