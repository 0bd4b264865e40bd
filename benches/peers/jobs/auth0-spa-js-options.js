export const options = {
  domain: location.origin,
  clientId: "the-app",
  useRefreshTokens: true,
  cacheLocation: "localstorage",
  authorizationParams: { scope: "openid", redirect_uri: `${location.origin}/callback`, prompt: "consent" },
};
