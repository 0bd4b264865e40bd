// The types of "tokenward/svelte". Nothing of Svelte is imported: these stores are those that Svelte 3 and newer know by their contract.

import type { ApplicationOptions, Auth } from "./auth.js";
import type { LoginOptions, TokenError, TokenInfo, TokenManager, TokenManagerOptions } from "./index.js";

export type { ApplicationOptions, Auth, HandledEvent, ReturnState } from "./auth.js";

/** Svelte's contract for a store that can be read: `$store` in a component, `get(store)` elsewhere. */
export interface ReadableStore<T> {
  /** Calls `run` at once and with every change. Returns the function that ends it. */
  subscribe(run: (value: T) => void): () => void;
}

/**
 * A provider's token.
 *
 * - "ready": `token` is valid.
 * - "loading": the manager or a token is on its way. Always so on servers, and in the first rendering of a server's HTML.
 * - "none": no token is held, and none can be obtained without the user.
 * - "error": no token could be obtained; `error` says why.
 *
 * `token` is not an own property of the object, so that `JSON.stringify` and spreading leave it out.
 */
export type TokenResult = {
  /** The state of the token, without what changes all the time: `expiresAt` tells when it ends. */
  readonly info: Omit<TokenInfo, "remainingSeconds"> | undefined;
  /** Why there is no token or, beside a token, why it could not be renewed yet. */
  readonly error: TokenError | undefined;
  /** Gets a new token now, as {@link TokenManager.refresh} does. */
  readonly refresh: () => Promise<TokenInfo>;
} & ({ readonly status: "ready"; readonly token: string } | { readonly status: "loading" | "none" | "error"; readonly token: undefined });

export interface RequireLoginOptions extends LoginOptions {
  /** May be omitted while the manager has exactly one. */
  provider?: string | undefined;
  /** What comes back as `appState.returnTo`. Default: what the address bar shows. */
  returnTo?: string | undefined;
  /** The user went to the place by a link of the page: then a login begins in every case. Default false. */
  asked?: boolean | undefined;
}

/** What {@link tokenward} gives. */
export interface Tokenward<Claims extends object = Record<string, unknown>> {
  /** Who is signed in, and what signs in and out. For an application whose manager has exactly one provider. */
  readonly auth: ReadableStore<Auth<Claims>>;
  /** The same for a provider by its name. Call it once, outside of markup, since each call gives another store. */
  authOf<OfProvider extends object = Claims>(provider?: string): ReadableStore<Auth<OfProvider>>;
  /**
   * A provider's access token, which is obtained and renewed while somebody subscribes. `provider` may be omitted while the manager
   * has exactly one. Call it once per component, in its script.
   */
  token(provider?: string): ReadableStore<TokenResult>;
  /**
   * Whether a place for signed-in users may be shown: for a guard, or SvelteKit's `load`. Where nobody is signed in it begins a login,
   * which leaves the page; the place comes back as `appState.returnTo`. It gives false if no login may begin by itself: after the user
   * signed out, after a login that failed, and when the user came by the browser's back or forward button. On a server it is true.
   */
  requireLogin(options?: RequireLoginOptions): Promise<boolean>;
  /** Closes a manager that was made here, for `import.meta.hot.dispose`. One that was given stays open. */
  close(): void;
}

/**
 * The stores of an application, made once in a module of its own. Give it the application's manager, a promise of one, or options:
 * then a manager is made, from "tokenward", which is loaded for it. With "tokenward/web" make the manager yourself. On a server
 * nothing is made and nothing is asked for. The page's callback is finished by itself.
 *
 * `Claims` are those that your server puts into ID tokens.
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
