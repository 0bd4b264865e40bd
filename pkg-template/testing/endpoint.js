// @ts-check
// An authorization server as a `fetch` function: no socket, no port. It answers as scripted, otherwise like a well-behaved
// server, and records its requests.

import { InvalidConfigurationError } from "../errors.js";
import { isKind } from "../kinds.js";
import { json, oauthError, status, token } from "./answers.js";
import { PlainHeaders } from "./plain.js";
import { RefreshTokens } from "./refresh-tokens.js";

/**
 * @typedef {import("./answers.js").Answer} Answer
 *
 * @typedef {object} RecordedRequest
 * @property {string} method
 * @property {string} url
 * @property {Record<string, string>} headers by their names in lower case
 * @property {string} body
 * @property {Record<string, string>} form the body's parameters; the last value of a repeated one
 * @property {number} at `Date.now()` when it came
 *
 * @typedef {object} Options
 * @property {string} [issuer]
 * @property {number} [expiresIn]
 * @property {boolean} [rotation]
 * @property {Record<string, unknown>} [metadata]
 */

/** @param {Options} [options] */
export function scriptedTokenEndpoint(options) {
  return new ScriptedTokenEndpoint(options);
}

export class ScriptedTokenEndpoint {
  /** @type {RecordedRequest[]} */
  requests = [];
  /** @type {RecordedRequest[]} */
  revocations = [];
  /** @type {RecordedRequest[]} */
  otherRequests = [];
  /** @type {Array<Answer | Response>} */
  #queue = [];
  /** @type {Answer | Response} */
  #always;
  /** @type {Map<string, Answer | Response>} */
  #routes = new Map();
  #refreshTokens = new RefreshTokens();
  /** Authorization codes that were not redeemed yet. @type {Set<string>} */
  #codes = new Set();
  #issuedTokens = 0;
  #issuedCodes = 0;
  #rotation;

  /** @param {Options} [options] */
  constructor({ issuer = "https://login.test", expiresIn = 3600, rotation = false, metadata = {} } = {}) {
    if (typeof issuer !== "string" || !URL.canParse(issuer) || issuer.endsWith("/")) {
      throw new InvalidConfigurationError("issuer: must be a URL without a slash at its end");
    }
    this.issuer = issuer;
    this.expiresIn = expiresIn;
    this.#rotation = rotation;
    this.#always = this.#asAGoodServer;
    this.tokenEndpoint = `${issuer}/token`;
    this.authorizationEndpoint = `${issuer}/authorize`;
    this.revocationEndpoint = `${issuer}/revoke`;
    this.metadata = {
      issuer,
      token_endpoint: this.tokenEndpoint,
      authorization_endpoint: this.authorizationEndpoint,
      revocation_endpoint: this.revocationEndpoint,
      response_types_supported: ["code"],
      code_challenge_methods_supported: ["S256"],
      authorization_response_iss_parameter_supported: true,
      ...metadata,
    };
    const { origin, pathname } = new URL(issuer);
    const document = json(this.metadata);
    this.#routes.set(`${issuer}/.well-known/openid-configuration`, document);
    this.#routes.set(`${origin}/.well-known/oauth-authorization-server${pathname === "/" ? "" : pathname}`, document);
    this.#routes.set(this.revocationEndpoint, this.#revoke);
  }

  /** @type {typeof fetch} */
  fetch = async (input, init) => {
    const signal = init?.signal ?? (isKind("Request", input) ? input.signal : undefined);
    signal?.throwIfAborted();
    const { request, body } = recorded(input, init);
    const answer = this.#answerTo(request);
    if (body !== undefined) {
      request.body = await body;
      request.form = formOf(request.body);
    }
    return orAborted(this.#responseOf(answer, request), signal);
  };

  /** @param {...(Answer | Response)} answers */
  next(...answers) {
    this.#queue.push(...answers.map(mustBeAnswer));
  }

  /** @param {Answer | Response} answer */
  always(answer) {
    this.#always = mustBeAnswer(answer);
  }

  /**
   * @param {string} url
   * @param {Answer | Response} answer
   */
  route(url, answer) {
    if (!URL.canParse(url, this.issuer)) throw new InvalidConfigurationError("url: must be a URL, or a path of the issuer's origin");
    this.#routes.set(new URL(url, this.issuer).href, mustBeAnswer(answer));
  }

  reset() {
    this.#queue = [];
    this.#always = this.#asAGoodServer;
    for (const list of [this.requests, this.revocations, this.otherRequests]) list.length = 0;
  }

  newAccessToken() {
    return `access-${++this.#issuedTokens}`;
  }

  newRefreshToken() {
    return this.#refreshTokens.issue();
  }

  get reuses() {
    return this.#refreshTokens.reuses;
  }

  /** @param {string | URL} loginUrl */
  signIn(loginUrl) {
    const asked = new URL(loginUrl).searchParams;
    const callback = asked.get("redirect_uri");
    if (callback === null) throw new InvalidConfigurationError("loginUrl: has no redirect_uri: pass the url of startLogin()");
    const url = new URL(callback);
    const code = `code-${++this.#issuedCodes}`;
    this.#codes.add(code);
    for (const [name, value] of [["code", code], ["state", asked.get("state")], ["iss", this.issuer]]) {
      if (name && value) url.searchParams.set(name, value);
    }
    return url.href;
  }

  /**
   * @param {RecordedRequest} request
   * @returns {Answer | Response}
   */
  #answerTo(request) {
    if (request.url === this.tokenEndpoint) {
      this.requests.push(request);
      return this.#queue.shift() ?? this.#always;
    }
    const { origin, pathname } = new URL(request.url);
    const answer = this.#routes.get(request.url) ?? this.#routes.get(origin + pathname);
    (request.url === this.revocationEndpoint ? this.revocations : this.otherRequests).push(request);
    return answer ?? status(404);
  }

  /**
   * @param {Answer | Response} answer
   * @param {RecordedRequest} request
   */
  async #responseOf(answer, request) {
    let found = answer;
    while (typeof found === "function") found = await found(request, this);
    // Cloned, since a body can be read only once and an answer may be given often.
    return found.clone();
  }

  /** @type {Answer} */
  #asAGoodServer = ({ form }) => {
    switch (form["grant_type"]) {
      case "refresh_token": {
        if (!this.#rotation) return token();
        const next = this.#refreshTokens.rotate(form["refresh_token"]);
        return next === undefined ? oauthError("invalid_grant") : token({ refresh_token: next });
      }
      case "authorization_code":
        if (!this.#codes.delete(form["code"] ?? "")) return oauthError("invalid_grant");
        return token({ refresh_token: this.newRefreshToken() });
      case "client_credentials":
        return token();
      default:
        return token({ refresh_token: this.newRefreshToken() });
    }
  };

  /** @type {Answer} */
  #revoke = ({ form }) => {
    this.#refreshTokens.revoke(form["token"]);
    return status(200);
  };
}

/**
 * The recorded request. A text body, like tokenward's, is available at once; any other comes by a promise.
 * @param {RequestInfo | URL} input
 * @param {RequestInit | undefined} init
 * @returns {{ request: RecordedRequest, body: Promise<string> | undefined }}
 */
function recorded(input, init) {
  const given = isKind("Request", input) ? input : undefined;
  const url = new URL(given?.url ?? String(input)).href;
  const told = init?.headers ?? given?.headers;
  const headers = Object.fromEntries(typeof Headers === "function" ? new Headers(told) : new PlainHeaders(/** @type {any} */ (told)));
  const method = (init?.method ?? given?.method ?? "GET").toUpperCase();
  const raw = init?.body ?? undefined;
  const isText = raw === undefined || typeof raw === "string" || isKind("URLSearchParams", raw);
  const text = isText ? String(raw ?? "") : "";
  const request = { method, url, headers, body: text, form: formOf(text), at: Date.now() };
  if (raw === undefined && given?.body) return { request, body: given.clone().text() };
  return { request, body: isText ? undefined : new Response(raw).text() };
}

/** @param {string} body */
function formOf(body) {
  return Object.fromEntries(new URLSearchParams(body));
}

/**
 * @template T
 * @param {T} answer
 * @returns {T}
 */
function mustBeAnswer(answer) {
  if (typeof answer === "function" || isKind("Response", answer)) return answer;
  throw new InvalidConfigurationError("answer: must be a Response or a function that returns one, such as answers.token()");
}

/**
 * `fetch` rejects as soon as its signal is aborted, whatever the server does.
 * @template T
 * @param {Promise<T>} promise
 * @param {AbortSignal | null | undefined} signal
 * @returns {Promise<T>}
 */
function orAborted(promise, signal) {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
