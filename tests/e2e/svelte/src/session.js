import { tokenward } from "tokenward/svelte";

// A server has no location, and no user.
const origin = globalThis.location?.origin;

export const { auth, token, requireLogin, close } = tokenward(
  {
    storage: "local",
    providers: {
      api: {
        grant: "authorization_code",
        issuer: import.meta.env.VITE_ISSUER ?? origin,
        clientId: "the-app",
        redirectUri: `${origin}/callback`,
        scope: "openid offline_access",
        allowedOrigins: [origin],
      },
    },
  },
  { onSignedIn: ({ appState }) => history.replaceState(null, "", appState?.returnTo ?? "/") },
);
import.meta.hot?.dispose(close);
