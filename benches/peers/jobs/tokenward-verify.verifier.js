// "tokenward/verify": the same.

import { createVerifier } from "tokenward/verify";

const { issuer, audience, token } = window.given;
const { claims } = await createVerifier({ issuer, audience }).verify(token);
window.result = claims.sub;
