// @ts-check
// The callback of a login. It recognizes callback pages, so that other pages load nothing, and keeps the result.

import { openChannel } from "./channel.js";
import { within } from "./driver/within.js";
import { outsideZones } from "./zones.js";

/** The prefix of `state` for a login in a window of its own: see src/core/login/window.rs. */
const IN_WINDOW = "tw.";
/** The answer to the callback from the page that began such a login. */
export const TAKEN = "taken";
/** The callback's longest wait for that answer, and then for its window to close. */
const TAKEN_MS = 3_000;
const CLOSING_MS = 1_000;

/**
 * @typedef {import("./driver/driver.js").Driver} Driver
 * @typedef {import("./driver/login.js").LoginDriver} LoginDriver
 *
 * The callback that the page handled last.
 * @typedef {object} Handled
 * @property {Driver} core
 * @property {string} namespace
 * @property {string} url the callback's
 * @property {string} [shown] the URL that the address bar has shown since
 * @property {number} entries of the page's history then
 * @property {Promise<any>} [result]
 */

/** @type {Handled | undefined} */
let last;

/** Drops the callback's result: the user logged out, or the page's URL changed. @param {string} [namespace] */
export function forgetCallback(namespace) {
  if (namespace === undefined || namespace === last?.namespace) last = undefined;
}

/** The `state` of a callback URL (RFC 6749 §4.1.2); undefined for any other URL. @param {string} url */
export function stateOf(url) {
  const query = new URLSearchParams(url.split("#", 1)[0].split("?").slice(1).join("?"));
  return query.get("code") || query.get("error") ? query.get("state") || undefined : undefined;
}

/** True if the tab keeps a pending login with this `state`: see src/core/login/pending.rs. @param {string} namespace @param {string} state */
function isPending(namespace, state) {
  try {
    const prefix = namespace.replaceAll("%", "%25").replaceAll(":", "%3A");
    return globalThis.sessionStorage.getItem(`${prefix}%login:${state}`) !== null;
  } catch {
    return false;
  }
}

/** The channel between a window's callback and the page that began the login. @param {string} state */
export const channelOf = (state) => openChannel(`tokenward%login:${state}`);

/**
 * In the window of another page's login: hands the URL over to that page and closes the window.
 * @param {string} state @param {string} url
 * @returns {Promise<undefined>}
 */
async function handOver(state, url) {
  const channel = channelOf(state);
  const taken = new Promise((resolve) => {
    if (channel) channel.onmessage = ({ data }) => data === TAKEN && resolve(true);
  });
  channel?.postMessage(url);
  const isTaken = await within(TAKEN_MS, taken);
  channel?.close();
  if (isTaken) globalThis.close();
  // A frame has nothing else to do: the page that began the login removes it.
  if (globalThis.parent !== globalThis.self) return new Promise(() => {});
  // If the browser keeps the window open, the page continues like any other.
  return isTaken && within(CLOSING_MS, new Promise(() => {}));
}

/**
 * @param {Driver} core
 * @param {() => Promise<LoginDriver>} load
 * @param {string} [given] default: the page's URL
 * @returns {Promise<any>} undefined if that is not the callback of a login of this page
 */
export async function handleCallback(core, load, given) {
  const { namespace, host } = core.shared.settings;
  const entries = globalThis.history?.length;
  const here = given ?? globalThis.location?.href;
  if (here === undefined) return undefined;
  const isAgain = (/** @type {Handled} */ { url, shown, ...of }) => of.namespace === namespace && of.entries === entries && (here === url || here === shown);
  const again = last && isAgain(last) ? last : undefined;
  if (again?.core === core) return again.result;
  const url = again?.url ?? here;
  const state = stateOf(url);
  if (state?.startsWith(IN_WINDOW) && host === "browser" && globalThis.document !== undefined) return handOver(state, url);
  // The core knows the rest: another manager's callback, or a login in this manager's memory.
  if (state === undefined || !(again || core.login || isPending(namespace, state))) return undefined;
  /** @type {Handled} */
  const mine = { core, namespace, url, entries };
  const isKept = host === "browser" && globalThis.document !== undefined;
  if (isKept) last = mine;
  const forget = () => {
    if (last === mine) last = undefined;
  };
  mine.result = (async () => {
    const login = await load().catch((error) => {
      forget();
      throw error;
    });
    const result = login.run("handleCallback", undefined, { url });
    // The login is used up by now.
    mine.shown = globalThis.location?.href;
    const finished = await result;
    if (finished.provider !== undefined) return finished;
    forget();
    return undefined;
  })();
  if (isKept) outsideZones(() => globalThis.addEventListener("popstate", forget, { once: true }));
  return mine.result;
}
