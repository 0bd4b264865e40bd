// msal-browser: begins a login, finishes it, renews once, calls an API by `fetch`, signs out.

import { PublicClientApplication } from "@azure/msal-browser";
import { callApi } from "./fetch-with.js";
import { options, request } from "./msal-browser-options.js";

const client = new PublicClientApplication(options);
await client.initialize();
const answered = await client.handleRedirectPromise();
if (answered) {
  const { accessToken: first, account } = answered;
  const { accessToken: second } = await client.acquireTokenSilent({ ...request, account, forceRefresh: true });
  const { status } = await callApi(second);
  window.signOut = () => client.logoutRedirect({ account });
  window.result = { first, second, status };
} else {
  await client.loginRedirect({ ...request, prompt: "consent" });
}
