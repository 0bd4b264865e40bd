// oidc-client-ts: restores a session from localStorage, renews it once, calls an API by `fetch`.

import { UserManager } from "oidc-client-ts";
import { callApi } from "./fetch-with.js";
import { options } from "./oidc-client-ts-options.js";

const manager = new UserManager(options);
const { access_token: first } = await manager.getUser();
window.firstTokenAt = performance.now();
const { access_token: second } = await manager.signinSilent();
const { status } = await callApi(second);
window.result = { first, second, status };
