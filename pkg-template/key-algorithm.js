// @ts-check
// The algorithm that a private key signs with (RFC 7518 §3, RFC 8037 §3.1). Separate from signing, since options are checked at once.

import { own, ownCopy } from "./arguments.js";

/** The error text for a `privateKey` that has none. */
export const NO_ALGORITHM =
  "must be a private key that signs: a CryptoKey, or a JWK (RSA, EC, Ed25519) with its private part; import PEM to a CryptoKey";

/** The curve of each ECDSA algorithm (RFC 7518 §3.4). */
export const CURVES = /** @type {Record<string, string>} */ ({ ES256: "P-256", ES384: "P-384", ES512: "P-521" });
export const NAMES = /** @type {Record<string, string>} */ ({ RS: "RSASSA-PKCS1-v1_5", PS: "RSA-PSS", ES: "ECDSA", Ed: "Ed25519" });

/**
 * The JWS algorithm of a private key; undefined if the key is not private or cannot sign.
 * @param {any} key a CryptoKey, or a private JWK (RFC 7517)
 * @returns {string | undefined}
 */
export function algorithmOf(key) {
  if (typeof key !== "object" || key === null) return undefined;
  const alg = own(key, "kty") !== undefined ? ofJwk(ownCopy(key)) : ofCryptoKey(key);
  return alg !== undefined && /^([RP]S(256|384|512)|EdDSA)$|^ES/.test(alg) && (alg[0] !== "E" || alg === "EdDSA" || alg in CURVES) ? alg : undefined;
}

/** @param {any} jwk */
function ofJwk({ kty, crv, alg, d }) {
  if (typeof d !== "string") return undefined; // A public key, or a symmetric one.
  if (kty === "RSA") return typeof alg === "string" && alg[1] === "S" && alg[0] !== "E" ? alg : alg === undefined ? "RS256" : undefined;
  if (kty === "EC") return Object.keys(CURVES).find((name) => CURVES[name] === crv);
  return kty === "OKP" && crv === "Ed25519" ? "EdDSA" : undefined;
}

/** @param {any} key */
function ofCryptoKey({ type, usages, algorithm }) {
  if (type !== "private" || !Array.isArray(usages) || !usages.includes("sign")) return undefined;
  const { name, hash, namedCurve } = algorithm;
  if (name === NAMES.Ed) return "EdDSA";
  if (name === NAMES.ES) return Object.keys(CURVES).find((alg) => CURVES[alg] === namedCurve);
  const bits = String(hash?.name).replace("SHA-", "");
  return name === NAMES.RS ? `RS${bits}` : name === NAMES.PS ? `PS${bits}` : undefined;
}
