// @ts-check
// Loads the login core and the JavaScript that only logins need, when a login is first used, once for all managers.

import { base64url } from "./base64url.js";
import { channelOf, forgetCallback, TAKEN } from "./callback.js";
import { textOf, plain } from "./driver/json.js";
import { Loop } from "./driver/loop.js";
import { within } from "./driver/within.js";
import { WORKS } from "./driver/works.js";
import { TokenError } from "./errors.js";
import { fetchWithToken } from "./fetch.js";
import { isKind } from "./kinds.js";
import { beforehand, origin, partError } from "./later.js";
import { moduleOf } from "./load.js";
import { textEncoder } from "./text.js";
import { outsideZones } from "./zones.js";

/**
 * @typedef {typeof import("./driver/login.js")} Login
 * @typedef {import("./load.js").Source} Source
 */

/** The code that the driver of the login core shares with the driver of the tokens. */
export const kit = { Loop, TAKEN, TokenError, WORKS, base64url, channelOf, fetchWithToken, outsideZones, plain, textEncoder, textOf, within };

/** @type {Login | undefined} */
let loaded;
/** @type {PromiseLike<void> | undefined} */
let loading;

/** Loads the parts that a login needs; after a failure the next call tries again. @returns {Promise<Login>} */
export async function loadLogin() {
  try {
    // No shared promise once it is loaded: in a Worker, a request must not await a promise that another request made.
    if (loaded === undefined) await (loading ??= (beforehand.login ?? origin.login)?.());
  } catch (error) {
    throw partError(error);
  } finally {
    loading = undefined;
  }
  return /** @type {Login} */ (loaded);
}

/**
 * Starts the core: at once if both are at hand.
 * @param {Login | PromiseLike<Login>} login
 * @param {Source | PromiseLike<Source>} source
 * @returns {Promise<void> | undefined}
 */
export function startLogin(login, source) {
  if (!("then" in login) && isKind("WebAssembly.Module", source)) return start(login, source);
  return Promise.all([login, Promise.resolve(source).then(moduleOf)]).then((both) => start(...both));
}

/** @param {Login} login @param {WebAssembly.Module} module @returns {undefined} */
function start(login, module) {
  if (loaded === undefined) login.start(module);
  loaded ??= login;
}

/** The user of a provider logs out: drops results of the page's logins that no caller has taken. @param {string} namespace @param {string} provider */
export function noteLogout(namespace, provider) {
  forgetCallback(namespace);
  loaded?.loggedOut(namespace, provider);
}
