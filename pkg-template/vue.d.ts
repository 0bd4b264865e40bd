// The types of "tokenward/vue". The application brings its own Vue, 3.3 or newer.

import type { Plugin, Ref } from "vue";
import type { ApplicationOptions, Auth } from "./auth.js";
import type { LoginMode, LoginOptions, TokenError, TokenInfo, TokenManager, TokenManagerOptions, User } from "./index.js";

export type { ApplicationOptions, HandledEvent, ReturnState } from "./auth.js";

/**
 * The plugin: `app.use(createTokenward(…))`. Give it the application's manager, a promise of one, or options: a manager made of
 * options is closed when the application is unmounted. It comes from "tokenward"; for "tokenward/web" make the manager
 * yourself. On a server nothing is made and nothing is asked for.
 *
 * The page's callback is finished by itself, and `onSignedIn` gets the result.
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

/** What `useAuth` gives: {@link Auth}, with refs. */
export interface AuthRefs<Claims extends object = Record<string, unknown>> extends Pick<Auth, "login" | "logout" | "getToken" | "fetch"> {
  /** As {@link Auth} describes it. "loading" on servers, and in the first rendering of a server's HTML. */
  readonly status: Readonly<Ref<Auth["status"]>>;
  /** Who is signed in, as the ID token's checked claims say. */
  readonly user: Readonly<Ref<User<Claims> | undefined>>;
  /** Why the status is "error", or why another login failed. */
  readonly error: Readonly<Ref<TokenError | undefined>>;
}

/**
 * Who is signed in, and what signs in and out; in a component's setup, or wherever `inject` works. `provider` may be omitted while
 * the manager has exactly one. `Claims` are those that your server puts into ID tokens.
 *
 * @throws InvalidConfigurationError if the plugin is missing
 */
export function useAuth<Claims extends object = Record<string, unknown>>(provider?: string): AuthRefs<Claims>;

/** What `useToken` gives. */
export interface TokenRefs {
  /**
   * "ready": `token` is valid. "loading": it is on its way. "none": none can be had without the user. "error": none could be had, as
   * `error` says.
   */
  readonly status: Readonly<Ref<"loading" | "ready" | "none" | "error">>;
  readonly token: Readonly<Ref<string | undefined>>;
  /** The token's state, without what changes all the time: `expiresAt` tells when it ends. */
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
  /** For the login. `appState` is `{ returnTo: to.fullPath }` unless you give another, for `onSignedIn` to go to. */
  loginOptions?: (LoginOptions & LoginMode) | undefined;
  /** Where a user goes for whom no login begins by itself. Default: nowhere; the navigation is refused. */
  otherwise?: Place | false | undefined;
}

/** What the guard reads of vue-router's routes. */
export interface GuardedRoute {
  readonly fullPath: string;
  readonly path: string;
  readonly hash: string;
  readonly query: { readonly [name: string]: string | null | undefined | Array<string | null> };
  readonly matched: readonly unknown[];
  readonly redirectedFrom?: { readonly fullPath: string } | undefined;
}

/** What the guard decides: true lets the user pass. */
export type GuardResult = Promise<boolean | Place | { path: string; hash: string; query: Record<string, string | null | undefined | Array<string | null>>; replace: true }>;

/**
 * A navigation guard of vue-router (4.2 or newer), for one route (`beforeEnter`) or all (`router.beforeEach`): lets signed-in users
 * pass, and begins a login when nobody is signed in. Who opens the page at that place after a login that failed, or by the
 * browser's back or forward button, is sent to `otherwise` once: the user would be led in a circle.
 *
 * @example
 * const routes = [{ path: "/orders", component: Orders, beforeEnter: requireLogin }];
 * const others = [{ path: "/admin", component: Admin, beforeEnter: requireLogin({ loginOptions: { prompt: "login" }, otherwise: "/" }) }];
 */
export function requireLogin(to: GuardedRoute, from: GuardedRoute): GuardResult;
export function requireLogin(options?: RequireLoginOptions): (to: GuardedRoute, from: GuardedRoute) => GuardResult;
