// The types of "tokenward/testing": for your own tests, in Node with any test runner, in browsers, and in Workers.
//
// Nothing here opens a socket, and nothing waits for real time.

/// <reference lib="esnext.disposable" />

import type { CustomProvider, ErrorCode, TokenError, TokenInput, TokenSet } from "./index.js";

// ───────────────────────────── a provider ─────────────────────────────

export interface FakeProviderOptions extends Omit<CustomProvider, "grant" | "acquire" | "refresh"> {
  /** What the first calls give, in order; afterwards tokens are made up: "fake-token-1", "fake-token-2" … */
  tokens?: Array<string | TokenInput>;
  /** The lifetime of tokens that are made up or given as text, in seconds. Default 3600. */
  expiresIn?: number;
  /** The refresh token that goes with them. Default: none. */
  refreshToken?: string;
  /** How long each call takes. Default 0. */
  delayMs?: number;
  /** Whether it can refresh; false makes a renewal an acquisition. Default true. */
  refresh?: boolean;
}

/** What a failure is to look like: the fields of a {@link TokenError}. */
export interface Failure {
  message?: string;
  code?: ErrorCode;
  /** Whether the manager may try again by itself. Default false. */
  retryable?: boolean;
  status?: number;
  oauthError?: string;
  oauthErrorDescription?: string;
  suberror?: string;
  claims?: string;
  retryAfterMs?: number;
}

/** One call of the manager's. */
export interface FakeCall {
  kind: "acquire" | "refresh" | "revoke";
  provider: string;
  at: number;
  /** What was held, in a refresh or a revocation. */
  tokens?: TokenSet;
}

/** A provider configuration that you hand to a manager as it is, and go on to control. */
export interface FakeProvider extends CustomProvider {
  /** What the next calls come to, one each: a token, a token endpoint's answer, or an error to throw. */
  next(...outcomes: Array<string | TokenInput | Error>): void;
  /**
   * From now on every call fails, those that hang too. Callers of the manager get a TokenAcquisitionError or
   * TokenRefreshError whose `cause` is this error, and whose `retryable` is this error's.
   */
  fail(error?: Error | Failure): void;
  /** From now on every call succeeds, those that hang too: with these tokens, then with made-up ones. */
  succeed(...tokens: Array<string | TokenInput>): void;
  /** From now on calls settle with the next `fail()` or `succeed()` only. */
  hang(): void;
  /** Every call, in order. */
  readonly calls: readonly FakeCall[];
  readonly acquisitions: number;
  readonly refreshes: number;
  /** A revocation succeeds, unless the options have a `revoke` of your own. */
  readonly revocations: number;
}

/**
 * A provider that gives tokens as told, without any request.
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

/** A request as the endpoint got it, secrets included. */
export interface RecordedRequest {
  method: string;
  url: string;
  /** By their names in lower case. */
  headers: Record<string, string>;
  body: string;
  /** The body's parameters; of one that is repeated, the last. */
  form: Record<string, string>;
  /** `Date.now()` when it came. */
  at: number;
}

/** Gives the Response to a request, or another answer. {@link answers} has the usual ones. */
export type Answer = (request: RecordedRequest, endpoint: ScriptedTokenEndpoint) => Response | Answer | Promise<Response | Answer>;

export interface ScriptedTokenEndpointOptions {
  /** Where it pretends to be. Default "https://login.test". */
  issuer?: string;
  /** The lifetime of the tokens that it gives by itself, in seconds. Default 3600. */
  expiresIn?: number;
  /**
   * Refresh tokens work once, and a second use ends all that came of one sign-in (RFC 9700 §4.14.2). Begin with
   * `newRefreshToken()` or `signIn()`. Default false: every refresh token works for ever.
   */
  rotation?: boolean;
  /** Members over those of the metadata document (RFC 8414 §2). */
  metadata?: Record<string, unknown>;
}

/**
 * An authorization server that is a `fetch` function. Unscripted, it answers as a good server would: tokens "access-1",
 * "access-2" …, refresh tokens where RFC 6749 has them, metadata (RFC 8414, OpenID Connect Discovery), revocation (RFC 7009),
 * and status 404 at every other URL. It gives no ID tokens and checks no client secrets.
 */
export interface ScriptedTokenEndpoint {
  /** For the manager's option `fetch`, or in place of the global one. */
  readonly fetch: typeof fetch;
  readonly issuer: string;
  readonly tokenEndpoint: string;
  readonly authorizationEndpoint: string;
  readonly revocationEndpoint: string;
  readonly metadata: Record<string, unknown>;
  /** See the option of this name; may be changed on the way. */
  expiresIn: number;
  /** Every request to the token endpoint, in the order of arrival. */
  readonly requests: RecordedRequest[];
  /** Every request to the revocation endpoint. */
  readonly revocations: RecordedRequest[];
  /** Every request to any other URL. */
  readonly otherRequests: RecordedRequest[];
  /** The answers to the next token requests, one each. */
  next(...answers: Array<Answer | Response>): void;
  /** The answer to every token request that `next` does not speak of. */
  always(answer: Answer | Response): void;
  /** The answer at another URL (with or without its query), an API's say; a path is one of the issuer's origin. */
  route(url: string, answer: Answer | Response): void;
  /** Forgets `next`, `always` and what was recorded; routes and refresh tokens stay. */
  reset(): void;
  /** An access token that was not given before. */
  newAccessToken(): string;
  /** A refresh token as a sign-in would have given it. */
  newRefreshToken(): string;
  /** How often a refresh token was sent that had been used up. */
  readonly reuses: number;
  /** The callback URL that a user's sign-in leads to: `startLogin()`'s `url` in, what `finishLogin()` takes out. */
  signIn(loginUrl: string | URL): string;
}

/**
 * A token endpoint that answers as told.
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
  /** A token response (RFC 6749 §5.1), new at each request. `members` go over its members; undefined takes one out. */
  function token(members?: Record<string, unknown>): Answer;
  /** An error response (RFC 6749 §5.2). Status 400 unless told, 401 for "invalid_client". */
  function oauthError(error: string, options?: { status?: number; description?: string }): Answer;
  /** A bare status, 503 say. `retryAfter` is seconds or a date (RFC 9110 §10.2.3). A body that is no text goes as JSON. */
  function status(code: number, options?: { retryAfter?: number | Date; headers?: Record<string, string>; body?: unknown }): Answer;
  /** Any value as JSON. */
  function json(value: unknown, code?: number): Answer;
  /** A web page where a token should be: what a proxy or a captive portal sends. */
  function html(code?: number): Answer;
  /** No body at all. */
  function empty(code?: number): Answer;
  /** A redirect, which no token request follows. */
  function redirect(location: string, code?: number): Answer;
  /** Never answers; the caller's signal ends it. */
  function hang(): Answer;
  /** What `fetch` does when the network or the server is not there. */
  function networkError(): Answer;
  /** Another answer, later. */
  function delayed(ms: number, then?: Answer): Answer;
}

// ───────────────────────────── a clock ─────────────────────────────

/**
 * A clock that stands still until it is told to go on. While it is installed, `Date`, `performance.now`, `setTimeout`,
 * `setInterval`, `clearTimeout` and `clearInterval` of the global object are its own. Promises, microtasks, `setImmediate`,
 * `node:timers` and real I/O are not: let tokens come from a {@link fakeProvider} or a {@link scriptedTokenEndpoint}, since a
 * real server does not hurry.
 *
 * Other fake timers do as well: those of Vitest, Jest, Sinon and node:test move tokenward too, as long as they move both `Date`
 * and `setTimeout` and leave `queueMicrotask` and `process.nextTick` alone.
 */
export interface VirtualClock {
  /** The clock's time, in epoch milliseconds. */
  readonly now: number;
  /** How many timers are set. */
  readonly pendingTimers: number;
  /** Takes the place of the host's clock. One clock at a time. */
  install(): this;
  /** Gives the host its own clock back; timers that are still set never fire. Twice is fine. */
  uninstall(): void;
  /**
   * Moves on by `ms`. Timers fire in their order, each at its own time, and what one sets going settles before the next.
   * Rejects with what a timer's callback throws.
   */
  advance(ms: number): Promise<void>;
  /** Moves on to a point in time. */
  advanceTo(time: number | string | Date): Promise<void>;
  /** Moves on to the next timer and fires it. False if none is set. */
  next(): Promise<boolean>;
  /**
   * Moves on from timer to timer until the promise settles, and gives what it gives: a call that waits for retries, say.
   * Rejects if it has not settled after `limitMs` of this clock's time. Default: an hour.
   */
  until<T>(promise: PromiseLike<T>, options?: { limitMs?: number }): Promise<T>;
  /**
   * Sets `Date` alone, forward or back, as a user does, or as sleep does: timers do not fire for the time between, and
   * `performance.now` stands still.
   */
  setSystemTime(time: number | string | Date): void;
  /** {@link VirtualClock.uninstall}, for `using`. */
  [Symbol.dispose](): void;
}

/**
 * Makes a clock; `install()` puts it in place. `now` is where it begins: by default the present.
 *
 * @example
 * const clock = virtualClock().install();
 * await manager.getToken();
 * await clock.advance(3_600_000); // an hour of background refresh, in milliseconds
 * clock.uninstall();
 */
export function virtualClock(options?: { now?: number | string | Date }): VirtualClock;
