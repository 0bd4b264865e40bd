// @ts-check
// Entry point "tokenward/login": the login core and its JavaScript, imported beforehand. Service workers need it, since they cannot
// import anything later, and who has the core from elsewhere.

import * as login from "./driver/login.js";
import { loadLogin, loginFrom, startLogin } from "./load-login.js";
import { unpacked } from "./packed.js";
import packed from "./wasm/login_bg.text.js";

loginFrom(() => startLogin(login, unpacked(packed)));

/** @param {import("./load.js").Source | PromiseLike<import("./load.js").Source>} [source] */
export async function initLogin(source) {
  if (source !== undefined) loginFrom(() => startLogin(login, source));
  await loadLogin();
}
