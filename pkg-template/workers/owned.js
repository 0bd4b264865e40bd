// @ts-check
// Rejects options that an object which owns credentials for others cannot support, by name and before anything is sent.

import { own } from "../arguments.js";
import { InvalidConfigurationError } from "../errors.js";

const DPOP =
  "the key can neither leave the object nor outlive its memory, so the isolates could not use the tokens. Leave it out here, or give the provider to the isolates' own TokenManager";
const KEPT_KEY = "Workers have no IndexedDB to keep a key in: give your own, 32 bytes as base64 in a secret such as env.KEY";
const ITSELF = "asks this very object, which would wait for itself: configure the token's own grant here";

/**
 * Checks the manager's options; providers from `resolveProvider` are checked when they are used.
 * @param {any} given the result of `options()`
 * @param {unknown} id this object's
 */
export function checkOwned(given, id) {
  if (typeof given !== "object" || given === null) throw new InvalidConfigurationError("options: must return an object, TokenManagerOptions");
  if (own(given, "encryption") === true) throw new InvalidConfigurationError(`encryption: ${KEPT_KEY}`);
  for (const [name, config] of Object.entries(own(given, "providers") ?? {})) checkProvider(config, `providers.${name}`, id);
  const { storage, background, ...options } = given;
  const resolve = own(options, "resolveProvider");
  if (typeof resolve === "function") {
    options.resolveProvider = async (/** @type {string} */ name) => {
      const config = await resolve(name);
      checkProvider(config, `providers.${name}`, id);
      return config;
    };
  }
  return options;
}

/**
 * @param {any} config
 * @param {string} path
 * @param {unknown} id
 */
function checkProvider(config, path, id) {
  if (typeof config !== "object" || config === null) return; // The core reports the error.
  if (own(config, "dpop") === true) throw new InvalidConfigurationError(`${path}.dpop: ${DPOP}`);
  if (own(config, "owner")?.is?.(id)) throw new InvalidConfigurationError(`${path}: ${ITSELF}`);
  const fallback = own(config, "fallback");
  const chain = [fallback].flat();
  chain.forEach((each, place) => checkProvider(each, chain.length === 1 ? `${path}.fallback` : `${path}.fallback.${place}`, id));
}
