// @ts-check
// The variable parts of a token request as the user configures them: signed assertions (RFC 7523) and tokens to exchange (RFC 8693).
// `parts.js` makes them.

import { ownCopy, own } from "./arguments.js";
import { algorithmOf, NO_ALGORITHM } from "./key-algorithm.js";

/**
 * The user's configuration.
 * @typedef {object} Inputs
 * @property {any} [privateKey]
 * @property {string} [keyId]
 * @property {unknown} [subjectToken]
 * @property {unknown} [actorToken]
 * @property {any} [assertion]
 */

/**
 * The problem with a member of the configuration; undefined if there is none.
 * @param {string} name
 * @param {any} value
 */
export function problemWith(name, value) {
  const kind = value !== null && typeof value === "object" && !Array.isArray(value) ? "object" : typeof value;
  if (name === "privateKey") return algorithmOf(value) === undefined ? NO_ALGORITHM : undefined;
  if (value === "") return "must not be empty";
  if (kind === "string" || kind === "function") return undefined;
  if (name === "assertion") return kind === "object" && isJson(value) ? undefined : "must be a string, a function, or an object of claims (JSON values)";
  if (name === "actorToken") return "must be a string or a function";
  const names = kind === "object" && Object.keys(value);
  if (names && names.length === 1 && names[0] === "provider" && typeof value.provider === "string") return undefined;
  return "must be a string, a function, or { provider } with another provider's name";
}

/**
 * The request's subject, actor and assertion as names and values, if they never change. An assertion's claims become a text that is
 * the same for the same claims. Undefined if a function or another provider supplies any of them.
 * @param {Inputs} given
 * @returns {Array<[string, string]> | undefined}
 */
export function fixedInputs({ assertion, subjectToken, actorToken }) {
  /** @type {Array<[string, unknown]>} */
  const given = [["assertion", assertion], ["subject_token", subjectToken], ["actor_token", actorToken]];
  if (assertion !== null && typeof assertion === "object") given[0] = ["claims", JSON.stringify(assertion, sortedMembers)];
  const there = given.filter(([, value]) => value !== undefined);
  return there.every(([, value]) => typeof value === "string") ? /** @type {Array<[string, string]>} */ (there) : undefined;
}

/** @param {string} _ @param {any} value */
function sortedMembers(_, value) {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** @param {unknown} value */
function isJson(value) {
  try {
    return JSON.stringify(value) !== undefined;
  } catch {
    return false; // A cycle or a BigInt.
  }
}

/**
 * The source of a request's parts. A copy, so that later changes by the user have no effect; a CryptoKey is immutable.
 * @param {Inputs} given
 */
export function sourceOf(given) {
  const { privateKey, keyId, assertion, subjectToken: subject, actorToken: actor } = ownCopy(given);
  const jwk = own(privateKey, "kty") !== undefined ? ownCopy(privateKey) : undefined;
  return {
    jwk,
    /** @type {CryptoKey | undefined} */
    key: jwk === undefined ? privateKey : undefined,
    kid: keyId ?? jwk?.kid,
    claims: typeof assertion === "object" ? JSON.parse(JSON.stringify(assertion)) : undefined,
    assertion,
    subject,
    actor,
  };
}
