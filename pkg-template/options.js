// @ts-check
// Reads what users configure: the manager's options, and those of calls. What is wrong with an option by itself is said here, by
// its path; what does not fit together is the core's to say.

import { provider, REFRESH_POLICY, RETRY_POLICY } from "./provider.js";
import { anything, callable, fetching, flag, hasMethod, json, Members, object, oneOf, scope, seconds, text, textMap, word, wrong } from "./members.js";

/** @typedef {import("./members.js").Kind} Kind */

const STORAGES = word(["memory", "local", "session", "indexeddb"]);
const METHODS = ["getItem", "setItem", "removeItem"];

/** One of our own storages, as its number, or the user's. @type {Kind} */
function storage(value, path) {
  if (typeof value !== "object") return STORAGES(value, path);
  // Its methods may lie in its prototype: a storage is no configuration, and Web Storage's own lie there.
  if (METHODS.every((name) => hasMethod(value, name))) return value;
  throw wrong(path, "must have the methods getItem, setItem and removeItem");
}

/** The storage that a move goes to, or a restore comes from. @type {Kind} */
export function otherStorage(value, path) {
  if (value === undefined || value === null) throw wrong(path, "is missing: give a storage");
  return storage(value, path);
}

/** Names and configurations. @type {Kind} */
const providers = (value, path) => new Members(value, path).takeAll(provider);

/**
 * The user's `resolveProvider`, with what it gives read like `providers`; of a configuration that is wrong the error is given, since
 * what the user's function throws is another thing.
 * @type {Kind}
 */
const resolver = (value, path) =>
  callable(value, path) &&
  (async (/** @type {string} */ name) => {
    const config = await value(name);
    if (config === undefined || config === null) return undefined;
    try {
      return provider(config, `providers.${name}`);
    } catch (error) {
      return error;
    }
  });

const MEMBERS = {
  namespace: text,
  storage,
  encryption: anything, // What a key has to be is checked where it is used.
  background: flag,
  fetch: fetching,
  logger: callable,
  logLevel: word(["error", "warn", "info", "debug"]),
  refreshPolicy: REFRESH_POLICY,
  retryPolicy: RETRY_POLICY,
  providers,
  resolveProvider: resolver,
};
/** What the options of a manager may be called. */
export const MANAGER_OPTIONS = Object.keys(MEMBERS);
const MANAGER = object(MEMBERS);
const GET_TOKEN = object({
  signal: anything, // Looked after by who calls.
  forceRefresh: flag,
  useFallback: flag,
  minLifetimeSeconds: seconds,
});
const LOGIN = object({
  redirectUri: text,
  scope,
  prompt: oneOf(["none", "login", "consent", "select_account"]),
  loginHint: text,
  appState: json,
  params: textMap,
});
const LOGOUT = object({ postLogoutRedirectUri: text, state: text });

/** @param {unknown} options */
export const managerOptions = (options) => MANAGER(options ?? {}, "");
/** @param {unknown} options */
export const getTokenOptions = (options) => GET_TOKEN(options ?? {}, "options");
/** @param {unknown} options */
export const loginOptions = (options) => LOGIN(options ?? {}, "options");
/** @param {unknown} options */
export const logoutOptions = (options) => LOGOUT(options ?? {}, "options");
