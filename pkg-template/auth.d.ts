// Types that all frameworks' entry points share.

import type {
  AuthenticatedRequestInit, GetTokenOptions, LoginMode, LoginOptions, LoginResult, LogoutOptions, TokenError, User,
} from "./index.js";

/** A click or another event, so that `login` and `logout` can be event handlers themselves. It has no effect. */
export interface HandledEvent {
  preventDefault(): void;
}

/** `appState` of a login that a guarded place began by itself. */
export interface ReturnState {
  /** Path, query and fragment of the place. */
  returnTo: string;
}

interface AuthBase {
  /** {@link TokenManager.login} of the provider. Its failure becomes `error` as well, so that a handler of a click need not catch it. */
  readonly login: (options?: (LoginOptions & LoginMode) | HandledEvent) => Promise<LoginResult>;
  /** {@link TokenManager.logout} of the provider. */
  readonly logout: (options?: LogoutOptions | HandledEvent) => Promise<{ url?: string }>;
  /** {@link TokenManager.getToken} of the provider. */
  readonly getToken: (options?: GetTokenOptions) => Promise<string>;
  /** {@link TokenManager.fetch}, with the provider's token where a provider was named. */
  readonly fetch: (input: string | URL | Request, init?: AuthenticatedRequestInit) => Promise<Response>;
}

/**
 * The sign-in at a provider.
 *
 * - "loading": not known yet: the manager is being made, or the page's URL is a login's callback. Always so on servers, and in the
 *   first rendering of a server's HTML.
 * - "signedOut": no user is signed in.
 * - "signedIn": `user` is the signed-in user, or undefined if the tokens came without an ID token. `error` is set if another login
 *   failed.
 * - "error": no user is signed in: the manager could not be made, the provider is unknown, or the login failed. `error` says why.
 *
 * The object stays the same until something changes, and its functions stay the same for good.
 */
export type Auth<Claims extends object = Record<string, unknown>> = AuthBase &
  (
    | { readonly status: "loading" | "signedOut"; readonly user: undefined; readonly error: undefined }
    | { readonly status: "signedIn"; readonly user: User<Claims> | undefined; readonly error: TokenError | undefined }
    | { readonly status: "error"; readonly user: undefined; readonly error: TokenError }
  );

/** How an application ends its logins. */
export interface ApplicationOptions {
  /** Finish the page's callback automatically. Default true. */
  handleCallback?: boolean | undefined;
  /** Called once when a login by redirect has ended on this page: for example, go where `result.appState` says. */
  onSignedIn?: ((result: LoginResult) => void) | undefined;
}
