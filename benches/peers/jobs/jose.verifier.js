// jose: the same.

import { createRemoteJWKSet, jwtVerify } from "jose";

const { issuer, audience, token } = window.given;
const metadata = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json();
const { payload } = await jwtVerify(token, createRemoteJWKSet(new URL(metadata.jwks_uri)), { issuer, audience });
window.result = payload.sub;
