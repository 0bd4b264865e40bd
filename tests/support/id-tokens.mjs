// ID tokens as an OpenID provider signs them (RS256), with any claim changed, and the key set to check them with.

import { exportJWK, generateKeyPair, SignJWT } from "jose";

const KID = "key-1";
const { privateKey, publicKey } = await generateKeyPair("RS256");
const { privateKey: strangersKey } = await generateKeyPair("RS256");

export const keySet = { keys: [{ ...(await exportJWK(publicKey)), kid: KID, use: "sig", alg: "RS256" }] };

/** A good ID token for `issuer`, `audience` and `nonce`; `claims` override its claims, undefined removes one. */
export function signIdToken({ issuer, audience, nonce }, claims = {}, { forged = false } = {}) {
  const now = Math.floor(Date.now() / 1000);
  const all = { iss: issuer, aud: audience, sub: "user-1", iat: now, exp: now + 600, nonce, ...claims };
  const present = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  return new SignJWT(present).setProtectedHeader({ alg: "RS256", kid: KID }).sign(forged ? strangersKey : privateKey);
}
