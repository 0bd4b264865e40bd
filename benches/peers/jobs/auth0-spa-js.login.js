// auth0-spa-js: begins a login, finishes it, renews once, calls an API by `fetch`, signs out.

import { Auth0Client } from "@auth0/auth0-spa-js";
import { callApi } from "./fetch-with.js";
import { options } from "./auth0-spa-js-options.js";

const client = new Auth0Client(options);
if (location.pathname === "/callback") {
  await client.handleRedirectCallback();
  const first = await client.getTokenSilently();
  const second = await client.getTokenSilently({ cacheMode: "off" });
  const { status } = await callApi(second);
  window.signOut = () => client.logout();
  window.result = { first, second, status };
} else {
  await client.loginWithRedirect();
}
