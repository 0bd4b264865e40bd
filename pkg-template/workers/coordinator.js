// @ts-check
// The isolate's side: a provider whose tokens come from a TokenCoordinator. The manager's memory comes first, so that a
// cached token needs no call.

import { InvalidConfigurationError, TokenError } from "../errors.js";
import { isKind } from "../kinds.js";
import { unknownOption } from "../nearest.js";
import { read } from "./wire.js";

/** Attempts to reach an object that is moving or being updated, and the longest pause between two. */
const ATTEMPTS = 3;
const PAUSE_MS = 200;

const OWN_OPTIONS = ["name", "provider"];
const PROVIDER_OPTIONS = ["refreshPolicy", "retryPolicy", "fallback", "allowedOrigins", "allowInsecureHttp"];

/**
 * @param {any} namespace
 * @param {any} [options]
 */
export function coordinator(namespace, options) {
  if (typeof namespace?.idFromName !== "function" || typeof namespace.get !== "function") {
    throw new InvalidConfigurationError("namespace: must be a Durable Object namespace, such as env.TOKENS (is the binding in wrangler's configuration?)");
  }
  const { name, provider, rest } = readOptions(options);

  /**
   * @param {string} method
   * @param {string} registered the name that the provider has here
   * @param {unknown} [argument]
   */
  const call = async (method, registered, argument) => {
    for (let attempt = 1; ; attempt++) {
      let answer;
      try {
        // A new stub each time, since one that failed once fails for good.
        const object = namespace.get(namespace.idFromName(name));
        answer = await object[method](provider ?? registered, argument, { name });
      } catch (cause) {
        if (isTooOld(cause)) {
          throw new InvalidConfigurationError("compatibility_date: RPC to the coordinator needs 2024-04-03 or later (or the flag \"rpc\")", { cause });
        }
        if (attempt < ATTEMPTS) {
          await new Promise((resolve) => setTimeout(resolve, Math.random() * PAUSE_MS * attempt));
          continue;
        }
        throw new TokenError("The coordinator's object cannot be reached: see cause.", { code: "network", retryable: true, cause });
      }
      return read(answer);
    }
  };

  return {
    grant: "coordinator",
    ...rest,
    /** @param {{ provider: string, signal?: unknown, fetch?: unknown } & import("../arguments.js").GetTokenOptions} context */
    async acquire({ provider: registered, signal, fetch, ...demands }) {
      // `obtainedAt` is dropped: the time of the next call depends on the lifetime left on arrival, not on the token's age in the object.
      const { obtainedAt, ...tokens } = await call("getToken", registered, demands);
      return tokens;
    },
    owner: {
      /** Distinguishes its tokens from those of another object, or of another provider in the same object. */
      identity: JSON.stringify([String(namespace.idFromName(name)), name, provider ?? null]),
      /** True if `id` is this object's. */
      is: (/** @type {{ equals(other: unknown): boolean }} */ id) => id.equals(namespace.idFromName(name)),
      setTokens: (/** @type {string} */ registered, /** @type {unknown} */ tokens) => call("setTokens", registered, tokens),
      invalidate: (/** @type {string} */ registered, /** @type {string | undefined} */ token) => call("invalidate", registered, token),
      clear: (/** @type {string} */ registered) => call("clear", registered),
      revoke: (/** @type {string} */ registered) => call("revoke", registered),
    },
  };
}

/** @param {any} options */
function readOptions(options) {
  if (options !== undefined && options !== null && (typeof options !== "object" || Array.isArray(options))) {
    throw new InvalidConfigurationError("options: must be an object");
  }
  /** @type {Record<string, any>} */
  const rest = {};
  /** @type {{ name: string, provider: string | undefined }} */
  const own = { name: "default", provider: undefined };
  for (const [option, value] of Object.entries(options ?? {})) {
    if (value === undefined || value === null) continue;
    if (PROVIDER_OPTIONS.includes(option)) {
      rest[option] = value;
    } else if (!OWN_OPTIONS.includes(option)) {
      throw new InvalidConfigurationError(`options.${option}: ${unknownOption(option, [...OWN_OPTIONS, ...PROVIDER_OPTIONS])}`);
    } else if (typeof value !== "string" || value === "") {
      throw new InvalidConfigurationError(`options.${option}: must be a string that is not empty`);
    } else {
      Object.assign(own, { [option]: value });
    }
  }
  return { ...own, rest };
}

/** @param {unknown} error */
function isTooOld(error) {
  return isKind("Error", error) && error.name === "TypeError" && / is not a function/.test(error.message);
}
