// oidc-client-ts: begins a login, finishes it, renews once, calls an API by `fetch`, signs out.

import { UserManager } from "oidc-client-ts";
import { callApi } from "./fetch-with.js";
import { options } from "./oidc-client-ts-options.js";

const manager = new UserManager(options);
if (location.pathname === "/callback") {
  const { access_token: first } = await manager.signinRedirectCallback();
  const { access_token: second } = await manager.signinSilent();
  const { status } = await callApi(second);
  window.signOut = () => manager.signoutRedirect();
  window.result = { first, second, status };
} else {
  await manager.signinRedirect({ prompt: "consent" });
}
