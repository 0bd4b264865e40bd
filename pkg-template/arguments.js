// @ts-check
// Checks callers' arguments that the core does not see, so that a mistake gets a clear error.

import { InvalidConfigurationError } from "./errors.js";

/** The events of a manager. */
export const EVENTS = new Set([
  "added", "refreshed", "expiring", "expired", "removed", "error", "reauthenticate", "fallback", "state", "signedIn", "signedOut", "stepUp", "storageError",
]);

/**
 * @typedef {object} GetTokenOptions
 * @property {boolean} [forceRefresh]
 * @property {boolean} [useFallback]
 * @property {number} [minLifetimeSeconds]
 * @property {string | string[]} [scope]
 * @property {string | string[]} [resource]
 * @property {string | string[]} [audience]
 * @property {AbortSignal} [signal]
 */

/**
 * @param {unknown} name
 * @param {string} path
 * @returns {string}
 */
export function mustBeName(name, path) {
  if (typeof name !== "string") throw new InvalidConfigurationError(`${path}: must be a string, a provider's name`);
  return name;
}

/**
 * @param {unknown} provider
 * @returns {string | undefined}
 */
export function mayBeName(provider) {
  return provider === undefined || provider === null ? undefined : mustBeName(provider, "provider");
}

/**
 * @param {string} event
 * @param {unknown} listener
 */
export function checkListener(event, listener) {
  if (!EVENTS.has(event)) throw new InvalidConfigurationError(`event: must be one of ${[...EVENTS].join(", ")}`);
  if (typeof listener !== "function") throw new InvalidConfigurationError("listener: must be a function");
}

/**
 * The caller's signal. The core checks the other options.
 * @param {GetTokenOptions | null | undefined} options
 * @returns {AbortSignal | undefined}
 */
export function signalOf(options) {
  if (typeof options !== "object" || options === null || !Object.hasOwn(options, "signal")) return undefined;
  const signal = options.signal ?? undefined;
  if (signal !== undefined && (typeof signal.aborted !== "boolean" || typeof signal.addEventListener !== "function")) {
    throw new InvalidConfigurationError("options.signal: must be an AbortSignal");
  }
  return signal;
}

/**
 * An own member of an object that the core has already checked.
 * @param {any} object
 * @param {string} name
 */
export function own(object, name) {
  return object !== undefined && object !== null && Object.hasOwn(object, name) ? (object[name] ?? undefined) : undefined;
}

/**
 * A copy of an object's own members that inherits nothing, so that a missing one is undefined whatever `Object.prototype` holds.
 * @param {any} object
 * @returns {any}
 */
export const ownCopy = (object) => Object.assign(Object.create(null), object);

/**
 * The option `fetch` as a function. A Worker's bindings have it as a method.
 * @param {any} given undefined, a function, or an object with such a method
 * @returns {typeof fetch | undefined}
 */
export const asFetch = (given) => (typeof given === "object" ? given.fetch.bind(given) : given);

/**
 * True if the options ask for nothing special.
 * @param {GetTokenOptions | null | undefined} options
 */
export function isEmpty(options) {
  if (options === undefined || options === null) return true;
  if (typeof options !== "object") return false;
  return Object.entries(options).every(([name, value]) => name === "signal" || value === undefined || value === null);
}

/**
 * `promise`, or the signal's reason if that comes first. Only this caller stops waiting; the work goes on for the others.
 * @template T
 * @param {Promise<T>} promise
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<T>}
 */
export function abandonable(promise, signal) {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const abort = () => {
      signal.removeEventListener("abort", abort);
      reject(signal.reason);
    };
    signal.addEventListener("abort", abort);
    const settled = () => signal.removeEventListener("abort", abort);
    promise.then(
      (value) => {
        settled();
        resolve(value);
      },
      (error) => {
        settled();
        reject(error);
      },
    );
  });
}

/**
 * The methods of a storage that are used.
 * @param {any} storage
 * @returns {{ getItem(key: string): any, setItem(key: string, value: string, options?: { expiresAt?: number }): any } | undefined}
 */
export function checkStorage(storage) {
  if (storage === undefined || ["getItem", "setItem"].every((name) => typeof storage?.[name] === "function")) return storage;
  throw new InvalidConfigurationError("storage: must be an object with getItem, setItem and removeItem, such as kvStorage(env.KEYS)");
}
