// @ts-check
// A request that may be sent more than once: the arguments of `fetch`, with the body kept for as long as it may be needed.

import { own } from "./arguments.js";
import { InvalidConfigurationError } from "./errors.js";
import { isKind } from "./kinds.js";

export class Outgoing {
  /** The caller's own request, then a copy with the body unread. @type {Request | undefined} */
  #request;
  #init;
  #copied = false;

  /**
   * @param {RequestInfo | URL} input
   * @param {RequestInit} init
   */
  constructor(input, init) {
    const request = isRequest(input) ? input : undefined;
    /** @template {keyof Request} Name @param {Name} name @returns {Request[Name] | undefined} */
    const of = (name) => request && memberOf(request, name);
    const given = (/** @type {string} */ name) => own(init, name);
    this.#request = request;
    this.#init = init;
    /** The first URL. */
    this.url = absolute(of("url") ?? String(input));
    this.method = (given("method") ?? of("method") ?? "GET").toUpperCase();
    /** The caller's headers, a copy. */
    this.headers = new Headers(given("headers") ?? of("headers"));
    /** `null` in `init` removes the request's signal. @type {AbortSignal | undefined} */
    this.signal = Object.hasOwn(init, "signal") && init.signal !== undefined ? given("signal") : (of("signal") ?? undefined);
    /** @type {RequestInit["redirect"]} */
    this.redirect = given("redirect") ?? of("redirect") ?? "follow";
    /** True if the body can be read only once, so that the request can be sent only once. */
    this.isOneShot = isOneShot(given("body"));
  }

  /**
   * The arguments for the host's `fetch`.
   *
   * A request with a body is cloned first: the body is kept for the clone, until `release`.
   * @param {Headers} headers
   * @param {URL} [url] the target of a redirect
   * @param {boolean} [bare] a redirect made it a GET without body
   * @param {RequestInit["redirect"]} [redirect]
   * @returns {[RequestInfo, RequestInit]}
   */
  take(headers, redirect, url = this.url, bare = false) {
    /** @type {RequestInit} */
    const init = { ...this.#init, headers };
    if (redirect !== undefined) init.redirect = redirect;
    if (bare) {
      delete init.body;
      if (this.signal !== undefined) init.signal = this.signal;
      return [url.href, { ...init, method: "GET" }];
    }
    const request = this.#request;
    if (request === undefined) return [url.href, init];
    if (memberOf(request, "body") !== null && own(init, "body") === undefined) {
      this.#request = request.clone();
      this.#copied = true;
    }
    return [url === this.url ? request : new Request(url, request), init];
  }

  /** The request will not be sent again: drops the copy. */
  release() {
    if (this.#copied) this.#request?.body?.cancel().catch(() => {});
    this.#request = undefined;
  }
}

/**
 * True if the host's `fetch` treats it as a Request, including one of another realm (an iframe). Its own claims are ignored.
 * @param {unknown} value
 * @returns {value is Request}
 */
export function isRequest(value) {
  if (typeof Request !== "function") return false;
  if (value instanceof Request) return true;
  try {
    return typeof value === "object" && value !== null && typeof Reflect.get(Request.prototype, "url", value) === "string";
  } catch {
    return false;
  }
}

/**
 * The value that the host will read of a request. Uses the class's own getter, since a member of the object itself, or of a
 * subclass, may differ. Where the class has no getter (React Native) the host reads the object's member, too.
 * @template {keyof Request} Name
 * @param {Request} request
 * @param {Name} name
 * @returns {Request[Name]}
 */
export function memberOf(request, name) {
  return name in Request.prototype ? Reflect.get(Request.prototype, name, request) : request[name];
}

/** @param {string} url */
function absolute(url) {
  try {
    return new URL(url, globalThis.document?.baseURI ?? globalThis.location?.href);
  } catch (cause) {
    throw new InvalidConfigurationError("input: must be a URL, absolute outside of pages", { cause });
  }
}

/**
 * Streams and iterables can be read only once; text, form data, bytes and so on can be read again.
 * @param {unknown} body
 */
function isOneShot(body) {
  if (typeof body !== "object" || body === null) return false;
  if (isKind("ReadableStream", body)) return true;
  return Symbol.asyncIterator in body;
}
