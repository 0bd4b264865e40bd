// A server has no location, and no user.
const origin = globalThis.location?.origin ?? "http://127.0.0.1";

/** The authorization server, which has the API: elsewhere in development, else where the page is. */
export const issuer = import.meta.env.VITE_ISSUER ?? origin;

/** What the manager of each application is made with. */
export const options = {
  // Read once for each manager that is made.
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
