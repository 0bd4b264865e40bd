// @ts-check
// Answers of a scripted token endpoint. An answer is a function from the recorded request to a Response, so a custom one
// works like these.

import { isKind } from "../kinds.js";
import { textEncoder } from "../text.js";
import { PlainHeaders, PlainResponse } from "./plain.js";

/**
 * @typedef {import("./endpoint.js").RecordedRequest} RecordedRequest
 * @typedef {import("./endpoint.js").ScriptedTokenEndpoint} Endpoint
 * @typedef {(request: RecordedRequest, endpoint: Endpoint) => Response | Answer | Promise<Response | Answer>} Answer
 */

/**
 * A token response (RFC 6749 §5.1), new for each request. `members` override its members; undefined removes one.
 * @param {Record<string, unknown>} [members]
 * @returns {Answer}
 */
export const token = (members = {}) => (_, endpoint) =>
  respond(200, {}, { access_token: endpoint.newAccessToken(), token_type: "Bearer", expires_in: endpoint.expiresIn, ...members });

/**
 * An error response (RFC 6749 §5.2).
 * @param {string} error
 * @param {{ status?: number, description?: string }} [options]
 * @returns {Answer}
 */
export const oauthError = (error, { status = error === "invalid_client" ? 401 : 400, description } = {}) => () =>
  respond(status, {}, { error, error_description: description });

/**
 * A bare status, such as 503. `retryAfter` is seconds or a date.
 * @param {number} code
 * @param {{ retryAfter?: number | Date, headers?: Record<string, string>, body?: unknown }} [options]
 * @returns {Answer}
 */
export const status = (code, { retryAfter, headers = {}, body = "" } = {}) => () => {
  const wait = isKind("Date", retryAfter) ? retryAfter.toUTCString() : retryAfter;
  return respond(code, wait === undefined ? headers : { ...headers, "retry-after": String(wait) }, body);
};

/**
 * Any value as JSON.
 * @param {unknown} value
 * @param {number} [code]
 * @returns {Answer}
 */
export const json = (value, code = 200) => () => respond(code, { "content-type": "application/json" }, JSON.stringify(value));

/**
 * A web page in place of a token, like a proxy or captive portal sends.
 * @param {number} [code]
 * @returns {Answer}
 */
export const html = (code = 200) => () => respond(code, { "content-type": "text/html" }, "<!doctype html><title>Sorry</title>");

/**
 * No body at all.
 * @param {number} [code]
 * @returns {Answer}
 */
export const empty = (code = 200) => () => respond(code, {}, "");

/**
 * A redirect, which no token request may follow.
 * @param {string} location
 * @param {number} [code]
 * @returns {Answer}
 */
export const redirect = (location, code = 307) => () => respond(code, { location }, "");

/**
 * Never answers; only the caller's signal ends it.
 * @returns {Answer}
 */
export const hang = () => () => new Promise(() => {});

/**
 * Fails like `fetch` without a network or server.
 * @returns {Answer}
 */
export const networkError = () => () => {
  throw new TypeError("fetch failed");
};

/**
 * Gives another answer after a delay.
 * @param {number} ms
 * @param {Answer} [then]
 * @returns {Answer}
 */
export const delayed = (ms, then = token()) => async () => {
  await new Promise((resolve) => setTimeout(resolve, ms));
  return then;
};

/**
 * @param {number} status
 * @param {Record<string, string>} headers
 * @param {unknown} body text as it is, anything else as JSON
 */
function respond(status, headers, body) {
  const isText = typeof body === "string";
  const text = isText ? body : JSON.stringify(body);
  const given = typeof Headers === "function" ? new Headers(headers) : new PlainHeaders(headers);
  if (!given.has("cache-control")) given.set("cache-control", "no-store");
  if (!isText && !given.has("content-type")) given.set("content-type", "application/json");
  // jsdom has neither, and test runners add one, both, or none.
  if (typeof Response !== "function") return /** @type {any} */ (new PlainResponse(text, status, given));
  const content = typeof ReadableStream === "function" ? streamOf(text) : text;
  return new Response(text === "" ? null : content, { status, headers: /** @type {Headers} */ (given) });
}

/**
 * A body read only by promises, which a virtual clock waits for. Browsers read a text's bytes elsewhere.
 * @param {string} text
 */
function streamOf(text) {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(textEncoder().encode(text));
      controller.close();
    },
  });
}
