// A server has no location, and no user.
const origin = globalThis.location?.origin ?? "http://127.0.0.1";

/** The authorization server, which also has the API: at another origin in development, else at the page's. */
export const issuer = import.meta.env.VITE_ISSUER ?? origin;

/** The options of each application's manager. */
export const options = {
  // Read once per manager.
  get storage() {
    globalThis.managers = (globalThis.managers ?? 0) + 1;
    return "local";
  },
  providers: {
    api: {
      grant: "authorization_code",
      issuer,
      clientId: "the-app",
      redirectUri: `${origin}/callback`,
      scope: "openid offline_access",
      allowedOrigins: [issuer],
    },
  },
};
