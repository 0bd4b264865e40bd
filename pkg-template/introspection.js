// @ts-check
// Opaque tokens, which only the authorization server can read (RFC 7662). The server is asked about each one, and the core applies the
// same rules to its response as to a JWT's claims.

import { asFetch, ownCopy, own } from "./arguments.js";
import { sourceOf } from "./assertions.js";
import { base64url, bytesOf } from "./base64url.js";
import { textOf, within } from "./bounded.js";
import { TokenError } from "./errors.js";
import { algorithmOf, CURVES, NAMES } from "./key-algorithm.js";
import { makeParts } from "./parts.js";
import { start } from "./rare-kit.js";
import { checkLength, claimsOf, invalid } from "./signatures.js";
import { textOfJson } from "./verifier-texts.js";

/**
 * @typedef {import("./remembered.js").Verified} Verified
 * @typedef {{ status: number, text: string, retryAfter: string | null }} Answer
 */

const TIMEOUT_MS = 5_000;
/** The `exp` of a token whose server sends none. Claims that a server omits are taken as valid: it knows which client asks. */
const FAR = 9e9;

export class IntrospectedTokens {
  #core;
  #fetch;
  #remembered;
  #told;
  #options;
  #issuer;
  #assertions;

  /**
   * @param {import("./verifier-texts.js").VerifierCore} core which checked the options
   * @param {any} options the verifier's
   * @param {import("./remembered.js").Remembered} [remembered]
   */
  constructor(core, options, remembered) {
    this.#core = core;
    this.#fetch = asFetch(own(options, "fetch"));
    this.#remembered = remembered;
    this.#issuer = own(options, "issuer");
    const told = { iss: this.#issuer, aud: [own(options, "audience")].flat()[0], exp: FAR };
    const required = new Set([own(options, "requiredClaims") ?? []].flat());
    this.#told = Object.fromEntries(Object.entries(told).filter(([name]) => !required.has(name)));
    // Copied, so that later changes by the user have no effect.
    const given = ownCopy(own(options, "introspection"));
    this.#options = given;
    this.#assertions = (given.privateKey ?? undefined) === undefined ? undefined : sourceOf({ privateKey: given.privateKey, keyId: given.keyId ?? undefined });
  }

  /**
   * @param {string} token
   * @returns {Promise<Verified>}
   */
  async check(token) {
    checkLength(token);
    if (!/^[\x20-\x7e]+$/.test(token)) throw invalid("the token is empty, or has characters that tokens cannot have");
    const { status, text, retryAfter } = await this.#ask(token);
    if (status !== 200) throw refused(status, text, retryAfter);
    const answer = parsed(text);
    if (typeof answer.active !== "boolean") throw failed("the introspection endpoint's response violates RFC 7662", { code: "invalid_response", status });
    if (!answer.active) throw invalid("the token is not active");
    this.#checkType(answer);
    const { active, ...claims } = Object.fromEntries(Object.entries(answer).filter(([, value]) => value !== null));
    const found = claimsOf(this.#core, textOfJson({ ...this.#told, ...claims }), Date.now());
    if (found instanceof Error) throw found;
    const verified = { header: {}, claims };
    this.#remembered?.put(token, verified);
    return verified;
  }

  /** Refresh tokens can be introspected as well (§2.1), but requests must not be made with them. @param {any} answer */
  #checkType({ token_type, token_use }) {
    const untyped = token_type === undefined || token_type === null;
    if (untyped ? this.#options.allowUntyped !== true : typeof token_type !== "string" || !/^(bearer|dpop)$/i.test(token_type)) {
      throw invalid(untyped ? "the authorization server does not call it an access token (token_type)" : "the token is of another type (token_type)");
    }
    if (typeof token_use === "string" && !token_use.startsWith("access")) throw invalid("the token is of another type (token_use)");
  }

  /**
   * @param {string} token
   * @returns {Promise<Answer>}
   */
  async #ask(token) {
    const { endpoint, timeoutMs } = this.#options;
    const send = this.#fetch ?? fetch;
    const { headers, body } = await this.#request(token);
    /** @param {AbortSignal} signal */
    const ask = async (signal) => {
      const response = await send(endpoint, { method: "POST", headers, body, redirect: "manual", signal });
      return { status: response.status, text: await textOf(response), retryAfter: response.headers.get("retry-after") };
    };
    let answer;
    try {
      answer = await within(timeoutMs ?? TIMEOUT_MS, ask, undefined);
    } catch (cause) {
      throw failed("the introspection endpoint could not be reached: see cause", { code: "network", retryable: true, cause });
    }
    if (answer === undefined) throw failed("the introspection endpoint did not answer in time", { code: "timeout", retryable: true });
    return answer;
  }

  /** The client authenticates as at the token endpoint (RFC 6749 §2.3), in exactly one way. @param {string} token */
  async #request(token) {
    const { clientId, clientSecret, clientAuth } = this.#options;
    const body = new URLSearchParams({ token, token_type_hint: "access_token" });
    /** @type {Record<string, string>} */
    const headers = { accept: "application/json", "content-type": "application/x-www-form-urlencoded" };
    if (this.#assertions !== undefined) {
      start({ CURVES, NAMES, TokenError, algorithmOf, base64url, bytesOf });
      const parts = await makeParts(this.#assertions, { clientId, scope: "", audience: this.#issuer, now: Date.now() });
      for (const [name, value] of parts) body.set(name, value);
      body.set("client_id", clientId);
    } else if (clientAuth === "client_secret_post") {
      body.set("client_id", clientId);
      body.set("client_secret", clientSecret);
    } else {
      headers.authorization = `Basic ${btoa(`${encoded(clientId)}:${encoded(clientSecret)}`)}`;
    }
    return { headers, body: body.toString() };
  }
}

/** RFC 6749 App. B. @param {string} text */
const encoded = (text) => new URLSearchParams({ "": text }).toString().slice(1);

/** A response's own members; none if it is not an object. @param {string} text */
function parsed(text) {
  try {
    return ownCopy(JSON.parse(text));
  } catch {
    return ownCopy({});
  }
}

/**
 * The error for the endpoint's status, which says nothing about the token (§2.3). The response text is left out: it may echo the
 * request.
 * @param {number} status
 * @param {string} text
 * @param {string | null} retryAfter
 */
function refused(status, text, retryAfter) {
  const later = status === 408 || status === 429 || status >= 500;
  const code = status === 429 ? "rate_limited" : "invalid_response";
  const { error } = parsed(text);
  const oauthError = typeof error === "string" && KNOWN.test(error) ? error : undefined;
  const seconds = retryAfter !== null && /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) : undefined;
  return failed(`the introspection endpoint answered with status ${status}`, {
    code, retryable: later, status, ...(oauthError && { oauthError }), ...(later && seconds !== undefined && { retryAfterMs: 1_000 * seconds }),
  });
}

/** RFC 6749 §5.2. */
const KNOWN = /^(invalid_request|invalid_client|invalid_grant|unauthorized_client|access_denied|temporarily_unavailable|server_error)$/;

/**
 * The token may be valid, so this is no InvalidTokenError, which would make clients discard it.
 * @param {string} message
 * @param {import("./errors.js").TokenErrorFields} fields
 */
const failed = (message, fields) => new TokenError(message, fields);
