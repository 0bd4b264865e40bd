// A tab with auth0-spa-js: refresh tokens, in localStorage. The page fills its cache as a login would.

import { Auth0Client } from "@auth0/auth0-spa-js";

window.start = async ({ origin, clientId }) => {
  window.client = new Auth0Client({
    domain: origin,
    clientId,
    useRefreshTokens: true,
    cacheLocation: "localstorage",
    authorizationParams: { scope: "openid", redirect_uri: `${origin}/callback` },
  });
  window.clientId = clientId;
};
window.seed = async (session) => {
  const { client, clientId } = window;
  const decodedToken = await client._verifyIdToken(session.id_token);
  await client._saveEntryInCache({ ...session, decodedToken, scope: "openid offline_access", audience: "default", client_id: clientId });
};
window.ask = () => window.client.getTokenSilently();
