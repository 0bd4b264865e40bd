// "tokenward": a token of an inbound request, by a key set that is at hand.

import { createVerifier } from "tokenward";

export async function job({ issuer, audience, jwks, token }) {
  return (await createVerifier({ issuer, audience, jwks }).verify(token)).claims.sub;
}
