import { HttpClient, HttpContext, provideHttpClient, withInterceptors } from "@angular/common/http";
import { Component, inject, signal, type ApplicationConfig } from "@angular/core";
import { provideClientHydration } from "@angular/platform-browser";
import { provideRouter, Router, RouterLink, RouterOutlet } from "@angular/router";
import { authInterceptor, injectAuth, provideTokenward, REQUEST_TOKEN, requireLogin, type ReturnState } from "tokenward/angular";
import { detection } from "./detection";

/** Claims that the caller names are typed. */
interface Claims {
  sub: string;
}

@Component({
  selector: "page-home",
  template: `
    <button type="button" (click)="ask('/api/me')">Ask the API</button>
    <button type="button" (click)="ask('/api/me', { context: anonymous })">Ask as anybody</button>
    <button type="button" (click)="ask('/api/me', { headers: { Authorization: 'Basic YTpi' } })">Ask by another header</button>
    <button type="button" (click)="ask(elsewhere)">Ask elsewhere</button>
    <p id="answer">{{ answer() }}</p>
  `,
})
export class Home {
  private readonly http = inject(HttpClient);
  readonly answer = signal("nothing yet");
  readonly elsewhere = globalThis.sessionStorage?.getItem("elsewhere") ?? "";

  readonly anonymous = new HttpContext().set(REQUEST_TOKEN, { onNoToken: "anonymous" });

  ask(url: string, more: { context?: HttpContext; headers?: Record<string, string> } = {}) {
    this.answer.set("asked");
    this.http.get(url, { ...more, responseType: "text" }).subscribe({
      next: (text) => this.answer.set(text),
      error: ({ status, code }) => this.answer.set(`failed: ${code ?? status}`),
    });
  }
}

@Component({ selector: "page-private", template: `<h2>Private notes of {{ auth.user()?.claims?.sub }}</h2>` })
export class Private {
  readonly auth = injectAuth<Claims>();
}

@Component({ selector: "page-callback", template: `<p>One moment …</p>` })
export class Callback {}

@Component({
  selector: "app-root",
  imports: [RouterLink, RouterOutlet],
  template: `
    <main [attr.data-status]="auth.status()">
      <h1>Notes</h1>
      @switch (auth.status()) {
        @case ("signedIn") {
          <p id="user">{{ auth.user()?.id }}</p>
          <button type="button" (click)="auth.logout({ navigate: false })">Sign out</button>
          <button type="button" (click)="auth.logout({ navigate: false, revoke: false })">Forget me here</button>
        }
        @case ("signedOut") {
          <button type="button" (click)="auth.login({ prompt: 'consent' })">Sign in</button>
        }
        @case ("error") {
          <p role="alert">{{ auth.error()?.message }}</p>
        }
        @default {
          <p>One moment …</p>
        }
      }
      @if (auth.status() !== "signedIn") {
        <button type="button" (click)="by('popup')">Open a popup</button>
        <button type="button" (click)="by('silent')">Ask silently</button>
      }
      <p>
        <button type="button" (click)="clicks.set(clicks() + 1)">Clicked {{ clicks() }} times</button>
        <a routerLink="/private">Private notes</a>
      </p>
      <router-outlet />
    </main>
  `,
})
export class App {
  readonly auth = injectAuth<Claims>();
  readonly clicks = signal(0);

  /** The page shows `auth.error()`. */
  by(mode: "popup" | "silent") {
    void this.auth.login({ mode });
  }
}

const origin = globalThis.location?.origin ?? "http://localhost";

export const config: ApplicationConfig = {
  providers: [
    detection,
    provideClientHydration(),
    provideRouter([
      { path: "", component: Home },
      { path: "callback", component: Callback },
      { path: "private", component: Private, canActivate: [requireLogin] },
    ]),
    provideHttpClient(withInterceptors([authInterceptor])),
    provideTokenward(
      {
        storage: "local",
        providers: {
          api: {
            grant: "authorization_code",
            issuer: origin,
            clientId: "the-app",
            redirectUri: `${origin}/callback`,
            scope: "openid offline_access",
            allowedOrigins: [origin],
          },
        },
      },
      { onSignedIn: ({ appState }) => inject(Router).navigateByUrl((appState as ReturnState | undefined)?.returnTo ?? "/") },
    ),
  ],
};
