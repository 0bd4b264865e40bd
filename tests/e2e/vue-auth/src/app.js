import { createSSRApp } from "vue";
import { createMemoryHistory, createRouter, createWebHistory } from "vue-router";
import { createTokenward, requireLogin } from "tokenward/vue";
import App from "./App.vue";
import Orders from "./Orders.vue";
import { options } from "./options.js";
import Start from "./Start.vue";

/** The application, for the page and for a server, which has no location and no user. */
export function createApplication() {
  const router = createRouter({
    history: import.meta.env.SSR ? createMemoryHistory() : createWebHistory(),
    routes: [
      { path: "/", component: Start },
      { path: "/callback", component: Start },
      { path: "/orders", component: Orders, beforeEnter: requireLogin({ otherwise: "/" }) },
    ],
  });
  const tokenward = createTokenward(options, {
    onSignedIn({ appState }) {
      globalThis.told = (globalThis.told ?? 0) + 1;
      router.replace(appState?.returnTo ?? "/");
    },
  });
  const app = createSSRApp(App).use(tokenward).use(router);
  return { app, router };
}
