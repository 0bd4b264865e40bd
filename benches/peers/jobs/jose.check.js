// jose: the same.

import { createLocalJWKSet, jwtVerify } from "jose";

export async function job({ issuer, audience, jwks, token }) {
  return (await jwtVerify(token, createLocalJWKSet(jwks), { issuer, audience })).payload.sub;
}
