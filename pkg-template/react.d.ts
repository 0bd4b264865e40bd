// The types of "tokenward/react". The application brings its own React, 18 or newer.

import type { ReactElement, ReactNode } from "react";
import type { ApplicationOptions, Auth } from "./auth.js";
import type { LoginMode, LoginOptions, LoginResult, TokenError, TokenInfo, TokenManager, TokenManagerOptions } from "./index.js";

export type { Auth, HandledEvent, ReturnState } from "./auth.js";

export interface TokenProviderProps extends ApplicationOptions {
  /**
   * The application's own manager, or a promise of one (`TokenManager.create(…)`, made once outside of components). This
   * component does not close it. While it is undefined, for example on a server, every hook is "loading".
   */
  manager?: TokenManager | PromiseLike<TokenManager> | undefined;
  /**
   * Alternatively options: a manager is made when this component is mounted and closed when it is unmounted. Only the first
   * value counts. The manager comes from "tokenward", which is loaded when needed; for "tokenward/web" make the manager
   * yourself.
   */
  options?: TokenManagerOptions | undefined;
  children?: ReactNode;
}

/**
 * Provides a manager to the components inside it. Under StrictMode, too, there is one manager and one token request.
 *
 * @throws InvalidConfigurationError if `manager` and `options` are both given, or both missing
 */
export function TokenProvider(props: TokenProviderProps): ReactElement;

/**
 * The signed-in user, with functions to sign in and out. All components with the same provider render the same state. `provider`
 * may be omitted while the manager has exactly one. `Claims` are the claims that your server puts into ID tokens.
 *
 * @example
 * function Account() {
 *   const { status, user, error, login, logout } = useAuth<{ name: string }>();
 *   if (status === "signedIn") return <button onClick={logout}>Sign {user?.claims.name} out</button>;
 *   if (status === "loading") return <Spinner />;
 *   return <><button onClick={login}>Sign in</button> {error?.message}</>;
 * }
 */
export function useAuth<Claims extends object = Record<string, unknown>>(provider?: string): Auth<Claims>;

export interface SignedProps {
  /** May be omitted while the manager has exactly one. */
  provider?: string | undefined;
  children?: ReactNode;
}

/** Shows its children while a user is signed in. */
export function SignedIn(props: SignedProps): ReactNode;
/** Shows its children while no user is signed in, also after a failed login. */
export function SignedOut(props: SignedProps): ReactNode;

export interface RequireLoginProps extends SignedProps {
  /**
   * Options of the login. `appState` defaults to `{ returnTo }`: path, query and fragment of the page, for `onSignedIn` to go
   * to. With `mode: "popup"` the login begins when the user presses the button, since browsers open popups only then. With
   * "silent" the button begins a login by redirect, for a server that needs the user.
   */
  loginOptions?: (LoginOptions & LoginMode) | undefined;
  /** Shown until the sign-in is known, and while the login begins. Default: nothing. */
  fallback?: ReactNode;
  /**
   * Shown if no login begins automatically. Default: a button that begins one, below the error if there is one.
   */
  signedOut?: ((held: { error: TokenError | undefined; login: () => Promise<LoginResult> }) => ReactNode) | undefined;
}

/**
 * Shows its children to signed-in users, and begins a login if no user is signed in. After a failed login, after a sign-out, and
 * after the browser's back or forward button it shows `signedOut` instead: an automatic login would lead the user in a circle.
 */
export function RequireLogin(props: RequireLoginProps): ReactNode;

/** The state of a token, without the member that changes every second: compute the remaining time from `expiresAt`. */
export type LastingTokenInfo = Omit<TokenInfo, "remainingSeconds">;

interface TokenResultBase {
  /** The state of the token; undefined until there is a manager that knows the provider. */
  readonly info: LastingTokenInfo | undefined;
  /**
   * Why there is no token or, beside a token, why it could not be renewed yet. One of the TokenError classes. The next new
   * token clears it.
   */
  readonly error: TokenError | undefined;
  /**
   * Gets a new token now, as the manager's own `refresh` does, for a "try again" button. Waits for the manager if there is
   * none yet.
   */
  readonly refresh: () => Promise<TokenInfo>;
}

/**
 * - "ready": `token` is valid.
 * - "loading": the manager is being made, or a token is being obtained. Always so on servers, and in the first rendering of a
 *   server's HTML.
 * - "none": no token is held, and none can be obtained without the user: there was no login, or the tokens were cleared. `error`
 *   gives a further reason, if there is one.
 * - "error": no token could be obtained; `error` says why.
 *
 * `token` is not an own property of the object, so that React's developer tools, `JSON.stringify` and spreading leave it out.
 */
export type TokenResult =
  | (TokenResultBase & { readonly status: "ready"; readonly token: string })
  | (TokenResultBase & { readonly status: "loading" | "none" | "error"; readonly token: undefined });

/**
 * The access token of a provider. The first component that uses it makes the manager get one. All of them render again only
 * when it is renewed, removed, or cannot be obtained. `provider` may be omitted while the manager has exactly one.
 *
 * If you close a manager while components use it, they notice at their next rendering.
 *
 * @example
 * function Items() {
 *   const { status, token, error, refresh } = useToken("api");
 *   if (status === "ready") return <List token={token} />;
 *   if (status === "none") return <SignIn />;
 *   if (status === "error") return <button onClick={refresh}>{error?.message}</button>;
 *   return <Spinner />;
 * }
 */
export function useToken(provider?: string): TokenResult;

/** The state of a provider's token; undefined until it is known. Does not get a token. */
export function useTokenInfo(provider?: string): LastingTokenInfo | undefined;

/** The manager, for `startLogin`, `clear` and the rest. undefined until there is one, and on servers. */
export function useTokenManager(): TokenManager | undefined;
