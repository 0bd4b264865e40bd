// A tab with oidc-client-ts: users in localStorage, as its documentation recommends for several tabs. When `getUser` returns an expired
// user, `signinSilent` renews it by the refresh token.

import { User, UserManager, WebStorageStateStore } from "oidc-client-ts";

window.start = async ({ origin, clientId }) => {
  window.manager = new UserManager({
    authority: origin,
    metadata: { issuer: origin, authorization_endpoint: `${origin}/auth`, token_endpoint: `${origin}/token`, jwks_uri: `${origin}/jwks` },
    client_id: clientId,
    redirect_uri: `${origin}/callback`,
    scope: "openid offline_access",
    userStore: new WebStorageStateStore({ store: localStorage }),
    automaticSilentRenew: false,
  });
};
window.seed = ({ id_token, access_token, refresh_token, expires_in }) => {
  const profile = JSON.parse(atob(id_token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/")));
  const expires_at = Math.floor(Date.now() / 1000) + expires_in;
  const user = new User({ id_token, access_token, refresh_token, token_type: "Bearer", scope: "openid offline_access", profile, expires_at });
  return window.manager.storeUser(user);
};
window.ask = async () => {
  const user = await window.manager.getUser();
  if (user && !user.expired) return user.access_token;
  const renewed = await window.manager.signinSilent();
  return renewed.access_token;
};
