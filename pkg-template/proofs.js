// @ts-check
// Requests with a key-bound token (DPoP, RFC 9449 §7): every attempt needs its own proof, and so does every redirect
// target.

import { proof, proofKey } from "./dpop.js";
import { follow } from "./follow.js";
import { kit } from "./rare-kit.js";

/**
 * @typedef {import("./outgoing.js").Outgoing} Outgoing
 *
 * The content of a proof, and the place of its key. It comes from the core, which gets it back with the response.
 * @typedef {{ owner: object, id: string, htu: string, iat: number, nonce?: string }} Claims
 *
 * @typedef {object} Prover
 * @property {(url: string) => Claims | undefined} claims undefined if the token is bound to no key
 * @property {(claims: Claims, response: Response) => boolean} answered true if a repeat with a new proof may succeed
 */

/**
 * A proof for a request with `token`; undefined if the token is bound to no key.
 * @param {Prover} prover
 * @param {string} method
 * @param {string} url
 * @param {string} token
 */
export async function prove(prover, method, url, token) {
  const claims = prover.claims(url);
  if (claims === undefined) return undefined;
  const { owner, id, htu, iat, nonce } = claims;
  try {
    return { claims, text: await proof(await proofKey(owner, id), normalized(method), htu, iat, nonce, token) };
  } catch (cause) {
    throw new kit.TokenError("No DPoP proof can be made: WebCrypto is missing, or fails.", { code: "crypto", cause });
  }
}

/** RFC 9449 §8.1: empty means none. */
const NONCE = /^[!\x23-\x5b\x5d-\x7e]*$/;

/** The methods that `fetch` converts to upper case (Fetch standard §2.2.1). */
const NORMALIZED = /^(delete|get|head|options|post|put)$/i;

/**
 * Sends the request, and once more if the server asks for a nonce.
 * @param {Prover} prover
 * @param {string} token
 * @param {typeof fetch} call
 * @param {Outgoing} outgoing
 * @param {Headers} given
 * @returns {Promise<Response>}
 */
export async function sendWithProofs(prover, token, call, outgoing, given) {
  const { memberOf, own } = kit;
  for (let last = outgoing.isOneShot; ; last = true) {
    let again = false;
    const send = async (/** @type {any} */ input, /** @type {RequestInit} */ init = {}) => {
      const headers = new Headers(init.headers);
      // Without the token, no proof is sent either.
      if (!headers.has("authorization")) headers.delete("dpop");
      else {
        const isUrl = typeof input === "string";
        const method = own(init, "method") ?? (isUrl ? "GET" : memberOf(input, "method"));
        const proof = await prove(prover, method, isUrl ? input : memberOf(input, "url"), token);
        if (proof !== undefined) {
          headers.set("dpop", proof.text);
          const response = await call(input, { ...init, headers });
          again = prover.answered(proof.claims, response);
          return response;
        }
      }
      again = false;
      return call(input, { ...init, headers });
    };
    const byHand = outgoing.redirect === "follow";
    const response = await (byHand ? follow(send, outgoing, given) : send(...outgoing.take(given)));
    if (byHand && response.type === "opaqueredirect") {
      throw new TypeError("fetch failed: pages cannot see where a redirect leads, so no DPoP proof can be made for it. Request the final URL.");
    }
    if (!again || last) return response;
    kit.discard(response);
  }
}

/** @param {string} method */
const normalized = (method) => (NORMALIZED.test(method) ? method.toUpperCase() : method);

/**
 * The checked arguments of `getDpopHeaders`.
 * @param {Record<string, any>} request
 */
export function dpopRequest({ url, method = "GET", nonce }) {
  const { InvalidConfigurationError, isKind } = kit;
  if (typeof method !== "string" || method === "") throw new InvalidConfigurationError("request.method: must be the name of an HTTP method");
  if (nonce !== undefined && !(typeof nonce === "string" && NONCE.test(nonce))) {
    throw new InvalidConfigurationError("request.nonce: must be the DPoP-Nonce header of the server's last answer");
  }
  const href = isKind("URL", url) ? url.href : url;
  if (typeof href !== "string" || !/^https?:\/\//i.test(href)) throw new InvalidConfigurationError("request.url: must be an absolute http or https URL");
  return { url: new URL(href).href, method, nonce: nonce || undefined };
}

/**
 * A response that asks for a nonce, in the form that the core expects.
 * @param {string} nonce
 */
export function asksFor(nonce) {
  return new Response(null, { status: 401, headers: { "dpop-nonce": nonce, "www-authenticate": 'DPoP error="use_dpop_nonce"' } });
}
