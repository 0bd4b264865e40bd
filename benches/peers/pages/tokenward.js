// A tab with tokenward, by default with storage "local".

import { TokenManager } from "/pkg/web.js";

window.start = async ({ origin, clientId, storage = "local" }) => {
  window.manager = await TokenManager.create({
    storage,
    providers: { api: { grant: "refresh_token", tokenEndpoint: `${origin}/token`, clientId, allowInsecureHttp: true } },
    background: false,
  });
};
window.seed = ({ access_token, refresh_token, expires_in }) =>
  window.manager.setTokens("api", { accessToken: access_token, refreshToken: refresh_token, expiresIn: expires_in });
window.ask = () => window.manager.getToken();
