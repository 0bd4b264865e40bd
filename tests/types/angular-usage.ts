// How "tokenward/angular" is used: its guard, interceptor and providers have to be Angular's.

import { HttpContext, provideHttpClient, withInterceptors, type HttpInterceptorFn } from "@angular/common/http";
import { inject, type ApplicationConfig, type Signal } from "@angular/core";
import { provideRouter, Router, type CanActivateFn } from "@angular/router";
import { TokenManager, type User } from "tokenward";
import { authInterceptor, injectAuth, provideTokenward, REQUEST_TOKEN, requireLogin, type AuthSignals, type ReturnState } from "tokenward/angular";

interface Claims {
  name: string;
}

export const config: ApplicationConfig = {
  providers: [
    provideRouter([{ path: "private", children: [], canActivate: [requireLogin], data: { tokenward: "api" } }]),
    provideHttpClient(withInterceptors([authInterceptor])),
    provideTokenward(
      { providers: { api: { grant: "static", token: "t" } } },
      { onSignedIn: ({ appState }) => inject(Router).navigateByUrl((appState as ReturnState | undefined)?.returnTo ?? "/") },
    ),
  ],
};
export const promised = provideTokenward(TokenManager.create(), { handleCallback: false });
export const guard: CanActivateFn = requireLogin;
export const interceptor: HttpInterceptorFn = authInterceptor;
export const contexts = [
  new HttpContext().set(REQUEST_TOKEN, { provider: "api", onNoToken: "anonymous" }),
  new HttpContext().set(REQUEST_TOKEN, { provider: null }),
];

export class Account {
  readonly auth: AuthSignals<Claims> = injectAuth<Claims>("api");
  readonly user: Signal<User<Claims> | undefined> = this.auth.user;

  get name(): string | undefined {
    return this.user()?.claims.name;
  }

  async again(): Promise<void> {
    if (this.auth.status() === "error") throw this.auth.error();
    await this.auth.login({ mode: "redirect" });
    await this.auth.logout({ navigate: false });
  }

  mistakes() {
    // @ts-expect-error there may be no user
    const certain: string = this.auth.user().id;
    // @ts-expect-error an undeclared claim
    const unnamed: string | undefined = this.auth.user()?.claims.nickname;
    return [certain, unnamed];
  }
}

// @ts-expect-error onNoToken is one of two words
new HttpContext().set(REQUEST_TOKEN, { onNoToken: "ignore" });
// @ts-expect-error an option that does not exist
provideTokenward({ provider: {} });
