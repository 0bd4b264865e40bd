// The types of "tokenward/testing": for your own tests, in Node with any test runner, in browsers, and in Workers.
//
// Nothing here opens a socket or waits for real time.

/// <reference lib="esnext.disposable" />

import type { CustomProvider, ErrorCode, TokenError, TokenInput, TokenSet } from "./index.js";

// ───────────────────────────── a provider ─────────────────────────────

export interface FakeProviderOptions extends Omit<CustomProvider, "grant" | "acquire" | "refresh"> {
  /** The results of the first calls, in order; later tokens are made up: "fake-token-1", "fake-token-2" … */
  tokens?: Array<string | TokenInput>;
  /** The lifetime of tokens that are made up or given as text. Seconds. Default 3600. */
  expiresIn?: number;
  /** The refresh token returned with them. Default: none. */
  refreshToken?: string;
  /** How long each call takes. Default 0. */
  delayMs?: number;
  /** The provider can refresh; false makes each renewal an acquisition. Default true. */
  refresh?: boolean;
}

/** The fields of the {@link TokenError} to fail with. */
export interface Failure {
  message?: string;
  code?: ErrorCode;
  /** The manager may retry by itself. Default false. */
  retryable?: boolean;
  status?: number;
  oauthError?: string;
  oauthErrorDescription?: string;
  suberror?: string;
  claims?: string;
  retryAfterMs?: number;
}

/** One call by the manager. */
export interface FakeCall {
  kind: "acquire" | "refresh" | "revoke";
  provider: string;
  at: number;
  /** The tokens that were held, in a refresh or a revocation. */
  tokens?: TokenSet;
}

/** A provider configuration to pass to a manager unchanged and to control afterwards. */
export interface FakeProvider extends CustomProvider {
  /** The outcomes of the next calls, one each: a token, a token endpoint's response, or an error to throw. */
  next(...outcomes: Array<string | TokenInput | Error>): void;
  /**
   * From now on every call fails, including those that hang. Callers of the manager get a TokenAcquisitionError or
   * TokenRefreshError whose `cause` is this error, and whose `retryable` is this error's.
   */
  fail(error?: Error | Failure): void;
  /** From now on every call succeeds, including those that hang: with these tokens, then with made-up ones. */
  succeed(...tokens: Array<string | TokenInput>): void;
  /** From now on calls hang until the next `fail()` or `succeed()`. */
  hang(): void;
  /** Every call, in order. */
  readonly calls: readonly FakeCall[];
  readonly acquisitions: number;
  readonly refreshes: number;
  /** The number of revocations. They succeed, unless the options have a `revoke` of your own. */
  readonly revocations: number;
}

/**
 * A provider that returns tokens as scripted, without any request.
 *
 * @example
 * const api = fakeProvider({ expiresIn: 600 });
 * const manager = await TokenManager.create({ providers: { api } });
 * assert.equal(await manager.getToken(), "fake-token-1");
 * api.fail({ code: "network" });
 * await assert.rejects(manager.refresh(), { name: "TokenRefreshError" });
 */
export function fakeProvider(options?: FakeProviderOptions): FakeProvider;

// ───────────────────────────── a token endpoint ─────────────────────────────

/** A request as the endpoint received it, secrets included. */
export interface RecordedRequest {
  method: string;
  url: string;
  /** By name, in lower case. */
  headers: Record<string, string>;
  body: string;
  /** The body's parameters; the last value of a repeated one. */
  form: Record<string, string>;
  /** `Date.now()` at its arrival. */
  at: number;
}

/** Returns the Response to a request, or another answer. {@link answers} has the usual ones. */
export type Answer = (request: RecordedRequest, endpoint: ScriptedTokenEndpoint) => Response | Answer | Promise<Response | Answer>;

export interface ScriptedTokenEndpointOptions {
  /** The issuer it pretends to be. Default "https://login.test". */
  issuer?: string;
  /** The lifetime of the tokens that it makes by itself. Seconds. Default 3600. */
  expiresIn?: number;
  /**
   * Refresh tokens work once, and a second use voids all tokens of that sign-in (RFC 9700 §4.14.2). Begin with
   * `newRefreshToken()` or `signIn()`. Default false: every refresh token works for ever.
   */
  rotation?: boolean;
  /** Members that override those of the metadata document (RFC 8414 §2). */
  metadata?: Record<string, unknown>;
}

/**
 * An authorization server that is a `fetch` function. Unscripted, it answers as a correct server would: tokens "access-1",
 * "access-2" …, refresh tokens where RFC 6749 has them, metadata (RFC 8414, OpenID Connect Discovery), revocation (RFC 7009),
 * and status 404 at every other URL. It issues no ID tokens and checks no client secrets.
 */
export interface ScriptedTokenEndpoint {
  /** For the manager's option `fetch`, or to replace the global one. */
  readonly fetch: typeof fetch;
  readonly issuer: string;
  readonly tokenEndpoint: string;
  readonly authorizationEndpoint: string;
  readonly revocationEndpoint: string;
  readonly metadata: Record<string, unknown>;
  /** See the option of this name; may be changed at any time. */
  expiresIn: number;
  /** Every request to the token endpoint, in the order of arrival. */
  readonly requests: RecordedRequest[];
  /** Every request to the revocation endpoint. */
  readonly revocations: RecordedRequest[];
  /** Every request to any other URL. */
  readonly otherRequests: RecordedRequest[];
  /** The answers to the next token requests, one each. */
  next(...answers: Array<Answer | Response>): void;
  /** The answer to every token request without an answer from `next`. */
  always(answer: Answer | Response): void;
  /** The answer at another URL (with or without its query), for example an API's. A path belongs to the issuer's origin. */
  route(url: string, answer: Answer | Response): void;
  /** Forgets `next`, `always` and the recorded requests; routes and refresh tokens stay. */
  reset(): void;
  /** A new access token. */
  newAccessToken(): string;
  /** A refresh token as a sign-in would have issued it. */
  newRefreshToken(): string;
  /** How often a used-up refresh token was sent again. */
  readonly reuses: number;
  /** The callback URL of a user's sign-in: takes the `url` of `startLogin()`, returns the argument of `finishLogin()`. */
  signIn(loginUrl: string | URL): string;
}

/**
 * A token endpoint that answers as scripted.
 *
 * @example
 * const server = scriptedTokenEndpoint();
 * const manager = await TokenManager.create({
 *   fetch: server.fetch,
 *   providers: { api: { grant: "client_credentials", issuer: server.issuer, clientId: "app", clientSecret: "s" } },
 * });
 * server.next(answers.status(503, { retryAfter: 1 }), answers.token({ expires_in: 60 }));
 * await manager.getToken();
 * assert.equal(server.requests.length, 2);
 */
export function scriptedTokenEndpoint(options?: ScriptedTokenEndpointOptions): ScriptedTokenEndpoint;

/** The usual answers. */
export declare namespace answers {
  /** A token response (RFC 6749 §5.1), new for each request. `members` override its members; undefined removes one. */
  function token(members?: Record<string, unknown>): Answer;
  /** An error response (RFC 6749 §5.2). Default status: 400, or 401 for "invalid_client". */
  function oauthError(error: string, options?: { status?: number; description?: string }): Answer;
  /**
   * A bare status, such as 503. `retryAfter` is seconds or a date (RFC 9110 §10.2.3). A body that is not text is sent as JSON.
   */
  function status(code: number, options?: { retryAfter?: number | Date; headers?: Record<string, string>; body?: unknown }): Answer;
  /** Any value as JSON. */
  function json(value: unknown, code?: number): Answer;
  /** A web page instead of a token, as a proxy or a captive portal sends it. */
  function html(code?: number): Answer;
  /** No body at all. */
  function empty(code?: number): Answer;
  /** A redirect. No token request follows it. */
  function redirect(location: string, code?: number): Answer;
  /** Never answers; the caller's signal ends it. */
  function hang(): Answer;
  /** Rejects as `fetch` does when the network or the server is down. */
  function networkError(): Answer;
  /** Another answer, later. */
  function delayed(ms: number, then?: Answer): Answer;
}

// ───────────────────────────── a clock ─────────────────────────────

/**
 * A clock that stands still until it is told to advance. While it is installed, it replaces the global `Date`,
 * `performance.now`, `setTimeout`, `setInterval`, `clearTimeout` and `clearInterval`. It does not control promises,
 * microtasks, `setImmediate`, `node:timers` and real I/O: get tokens from a {@link fakeProvider} or a
 * {@link scriptedTokenEndpoint}, since a real server keeps real time.
 *
 * Other fake timers work as well: those of Vitest, Jest, Sinon and node:test move tokenward too, as long as they move both
 * `Date` and `setTimeout` and leave `queueMicrotask` and `process.nextTick` alone.
 */
export interface VirtualClock {
  /** The clock's time, in epoch milliseconds. */
  readonly now: number;
  /** The number of pending timers. */
  readonly pendingTimers: number;
  /** Replaces the host's clock. Only one clock at a time. */
  install(): this;
  /** Restores the host's clock; timers that are still pending never fire. May be called twice. */
  uninstall(): void;
  /**
   * Advances by `ms`. Timers fire in their order, each at its own time; the work that one starts settles before the next
   * fires. Rejects with the error that a timer's callback throws.
   */
  advance(ms: number): Promise<void>;
  /** Advances to a point in time. */
  advanceTo(time: number | string | Date): Promise<void>;
  /** Advances to the next timer and fires it. False if none is pending. */
  next(): Promise<boolean>;
  /**
   * Advances from timer to timer until the promise settles, and settles likewise: for example for a call that waits for
   * retries. Rejects if the promise has not settled after `limitMs` of this clock's time. Default: an hour.
   */
  until<T>(promise: PromiseLike<T>, options?: { limitMs?: number }): Promise<T>;
  /**
   * Sets only `Date`, forward or back, as a user or sleep does: no timers fire for the time in between, and `performance.now`
   * stands still.
   */
  setSystemTime(time: number | string | Date): void;
  /** {@link VirtualClock.uninstall}, for `using`. */
  [Symbol.dispose](): void;
}

/**
 * Makes a clock; `install()` activates it. `now` is its starting time. Default: the present.
 *
 * @example
 * const clock = virtualClock().install();
 * await manager.getToken();
 * await clock.advance(3_600_000); // an hour of background refresh, in milliseconds
 * clock.uninstall();
 */
export function virtualClock(options?: { now?: number | string | Date }): VirtualClock;
