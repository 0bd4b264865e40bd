import { WebStorageStateStore } from "oidc-client-ts";

export const options = {
  authority: location.origin,
  client_id: "the-app",
  redirect_uri: `${location.origin}/callback`,
  scope: "openid offline_access",
  userStore: new WebStorageStateStore({ store: localStorage }),
};
