// @ts-check
// Entry point "tokenward/login": static imports of the login core, its JavaScript, and all other parts that are loaded on first use.
// Service workers need it, since they cannot import anything later. Pages that serve the core from their own address use it, too.

import * as login from "./driver/login.js";
import * as env from "./env.js";
import { beforehand } from "./later.js";
import * as moves from "./driver/moves.js";
import { loadLogin, startLogin } from "./load-login.js";
import { startMoves } from "./load-moves.js";
import { unpacked } from "./packed.js";
import * as rare from "./rare.js";
import packed from "./wasm/login_bg.text.js";
import packedMoves from "./wasm/moves_bg.text.js";

beforehand.login = () => startLogin(login, unpacked(packed));
beforehand.env = () => env;
beforehand.moves = () => startMoves(() => [moves, unpacked(packedMoves)]);
beforehand.rare = () => rare;

/** @param {import("./later.js").Source | PromiseLike<import("./later.js").Source>} [source] */
export async function initLogin(source) {
  if (source !== undefined) beforehand.login = () => startLogin(login, source);
  await loadLogin();
}
