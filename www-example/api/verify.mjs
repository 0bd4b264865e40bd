// Checks an access token as RFC 9068 §4 asks: signature, `typ`, issuer, audience, time, and the scope of this API.

import { createRemoteJWKSet, jwtVerify } from "jose";

const SCOPE = "messages:read";

export function tokenVerifier({ issuer, audience }) {
  const keys = createRemoteJWKSet(new URL(`${issuer}/jwks`));

  /** Takes the Authorization header. Gives `{ claims }`, or what to answer: `{ status, error, reason }`. */
  return async function verify(authorization = "") {
    const [, token] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
    if (token === undefined) return { status: 401, reason: "This needs an access token" };
    try {
      const { payload } = await jwtVerify(token, keys, { issuer, audience, typ: "at+jwt", algorithms: ["RS256"] });
      if (!String(payload.scope).split(" ").includes(SCOPE)) {
        return { status: 403, error: "insufficient_scope", reason: `The scope ${SCOPE} is missing` };
      }
      return { claims: payload };
    } catch (error) {
      const reason = error.code === "ERR_JWT_EXPIRED" ? "The access token has expired" : "The access token is not valid";
      return { status: 401, error: "invalid_token", reason };
    }
  };
}
