// @ts-check
// Entry point "tokenward/angular": functions, signals and providers. It has no decorators, so Angular's compiler is not needed. On a
// server no user is signed in, and nothing is requested.

import { Location } from "@angular/common";
import { HttpContextToken } from "@angular/common/http";
import { DestroyRef, InjectionToken, Injector, NgZone, computed, inject, makeEnvironmentProviders, provideAppInitializer, runInInjectionContext, signal } from "@angular/core";
import { Application } from "./application.js";
import { sendWithToken } from "./angular-request.js";

/** @type {InjectionToken<Application>} */
const APPLICATION = /* @__PURE__ */ new InjectionToken("tokenward");

/** @type {HttpContextToken<import("./angular.js").RequestToken>} */
export const REQUEST_TOKEN = /* @__PURE__ */ new HttpContextToken(() => ({}));

/**
 * @param {unknown} given
 * @param {import("./application.js").ApplicationOptions} [more]
 */
export function provideTokenward(given, more = {}) {
  const begin = () => {
    const injector = inject(Injector);
    const zone = inject(NgZone);
    const { onSignedIn } = more;
    const application = new Application(given, {
      ...more,
      // In an injection context, so that `inject(Router)` works, and inside the zone that the router needs.
      onSignedIn: onSignedIn && ((result) => zone.run(() => runInInjectionContext(injector, () => onSignedIn(result)))),
    });
    // Outside the zone: a manager's pending work must not keep the application from becoming stable.
    inject(DestroyRef).onDestroy(zone.runOutsideAngular(() => application.start()));
    return application;
  };
  return makeEnvironmentProviders([
    { provide: APPLICATION, useFactory: begin },
    provideAppInitializer(() => {
      const { finished } = inject(APPLICATION);
      // The router reads the address when the application starts, and later writes it back. So the callback must be removed before.
      return new URLSearchParams(globalThis.location?.search).has("state") ? finished.catch(() => {}) : undefined;
    }),
  ]);
}

/** @param {string | null} [provider] */
export function injectAuth(provider) {
  const store = inject(APPLICATION).auth(provider);
  const view = signal(store.view());
  inject(DestroyRef).onDestroy(store.subscribe(() => view.set(store.view())));
  const { login, logout, getToken, fetch } = view();
  return {
    status: computed(() => view().status),
    user: computed(() => view().user),
    error: computed(() => view().error),
    login,
    logout,
    getToken,
    fetch,
  };
}

/**
 * @param {import("@angular/common/http").HttpRequest<unknown>} request
 * @param {import("@angular/common/http").HttpHandlerFn} next
 */
export function authInterceptor(request, next) {
  const application = inject(APPLICATION);
  const { provider, onNoToken } = request.context.get(REQUEST_TOKEN);
  return provider === null || request.headers.has("Authorization") ? next(request) : sendWithToken(application, request, next, { provider, onNoToken });
}

/**
 * @param {{ data: Record<string, any> }} route
 * @param {{ url: string }} state
 */
export function requireLogin(route, state) {
  // If the place differs from the address bar, the user followed a link.
  const asked = state.url !== (inject(Location).path(true) || "/");
  return inject(APPLICATION).admit(route.data["tokenward"], asked, { appState: { returnTo: state.url } });
}
