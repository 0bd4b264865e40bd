// auth0-spa-js: restores a session from localStorage, renews it once, calls an API by `fetch`.

import { Auth0Client } from "@auth0/auth0-spa-js";
import { callApi } from "./fetch-with.js";
import { options } from "./auth0-spa-js-options.js";

const client = new Auth0Client(options);
const first = await client.getTokenSilently();
window.firstTokenAt = performance.now();
const second = await client.getTokenSilently({ cacheMode: "off" });
const { status } = await callApi(second);
window.result = { first, second, status };
