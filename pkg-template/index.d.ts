// The types of "tokenward".
//
// Units: every duration carries its unit in its name (…Seconds, …Ms). Every point in time is epoch milliseconds
// (`Date.now()`); only raw JWT claims stay seconds (RFC 7519 §2). `null` counts as a missing member. Unknown names, wrong
// types and numbers out of range are InvalidConfigurationErrors that name the option by its path.

/// <reference lib="esnext.disposable" />

// ───────────────────────────── loading ─────────────────────────────

/** `WebAssembly.Module` where the type is known; Node's own types lack it. */
type CompiledModule = typeof globalThis extends { WebAssembly: { Module: { prototype: infer Module } } } ? Module : object;

/** `Window` where there are pages. */
type PageWindow = typeof globalThis extends { Window: { prototype: infer Window } } ? Window : object;

/**
 * Loads the WebAssembly core.
 *
 * "tokenward" never needs this call: its core is bundled and loads itself on first use. "tokenward/web" needs it before
 * `new TokenManager()`: it fetches the core and compiles it while it streams in. `TokenManager.create` awaits it. Once the
 * core is loaded, further calls do nothing. Concurrent calls share one load; a failed load can be tried again. Logins have a core
 * of their own, which loads itself when it is first used: see "tokenward/login".
 *
 * @param source where to take the core from instead: a URL, a Response, bytes, or a compiled WebAssembly.Module
 * @throws {@link NotInitializedError} if the core cannot be loaded, or if the page's Content-Security-Policy forbids
 *   WebAssembly (`script-src` needs `'wasm-unsafe-eval'`)
 */
export function init(
  source?: string | URL | Response | ArrayBuffer | ArrayBufferView | CompiledModule | PromiseLike<Response>,
): Promise<void>;

/** The package's version, as in its package.json. */
export const version: string;

/**
 * The one manager of a page or process. The first call makes it from its options; later calls return it and ignore their
 * options. Concurrent first calls share one creation. After a failed creation the next call tries again. A closed manager is
 * replaced.
 *
 * @throws {@link InvalidConfigurationError}
 */
export function getDefaultManager(options?: TokenManagerOptions): Promise<TokenManager>;
/** Closes and forgets the default manager, so that the next `getDefaultManager` makes a new one. */
export function resetDefaultManager(): Promise<void>;

// ───────────────────────────── the manager ─────────────────────────────

/**
 * Gets access tokens, keeps them, and renews them before they expire.
 *
 * Concurrent callers share one token request. `provider` may be omitted while the manager has exactly one.
 *
 * @example
 * const manager = await TokenManager.create({
 *   providers: {
 *     api: { grant: "client_credentials", issuer: "https://login.example.com", clientId: "…", clientSecret: env.SECRET },
 *   },
 * });
 * await fetch(url, { headers: await manager.getAuthHeaders() });
 */
export class TokenManager {
  /**
   * Loads the core, checks the options and restores stored tokens. It sends no request. In Workers it does no I/O at all, so
   * it may be called at module scope; storage is first read when it is first needed.
   *
   * @throws {@link InvalidConfigurationError} naming the option by its path, such as `providers.api.tokenEndpoint`
   */
  static create(options?: TokenManagerOptions): Promise<TokenManager>;

  /**
   * Like `create`, with configuration from environment variables: a Worker's `env`, `process.env`, `import.meta.env`. `prefix`
   * is put before each name.
   *
   * - `OAUTH2_ISSUER` or `OAUTH2_TOKEN_URL`, `OAUTH2_CLIENT_ID`, `OAUTH2_CLIENT_SECRET`, and optionally `OAUTH2_SCOPE` and
   *   `OAUTH2_AUDIENCE`: client credentials. An additional `REFRESH_TOKEN` is the first refresh token; without a secret, it
   *   makes the grant refresh_token.
   * - `AZURE_TENANT_ID`, `AZURE_CLIENT_ID`, `AZURE_CLIENT_SECRET`, and `AZURE_SCOPE`: {@link presets.azureAd}.
   * - `AUTH_URL`, `AUTH_EMAIL` or `AUTH_USERNAME`, `AUTH_PASSWORD`: a login endpoint.
   * - `ACCESS_TOKEN`: that token. (A `REFRESH_TOKEN` without the first family is not used; a log record says so.)
   *
   * If several of these are set, the first is the provider and the others are its fallbacks, in this order, unless
   * `TOKEN_ENABLE_FALLBACK` is false.
   *
   * `TOKEN_REFRESH_INTERVAL_MINUTES`, `TOKEN_REFRESH_AHEAD_SECONDS`, `TOKEN_MIN_LIFETIME_SECONDS` and
   * `TOKEN_MAX_FAILURES_BEFORE_FALLBACK` are numbers. `TOKEN_ENABLE_PERIODIC_REFRESH` switches background refresh on or off.
   * Switches are true, false, 1, 0, yes, no, on or off.
   *
   * An empty variable counts as missing. White space around a value is dropped, except for secrets and passwords. `options`
   * take precedence over the environment; `options.providers` are added. Other names in `env` are ignored.
   *
   * @throws {@link InvalidConfigurationError} naming the variable that is missing or wrong, never its value
   */
  static fromEnv(env: object, options?: EnvOptions): Promise<TokenManager>;

  /**
   * Like `create`, but without waiting: stored tokens are read when they are first needed.
   *
   * @throws {@link InvalidConfigurationError}
   * @throws {@link NotInitializedError} with "tokenward/web", before `init()` is done
   */
  constructor(options?: TokenManagerOptions);

  /** @throws {@link InvalidConfigurationError} if the configuration is wrong or the name is taken */
  addProvider(name: string, config: ProviderConfig): void;
  /** Removes a provider. Its stored tokens stay in the storage. */
  removeProvider(name: string): Promise<void>;
  /** The names of all providers. */
  listProviders(): string[];

  /**
   * A valid access token: from memory, else from storage, else by a refresh, else newly acquired.
   *
   * Concurrent calls share one token request. A token that lives for less than `minLifetimeSeconds` is returned only if no
   * other can be obtained.
   *
   * @throws {@link TokenAcquisitionError} no first token could be obtained; `code` says why
   * @throws {@link TokenRefreshError} a refresh failed, and no valid token is left
   * @throws {@link ReauthenticationRequiredError} the user has to log in
   * @throws {@link TokenNotFoundError} no token is held and none can be obtained
   */
  getToken(provider?: string, options?: GetTokenOptions): Promise<string>;
  /** The access token in memory if it is valid now, else undefined. No I/O. */
  peekToken(provider?: string): string | undefined;
  /**
   * `{ Authorization: "Bearer …" }` (RFC 6750 §2.1). Rejects as {@link TokenManager.getToken} does. With `dpop: true` it is
   * `{ Authorization: "DPoP …" }`, which servers accept only with a proof: {@link TokenManager.fetch} makes one for each
   * request, {@link TokenManager.getDpopHeaders} makes them for other HTTP clients.
   */
  getAuthHeaders(provider?: string, options?: GetTokenOptions): Promise<{ Authorization: string }>;
  /**
   * Both headers of one request whose token is bound to a key (`dpop: true`), for HTTP clients other than
   * {@link TokenManager.fetch}, which adds them itself. The proof (RFC 9449 §4.2) is good for one request to `url` with
   * `method`: get new headers for every try. Send them to no origin other than the token's own.
   *
   * If a server answers 401 with `error="use_dpop_nonce"` in `WWW-Authenticate` (§9), try once more and pass its `DPoP-Nonce`
   * header as `nonce`. The nonce is remembered for the origin. You may pass one from any other response too.
   *
   * @throws {@link InvalidConfigurationError} the provider has no `dpop: true`, or `request` is invalid
   * @throws {@link TokenError} with code `crypto`: there is no WebCrypto
   * @throws what {@link TokenManager.getToken} throws
   *
   * @example
   * const headers = await manager.getDpopHeaders("api", { url, method: "POST" });
   * await axios.post(url, data, { headers });
   */
  getDpopHeaders(provider: string | undefined, request: DpopRequest): Promise<{ Authorization: string; DPoP: string }>;
  /**
   * The host's `fetch` (or the manager's `fetch` option) with the token in `Authorization`. It replaces an `Authorization`
   * header that the call itself sets.
   *
   * - The token is sent only to the provider's `allowedOrigins`; any other origin is refused before a token is acquired. A
   *   redirect to another origin never carries the token, even if that origin is listed. Without `init.provider`, a manager of
   *   several providers takes the only one that allows the target's origin. Browsers (since Chrome 119, Firefox
   *   111 and Safari 16.1), Node, Deno, Bun and Workers (from the compatibility date 2025-09-01) ensure that themselves.
   *   Elsewhere the manager follows redirects itself, and the response's `redirected` is then false.
   * - After a 401 (RFC 6750 §3.1) the manager discards the token that the request carried, unless it already holds a newer one
   *   or can get none without a user. It then repeats the request once with a new token; if there is none, the 401 is returned
   *   as it is. Concurrent 401s share one refresh. If an origin refuses the new token too, its 401s are returned at once until
   *   the token changes.
   * - A 403 is never repeated. Nor is a 401 whose challenge asks for more scope (`insufficient_scope`, RFC 6750 §3.1), another
   *   authentication of the user (`insufficient_user_authentication`, RFC 9470) or claims (OpenID Connect Core §5.5, as Entra
   *   ID's APIs do): a renewed token would lack them too. The event `stepUp` then says what a login has to ask for.
   * - The repeat sends a body of text, form data, bytes or a Blob again; the body of a `Request` is kept in memory until the
   *   response's headers arrive. A stream in `init.body` is sent once, and its 401 is returned: pass a stream there to avoid
   *   the copy.
   * - A token that is bound to a key (`dpop: true`) is sent with a proof (RFC 9449 §7), a new one for each try and each
   *   redirect within the origin. A 401 that asks for a nonce (§9) is repeated once, with the same token. Pages cannot see
   *   where a redirect leads, so no proof can be made for it: there, a redirected request rejects with a TypeError. Request
   *   the final URL instead. A server of another origin has to expose `DPoP-Nonce` and `WWW-Authenticate` (CORS) and to allow
   *   `Authorization` and `DPoP`.
   *
   * Relative URLs are resolved as the page does. `signal` also ends the wait for a token. Rejections of the host's `fetch`,
   * such as a TypeError without a network, are passed on unchanged.
   *
   * @throws {@link TokenError} with code `origin_not_allowed`, naming what to set
   * @throws {@link UnknownProviderError} of several providers none is named, and not exactly one allows the origin
   * @throws what {@link TokenManager.getToken} throws, unless `onNoToken` is "anonymous"
   *
   * @example
   * const response = await manager.fetch("https://api.example.com/items", { method: "POST", body: JSON.stringify(item) });
   */
  fetch(input: string | URL | Request, init?: AuthenticatedRequestInit): Promise<Response>;
  /** Takes tokens that were obtained elsewhere, and stores them before the promise resolves. */
  setTokens(provider: string, tokens: TokenInput): Promise<TokenInfo>;
  /**
   * All tokens held for a provider, including the refresh token; undefined if there are none. Reads storage if necessary. With
   * `target`, the tokens that `getToken` got for the same target.
   */
  getTokens(provider?: string, target?: TokenTarget): Promise<TokenSet | undefined>;
  /**
   * Gets a new token now, whatever is cached, or joins a refresh that is under way. Rejects if none can be obtained; the
   * cached token stays. After a final `invalid_grant` nothing is sent until there are new credentials.
   */
  refresh(provider?: string): Promise<TokenInfo>;
  /** Refreshes every provider that holds tokens. A provider's failure is listed in the report and does not reject. */
  refreshAll(): Promise<RefreshReport>;
  /** Forgets the access token and keeps the refresh token, so that the next `getToken` refreshes. */
  invalidate(provider?: string): Promise<void>;
  /**
   * Forgets all tokens of one provider, or of all when called without a name: in memory, in storage, and within a second in
   * the other tabs and workers of the origin that have the same namespace.
   */
  clear(provider?: string): Promise<void>;
  /**
   * Logs out: `clear`, then revocation at the server (RFC 7009), first of the refresh token, then of the access token. The
   * tokens are forgotten in memory and storage before anything is sent, so that no `getToken` returns one meanwhile. If the
   * server cannot be reached, revocation is tried again within `retryPolicy`; a final failure does not reject but emits an
   * `error` event. Without a revocation endpoint, configured or in the issuer's metadata, this is only a `clear`.
   */
  revoke(provider?: string): Promise<void>;

  /** True if there is no token, or one that lives for less than `minLifetimeSeconds`. */
  isExpired(provider?: string): boolean;
  /** True if there is no token, or one inside the refresh-ahead window. */
  needsRefresh(provider?: string): boolean;
  /** The state of a provider's token, without the secrets. Changes nothing, does no I/O. */
  getTokenInfo(provider?: string): TokenInfo;
  /**
   * True if a user is signed in: the manager holds tokens of a login (grant "authorization_code" or "device_code") that are
   * valid or can be renewed. Tokens from `setTokens` count. A fallback's tokens and those of other grants do not count. For a
   * provider with `refreshToken: { provider }`, the other provider's user counts.
   *
   * Synchronous, no I/O. Stored tokens count as soon as they have been read: `create` reads them, except in Workers; a manager
   * made by `new` reads them when they are first needed.
   */
  isAuthenticated(provider?: string): boolean;
  /**
   * The signed-in user: the claims of the ID token that came with the login, or with a later refresh. They are stored and
   * removed with the tokens, so they survive a reload and are the same in every tab. Undefined if no user is signed in, or the
   * tokens came without an ID token. Each call returns a new object, which holds no token. Synchronous, no I/O.
   *
   * The ID token was checked when it came: at the login as `finishLogin` says, after a refresh against the one before
   * (OpenID Connect Core §12.2), so that the user stays the same. An ID token from elsewhere (`setTokens`) gives a user only
   * if it is from the configured `issuer` and for `clientId`. Claims tell a page what to show; only a server that checks the
   * access token can decide what the user may do.
   *
   * For a provider with `refreshToken: { provider }` it is the other provider's user.
   */
  getUser<Claims extends object = Record<string, unknown>>(provider?: string): User<Claims> | undefined;
  /**
   * The user's current claims, from the `userinfo_endpoint` in the issuer's metadata (OpenID Connect Core §5.3). The request
   * carries the provider's access token, as with `fetch`; the endpoint's origin need not be in `allowedOrigins`. Nothing is
   * cached. Tokens inside distributed claims are left out. A response that is a JWT (§5.3.2) must be signed by the issuer, and
   * be for this client if it names one; an encrypted one cannot be read.
   *
   * @throws TokenNotFoundError if no ID token is held: the login needs the scope `openid`
   * @throws LoginError with `status` and `oauthError` if the server refuses; with `code` "invalid_response" if `sub` differs
   *   from the ID token's, or a signed response is not from the issuer or not for this client; with "timeout" after
   *   `retryPolicy.deadlineMs`
   * @throws what {@link TokenManager.getToken} throws, if no token can be obtained
   */
  userInfo<Claims extends object = Record<string, unknown>>(provider?: string): Promise<Claims & { sub: string }>;
  /** The health of this manager, its storage and its providers. Sends nothing, changes nothing. */
  health(): HealthReport;
  /** Counters since the manager was made. */
  metrics(): MetricsReport;

  /**
   * Signs the user in (grant "authorization_code").
   *
   * `mode: "redirect"` (default) leaves the page for the authorization server, as {@link TokenManager.startLogin} says, and never
   * resolves. The user comes back to `redirectUri`, where {@link TokenManager.handleCallback} returns the result. If the user
   * presses the browser's back button instead, the browser may restore the page from its back/forward cache, with this call
   * still pending: hide your progress indicator at the event `pageshow`. Call `login` again to begin anew.
   *
   * `mode: "popup"` opens a window and resolves when the login is finished in it. Call it in the handler of a click, and await
   * nothing before it there: otherwise browsers block the window. `mode: "silent"` asks the server in a hidden frame, with
   * `prompt=none`, and shows the user nothing; it needs a server that may be framed and gets its cookies there.
   *
   * For both modes, the page at `redirectUri` must have this page's origin and call `handleCallback`, which hands the callback
   * over and closes the window. That works under `Cross-Origin-Opener-Policy: same-origin` too. Under that policy the page
   * cannot see that the user closed the popup. It assumes so when the user returns to the page. If the popup is still open
   * then, the login can finish within `timeoutMs`, and the event `signedIn` reports it.
   *
   * @throws {@link InvalidConfigurationError} also outside of pages: use `startLogin` there
   * @throws {@link LoginError} as `startLogin` and `finishLogin`. `code` can also be "popup_blocked", "popup_closed" or "timeout".
   *   If the server needs the user, `oauthError` of a silent login is "login_required", "interaction_required" or
   *   "consent_required"
   */
  login(provider?: string, options?: LoginOptions & LoginMode): Promise<LoginResult>;
  /**
   * Call this when a page starts, on every page. If the page's URL is the callback of a login that this tab began, it finishes
   * the login as {@link TokenManager.finishLogin} does, and returns the result. It removes the callback's parameters from the
   * address bar (`history.replaceState`) as soon as the login is used up, whether the login succeeds or fails. The redirect
   * URI's own parameters, the fragment and `history.state` stay. On every other page, and for a login of another tab, it
   * resolves to undefined, and loads and requests nothing.
   *
   * A second call (React's StrictMode) returns the same result or error, until the page's URL changes or the user logs out. If
   * the page is reloaded while the login is being finished, its URL is no callback any more: the code is spent, so begin a new
   * login.
   *
   * In the popup or frame of a login it hands the URL over to the page that began the login, and closes the window. There it
   * does not resolve. If that page is gone or the browser keeps the window open, it resolves to undefined.
   *
   * @param url default: `location.href`
   * @throws {@link LoginError} if the login failed
   */
  handleCallback(url?: string | URL): Promise<LoginResult | undefined>;
  /**
   * Signs the user out: forgets the tokens in all tabs, revokes them at the server (RFC 7009) unless `revoke` is false, and
   * then leaves the page for the server's end-session endpoint, if it has one, unless `navigate` is false. Resolves to that
   * URL, which {@link TokenManager.logoutUrl} describes.
   *
   * The local sign-out cannot fail. It waits a few seconds at most for the server, and resolves without a URL if the server
   * does not answer in time. A revocation under way then continues as long as the page stays. If several tabs sign out at
   * once, one of them revokes. For a provider with `refreshToken: { provider }` the other provider signs out, since it has the
   * user; `clear` forgets only the provider's own token.
   *
   * @throws {@link InvalidConfigurationError} for a wrong option, before anything is forgotten
   * @throws {@link UnknownProviderError}
   */
  logout(provider?: string, options?: LogoutOptions): Promise<{ url?: string }>;

  /**
   * Begins a user's login (grant "authorization_code"; RFC 6749 §4.1 with PKCE, RFC 7636): send the browser to `url`. If the
   * request is pushed (RFC 9126), the server keeps it only until `expiresAt` (epoch milliseconds), and for one use. So call
   * this when the user wants to log in, not when the page is built.
   *
   * @throws {@link InvalidConfigurationError} if the provider's grant has no login, or a required endpoint is unknown
   * @throws {@link LoginError} if the issuer's metadata cannot be fetched, or the server refuses the pushed request: `code`,
   *   `retryable`, `status`, `oauthError` and `retryAfterMs` say more
   */
  startLogin(provider?: string, options?: LoginOptions): Promise<{ url: string; expiresAt?: number }>;
  /**
   * Finishes the login with the URL that the authorization server redirected to, usually `location.href`. Checks `state`,
   * `iss` (RFC 9207) and the ID token: its claims, and its signature if `jwksUri` or the metadata gives the issuer's key set
   * (OpenID Connect Core §3.1.3.7). An ID token with an HMAC is checked with `clientSecret`. An ID token that no key of the
   * set verifies is refused.
   *
   * A callback uses up its login, whether it succeeds or fails. Concurrent calls with the same URL share one result. A later
   * call is a LoginError whose message says why: the login was finished before, begun in another tab, or begun more than a day
   * ago. In a page, where a component may be mounted again, this manager returns its last result again until the user logs
   * out. Another manager of the same namespace gets that result too, if it asks before the first one has its tokens or after
   * the first one was closed. After a reload the call is a LoginError, since the code is spent; the tokens are in `storage`.
   *
   * The data needed when the user comes back (state, nonce, code verifier, `appState`) is kept in the tab's sessionStorage, so
   * the callback works for a day, in the tab that began the login. If sessionStorage is missing, forbidden or full, memory
   * holds the data. That suffices for a popup; the login is lost when the user leaves the page, and a log record says so.
   * Outside of pages the manager itself holds the data, so that only it can finish the login: the last 4,096 logins, for a
   * day, until `close`.
   *
   * @throws {@link LoginError} and nothing is kept. The key set is fetched before the code is sent; a failure of the server or
   *   the network to deliver it is `retryable`: begin again with `startLogin`
   */
  finishLogin(callbackUrl: string | URL): Promise<LoginResult>;
  /**
   * Begins a user's login on another device (grant "device_code"; RFC 8628): show `userCode` and `verificationUri`, or
   * `verificationUriComplete` as a QR code, and await `done`.
   *
   * The server is polled as often as it allows: every 5 seconds unless it gives another `interval`. Each `slow_down` lengthens
   * the interval by 5 seconds for good; each time-out doubles it. Failures of the network or the server do not end the login.
   * Polls go by the clock, so that a page in the background polls late but never too often.
   *
   * A provider has one device login at a time: a new one replaces the previous one as soon as it has its code, and the
   * previous `done` rejects. In Workers no timer outlives its request: polling lasts as long as the request that began the
   * login (`ctx.waitUntil(login.done)` prolongs that), and no other request should await `done`.
   *
   * Afterwards tokens are renewed by refresh token, if the server gave one.
   *
   * @throws {@link InvalidConfigurationError} if the provider has another grant, or a required endpoint is unknown
   * @throws {@link LoginError} if the server refuses or cannot be reached, or its response violates RFC 8628 §3.2: it must
   *   have `expires_in`, and `verification_uri` must be https (http on loopback, or with `allowInsecureHttp`)
   */
  startDeviceLogin(provider?: string): Promise<DeviceLogin>;
  /**
   * The URL that logs the user out at the server too (OpenID Connect RP-Initiated Logout 1.0), or undefined if the server has
   * no `end_session_endpoint`. Forgets no tokens: get the URL first, then `clear` or `revoke`, then go there.
   *
   * The URL holds `client_id` and, if one is held, the ID token (`id_token_hint`, as the specification recommends). Without
   * it, servers ask the user to confirm, do not send them back, or refuse. An ID token opens no API and returns to the server
   * that issued it, but it identifies the user: do not log the URL. No other token is ever put into a URL.
   *
   * @param options `postLogoutRedirectUri` must be registered at the server; `state` comes back with the user
   * @throws {@link InvalidConfigurationError} if `postLogoutRedirectUri` is not an absolute URI without a fragment
   * @throws {@link LoginError} if the issuer's metadata cannot be fetched
   */
  logoutUrl(provider?: string, options?: { postLogoutRedirectUri?: string; state?: string }): Promise<string | undefined>;

  /**
   * Renews tokens ahead of time, without a caller. In Workers, where no timer outlives its request, this only sets the flag.
   * Background refresh keeps the manager alive until it is stopped or closed. In pages and web workers nothing is sent while
   * `navigator.onLine` is false; renewals that became due meanwhile, or during sleep, are made at the next wake-up signal.
   */
  startBackgroundRefresh(): void;
  stopBackgroundRefresh(): void;
  isBackgroundRefreshRunning(): boolean;

  /**
   * Adds a listener and returns the function that removes it. An error or rejection of a listener is printed on the console
   * and has no other effect. A listener may call any method and await `getToken`.
   */
  on<E extends keyof TokenEvents>(event: E, listener: (event: TokenEvents[E]) => void): () => void;
  /** Removes a listener of an event, even if it was added several times. */
  off<E extends keyof TokenEvents>(event: E, listener: (event: TokenEvents[E]) => void): void;
  /**
   * Calls `observer` at once with the current token if there is a valid one, then with every new one, never twice in a row
   * with the same. Sends no request of its own. Returns the function that ends the subscription.
   */
  subscribe(provider: string, observer: (token: string, info: TokenInfo) => void): () => void;

  /**
   * Moves every stored record to `to`: copies it, reads it back, switches to `to`, and only then removes it from the old
   * storage. Records that changed there meanwhile are copied again first. If any step fails or the process ends in between,
   * nothing is lost: each record is in at least one of the two, and the same call again completes the move. A refresh that is
   * under way ends in the new storage. Other managers and tabs that use the old storage are not notified: close or move them,
   * too.
   *
   * Records of unregistered names move only if the old storage can list its keys ({@link TokenStorage.getKeys}, or Web
   * Storage). A move to "memory" loads the records of registered providers and leaves those of other names where they are. A
   * move from "memory" writes the tokens that are held. Damaged records stay, with a `storageError` event. Concurrent moves
   * run one after the other.
   *
   * @throws {@link InvalidConfigurationError} if `to` is the storage in use, or keeps no refresh tokens and some would be lost
   * @throws {@link StorageError} if one of the two failed or did not answer
   */
  migrateStorage(to: StorageOption): Promise<{ moved: number }>;
  /**
   * Writes a copy of every record to `to`, replacing what is there. Nothing else changes.
   *
   * @throws {@link InvalidConfigurationError} if `to` is the storage in use, "memory", or keeps no refresh tokens and some
   *   would be lost
   * @throws {@link StorageError}
   */
  backup(to: StorageOption): Promise<{ copied: number }>;
  /**
   * Reads records from `from`, unless memory or storage has a newer one. Restored records are stored and held, with the events
   * of a token. Tokens that were cleared on purpose come back, too. `skipped` counts records that are older, damaged (with a
   * `storageError` event), or of no use, such as those of another client.
   *
   * @throws {@link InvalidConfigurationError} if `from` is the storage in use, or "memory"
   * @throws {@link StorageError}
   */
  restore(from: StorageOption): Promise<{ restored: number; skipped: number }>;

  /**
   * Stops timers, releases locks, and settles every pending call with {@link ManagerClosedError}. May be called twice.
   * Afterwards `peekToken` is undefined, `isBackgroundRefreshRunning` false, and every other call throws or rejects with
   * ManagerClosedError.
   */
  close(): Promise<void>;
  /** {@link TokenManager.close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

// ───────────────────────────── options ─────────────────────────────

/** The shape of a `CryptoKey` for AES-GCM; that type is unknown without the types of a browser or of Workers. */
export interface AesKey {
  readonly type: string;
  readonly extractable: boolean;
  readonly algorithm: { readonly name: string };
  readonly usages: readonly string[];
}

export interface TokenManagerOptions {
  /** Providers by name; `addProvider` adds more. */
  providers?: Record<string, ProviderConfig>;
  /**
   * Called for a name that is not registered, so that tenants can be added on demand: by every asynchronous method that takes
   * a provider's name, once for all concurrent callers. The result is registered as by `addProvider`; undefined means that
   * there is no such provider ({@link UnknownProviderError}).
   *
   * If it throws, callers get an UnknownProviderError with the `cause`, `retryable`; if it takes longer than
   * `retryPolicy.deadlineMs`, one with the code "timeout". Neither is remembered: the next call asks again. For a name that is
   * not resolved yet, `peekToken` is undefined, and every other synchronous method throws UnknownProviderError. `clear()`
   * without a name clears the registered providers.
   */
  resolveProvider?: (name: string) => ProviderConfig | undefined | Promise<ProviderConfig | undefined>;
  /**
   * Where tokens are kept besides memory. Default "memory": scripts that run in your page can read any storage, so the safest
   * choice is to store nothing.
   */
  storage?: StorageOption;
  /**
   * Prefix of every storage key and lock. Managers with the same namespace and storage share tokens and refreshes, if their
   * providers agree in name and in every option that affects the token. Not empty. Default "tokenward".
   */
  namespace?: string;
  /**
   * Encrypts stored records with AES-256-GCM (WebCrypto), with a new initialization vector for each write and the storage key
   * as additional data. Default: off.
   *
   * - `true`: a non-extractable key of this namespace, made once and kept in IndexedDB, whatever `storage` is. In browsers.
   * - your own key: 32 bytes as base64 or base64url (a Worker's secret), or a `CryptoKey` for AES-GCM of 256 bits with the
   *   usages encrypt and decrypt. Anything else is an {@link InvalidConfigurationError}.
   *
   * Nothing is ever written in plain text: if WebCrypto is missing (pages without https) or the key is unavailable, tokens
   * live in memory alone, with a `storageError`. A record that cannot be decrypted (the key was lost or is another one, the
   * record was changed or moved) counts as absent: a `storageError` reports it, it stays where it is, and the next token
   * replaces it. Plain records that exist when encryption is first used are encrypted in place, once for a namespace and
   * storage; from then on a plain record is a miss, reported as `storageError`. `migrateStorage`, `backup` and `restore` use
   * this key, too: without it a backup is worthless.
   *
   * Encryption protects data on the disk and in a shared storage. It does not protect from scripts that run in your page,
   * which can use the key as the page can.
   */
  encryption?: true | AesKey | string;
  /** Defaults for every provider. */
  refreshPolicy?: RefreshPolicy;
  /** Defaults for every provider. */
  retryPolicy?: RetryPolicy;
  /** Starts background refresh at once. Default: true in pages and web workers, false elsewhere. */
  background?: boolean;
  /**
   * Called instead of the global fetch: your own function, or the binding of a service or an mTLS certificate itself
   * (`env.AUTH`), whose `fetch` method is called.
   */
  fetch?: typeof fetch | { fetch: typeof fetch };
  /** Gets structured log records, which never contain tokens, secrets, codes or verifiers. */
  logger?: (record: LogRecord) => void;
  /** The least important level that the logger gets. Default "info". */
  logLevel?: "error" | "warn" | "info" | "debug";
}

/** Options of {@link TokenManager.fromEnv}. */
export interface EnvOptions extends TokenManagerOptions {
  /** Put before every variable's name: "TENANT_A_" reads TENANT_A_OAUTH2_CLIENT_ID. Default "". */
  prefix?: string;
  /** The name of the provider made from the variables. Default "default". */
  provider?: string;
}

/**
 * When a token is renewed. For short-lived tokens both limits shrink: the hard one to at most 10 %, the soft one to at most 25
 * % of the token's lifetime.
 */
export interface RefreshPolicy {
  /** Hard limit: a token with less life left is not returned. Default 60. */
  minLifetimeSeconds?: number;
  /** Soft limit: a token with less life left is returned and renewed in the background. Default 300. */
  aheadSeconds?: number;
  /** Also renew at this fixed interval, whatever the lifetime. Default: none. */
  intervalSeconds?: number;
  /** Random spread of the renewal, as a share of `aheadSeconds`, 0 to 1. Default 0.1. */
  jitter?: number;
  /** The lifetime assumed if the server gives none and the token is not a JWT with `exp`. Default 3600. */
  assumedLifetimeSeconds?: number;
}

/** How failed requests are retried. */
export interface RetryPolicy {
  /** Attempts per token request, including the first. Default 3. */
  maxAttempts?: number;
  /**
   * Back-off with full jitter: a random wait up to min(maxDelayMs, baseDelayMs · 2ⁿ). Default 500. A server's Retry-After
   * takes precedence, up to an hour.
   */
  baseDelayMs?: number;
  /** The longest back-off. Default 20_000. */
  maxDelayMs?: number;
  /** Time limit for one attempt, connection and body. Default 10_000. */
  timeoutMs?: number;
  /** Time limit for one `getToken` overall, including waits for locks and retries. Default 30_000. */
  deadlineMs?: number;
  /** After this many failures in a row the circuit opens: calls fail fast until a cool-down ends. Default 5. */
  circuitThreshold?: number;
  /** The first cool-down; doubles up to 300_000. Default 30_000. */
  circuitCooldownMs?: number;
  /** Failures in a row before a fallback is used. Default 1. */
  maxFailuresBeforeFallback?: number;
}

export type ProviderConfig = OAuthProvider | LoginProvider | StaticProvider | CustomProvider | CoordinatedProvider;

export interface ProviderBase {
  /** Overrides the manager's policy, field by field. */
  refreshPolicy?: RefreshPolicy;
  /** Overrides the manager's policy, field by field. */
  retryPolicy?: RetryPolicy;
  /**
   * Providers whose token is used while this one can get none: names or configurations, tried in order. They are used after
   * `maxFailuresBeforeFallback` failures, or at once if no attempt can be made, but never while this provider's own token is
   * good. Once the cool-down ends the provider is tried again, and its own token takes over.
   *
   * A configuration given here is not a provider of its own: events call it `"<provider>.fallback"`, in a list
   * `"<provider>.fallback.<index>"`. A chain that leads back to its start is an InvalidConfigurationError.
   */
  fallback?: string | ProviderConfig | Array<string | ProviderConfig>;
  /**
   * Origins that {@link TokenManager.fetch} may send this token to, such as `https://api.example.com`: https, or http on
   * loopback. No wildcards. Default: none. When a fallback's token is used, the fallback's own list applies as well, if it has
   * one.
   */
  allowedOrigins?: string[];
  /** Accepts plain-http `allowedOrigins` on hosts other than loopback. Default false. */
  allowInsecureHttp?: boolean;
}

/** An OAuth 2.0 client at one authorization server. */
export interface OAuthProvider extends ProviderBase {
  /**
   * RFC 6749 §4.4, §4.1 (with PKCE, RFC 7636), §6, §4.3.
   *
   * "password" is deprecated (RFC 9700 §2.4): it shows the user's password to the client, trains users to type it elsewhere
   * than at their server, and has no place for a second factor or a passkey. Use it only for servers that support nothing
   * else. The first request sends the password, later ones the refresh token if the server gave one.
   *
   * "token_exchange" (RFC 8693) exchanges `subjectToken`, "jwt_bearer" (RFC 7523 §2.1) an `assertion`. Either is obtained anew
   * for each request. The manager keeps one token for each provider: use one provider for each subject.
   *
   * "device_code" (RFC 8628) is for devices without a browser or keyboard: see {@link TokenManager.startDeviceLogin}.
   */
  grant: "client_credentials" | "authorization_code" | "refresh_token" | "password" | "device_code" | "token_exchange" | "jwt_bearer";
  /**
   * The issuer identifier, exactly as the server writes it. Endpoints that are not given come from its metadata (RFC 8414,
   * OpenID Connect Discovery) and are checked when they are used. The metadata is fetched only if a required endpoint is not
   * given. `startLogin` requires `authorizationEndpoint` and `tokenEndpoint`, with the scope openid also `jwksUri`, and with
   * `par: true` also `pushedAuthorizationRequestEndpoint`.
   */
  issuer?: string;
  /** RFC 6749 §3.2. */
  tokenEndpoint?: string;
  /** RFC 6749 §3.1. */
  authorizationEndpoint?: string;
  /** RFC 7009 §2. */
  revocationEndpoint?: string;
  /** RFC 8628 §3.1. */
  deviceAuthorizationEndpoint?: string;
  /** RFC 9126 §2. */
  pushedAuthorizationRequestEndpoint?: string;
  /** OpenID Connect RP-Initiated Logout 1.0 §2. */
  endSessionEndpoint?: string;
  /**
   * URL of the keys that sign ID tokens (RFC 7517 §5), in place of the metadata's `jwks_uri`: for example a copy on your own
   * origin, if the issuer's CORS policy keeps pages from reading its own.
   */
  jwksUri?: string;
  clientId: string;
  /** Never in a page: every visitor can read it (RFC 10017 §6.3.3.1). */
  clientSecret?: string;
  /**
   * RFC 6749 §2.3, RFC 7523 §2.2. Default: client_secret_basic with a secret, private_key_jwt with a key (unless that key
   * signs the claims of `assertion`), else none.
   */
  clientAuth?: "client_secret_basic" | "client_secret_post" | "private_key_jwt" | "none";
  /**
   * The signing key, for private_key_jwt and for the claims of jwt_bearer. A CryptoKey with the usage "sign", or a private JWK
   * (RFC 7517): RSA (RS256 unless `alg` names another of RS and PS 256 to 512), EC (ES256, ES384, ES512), or Ed25519 (EdDSA,
   * or Ed25519 if `alg` says so, RFC 9864). Import PEM first. If WebCrypto cannot use the key, calls reject with code
   * `crypto`.
   */
  privateKey?: SigningKey | PrivateJwk;
  /** The `kid` in the header of JWTs that `privateKey` signs. Default: that of the JWK. */
  keyId?: string;
  /**
   * The `aud` of private_key_jwt. Default "issuer" (draft-ietf-oauth-rfc7523bis), if `issuer` is set; "token_endpoint" is for
   * servers that only know the older rule (RFC 7523 §3).
   */
  clientAssertionAudience?: "issuer" | "token_endpoint";
  /** Accepts plain-http endpoints and `allowedOrigins` on hosts other than loopback. Default false. */
  allowInsecureHttp?: boolean;
  /**
   * Binds tokens to a key (DPoP, RFC 9449), so that a stolen token is useless. Default false. A `token_type` other than DPoP
   * in the server's response is an error. {@link TokenManager.fetch} proves possession of the key with each request;
   * {@link TokenManager.getDpopHeaders} does so for other HTTP clients.
   *
   * The key is an ES256 pair with a non-extractable private half, one for each namespace and provider.
   *
   * - In pages and workers of an origin the key is kept in IndexedDB: it survives a reload, and other tabs share it.
   * - Elsewhere (Node, Deno, Bun, Workers, pages whose storage is forbidden) it lives in memory as long as the manager, or as
   *   the storage object that managers share. Stored tokens name the key that they are bound to; after a restart, tokens of
   *   the old key count as absent. A client with a secret goes on with its refresh token, which is bound to no key (§5). With
   *   a public client the user has to log in again. Each isolate of a Worker has its own key, so the tokens that one stores
   *   are useless to the others.
   * - `clear` and `revoke` forget the tokens and keep the key, since a login that is pending in another tab is bound to it.
   *   The key reveals nothing without tokens, but a server can recognize the browser by it; deleting the site's data removes
   *   it.
   *
   * Logins bind the code as well (`dpop_jkt`, §10), except in pages that cannot keep the key.
   */
  dpop?: boolean;
  /** RFC 6749 §3.3. */
  scope?: string | string[];
  audience?: string | string[];
  /** RFC 8707 §2. */
  resource?: string | string[];
  /** Where the authorization server sends the user back. */
  redirectUri?: string;
  /**
   * Pushed authorization requests (RFC 9126): `startLogin` sends its request straight to the server, with the client's
   * authentication. The URL for the user then holds only `client_id` and `request_uri`. Default: true if the issuer's metadata
   * is fetched (see `issuer`) and says `require_pushed_authorization_requests`. A server that requires it only of your client
   * does not say so there.
   */
  par?: boolean;
  /** Only for the grant "password". */
  username?: string;
  /** Only for the grant "password". Kept in memory as long as the manager lives. */
  password?: string;
  /**
   * The first refresh token, used while storage holds none. `setTokens` can provide it as well.
   *
   * `{ provider }`, with the grant "refresh_token": the refresh token of another provider of this manager, such as that of a user's
   * login. One login then gives access tokens for several APIs (RFC 6749 §6, RFC 8707 §2.2). The request uses the other provider's
   * server, client, key and refresh token, and this provider's `scope`, `resource`, `audience`, `params` and `headers`. This provider
   * has its own refresh policy, events and `allowedOrigins`. `clientId` must be the same; issuer and endpoints may be left out.
   *
   * - The other provider keeps the refresh token: a rotated one is committed there, under its lock, one request at a time. Its stored
   *   record also holds this provider's tokens. Its `clear` and `revoke`, in any tab, clear this one too; `clear` of this one forgets
   *   only its own access token.
   * - A refusal of this provider's request (`invalid_target`, `invalid_scope`, `consent_required`, `access_denied`) affects this
   *   provider only, and the manager does not ask again until a caller does. If the server requires the user
   *   (`consent_required`, `interaction_required` or `login_required`), callers get this error, and nothing is sent for this
   *   provider, until the other provider's tokens change. `invalid_grant` ends the session of both.
   * - It has no user of its own: `isAuthenticated`, `getUser` and `userInfo` report the other provider's user; `login` and `logout`
   *   sign that user in and out, for both providers. It emits no `signedIn`, `signedOut` or `reauthenticate`. An ID token in the server's response belongs to the other provider.
   * - `setTokens` is an error: call it for the other provider.
   */
  refreshToken?: string | { provider: string };
  /**
   * token_exchange: the token to exchange (RFC 8693 §2.1), a function that returns it, or another provider of this manager
   * whose access token is exchanged. Stored tokens belong to the subject that they were exchanged for, so a function is called
   * before storage is read, and for each token request. It is not called while a token in memory is good.
   */
  subjectToken?: string | { provider: string } | (() => string | Promise<string>);
  /** RFC 8693 §3. Default "urn:ietf:params:oauth:token-type:access_token". */
  subjectTokenType?: string;
  /** token_exchange: the token of the party that acts for the subject, or a function that returns it. */
  actorToken?: string | (() => string | Promise<string>);
  /** RFC 8693 §3. Default "urn:ietf:params:oauth:token-type:access_token". */
  actorTokenType?: string;
  /**
   * jwt_bearer: a ready assertion, a function that returns one (stored tokens are found again while it returns the same), or
   * claims that `privateKey` signs. `iss` (the client id), `scope`, `aud` (the token endpoint), `iat`, `exp` (in five minutes)
   * and `jti` are filled in unless they are given.
   */
  assertion?: string | (() => string | Promise<string>) | Record<string, unknown>;
  /** Extra parameters of the token request. */
  params?: Record<string, string>;
  /** Extra headers of the token request. */
  headers?: Record<string, string>;
}

/** A `CryptoKey` with a private key and the usage "sign"; only its shape if the type libraries lack that type. */
export type SigningKey = typeof globalThis extends { CryptoKey: { prototype: infer Key } }
  ? Key
  : { readonly type: string; readonly algorithm: { readonly name: string }; readonly usages: readonly string[] };

/** A private JWK (RFC 7517, RFC 7518 §6), in the shape of `JsonWebKey`. */
export interface PrivateJwk {
  kty?: string;
  crv?: string;
  alg?: string;
  kid?: string;
  d?: string;
  n?: string;
  x?: string;
}

/**
 * A first-party login endpoint that is not an OAuth server. Tries each URL in each format until one returns a token. The pair
 * that worked is used first from then on, as long as the manager lives. Renewal logs in again.
 *
 * 401 and 403 (and `invalid_grant` in the format "oauth_password") mean wrong credentials: the attempt ends, nothing more is
 * sent without a caller, and the error's code is `login_failed`. 404, 405 and 410 mean that there is no such endpoint. Other
 * 4xx, redirects and responses without a token lead to the next format, an outage to the next URL. A response without a token
 * is `invalid_response`.
 */
export interface LoginProvider extends ProviderBase {
  grant: "login";
  /** URLs of the login endpoint. https, or http on loopback addresses. */
  url: string | string[];
  /** The user's name. Default: `email`. One of the two is required. */
  username?: string;
  email?: string;
  password: string;
  /**
   * The formats to try, in order: JSON with `email` and `password`; JSON with `username` and `password`; a form with these;
   * the forms of RFC 6749 §4.3.2 and §4.4.2 with the client's credentials in the body. Default: all whose fields are given.
   */
  formats?: Array<"json_email" | "json_username" | "form" | "oauth_password" | "oauth_client_credentials">;
  /** For the OAuth formats. */
  clientId?: string;
  /** For the OAuth formats. Never in a page: every visitor can read it (RFC 10017 §6.3.3.1). */
  clientSecret?: string;
  /** For the OAuth formats. */
  scope?: string;
  /**
   * Names of the response member that holds the token, tried in order. A dotted path reaches inside objects, unless a member
   * has the whole path as its name. Default: access_token, access, token, auth_token, jwt, accessToken. The `Authorization`
   * response header is always tried last; a page can read it only if the server lists it in `Access-Control-Expose-Headers`.
   *
   * The lifetime is read from expires_in or expiresIn (seconds), expires_at, expiresAt or expires (epoch seconds or
   * milliseconds, or a date) beside the token or at the top, else from the JWT, else it is `assumedLifetimeSeconds`.
   */
  tokenFields?: string[];
  /**
   * Also try /oauth/token, /api/oauth/token, /auth/oauth/token, /api/auth/token, /api/login and /api/auth/login on the origin
   * of each `url`. Default false, since it sends the password to paths that are not configured.
   */
  probe?: boolean;
}

/** A fixed token. */
export interface StaticProvider extends ProviderBase {
  grant: "static";
  token: string;
  /** Default "Bearer". */
  tokenType?: string;
  /** Default: the token's `exp` if it is a JWT, else never. */
  expiresAt?: number;
}

/** Your own source of tokens. An error that your functions throw is the `cause` of the error that callers get. */
export interface CustomProvider extends ProviderBase {
  grant: "custom";
  acquire(context: CustomContext): TokenInput | Promise<TokenInput>;
  /** Without it, `acquire` is called again. */
  refresh?(tokens: TokenSet, context: CustomContext): TokenInput | Promise<TokenInput>;
  /** Called by `TokenManager.revoke` with the tokens that were held. The manager has already forgotten them. */
  revoke?(tokens: TokenSet, context: CustomContext): void | Promise<void>;
}

/** A provider whose tokens a Durable Object owns, made by `coordinator()` of "tokenward/workers". */
export interface CoordinatedProvider extends ProviderBase {
  grant: "coordinator";
}

export interface CustomContext {
  /** The name that the provider is registered under. */
  provider: string;
  /** Aborted when no caller is waiting any more, or when the attempt's time is up. */
  signal: AbortSignal;
  /** The manager's own `fetch`. */
  fetch: typeof fetch;
}

/**
 * Configurations for widely used authorization servers, with the endpoints from their documentation. Any other member of a
 * provider may be given too, and overrides the preset's.
 *
 * `grant` defaults to client_credentials with a secret or key, else to authorization_code. Logins ask for `openid` and for
 * whatever each server requires for a refresh token; give `scope` for anything else. `domain` may start with https://.
 *
 * @example
 * providers: { api: presets.auth0({ domain: "tenant.eu.auth0.com", clientId, clientSecret, audience: "https://api.example.com" }) }
 *
 * @throws {@link InvalidConfigurationError} naming the argument, such as `presets.okta.domain`
 */
export const presets: {
  /**
   * Microsoft Entra ID (Azure AD), v2.0 endpoints. `tenantId` is the tenant's GUID or domain; for logins also "common",
   * "organizations" or "consumers". Only with a GUID is the issuer known, and therefore checked. Client credentials ask for
   * `https://graph.microsoft.com/.default` unless `scope` names another resource's `.default`. There is no revocation
   * endpoint.
   */
  azureAd(o: { tenantId: string; clientId: string; clientSecret?: string; scope?: string | string[] } & Partial<OAuthProvider>): OAuthProvider;
  /** Auth0. Without `audience` the tenant's default audience applies; a tenant that has none issues opaque tokens. */
  auth0(o: { domain: string; clientId: string; clientSecret?: string; audience?: string } & Partial<OAuthProvider>): OAuthProvider;
  /**
   * Okta. `authorizationServer` is the id of a custom authorization server. It defaults to "default", Okta's own name for the
   * first. "org" is the org's server, whose access tokens are only for Okta's own API. Client credentials need a `scope`.
   */
  okta(o: { domain: string; clientId: string; clientSecret?: string; authorizationServer?: string } & Partial<OAuthProvider>): OAuthProvider;
  /** Keycloak. `url` is the server's base URL; before Keycloak 17, or with a relative path configured, it ends in /auth. */
  keycloak(o: { url: string; realm: string; clientId: string; clientSecret?: string } & Partial<OAuthProvider>): OAuthProvider;
  /**
   * Google. Logins ask for offline access. Google gives a refresh token only at the first consent (`prompt: "consent"` asks
   * again). Google has no client credentials: with a secret, which its web clients have, give `grant: "authorization_code"`.
   */
  google(o: { clientId: string; clientSecret?: string; scope?: string | string[] } & Partial<OAuthProvider>): OAuthProvider;
  /**
   * Amazon Cognito. `domain` is the user pool's, such as `example.auth.eu-central-1.amazoncognito.com`, or your own. Give
   * `issuer: "https://cognito-idp.<region>.amazonaws.com/<pool id>"` to have ID tokens checked against it. Cognito revokes
   * only refresh tokens. Its logout is not OpenID Connect's RP-initiated logout, so there is no endSessionEndpoint.
   */
  cognito(o: { domain: string; clientId: string; clientSecret?: string } & Partial<OAuthProvider>): OAuthProvider;
};

/** The target of an access token, where it differs from the provider's configuration. */
export interface TokenTarget {
  /** Replaces the provider's `scope`. */
  scope?: string | string[];
  /** Replaces the provider's `resource` (RFC 8707). */
  resource?: string | string[];
  /** Replaces the provider's `audience`. */
  audience?: string | string[];
}

/**
 * `scope`, `resource` and `audience` ask for a token for another target. With a user's login (authorization_code, device_code,
 * refresh_token) the provider's refresh token obtains it, as with `refreshToken: { provider }`; without `scope` the request then
 * asks for the scope of the grant. Any other OAuth grant makes a separate token request by the same client. A coordinator passes
 * the target on. "static", "custom" and "login" have no targets: an {@link InvalidConfigurationError} names the option.
 *
 * Each set of values, in any order, is a credential of its own, stored beside the provider's. Values equal to the provider's own
 * are the provider itself. There are at most 64 per provider; the least recently used one is forgotten first. `listProviders`,
 * `health` and the events do not show them; `clear`, `revoke` and `removeProvider` include them.
 */
export interface GetTokenOptions extends TokenTarget {
  /** Get a new token even if a valid one is cached. Rejects if none can be obtained; the cached one stays. */
  forceRefresh?: boolean;
  /**
   * If no good token is held: `true` asks the fallback at once, without a request of the provider's own; `false` never asks
   * it. Default: after `maxFailuresBeforeFallback` failures.
   */
  useFallback?: boolean;
  /** Require at least this much life, for example for a long upload. */
  minLifetimeSeconds?: number;
  /** Ends this caller's wait, not the shared request. Rejects with the signal's reason. */
  signal?: AbortSignal;
}

/**
 * A request to make a proof for: see {@link TokenManager.getDpopHeaders}. With `scope`, `resource` or `audience`, the token is the one
 * that {@link TokenManager.getToken} gets with the same values.
 */
export interface DpopRequest extends TokenTarget {
  /** Absolute. The proof omits query and fragment (RFC 9449 §4.2). */
  url: string | URL;
  /** Default "GET". */
  method?: string;
  /** The `DPoP-Nonce` header of the server's last response, if it sent one (RFC 9449 §9). */
  nonce?: string;
}

/** Options of {@link TokenManager.fetch}, besides those of `fetch`. */
export interface AuthenticatedRequestInit extends RequestInit {
  /**
   * The provider whose token is sent. By default the manager's only one, or of several the only one whose `allowedOrigins` have the
   * request's origin.
   */
  provider?: string;
  /**
   * The behaviour when no token can be obtained. Default "throw". "anonymous" sends the request without `Authorization`; an
   * unknown provider or a closed manager is still an error.
   */
  onNoToken?: "throw" | "anonymous";
  /** Sends this request, in place of the manager's `fetch`: for example the `fetch` of SvelteKit's `load`, or a library's own. */
  fetch?: typeof fetch;
}

/** How `login` shows the server's pages. */
export interface LoginMode {
  /** "redirect" (default) leaves the page, "popup" opens a window, "silent" uses a hidden frame. */
  mode?: "redirect" | "popup" | "silent";
  /** For "popup": a window that the page has opened itself, at `about:blank`. It is closed at the end. */
  popup?: PageWindow;
  /** For "popup" and "silent": how long the login may take, in milliseconds. Defaults: 300,000 and 10,000. */
  timeoutMs?: number;
}

/** The options of `logout`. */
export interface LogoutOptions {
  /** Where the server sends the user afterwards: an absolute URI without a fragment, registered at the server. */
  postLogoutRedirectUri?: string;
  /** Comes back with the user. */
  state?: string;
  /** Revoke the tokens at the server. Default true. */
  revoke?: boolean;
  /** Leave the page for the server's end-session endpoint. Without effect outside of pages. Default true. */
  navigate?: boolean;
}

export interface LoginOptions {
  /** Default: the provider's. */
  redirectUri?: string;
  /** Default: the provider's. */
  scope?: string | string[];
  /**
   * "none", "login", "consent", "select_account", "create", or another value that the server knows; several are separated by
   * spaces. "none" must stand alone (OpenID Connect Core §3.1.2.1).
   */
  prompt?: string;
  /** OpenID Connect Core §3.1.2.1. */
  loginHint?: string;
  /**
   * Authentication context classes, in order of preference (OpenID Connect Core §3.1.2.1): an array, or a string with spaces. The
   * ID token's `acr` must be one of them. Needs `openid` in the scope.
   */
  acrValues?: string | string[];
  /**
   * The greatest age of the user's authentication, in seconds: a whole number of at least 1. The ID token's `auth_time` is
   * checked (OpenID Connect Core §3.1.3.7) by the server's clock, with a tolerance of a minute. Needs `openid` in the scope.
   * `prompt: "login"` requires a new authentication, whatever the age.
   */
  maxAgeSeconds?: number;
  /**
   * The `claims` request (OpenID Connect Core §5.5): an object, its JSON text, or the base64 of an API's challenge. If it demands
   * an essential `acr` of the ID token, the ID token must have one of its values. Claims of the ID token need `openid` in the
   * scope.
   */
  claims?: Record<string, unknown> | string;
  /** Returned by finishLogin: for example the page to return to. Any JSON value. Kept locally, never sent. */
  appState?: unknown;
  /** Extra parameters of the authorization request. */
  params?: Record<string, string>;
}

export interface DeviceLogin {
  /** The code that the user types in. */
  userCode: string;
  /** Where the user types it in. */
  verificationUri: string;
  /** `verificationUri` with the code in it: for a link or a QR code. */
  verificationUriComplete?: string;
  /** When the code expires: epoch milliseconds. */
  expiresAt: number;
  /**
   * Fulfils when the user has agreed and the tokens are stored. Rejects with a {@link LoginError} when the user refused
   * (`oauthError` is `access_denied`), the code expired (`code` is `timeout`), the server rejected the request, the login was
   * cancelled or replaced by another, or the user logged out meanwhile; with a {@link ManagerClosedError} when the manager
   * closed. A rejection that is not awaited is not reported as unhandled.
   */
  done: Promise<TokenInfo>;
  /** Ends the login: `done` rejects at once. Does nothing once the login has ended. */
  cancel(): void;
}

export interface LoginResult {
  provider: string;
  info: TokenInfo;
  appState?: unknown;
  /** The ID token's claims, if there is one. */
  claims?: Record<string, unknown>;
  /** The user, if there is an ID token. */
  user?: User;
}

/** The user of a login, from the ID token. */
export interface User<Claims extends object = Record<string, unknown>> {
  provider: string;
  /** `sub` of the ID token: it tells users apart at one issuer. */
  id: string;
  /**
   * The ID token's claims. Distributed claims (`_claim_sources`, OpenID Connect Core §5.6.2) are left out, since they hold
   * access tokens.
   */
  claims: Claims & { iss: string; sub: string };
  /** When the user authenticated (`auth_time`): epoch milliseconds by the server's clock. */
  authenticatedAt?: number;
}

// ───────────────────────────── values ─────────────────────────────

export interface TokenSet {
  accessToken: string;
  /** As the server sent it; compared case-insensitively (RFC 6749 §7.1). */
  tokenType: string;
  /** Epoch milliseconds by this machine's clock; missing if the server gave no lifetime and none was assumed. */
  expiresAt?: number;
  obtainedAt: number;
  /** The granted scope (RFC 6749 §3.3). */
  scope?: string;
  refreshToken?: string;
  idToken?: string;
  /** Response members that no standard names, unchanged. */
  extra?: Record<string, unknown>;
}

/**
 * Tokens under this package's names, or a token endpoint's own response (RFC 6749 §5.1). `expiresIn` and `expires_in` are
 * seconds.
 */
export type TokenInput =
  | (Partial<TokenSet> & { accessToken: string; expiresIn?: number })
  | { access_token: string; token_type?: string; expires_in?: number | string; refresh_token?: string; scope?: string; id_token?: string; [k: string]: unknown };

export type TokenState = "not_authenticated" | "authenticating" | "valid" | "expiring" | "refreshing" | "expired" | "failed";

/** The state of a provider's token, without the secrets. */
export interface TokenInfo {
  provider: string;
  state: TokenState;
  hasToken: boolean;
  hasRefreshToken: boolean;
  tokenType?: string;
  scope?: string;
  obtainedAt?: number;
  expiresAt?: number;
  remainingSeconds?: number;
  /** When the token will be renewed, if it can be. */
  nextRefreshAt?: number;
  /** When a token was last obtained by this manager. */
  lastRefreshAt?: number;
  /** Failed refreshes and acquisitions in a row. */
  consecutiveFailures: number;
  lastError?: { code: ErrorCode; message: string; at: number; retryable: boolean };
  /** After failures: when the next automatic attempt is made. */
  nextAttemptAt?: number;
  /** Where the token came from; `"fallback"` means another provider of the chain. */
  source: "memory" | "storage" | "primary" | "fallback" | "manual" | "none";
  /** This machine's clock minus the server's, if the server told its time. */
  clockSkewMs?: number;
}

export interface RefreshReport {
  refreshed: string[];
  failed: Array<{ provider: string; error: TokenError }>;
}

export interface HealthReport {
  /**
   * - "unhealthy": some provider has no valid token, and has failed to get one or needs a login.
   * - "degraded": callers get tokens, but refreshes or the storage fail, or a fallback's token is used.
   * - "healthy": otherwise. A provider that was never used is healthy.
   */
  status: "healthy" | "degraded" | "unhealthy";
  backgroundRefresh: boolean;
  /**
   * `kind` is "memory", "local", "session", "indexeddb", the name that a storage of this package gives itself ("kv"), or
   * "custom". `ok` is true if the last read and the last write worked, `encrypted` if records are encrypted.
   * `lastError` is the last failure, even if the storage works again.
   */
  storage: { kind: string; ok: boolean; encrypted: boolean; lastError?: string };
  providers: TokenInfo[];
}

/** Counters since the manager was made. */
export interface MetricsReport {
  /** Tokens returned from memory. */
  cacheHits: number;
  /** Token requests sent, including repeats, and calls of a custom provider's functions. */
  tokenRequests: number;
  /** Tokens obtained by a refresh. */
  refreshes: number;
  /** Tokens newly acquired. */
  acquisitions: number;
  /** Refreshes and acquisitions that failed, after their retries. */
  failures: number;
  /** Requests that were repeated. */
  retries: number;
  /** How often a provider switched to a fallback's token. */
  fallbacks: number;
  /** Callers that joined a request that was under way. */
  deduplicated: number;
  /** Records read from the storage. */
  storageReads: number;
  /** Records written to the storage, or removed from it. */
  storageWrites: number;
  /** Reads, writes and removals that failed. */
  storageErrors: number;
  /** Duration of token requests in milliseconds: `count` covers all, the other members the last 256. Zeros before the first. */
  refreshLatencyMs: { count: number; p50: number; p95: number; max: number };
}

/**
 * `message` is a fixed sentence with names, codes and numbers. No record contains a token, secret, code, verifier, or a URL's
 * query.
 */
export interface LogRecord {
  level: "error" | "warn" | "info" | "debug";
  message: string;
  provider?: string;
  at: number;
  /**
   * `code`, `reason`, `retryable`, `status` and `oauthError` if the record reports an error. Other fields where they apply:
   * `grant`, `attempt`, `endpoint`, `ms`, `waitMs`, `waitedMs`, `cooldownMs`, `clockSkewMs`, `inMs`, `source`, `scope`,
   * `lifetimeSeconds`, `from`, `to`. Values are strings, numbers and booleans.
   */
  [field: string]: unknown;
}

export interface TokenEvents {
  /** The first token was obtained. */
  added: { provider: string; info: TokenInfo };
  /** A new token replaced the old one. */
  refreshed: { provider: string; info: TokenInfo };
  /** The token is inside the refresh-ahead window. */
  expiring: { provider: string; info: TokenInfo };
  expired: { provider: string; info: TokenInfo };
  /** All tokens were forgotten. */
  removed: { provider: string };
  /** Every failed refresh or acquisition, after its retries. */
  error: { provider: string; error: TokenError; nextAttemptAt?: number };
  /** The user has to log in again: the refresh token is gone for good. */
  reauthenticate: { provider: string; error: TokenError };
  /** From now on, calls return the token of the fallback `to`. */
  fallback: { provider: string; to: string };
  state: { provider: string; from: TokenState; to: TokenState };
  /**
   * A user signed in, here or in another tab. A renewed token is no sign-in, and neither is another login of the same user.
   * When another user's login replaces the first one, `signedOut` comes before. `user` is missing if the tokens came without
   * an ID token. `create` reads the storage before you can add a listener, so ask {@link TokenManager.isAuthenticated} first;
   * a manager made by `new` emits the event when it first reads its storage.
   */
  signedIn: { provider: string; user?: User };
  /** The user signed out, here or in another tab, or the session ended: no token is valid, and only a login can bring one. */
  signedOut: { provider: string };
  /**
   * An API answered {@link TokenManager.fetch} with 401 or 403 because the token does not suffice: the API requires another
   * authentication of the user (`insufficient_user_authentication`, RFC 9470), more scope (`insufficient_scope`, RFC 6750) or
   * claims (`insufficient_claims`, as Entra ID's APIs do). Each such response emits the event once and causes no refresh. The
   * values are options of a login; a `max_age` of 0 comes as 1. Note that a login's `scope` replaces the provider's.
   */
  stepUp: { provider: string; error: string; acrValues?: string[]; maxAgeSeconds?: number; scope?: string; claims?: string };
  /**
   * The storage failed; the manager goes on in memory. A failure during `create` is reported to listeners added right after
   * it.
   */
  storageError: { error: TokenError };
}

// ───────────────────────────── errors ─────────────────────────────

export type ErrorCode =
  | "not_initialized"
  | "invalid_configuration"
  | "unknown_provider"
  | "token_not_found"
  | "token_expired"
  | "acquisition_failed"
  | "refresh_failed"
  | "reauthentication_required"
  | "login_failed"
  | "network"
  | "timeout"
  | "rate_limited"
  | "circuit_open"
  | "invalid_response"
  | "storage"
  | "crypto"
  | "closed"
  | "origin_not_allowed"
  | "invalid_token"
  /** The browser opened no popup for a login. */
  | "popup_blocked"
  /** The user closed the popup before the login was finished. */
  | "popup_closed";

/** An error's fields besides its message. */
export interface TokenErrorFields {
  code?: ErrorCode;
  provider?: string;
  retryable?: boolean;
  status?: number;
  oauthError?: string;
  oauthErrorDescription?: string;
  suberror?: string;
  claims?: string;
  retryAfterMs?: number;
  cause?: unknown;
}

/** Every rejection is a TokenError or the caller's own abort reason. No error contains a token, secret, code or verifier. */
export class TokenError extends Error {
  /** For your own tests; the manager makes its own errors. */
  constructor(message?: string, fields?: TokenErrorFields);
  readonly code: ErrorCode;
  readonly provider?: string;
  /** True if the same call may succeed later with nothing changed. */
  readonly retryable: boolean;
  /** HTTP status, if a server answered. */
  readonly status?: number;
  /**
   * The server's `error` (RFC 6749 §5.2). Also "invalid_grant" if a server (HubSpot, Strava, Twitch and others) says
   * unmistakably, but in its own words, that the refresh token is void.
   */
  readonly oauthError?: string;
  /** The server's `error_description` (RFC 6749 §5.2); a secret that it echoes is replaced by "[redacted]". */
  readonly oauthErrorDescription?: string;
  /** The server's `suberror` (Entra ID: "basic_action", "consent_required" …) or `error_subtype` (Google: "invalid_rapt"). */
  readonly suberror?: string;
  /**
   * The claims request that the server requires of the next login (OpenID Connect Core §5.5): the text of a JSON object, as
   * Entra ID sends it with "interaction_required". Pass it to `startLogin` as `claims`.
   */
  readonly claims?: string;
  readonly retryAfterMs?: number;
  /** The error of the host or of one of your functions; with `circuit_open` and `rate_limited`, the failure that led to it. */
  readonly cause?: unknown;
  /** All fields except `cause`. */
  toJSON(): Record<string, unknown>;
}
/** The core is not loaded, or can't be. */
export class NotInitializedError extends TokenError {}
/** An option or argument is wrong; the message names it by its path. */
export class InvalidConfigurationError extends TokenError {}
/** No provider has this name. */
export class UnknownProviderError extends TokenError {}
/** No token is held and none can be obtained. */
export class TokenNotFoundError extends TokenError {}
/** A token that can't be renewed has expired. */
export class TokenExpiredError extends TokenError {}
/** The first acquisition failed; `code` says how. */
export class TokenAcquisitionError extends TokenError {}
/** A refresh failed, and no valid token is left. */
export class TokenRefreshError extends TokenError {}
/** The refresh token was refused for good, or a login is needed. */
export class ReauthenticationRequiredError extends TokenRefreshError {}
/** A user's login failed. */
export class LoginError extends TokenError {}
/** The storage failed. */
export class StorageError extends TokenError {}
/** A JWT is malformed. */
export class InvalidTokenError extends TokenError {}
/** The manager was closed. */
export class ManagerClosedError extends TokenError {}

// ───────────────────────────── storage ─────────────────────────────

/** The three methods of Web Storage, synchronous or not: `localStorage`, AsyncStorage and unstorage all fit. */
export interface TokenStorage {
  getItem(key: string): string | null | undefined | Promise<string | null | undefined>;
  /** After `expiresAt` (epoch milliseconds) the entry may be dropped. */
  setItem(key: string, value: string, options?: { expiresAt?: number }): unknown;
  removeItem(key: string): unknown;
  /**
   * All keys that begin with `prefix`. `migrateStorage`, `backup` and `restore` use it to find records of unregistered names.
   */
  getKeys?(prefix: string): string[] | Promise<string[]>;
}

/**
 * - "memory": lost with the page or isolate.
 * - "local": the page's localStorage. Web workers have none. Since tabs see each other's changes late, each change is
 *   committed in IndexedDB too (database "tokenward", store "commits": a copy of the record, deleted when the record is
 *   removed). If another script removes or replaces a record, what localStorage shows counts.
 * - "session": the page's sessionStorage, lost with the tab. A tab that is opened from another begins with a copy, refresh
 *   token included.
 * - "indexeddb": IndexedDB, in pages, web workers and service workers, which all see the same records. All namespaces share
 *   one database, "tokenward".
 *
 * If one of them is missing, forbidden, full, blocked by another tab, or does not answer within a second, the manager goes on
 * in memory with one `storageError`.
 */
export type StorageOption = "memory" | "local" | "session" | "indexeddb" | TokenStorage;

/**
 * Workers KV as a storage. KV is an eventually consistent cache, so refresh tokens are not written unless `refreshTokens` is
 * true, and a missing record does not count as a logout. Entries expire with their token (after 60 seconds at the earliest,
 * KV's own limit).
 *
 * A storage of your own declares the same properties under `Symbol.for("tokenward.storage")`:
 * `{ refreshTokens: boolean, volatile: boolean }`.
 *
 * @param namespace the binding, such as `env.TOKENS`
 * @throws {@link InvalidConfigurationError}
 */
export function kvStorage(
  namespace: unknown,
  options?: {
    /** Put before every key. Default "". */
    prefix?: string;
    /** How long a data center may answer from its own copy; at least 60. */
    cacheTtlSeconds?: number;
    /** Also write refresh tokens. Only sensible if they don't rotate. Default false. */
    refreshTokens?: boolean;
  },
): TokenStorage;

/**
 * A Durable Object's own storage, from inside the object: `durableObjectStorage(this.ctx.storage)`. A new token is on disk
 * before any caller gets it. `TokenCoordinator` of "tokenward/workers" uses this storage by itself.
 *
 * @throws {@link InvalidConfigurationError}
 */
export function durableObjectStorage(storage: unknown): TokenStorage;

// ───────────────────────────── JWT ─────────────────────────────

/**
 * Reads a JWT (RFC 7519) without verifying it: for inspection only. Needs no core, hence no `init()`.
 *
 * @throws {@link InvalidTokenError}
 */
export function decodeJwt(token: string): { header: Record<string, unknown>; payload: Record<string, unknown> };

/** Options of {@link createVerifier}. */
export interface VerifierOptions {
  /** The tokens' exact `iss`. Keys come from its metadata (https, loopback excepted) unless they are given. */
  issuer: string;
  /** One of these must be in `aud`. */
  audience: string | string[];
  /** URL of the key set (RFC 7517 §5). Default: from the issuer's metadata. */
  jwksUri?: string;
  /**
   * Fixed keys instead, without network. Keys that cannot verify signatures, and RSA keys weaker than 2048 bits, are ignored.
   */
  jwks?: { keys: readonly object[] };
  /**
   * RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA, Ed25519; the last two are one algorithm (RFC 9864).
   * Default: RS256, PS256, ES256, EdDSA. "none" and HMAC are never accepted with a key set: naming them, or an unknown
   * algorithm, is an error.
   */
  algorithms?: string[];
  /** How far the issuer's clock may differ from this one. Default 30, from 0 to 300. */
  clockToleranceSeconds?: number;
  /** Claims that must be present and not null. `iss`, `aud` and `exp` are always required. */
  requiredClaims?: string[];
  /** Scopes that must be present, in `scope` or `scp`. */
  requiredScopes?: string[];
  /** Expected `typ`, ignoring case and `application/`: "at+jwt" accepts only RFC 9068 access tokens. */
  typ?: string;
  /**
   * Keeps the key set between isolates, for example `kvStorage(env.KEYS)`. Anything that can write there can add keys.
   */
  storage?: TokenStorage;
  /** Called instead of the global fetch: a function, or a binding itself. */
  fetch?: typeof fetch | { fetch: typeof fetch };
  /**
   * Remember verified tokens, by their exact text, for this long but never beyond their `exp`, and accept them without
   * checking again. A token may therefore be accepted for that much longer after its key was removed from the set. Default:
   * nothing is remembered.
   */
  cacheSeconds?: number;
  /** How many tokens are remembered; the oldest is dropped first. Default 1000. */
  cacheEntries?: number;
  /**
   * Ask the authorization server about each token (RFC 7662) instead of checking it here: for tokens that are not JWTs, or
   * that must end when they are revoked. `jwksUri`, `jwks`, `algorithms`, `typ` and `storage` then have no meaning and are
   * refused. The server's response is checked by the same rules. It may omit `iss`, `aud` and `exp`; they must be right if
   * present, and present if `requiredClaims` names them. `cacheSeconds` is how long a response is reused.
   */
  introspection?: IntrospectionOptions;
}

/** How to ask the authorization server about tokens (RFC 7662), and this API's credentials there. */
export interface IntrospectionOptions {
  /** The introspection endpoint: https, loopback excepted. */
  endpoint: string;
  /** This API's client id at the authorization server. */
  clientId: string;
  clientSecret?: string;
  /** Default: client_secret_basic with a secret, private_key_jwt with a key. */
  clientAuth?: "client_secret_basic" | "client_secret_post" | "private_key_jwt";
  /** For private_key_jwt (RFC 7523 §2.2): a CryptoKey or private JWK. */
  privateKey?: SigningKey | PrivateJwk;
  /** The `kid` in the header of JWTs that `privateKey` signs. Default: that of the JWK. */
  keyId?: string;
  /** Time limit for one request. Default 5000. */
  timeoutMs?: number;
  /**
   * Accept tokens for which the server gives no `token_type`. Servers call refresh tokens active, too, and only the type
   * distinguishes access tokens from them; set this only if the server answers about access tokens alone. Default false.
   */
  allowUntyped?: boolean;
}

/** See {@link createVerifier}. */
export interface Verifier {
  /**
   * Checks a token's signature and claims, or asks the server about it (`introspection`). The caller may modify the result.
   * For an introspected token the header is empty, and the claims are the server's response.
   *
   * @throws {@link InvalidTokenError} in every case but the next: `oauthError` is "invalid_token" or "insufficient_scope" (RFC
   *   6750 §3.1); the message reveals nothing of the token. `retryable` if no key set is available to check it with; then
   *   `cause` is what `fetch` threw, and `retryAfterMs` the pause before the key set is fetched again
   * @throws {@link TokenError} that is not an InvalidTokenError, only with `introspection`: the server could not be asked,
   *   which says nothing about the token
   */
  verify(token: string): Promise<{ header: Record<string, unknown>; claims: Record<string, unknown> }>;
  /**
   * Like `verify`, with the bearer token of a request's Authorization header (RFC 6750 §2.1). A token that is bound to a key
   * or a certificate (any `cnf`, RFC 7800, or an introspected `token_type` of DPoP) is refused: it is no bearer token, and the
   * proof that it requires (DPoP, RFC 9449; mTLS, RFC 8705) is not checked here. `verify` accepts such a token and leaves that
   * check to you.
   *
   * @throws {@link InvalidTokenError}, without `oauthError` if there is no token
   */
  verifyRequest(request: Request): Promise<{ header: Record<string, unknown>; claims: Record<string, unknown> }>;
  /**
   * The response to a request whose verification failed, with WWW-Authenticate (RFC 6750 §3): 403 if a scope is missing, 503
   * if no key set is available or the server could not be asked, so that clients keep their tokens, else 401.
   */
  challenge(error: unknown): Response;
}

/**
 * Makes a verifier that authenticates requests to an API: signatures by the issuer's key set, claims by RFC 7519, RFC 8725 and
 * RFC 9068.
 *
 * The key set is fetched with the first token that needs it, once for all concurrent ones, and kept. It is fetched again after
 * ten minutes, or when a token names an unknown key, which causes at most one fetch in 30 seconds. While it cannot be fetched,
 * the old one is used for at most a day; if there is none, the fetch is tried again after a pause that grows from 1 to 30
 * seconds. A token whose own claims show that it isn't for this API causes no request. Creation does no work, so it may happen
 * at module scope of a Worker.
 *
 * It has a core of its own in every entry point, which needs no `init()`. For programs that only verify tokens,
 * "tokenward/verify" exports it without the manager.
 *
 * @throws {@link InvalidConfigurationError} naming the option
 * @throws {@link NotInitializedError} if the host runs no WebAssembly
 */
export function createVerifier(options: VerifierOptions): Verifier;
