// @ts-check
// Signing with WebCrypto: compact JWS (RFC 7515 §3.1, RFC 7518 §3, RFC 8037) with the users' private keys.

import { own, ownCopy } from "./arguments.js";
import { bytesOf } from "./base64url.js";

/** The curve of each ECDSA algorithm (RFC 7518 §3.4). */
const CURVES = /** @type {Record<string, string>} */ ({ ES256: "P-256", ES384: "P-384", ES512: "P-521" });
const NAMES = /** @type {Record<string, string>} */ ({ RS: "RSASSA-PKCS1-v1_5", PS: "RSA-PSS", ES: "ECDSA", Ed: "Ed25519" });

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

/** The parameters that WebCrypto needs to import a key and to sign with it. @param {string} alg */
function parameters(alg) {
  const bits = alg.slice(2);
  return { name: NAMES[alg.slice(0, 2)], hash: `SHA-${bits}`, namedCurve: CURVES[alg], saltLength: Number(bits) / 8 };
}

/**
 * A JWK as a CryptoKey that cannot be read out again.
 * @param {any} jwk
 * @returns {Promise<CryptoKey>}
 */
export async function importPrivateKey(jwk) {
  // A key's statements about its own use are dropped: they may name a single operation, or an algorithm by another of its names.
  const { alg, use, key_ops, ext, ...material } = jwk;
  if (material.kty === "RSA") for (const name of NUMBERS) if (name in material) material[name] = withoutZeros(material[name]);
  return crypto.subtle.importKey("jwk", material, parameters(/** @type {string} */ (algorithmOf(jwk))), false, ["sign"]);
}

/** The numeric members of an RSA key (RFC 7518 §6.3). */
const NUMBERS = ["n", "e", "d", "p", "q", "dp", "dq", "qi"];

/** Removes leading zeros: some tools write them against RFC 7518 §2, and Chromium rejects them. @param {any} text */
function withoutZeros(text) {
  const bytes = (typeof text === "string" && bytesOf(text)) || undefined;
  return bytes?.[0] === 0 ? base64url(bytes.subarray(bytes.findIndex((byte) => byte !== 0))) : text;
}

/**
 * @param {CryptoKey} key
 * @param {Record<string, unknown>} header `alg` is the key's, unless it says the same by another name
 * @param {Record<string, unknown>} claims
 */
export async function signJwt(key, header, claims) {
  const alg = /** @type {string} */ (algorithmOf(key));
  const encode = (/** @type {unknown} */ part) => base64url(new TextEncoder().encode(JSON.stringify(part)));
  const input = `${encode({ alg, ...header })}.${encode(claims)}`;
  const signature = await crypto.subtle.sign(parameters(alg), key, new TextEncoder().encode(input));
  return `${input}.${base64url(new Uint8Array(signature))}`;
}

/** RFC 7515 §2. @param {Uint8Array} bytes */
export function base64url(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
