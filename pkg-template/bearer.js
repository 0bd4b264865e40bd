// @ts-check
// Bearer tokens in requests (RFC 6750 §2.1), and responses to requests without a valid one (§3).

import { InvalidTokenError, TokenError } from "./errors.js";

const RETRY_AFTER_MS = 5_000;
const BEARER = /^bearer +([A-Za-z0-9._~+/-]+=*) *$/i;

/**
 * The request's token: from the Authorization header, never from body or URL.
 * @param {Request} request
 * @returns {string}
 */
export function bearerOf(request) {
  const header = request?.headers?.get?.("authorization");
  if (!/^bearer( |$)/i.test(header ?? "")) throw new InvalidTokenError("the request has no bearer token");
  const [, token] = BEARER.exec(/** @type {string} */ (header)) ?? [];
  if (token === undefined) throw new InvalidTokenError("the Authorization header is malformed", { oauthError: "invalid_token" });
  return token;
}

/**
 * 403 for a token that lacks a scope, 503 when the token could not be checked, else 401. A request without a token gets no
 * error code (§3.1).
 * @param {any} error
 * @param {string} realm
 * @param {string} scope
 * @returns {Response}
 */
export function challenge(error, realm, scope) {
  const known = error instanceof InvalidTokenError ? error : undefined;
  const headers = new Headers({ "cache-control": "no-store" });
  const says = [["realm", realm]];
  const code = /** @type {{ oauthError?: string } | undefined} */ (known)?.oauthError;
  if (code !== undefined) says.push(["error", code], ["error_description", /** @type {Error} */ (known).message]);
  if (scope !== "") says.push(["scope", scope]);
  headers.set("www-authenticate", `Bearer ${says.map(([name, value]) => `${name}="${quotable(value)}"`).join(", ")}`);
  // An error that says nothing about the token is not the token's fault.
  const unchecked = error instanceof TokenError && (error.retryable || known === undefined);
  if (unchecked) headers.set("retry-after", String(Math.ceil((/** @type {any} */ (error).retryAfterMs ?? RETRY_AFTER_MS) / 1_000)));
  return new Response(null, { status: unchecked ? 503 : code === "insufficient_scope" ? 403 : 401, headers });
}

/** Drops what RFC 6750 §3 does not allow between quotes. @param {unknown} text */
const quotable = (text) => String(text).replace(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, "");
