// "tokenward": only verifies an access token with the key set of its issuer.

import { createVerifier } from "tokenward";

const { issuer, audience, token } = window.given;
const { claims } = await createVerifier({ issuer, audience }).verify(token);
window.result = claims.sub;
