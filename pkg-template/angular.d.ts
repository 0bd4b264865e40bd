// The types of "tokenward/angular". The application brings its own Angular, 20 or newer.

import type { HttpContextToken, HttpEvent, HttpHandlerFn, HttpRequest } from "@angular/common/http";
import type { EnvironmentProviders, Signal } from "@angular/core";
import type { Observable } from "rxjs";
import type { ApplicationOptions, Auth } from "./auth.js";
import type { TokenError, TokenManager, TokenManagerOptions, User } from "./index.js";

export type { ApplicationOptions, HandledEvent, ReturnState } from "./auth.js";

/**
 * The providers of an application. Pass the application's manager, a promise of one, or options. With options it loads "tokenward"
 * and makes a manager, which it closes when the application is destroyed; with "tokenward/web" make the manager yourself. On a
 * server it makes nothing and requests nothing.
 *
 * The page's callback is finished before the router reads the address. `onSignedIn` is called in an injection context.
 *
 * @example
 * bootstrapApplication(App, {
 *   providers: [
 *     provideRouter([{ path: "orders", component: Orders, canActivate: [requireLogin] }]),
 *     provideHttpClient(withInterceptors([authInterceptor])),
 *     provideTokenward(
 *       { providers: { api: { grant: "authorization_code", issuer, clientId, redirectUri, allowedOrigins: ["https://api.example.com"] } } },
 *       { onSignedIn: ({ appState }) => inject(Router).navigateByUrl((appState as ReturnState | undefined)?.returnTo ?? "/") },
 *     ),
 *   ],
 * });
 */
export function provideTokenward(
  given: TokenManager | PromiseLike<TokenManager> | TokenManagerOptions,
  options?: ApplicationOptions,
): EnvironmentProviders;

/** The result of `injectAuth`: {@link Auth}, with signals. */
export interface AuthSignals<Claims extends object = Record<string, unknown>> extends Pick<Auth, "login" | "logout" | "getToken" | "fetch"> {
  /** As {@link Auth} describes it. "loading" on servers. */
  readonly status: Signal<Auth["status"]>;
  /** The signed-in user, from the ID token's checked claims. */
  readonly user: Signal<User<Claims> | undefined>;
  /** Why the status is "error", or why another login failed. */
  readonly error: Signal<TokenError | undefined>;
}

/**
 * The signed-in user, with functions to sign in and out. Needs an injection context, such as a component's or service's fields.
 * `provider` may be omitted while the manager has exactly one. `Claims` are the claims that your server puts into ID tokens.
 */
export function injectAuth<Claims extends object = Record<string, unknown>>(provider?: string): AuthSignals<Claims>;

/** The token options of one request: see {@link REQUEST_TOKEN}. */
export interface RequestToken {
  /**
   * The provider whose token is sent; null sends none. Default: the only provider that has the request's origin in
   * `allowedOrigins`. If several have it, name one: otherwise the request is sent without a token.
   */
  provider?: string | null | undefined;
  /** The behaviour when no token can be obtained. Default "throw". "anonymous" sends the request without one. */
  onNoToken?: "throw" | "anonymous" | undefined;
}

/**
 * Tells {@link authInterceptor} how to handle one request. Requests wait for the manager, and on a callback page for the callback. A
 * request that the manager itself waits for, such as one for its configuration, therefore needs `{ provider: null }`.
 *
 * @example
 * http.get("/news", { context: new HttpContext().set(REQUEST_TOKEN, { onNoToken: "anonymous" }) });
 */
export const REQUEST_TOKEN: HttpContextToken<RequestToken>;

/**
 * An interceptor for `withInterceptors`. It does what {@link TokenManager.fetch} does: it attaches a token only to requests to the
 * provider's `allowedOrigins`, and after a 401 renews it once and sends the request once more. All other requests pass as they
 * are, and so do those that have an `Authorization` header. A request that should have a token fails with a {@link TokenError} if
 * none can be obtained.
 */
export function authInterceptor(request: HttpRequest<unknown>, next: HttpHandlerFn): Observable<HttpEvent<unknown>>;

/**
 * A guard for `canActivate`: lets signed-in users pass, and begins a login if no user is signed in. The requested URL comes back as
 * `appState.returnTo`. If the page starts at that place after a failed login, or by the browser's back or forward button, the guard
 * refuses without a login: an automatic login would lead the user in a circle. On a server it lets every request pass.
 *
 * A route's `data: { tokenward: "name" }` names the provider, which may be omitted while the manager has exactly one.
 */
export function requireLogin(route: { readonly data: { readonly [name: string]: any } }, state: { readonly url: string }): Promise<boolean>;
