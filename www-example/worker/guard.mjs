// Requires the admin secret.

import { json } from "./answers.mjs";

/** The answer to an unauthorized request; undefined for an authorized one. */
export async function refusalOf(request, secret) {
  if (typeof secret !== "string" || secret === "") {
    return json(503, {
      error: "not_configured",
      message: "ADMIN_SECRET is not set, so nobody is let in: set it by `wrangler secret put ADMIN_SECRET`",
    });
  }
  const given = /^Bearer +(\S+) *$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  if (given !== undefined && (await isSame(given, secret))) return undefined;
  // RFC 6750 §3: only a request with credentials gets an error code.
  const challenge = `Bearer realm="token administration"${given === undefined ? "" : ', error="invalid_token"'}`;
  return json(401, { error: "unauthorized", message: "Send the admin secret as a bearer token" }, { "www-authenticate": challenge });
}

/** Compares hashes of equal length in constant time, so that the time does not reveal where the texts differ. */
async function isSame(one, other) {
  const [first, second] = await Promise.all([one, other].map((text) => crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))));
  return crypto.subtle.timingSafeEqual(first, second);
}
