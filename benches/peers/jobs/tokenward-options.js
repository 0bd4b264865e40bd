export const options = {
  storage: "local",
  providers: {
    api: {
      grant: "authorization_code",
      issuer: location.origin,
      clientId: "the-app",
      redirectUri: `${location.origin}/callback`,
      scope: "openid offline_access",
      allowedOrigins: [location.origin],
    },
  },
};
