// @ts-check
// Reads the users' options, of the manager and of calls. Errors in a single option are reported here, by its path; the core
// reports options that don't fit together.

import { provider, REFRESH_POLICY, RETRY_POLICY } from "./provider.js";
import { anything, callable, count, crossingAs, fetching, flag, hasMethod, json, Members, milliseconds, object, oneOf, scope, seconds, text, textMap, texts, wrong } from "./members.js";

/** @typedef {import("./members.js").Kind} Kind */

const STORAGES = oneOf(["memory", "local", "session", "indexeddb"]);
const METHODS = ["getItem", "setItem", "removeItem"];

/** The name of one of our own storages, or the user's object. @type {Kind} */
function storage(value, path) {
  if (typeof value !== "object") return STORAGES(value, path);
  // Its methods may be on its prototype, as Web Storage's are: a storage is no configuration.
  if (METHODS.every((name) => hasMethod(value, name))) return value;
  throw wrong(path, "must have the methods getItem, setItem and removeItem");
}

/** The storage that a migration writes to, or a restore reads from. @type {Kind} */
export function otherStorage(value, path) {
  if (value === undefined || value === null) throw wrong(path, "is missing: give a storage");
  return storage(value, path);
}

/** Provider names and their configurations. @type {Kind} */
const providers = (value, path) => new Members(value, path).takeAll(provider);

/**
 * The user's `resolveProvider`, its result read like `providers`. For a wrong configuration the error is returned, to
 * distinguish it from an error of the user's function.
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
  encryption: anything, // Validated where the key is used.
  background: flag,
  fetch: fetching,
  logger: callable,
  logLevel: oneOf(["error", "warn", "info", "debug"]),
  refreshPolicy: REFRESH_POLICY,
  retryPolicy: RETRY_POLICY,
  providers,
  resolveProvider: resolver,
};
/** The valid names of manager options. */
export const MANAGER_OPTIONS = Object.keys(MEMBERS);
const MANAGER = object(MEMBERS);
/** The members that name a target. */
const TARGET = { scope, resource: texts, audience: texts };
const GET_TOKENS = object(TARGET);
// The code that makes proofs checks the other members.
const DPOP_REQUEST = object({ ...TARGET, url: anything, method: anything, nonce: anything });
const GET_TOKEN = object({
  ...TARGET,
  signal: anything, // Handled by the caller.
  forceRefresh: flag,
  useFallback: flag,
  minLifetimeSeconds: crossingAs("minLifetimeMs", seconds),
});
/** An object, or a text that the core checks. @type {Kind} */
const jsonOrText = (value, path) => (typeof value === "string" ? value : json(value, path));
const LOGIN_MEMBERS = {
  redirectUri: text,
  scope,
  prompt: text,
  loginHint: text,
  acrValues: scope,
  maxAgeSeconds: count,
  claims: jsonOrText,
  appState: json,
  params: textMap,
};
const LOGIN = object(LOGIN_MEMBERS);
/** A window. Once it shows another origin, its members cannot be read. @type {Kind} */
const windowed = (value, path) => {
  if (value === undefined || (typeof value === "object" && "closed" in value)) return value;
  throw wrong(path, "must be a window that the page opened");
};
const LOGIN_MODE = object({ ...LOGIN_MEMBERS, mode: oneOf(["redirect", "popup", "silent"]), popup: windowed, timeoutMs: milliseconds });
const LOGOUT_MEMBERS = { postLogoutRedirectUri: text, state: text };
const LOGOUT = object(LOGOUT_MEMBERS);
const SIGN_OUT = object({ ...LOGOUT_MEMBERS, revoke: flag, navigate: flag });

/** @param {unknown} options */
export const managerOptions = (options) => MANAGER(options ?? {}, "");
/** @param {unknown} options */
export const getTokenOptions = (options) => GET_TOKEN(options ?? {}, "options");
/** @param {unknown} target */
export const getTokensTarget = (target) => GET_TOKENS(target ?? {}, "target");
/** @param {unknown} request */
export const dpopRequestOptions = (request) => DPOP_REQUEST(request ?? {}, "request");
/** @param {unknown} options */
export const loginOptions = (options) => LOGIN(options ?? {}, "options");
/** @param {unknown} options */
export const logoutOptions = (options) => LOGOUT(options ?? {}, "options");
/** The options of `login`. @param {unknown} options */
export const loginModeOptions = (options) => LOGIN_MODE(options ?? {}, "options");
/** The options of `logout`. @param {unknown} options */
export const signOutOptions = (options) => SIGN_OUT(options ?? {}, "options");
