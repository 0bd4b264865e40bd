import { ProtocolMode } from "@azure/msal-browser";

// An authority has to be https, although no request goes to it: the metadata names the endpoints.
const authority = "https://login.example";

export const options = {
  auth: {
    clientId: "the-app",
    authority,
    knownAuthorities: ["login.example"],
    OIDCOptions: { defaultScopes: ["openid", "offline_access"] },
    redirectUri: `${location.origin}/callback`,
    authorityMetadata: JSON.stringify({
      issuer: authority,
      authorization_endpoint: `${location.origin}/auth`,
      token_endpoint: `${location.origin}/token`,
      end_session_endpoint: `${location.origin}/session/end`,
      jwks_uri: `${location.origin}/jwks`,
    }),
  },
  cache: { cacheLocation: "localStorage" },
  system: { protocolMode: ProtocolMode.OIDC },
};
export const request = { scopes: ["openid", "offline_access"] };
