// @ts-check
// Signing with WebCrypto: compact JWS (RFC 7515 §3.1, RFC 7518 §3, RFC 8037) with the users' private keys.

import { kit } from "./rare-kit.js";

/** The parameters that WebCrypto needs to import a key and to sign with it. @param {string} alg */
function parameters(alg) {
  const bits = alg.slice(2);
  return { name: kit.NAMES[alg.slice(0, 2)], hash: `SHA-${bits}`, namedCurve: kit.CURVES[alg], saltLength: Number(bits) / 8 };
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
  return crypto.subtle.importKey("jwk", material, parameters(/** @type {string} */ (kit.algorithmOf(jwk))), false, ["sign"]);
}

/** The numeric members of an RSA key (RFC 7518 §6.3). */
const NUMBERS = ["n", "e", "d", "p", "q", "dp", "dq", "qi"];

/** Removes leading zeros: some tools write them against RFC 7518 §2, and Chromium rejects them. @param {any} text */
function withoutZeros(text) {
  const bytes = (typeof text === "string" && kit.bytesOf(text)) || undefined;
  return bytes?.[0] === 0 ? kit.base64url(bytes.subarray(bytes.findIndex((byte) => byte !== 0))) : text;
}

/**
 * @param {CryptoKey} key
 * @param {Record<string, unknown>} header `alg` is the key's, unless it says the same by another name
 * @param {Record<string, unknown>} claims
 */
export async function signJwt(key, header, claims) {
  const alg = /** @type {string} */ (kit.algorithmOf(key));
  const { base64url } = kit;
  const encode = (/** @type {unknown} */ part) => base64url(new TextEncoder().encode(JSON.stringify(part)));
  const input = `${encode({ alg, ...header })}.${encode(claims)}`;
  const signature = await crypto.subtle.sign(parameters(alg), key, new TextEncoder().encode(input));
  return `${input}.${base64url(new Uint8Array(signature))}`;
}
