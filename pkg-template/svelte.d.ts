// The types of "tokenward/svelte". They import nothing of Svelte: the stores follow the store contract of Svelte 3 and newer.

import type { ApplicationOptions, Auth } from "./auth.js";
import type { LoginOptions, TokenError, TokenInfo, TokenManager, TokenManagerOptions } from "./index.js";

export type { ApplicationOptions, Auth, HandledEvent, ReturnState } from "./auth.js";

/** Svelte's contract for a readable store: `$store` in a component, `get(store)` elsewhere. */
export interface ReadableStore<T> {
  /** Calls `run` at once and with every change. Returns the function that ends the subscription. */
  subscribe(run: (value: T) => void): () => void;
}

/**
 * A provider's token.
 *
 * - "ready": `token` is valid.
 * - "loading": the manager is being made, or a token is being obtained. Always so on servers, and in the first rendering of a
 *   server's HTML.
 * - "none": no token is held, and none can be obtained without the user.
 * - "error": no token could be obtained; `error` says why.
 *
 * `token` is not an own property of the object, so that `JSON.stringify` and spreading leave it out.
 */
export type TokenResult = {
  /** The state of the token, without the member that changes every second: compute the remaining time from `expiresAt`. */
  readonly info: Omit<TokenInfo, "remainingSeconds"> | undefined;
  /** Why there is no token or, beside a token, why it could not be renewed yet. */
  readonly error: TokenError | undefined;
  /** Gets a new token now, as {@link TokenManager.refresh} does. */
  readonly refresh: () => Promise<TokenInfo>;
} & ({ readonly status: "ready"; readonly token: string } | { readonly status: "loading" | "none" | "error"; readonly token: undefined });

export interface RequireLoginOptions extends LoginOptions {
  /** May be omitted while the manager has exactly one. */
  provider?: string | undefined;
  /** Comes back as `appState.returnTo`. Default: the URL in the address bar, without its origin. */
  returnTo?: string | undefined;
  /** True if the user followed a link of the page: then a login begins in every case. Default false. */
  asked?: boolean | undefined;
}

/** The result of {@link tokenward}. */
export interface Tokenward<Claims extends object = Record<string, unknown>> {
  /** The signed-in user, with functions to sign in and out. For an application whose manager has exactly one provider. */
  readonly auth: ReadableStore<Auth<Claims>>;
  /** The same for a named provider. Call it once, outside of markup, since each call returns another store. */
  authOf<OfProvider extends object = Claims>(provider?: string): ReadableStore<Auth<OfProvider>>;
  /**
   * A provider's access token, which is obtained and renewed while the store has subscribers. `provider` may be omitted while the
   * manager has exactly one. Call it once per component, in its script.
   */
  token(provider?: string): ReadableStore<TokenResult>;
  /**
   * Resolves to true if a place for signed-in users may be shown: for a guard, or SvelteKit's `load`. If no user is signed in, it
   * begins a login, which leaves the page; the place comes back as `appState.returnTo`. It resolves to false if no login may begin
   * automatically: after a sign-out, after a failed login, and after the browser's back or forward button. On a server it resolves
   * to true.
   */
  requireLogin(options?: RequireLoginOptions): Promise<boolean>;
  /** Closes the manager if it was made from options: for `import.meta.hot.dispose`. A manager of your own stays open. */
  close(): void;
}

/**
 * The stores of an application, made once in a module of its own. Pass the application's manager, a promise of one, or options.
 * With options it loads "tokenward" and makes a manager; with "tokenward/web" make the manager yourself. On a server it makes
 * nothing and requests nothing. The page's callback is finished automatically.
 *
 * `Claims` are the claims that your server puts into ID tokens.
 *
 * @example
 * // session.ts
 * export const { auth, token } = tokenward(
 *   { providers: { api: { grant: "authorization_code", issuer, clientId, redirectUri } } },
 *   { onSignedIn: ({ appState }) => goto((appState as ReturnState | undefined)?.returnTo ?? "/") },
 * );
 */
export function tokenward<Claims extends object = Record<string, unknown>>(
  given: TokenManager | PromiseLike<TokenManager> | TokenManagerOptions,
  options?: ApplicationOptions,
): Tokenward<Claims>;
