// @ts-check
// Makes the per-request inputs of a token request: signed assertions (RFC 7523) and tokens to exchange (RFC 8693). The core
// decides what is needed and when. Only the imported key is kept from one request to the next.

import { kit } from "./rare-kit.js";
import { importPrivateKey, signJwt } from "./sign.js";

/** An assertion is used at once; the rest allows for clocks that differ. */
const CLIENT_ASSERTION_SECONDS = 60;
const GRANT_ASSERTION_SECONDS = 300;

/**
 * @typedef {ReturnType<typeof import("./assertions.js").sourceOf>} Source
 *
 * The core's request.
 * @typedef {object} Needs
 * @property {string} clientId
 * @property {string} scope
 * @property {string} [audience] of a client assertion, if one is needed
 * @property {string} [endpoint] the token endpoint, if the grant exchanges an assertion or a token
 * @property {string} [subjectToken] the token of another provider
 * @property {number} now by the server's clock, in epoch milliseconds
 */

/**
 * The parts of a request: pairs of names and values.
 * @param {Source} source
 * @param {Needs} needs
 * @returns {Promise<Array<[string, string]>>}
 */
export async function makeParts(source, { clientId, scope, audience, endpoint, subjectToken, now }) {
  const { claims, assertion, subject, actor } = source;
  /** @type {Array<[string, string]>} */
  const parts = [];
  const iat = Math.floor(now / 1000);
  if (audience !== undefined) {
    // RFC 7523 §3; `typ` is from draft-ietf-oauth-rfc7523bis §4.
    const body = { iss: clientId, sub: clientId, aud: audience, jti: crypto.randomUUID(), iat, exp: iat + CLIENT_ASSERTION_SECONDS };
    parts.push(["client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"]);
    parts.push(["client_assertion", await sign(source, "client-authentication+jwt", body)]);
  }
  if (endpoint !== undefined) {
    if (claims !== undefined) {
      // Servers require different claims. The common ones are filled in, and the user's own take precedence.
      const body = { iss: clientId, scope: scope || undefined, aud: endpoint, iat, exp: iat + GRANT_ASSERTION_SECONDS, jti: crypto.randomUUID() };
      parts.push(["assertion", await sign(source, "JWT", { ...body, ...claims })]);
    } else if (assertion !== undefined) {
      parts.push(["assertion", await textOf("assertion", assertion)]);
    }
    if (subject !== undefined) parts.push(["subject_token", subjectToken ?? (await textOf("subjectToken", subject))]);
    if (actor !== undefined) parts.push(["actor_token", await textOf("actorToken", actor)]);
  }
  return parts;
}

/**
 * @param {Source} source
 * @param {string | undefined} typ
 * @param {Record<string, unknown>} body
 */
async function sign(source, typ, body) {
  const { jwk, kid } = source;
  // A key may carry the newer name of EdDSA with this curve (RFC 9864 §2.2): servers are registered for one of the two.
  const named = jwk?.kty === "OKP" && jwk.alg === "Ed25519" ? { alg: jwk.alg } : {};
  try {
    // Keeps the value, not the promise: in a Worker, a request must not await another request's work.
    source.key ??= await importPrivateKey(jwk);
    return await signJwt(source.key, { typ, kid, ...named }, body);
  } catch (cause) {
    throw new kit.TokenError("privateKey: WebCrypto could not sign with it: see cause", { code: "crypto", cause });
  }
}

/**
 * A text, or the result of the user's function.
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
    throw new kit.TokenError(`${name}: the function threw: see cause`, { retryable, cause });
  }
  if (typeof text !== "string" || text === "") throw new kit.TokenError(`${name}: the function must give a string that is not empty`);
  return text;
}
