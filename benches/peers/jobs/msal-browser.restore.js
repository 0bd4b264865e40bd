// msal-browser: restores a session from localStorage, renews it once, calls an API by `fetch`.

import { PublicClientApplication } from "@azure/msal-browser";
import { callApi } from "./fetch-with.js";
import { options, request } from "./msal-browser-options.js";

const client = new PublicClientApplication(options);
await client.initialize();
const [account] = client.getAllAccounts();
const { accessToken: first } = await client.acquireTokenSilent({ ...request, account });
window.firstTokenAt = performance.now();
const { accessToken: second } = await client.acquireTokenSilent({ ...request, account, forceRefresh: true });
const { status } = await callApi(second);
window.result = { first, second, status };
