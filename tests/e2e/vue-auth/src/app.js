import { createSSRApp } from "vue";
import { createMemoryHistory, createRouter, createWebHistory } from "vue-router";
import { createTokenward, requireLogin } from "tokenward/vue";
import App from "./App.vue";
import Orders from "./Orders.vue";
import Start from "./Start.vue";

/** The application, as the page has it and as a server renders it, which has no location and no user. */
export function createApplication() {
  const origin = globalThis.location?.origin ?? "http://127.0.0.1";
  const router = createRouter({
    history: import.meta.env.SSR ? createMemoryHistory() : createWebHistory(),
    routes: [
      { path: "/", component: Start },
      { path: "/callback", component: Start },
      { path: "/orders", component: Orders, beforeEnter: requireLogin({ otherwise: "/" }) },
    ],
  });
  const tokenward = createTokenward(
    {
      // Read once for each manager that is made.
      get storage() {
        globalThis.managers = (globalThis.managers ?? 0) + 1;
        return "local";
      },
      providers: {
        api: {
          grant: "authorization_code",
          issuer: import.meta.env.VITE_ISSUER,
          clientId: "the-app",
          redirectUri: `${origin}/callback`,
          scope: "openid offline_access",
          allowedOrigins: [import.meta.env.VITE_ISSUER],
        },
      },
    },
    {
      onSignedIn({ appState }) {
        globalThis.told = (globalThis.told ?? 0) + 1;
        router.replace(appState?.returnTo ?? "/");
      },
    },
  );
  const app = createSSRApp(App).use(tokenward).use(router);
  return { app, router };
}
