// @ts-check
// Keys for proofs of possession (DPoP, RFC 9449): one ES256 key pair per provider, whose private half is not extractable. The
// core decides the content of a proof.

import { kit } from "./rare-kit.js";
import { signJwt } from "./sign.js";

/**
 * @typedef {object} ProofKey
 * @property {CryptoKey} privateKey
 * @property {JsonWebKey} jwk the public half
 * @property {string} jkt its thumbprint (RFC 7638)
 * @property {boolean} [kept] true if it is in IndexedDB, so that other tabs have the same key and it outlives this page
 * @property {unknown} [fault] the reason why it is not kept, reported once
 */

/** Keys in use, by owner: a manager, or all that share a storage. @type {WeakMap<object, Map<string, ProofKey>>} */
const known = new WeakMap();

/** Limit for getting a key: two IndexedDB lookups, and generating one. */
const PATIENCE_MS = 3_000;

/**
 * The key called `id`; rejects if that takes too long.
 * @param {object} owner
 * @param {string} id
 * @returns {Promise<ProofKey>}
 */
export function proofKey(owner, id) {
  return kit.within(PATIENCE_MS, find(owner, id), () => {
    throw new DOMException("WebCrypto took too long.", "TimeoutError");
  });
}

/**
 * Makes the key if there is none. If several tabs, or requests of a Worker, do so at the same time, one wins.
 * @param {object} owner
 * @param {string} id
 * @returns {Promise<ProofKey>}
 */
async function find(owner, id) {
  const keys = known.get(owner) ?? new Map();
  known.set(owner, keys);
  const mine = keys.get(id);
  if (mine?.kept === false) return mine;
  const make = async () => keys.get(id) ?? (await makeKey());
  let fault;
  if (kit.factory()) {
    try {
      // Looked up each time: the user may have deleted it and another tab made a new one.
      const key = { ...(await kit.keptOrMade(kit.KEYS, ["dpop", id], make)), kept: true };
      keys.set(id, key);
      return key;
    } catch (error) {
      fault = error;
    }
  }
  const key = { ...(await make()), kept: false };
  // Another request may have been faster. Requests share values here, never promises.
  if (keys.get(id)?.kept !== false) keys.set(id, key);
  return { ...keys.get(id), fault };
}

/** @returns {Promise<ProofKey>} */
async function makeKey() {
  const { privateKey, publicKey } = /** @type {CryptoKeyPair} */ (
    await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"])
  );
  const { crv, kty, x, y } = await crypto.subtle.exportKey("jwk", publicKey);
  const jwk = { crv, kty, x, y }; // RFC 7638 §3.2: these members, in this order.
  return { privateKey, jwk, jkt: await sha256(JSON.stringify(jwk)) };
}

/**
 * A proof (RFC 9449 §4.2).
 * @param {ProofKey} key
 * @param {string} htm
 * @param {string} htu
 * @param {number} iat
 * @param {string} [nonce]
 * @param {string} [token]
 */
export async function proof({ privateKey, jwk }, htm, htu, iat, nonce, token) {
  const jti = kit.base64url(crypto.getRandomValues(new Uint8Array(16)));
  const claims = { jti, htm, htu, iat, nonce, ath: token === undefined ? undefined : await sha256(token) };
  return signJwt(privateKey, { typ: "dpop+jwt", jwk }, claims);
}

/** @param {string} text */
async function sha256(text) {
  return kit.base64url(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))));
}
