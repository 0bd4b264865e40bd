// "tokenward": a token of an inbound request, with a local key set.

import { createVerifier } from "tokenward";

export async function job({ issuer, audience, jwks, token }) {
  return (await createVerifier({ issuer, audience, jwks }).verify(token)).claims.sub;
}
