// How "tokenward/vue" is used, beside vue-router's own types.

import { TokenManager } from "tokenward";
import { createTokenward, requireLogin, useAuth, useToken, type ReturnState } from "tokenward/vue";
import { createApp, defineComponent, h, type Ref } from "vue";
import { createRouter, createWebHistory } from "vue-router";

interface Claims {
  name: string;
}

export const Account = defineComponent({
  setup() {
    const { status, user, error, login, logout, getToken, fetch } = useAuth<Claims>("api");
    const { token, info, refresh } = useToken("api");
    const known: Readonly<Ref<"loading" | "signedOut" | "signedIn" | "error">> = status;
    const call = async () => void [(await getToken()).length, (await fetch("/items")).status, (await refresh()).expiresAt];
    return () => [
      h("button", { onClick: status.value === "signedIn" ? logout : login }, user.value?.claims.name ?? error.value?.code),
      h("button", { onClick: call }, `${known.value} ${token.value?.length} ${info.value?.expiresAt}`),
    ];
  },
});

const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: "/", component: Account },
    { path: "/orders", component: Account, beforeEnter: requireLogin },
    { path: "/admin", component: Account, beforeEnter: [requireLogin({ provider: "api", loginOptions: { prompt: "login" }, otherwise: { name: "home" } })] },
  ],
});
router.beforeEach(requireLogin());

const onSignedIn = ({ appState }: { appState?: unknown }) => void router.replace((appState as ReturnState | undefined)?.returnTo ?? "/");
createApp(Account).use(createTokenward(TokenManager.create(), { onSignedIn })).use(router);
createApp(Account).use(createTokenward({ providers: { api: { grant: "static", token: "t" } } }, { handleCallback: false }));

export function mistakes() {
  // @ts-expect-error there may be no user
  const name: string = useAuth<Claims>().user.value.claims.name;
  // @ts-expect-error it is read-only
  useAuth().status.value = "signedIn";
  // @ts-expect-error a provider's name is text
  useToken(5);
  // @ts-expect-error an option that does not exist
  createTokenward({ provider: {} });
  return name;
}
