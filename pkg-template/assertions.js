// @ts-check
// Makes the per-request inputs of a token request: signed assertions (RFC 7523) and tokens to exchange (RFC 8693). The core
// decides what is needed and when. Only the imported key is kept from one request to the next.

import { ownCopy, own } from "./arguments.js";
import { TokenError } from "./errors.js";
import { algorithmOf, NO_ALGORITHM } from "./key-algorithm.js";
import { importPrivateKey, signJwt } from "./sign.js";

/** An assertion is used at once; the rest allows for clocks that differ. */
const CLIENT_ASSERTION_SECONDS = 60;
const GRANT_ASSERTION_SECONDS = 300;

/**
 * The user's configuration.
 * @typedef {object} Inputs
 * @property {any} [privateKey]
 * @property {string} [keyId]
 * @property {unknown} [subjectToken]
 * @property {unknown} [actorToken]
 * @property {any} [assertion]
 *
 * What the core asks for.
 * @typedef {object} Needs
 * @property {string} clientId
 * @property {string} scope
 * @property {string} [audience] of a client assertion, where one is needed
 * @property {string} [endpoint] the token endpoint, where what the grant exchanges is needed
 * @property {string} [subjectToken] the token of another provider
 * @property {number} now by the server's clock, in epoch milliseconds
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
  if (name === "assertion") return kind === "object" && isJson(value) ? undefined : "must be a string, a function, or an object of claims, which JSON can hold";
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
 * Returns the function that makes the parts of a request: pairs of names and values.
 * @param {Inputs} given
 * @returns {(needs: Needs) => Promise<Array<[string, string]>>}
 */
export function partsMaker(given) {
  // Copied, so that later changes by the user have no effect; a CryptoKey is immutable.
  const { privateKey, keyId, assertion, subjectToken: subject, actorToken: actor } = ownCopy(given);
  const jwk = own(privateKey, "kty") !== undefined ? ownCopy(privateKey) : undefined;
  const claims = typeof assertion === "object" ? JSON.parse(JSON.stringify(assertion)) : undefined;
  const kid = keyId ?? jwk?.kid;
  // A key may carry the newer name of EdDSA with this curve (RFC 9864 §2.2): servers are registered for one of the two.
  const named = jwk?.kty === "OKP" && jwk.alg === "Ed25519" ? { alg: jwk.alg } : {};
  /** @type {CryptoKey | undefined} */
  let key = jwk === undefined ? privateKey : undefined;

  /**
   * @param {string | undefined} typ
   * @param {Record<string, unknown>} body
   */
  const sign = async (typ, body) => {
    try {
      // Keeps the value, not the promise: in a Worker, a request must not wait for what another one began.
      key ??= await importPrivateKey(jwk);
      return await signJwt(key, { typ, kid, ...named }, body);
    } catch (cause) {
      throw new TokenError("privateKey: WebCrypto could not sign with it: see cause", { code: "crypto", cause });
    }
  };

  return async ({ clientId, scope, audience, endpoint, subjectToken, now }) => {
    /** @type {Array<[string, string]>} */
    const parts = [];
    const iat = Math.floor(now / 1000);
    if (audience !== undefined) {
      // RFC 7523 §3; `typ` is from draft-ietf-oauth-rfc7523bis §4.
      const body = { iss: clientId, sub: clientId, aud: audience, jti: crypto.randomUUID(), iat, exp: iat + CLIENT_ASSERTION_SECONDS };
      parts.push(["client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"]);
      parts.push(["client_assertion", await sign("client-authentication+jwt", body)]);
    }
    if (endpoint !== undefined) {
      if (claims !== undefined) {
        // Servers want different claims. The ones that all of them need are filled in, and the user's own take precedence.
        const body = { iss: clientId, scope: scope || undefined, aud: endpoint, iat, exp: iat + GRANT_ASSERTION_SECONDS, jti: crypto.randomUUID() };
        parts.push(["assertion", await sign("JWT", { ...body, ...claims })]);
      } else if (assertion !== undefined) {
        parts.push(["assertion", await textOf("assertion", assertion)]);
      }
      if (subject !== undefined) parts.push(["subject_token", subjectToken ?? (await textOf("subjectToken", subject))]);
      if (actor !== undefined) parts.push(["actor_token", await textOf("actorToken", actor)]);
    }
    return parts;
  };
}

/**
 * A text, or what the user's function returns.
 * @param {string} name
 * @param {unknown} source
 */
async function textOf(name, source) {
  if (typeof source === "string") return source;
  let text;
  try {
    text = await /** @type {() => unknown} */ (source)();
  } catch (cause) {
    const retryable = /** @type {any} */ (cause)?.retryable === true;
    throw new TokenError(`${name}: the function threw: see cause`, { retryable, cause });
  }
  if (typeof text !== "string" || text === "") throw new TokenError(`${name}: the function must give a string that is not empty`);
  return text;
}
