import { createSSRApp } from "vue";
import { createMemoryHistory, createRouter, createWebHistory } from "vue-router";
import { createTokenward, requireLogin, useAuth } from "tokenward/vue";
import App from "./App.vue";
import Orders from "./Orders.vue";
import { options } from "./options.js";
import Start from "./Start.vue";

/** A guard has no scope that ends, and a server has no user. */
const knowsUser = () => import.meta.env.SSR || useAuth().status.value === "signedIn";

/** The application, for the page and for a server, which has no location and no user. */
export function createApplication() {
  const router = createRouter({
    history: import.meta.env.SSR ? createMemoryHistory() : createWebHistory(),
    routes: [
      { path: "/", component: Start },
      { path: "/callback", component: Start },
      { path: "/orders", component: Orders, beforeEnter: [requireLogin({ otherwise: "/" }), knowsUser] },
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
