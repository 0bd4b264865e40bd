// The types of "tokenward/vue". The application brings its own Vue, 3.3 or newer.

import type { Plugin, Ref } from "vue";
import type { ApplicationOptions, Auth } from "./auth.js";
import type { LoginMode, LoginOptions, TokenError, TokenInfo, TokenManager, TokenManagerOptions, User } from "./index.js";

export type { ApplicationOptions, HandledEvent, ReturnState } from "./auth.js";

/**
 * The plugin: `app.use(createTokenward(…))`. Pass the application's manager, a promise of one, or options. With options it loads
 * "tokenward" and makes a manager, which it closes when the application is unmounted; with "tokenward/web" make the manager
 * yourself. On a server it makes nothing and requests nothing.
 *
 * The page's callback is finished automatically, and `onSignedIn` gets the result.
 *
 * @example
 * const tokenward = createTokenward(
 *   { providers: { api: { grant: "authorization_code", issuer, clientId, redirectUri: `${location.origin}/callback` } } },
 *   { onSignedIn: ({ appState }) => router.replace((appState as ReturnState | undefined)?.returnTo ?? "/") },
 * );
 * createApp(App).use(tokenward).use(router).mount("#app");
 */
export function createTokenward(
  given: TokenManager | PromiseLike<TokenManager> | TokenManagerOptions,
  options?: ApplicationOptions,
): Plugin<[]>;

/** The result of `useAuth`: {@link Auth}, with refs. */
export interface AuthRefs<Claims extends object = Record<string, unknown>> extends Pick<Auth, "login" | "logout" | "getToken" | "fetch"> {
  /** As {@link Auth} describes it. "loading" on servers, and in the first rendering of a server's HTML. */
  readonly status: Readonly<Ref<Auth["status"]>>;
  /** The signed-in user, from the ID token's checked claims. */
  readonly user: Readonly<Ref<User<Claims> | undefined>>;
  /** Why the status is "error", or why another login failed. */
  readonly error: Readonly<Ref<TokenError | undefined>>;
}

/**
 * The signed-in user, with functions to sign in and out. Call it in a component's setup, or wherever `inject` works. `provider`
 * may be omitted while the manager has exactly one. `Claims` are the claims that your server puts into ID tokens.
 *
 * @throws InvalidConfigurationError if the plugin is missing
 */
export function useAuth<Claims extends object = Record<string, unknown>>(provider?: string): AuthRefs<Claims>;

/** The result of `useToken`. */
export interface TokenRefs {
  /**
   * "ready": `token` is valid. "loading": it is being obtained. "none": no token can be obtained without the user. "error": no token
   * could be obtained; `error` says why.
   */
  readonly status: Readonly<Ref<"loading" | "ready" | "none" | "error">>;
  readonly token: Readonly<Ref<string | undefined>>;
  /** The token's state, without the member that changes every second: compute the remaining time from `expiresAt`. */
  readonly info: Readonly<Ref<Omit<TokenInfo, "remainingSeconds"> | undefined>>;
  /** Why there is no token or, beside a token, why it could not be renewed yet. */
  readonly error: Readonly<Ref<TokenError | undefined>>;
  /** Gets a new token now. */
  readonly refresh: () => Promise<TokenInfo>;
}

/**
 * The access token of a provider, which the manager gets and renews while a component uses it.
 *
 * @throws InvalidConfigurationError if the plugin is missing
 */
export function useToken(provider?: string): TokenRefs;

/** A place to go to, as vue-router takes it. */
export type Place = string | { path: string } | { name: string };

export interface RequireLoginOptions {
  /** May be omitted while the manager has exactly one. */
  provider?: string | undefined;
  /** Options of the login. `appState` defaults to `{ returnTo: to.fullPath }`, for `onSignedIn` to go to. */
  loginOptions?: (LoginOptions & LoginMode) | undefined;
  /** The place to go to if no login begins automatically. Default: none; the navigation is refused. */
  otherwise?: Place | false | undefined;
}

/** The members of vue-router's routes that the guard reads. */
export interface GuardedRoute {
  readonly fullPath: string;
  readonly path: string;
  readonly hash: string;
  readonly query: { readonly [name: string]: string | null | undefined | Array<string | null> };
  readonly matched: readonly unknown[];
  readonly redirectedFrom?: { readonly fullPath: string } | undefined;
}

/** The guard's decision: true lets the user pass. */
export type GuardResult = Promise<boolean | Place | { path: string; hash: string; query: Record<string, string | null | undefined | Array<string | null>>; replace: true }>;

/**
 * A navigation guard of vue-router (4.2 or newer), for one route (`beforeEnter`) or all (`router.beforeEach`). It lets signed-in
 * users pass, and begins a login if no user is signed in. If the page starts at that place after a failed login, or by the
 * browser's back or forward button, it goes to `otherwise` once: an automatic login would lead the user in a circle.
 *
 * @example
 * const routes = [{ path: "/orders", component: Orders, beforeEnter: requireLogin }];
 * const others = [{ path: "/admin", component: Admin, beforeEnter: requireLogin({ loginOptions: { prompt: "login" }, otherwise: "/" }) }];
 */
export function requireLogin(to: GuardedRoute, from: GuardedRoute): GuardResult;
export function requireLogin(options?: RequireLoginOptions): (to: GuardedRoute, from: GuardedRoute) => GuardResult;
