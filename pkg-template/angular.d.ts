// The types of "tokenward/angular". The application brings its own Angular, 20 or newer.

import type { HttpContextToken, HttpEvent, HttpHandlerFn, HttpRequest } from "@angular/common/http";
import type { EnvironmentProviders, Signal } from "@angular/core";
import type { Observable } from "rxjs";
import type { ApplicationOptions, Auth } from "./auth.js";
import type { TokenError, TokenManager, TokenManagerOptions, User } from "./index.js";

export type { ApplicationOptions, HandledEvent, ReturnState } from "./auth.js";

/**
 * The providers of an application. Give it the application's manager, a promise of one, or options: a manager made of options is
 * closed when the application is destroyed. It comes from "tokenward", which is loaded for it; with "tokenward/web" make the
 * manager yourself. On a server nothing is made and nothing is asked for.
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

/** What `injectAuth` gives: {@link Auth}, with signals. */
export interface AuthSignals<Claims extends object = Record<string, unknown>> extends Pick<Auth, "login" | "logout" | "getToken" | "fetch"> {
  /** As {@link Auth} describes it. "loading" on servers. */
  readonly status: Signal<Auth["status"]>;
  /** Who is signed in, as the ID token's checked claims say. */
  readonly user: Signal<User<Claims> | undefined>;
  /** Why the status is "error", or why another login failed. */
  readonly error: Signal<TokenError | undefined>;
}

/**
 * Who is signed in, and what signs in and out. Needs an injection context: a component's or service's fields, for example.
 * `provider` may be omitted while the manager has exactly one. `Claims` are those that your server puts into ID tokens.
 */
export function injectAuth<Claims extends object = Record<string, unknown>>(provider?: string): AuthSignals<Claims>;

/** What a request asks for besides: see {@link REQUEST_TOKEN}. */
export interface RequestToken {
  /**
   * Whose token is sent; null sends none. Default: the only provider that has the request's origin in `allowedOrigins`. Where several
   * have it, name one: without a name the request goes without a token.
   */
  provider?: string | null | undefined;
  /** What to do when no token can be obtained. Default "throw". "anonymous" sends the request without one. */
  onNoToken?: "throw" | "anonymous" | undefined;
}

/**
 * What {@link authInterceptor} is to do with one request. Requests wait for the manager, and on a callback page for the callback: a
 * request that the manager itself waits for, such as one for its configuration, needs `{ provider: null }`.
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
 * A guard for `canActivate`: lets signed-in users pass, and begins a login when nobody is signed in. Where the user wanted to go
 * comes back as `appState.returnTo`. Who opens the page at that place after a login that failed, or by the browser's back or forward
 * button, does not pass and is not sent to a login again: the user would be led in a circle. On a server everybody passes.
 *
 * A route's `data: { tokenward: "name" }` names the provider, which may be omitted while the manager has exactly one.
 */
export function requireLogin(route: { readonly data: { readonly [name: string]: any } }, state: { readonly url: string }): Promise<boolean>;
