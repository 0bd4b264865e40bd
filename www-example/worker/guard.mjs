// Lets nobody in without the admin secret.

import { json } from "./answers.mjs";

/** The answer to who may not come in; undefined for who may. */
export async function refusalOf(request, secret) {
  if (typeof secret !== "string" || secret === "") {
    return json(503, {
      error: "not_configured",
      message: "ADMIN_SECRET is not set, so nobody is let in: set it by `wrangler secret put ADMIN_SECRET`",
    });
  }
  const given = /^Bearer +(\S+) *$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  if (given !== undefined && (await isSame(given, secret))) return undefined;
  // RFC 6750 §3: an error code is told only to who tried.
  const challenge = `Bearer realm="token administration"${given === undefined ? "" : ', error="invalid_token"'}`;
  return json(401, { error: "unauthorized", message: "Send the admin secret as a bearer token" }, { "www-authenticate": challenge });
}

/** Compared by their hashes, which are of one length, and in a time that tells nothing about where they differ. */
async function isSame(one, other) {
  const [first, second] = await Promise.all([one, other].map((text) => crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))));
  return crypto.subtle.timingSafeEqual(first, second);
}
