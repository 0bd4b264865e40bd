// The token manager of this page: the whole set-up of an app.

import { TokenManager } from "tokenward";
import { apiUrl, clientId, issuer, workerAudience, workerUrl } from "./settings.js";

/** The login, and the token that it brings for the API. */
export const USER = "user";
/** The token for the Worker, from the same login. */
export const WORKER = "worker";

export function createManager() {
  const client = { issuer, clientId };
  return TokenManager.create({
    // Survives a reload, and is shared with the other tabs of this page.
    storage: "local",
    providers: {
      [USER]: {
        ...client,
        grant: "authorization_code",
        redirectUri: `${location.origin}/`,
        scope: "openid profile offline_access messages:read messages:bring",
        // The only origins to which `manager.fetch` sends the token.
        allowedOrigins: [apiUrl],
      },
      [WORKER]: {
        ...client,
        grant: "refresh_token",
        refreshToken: { provider: USER },
        resource: workerAudience,
        scope: "messages:bring",
        allowedOrigins: [workerUrl],
      },
    },
  });
}
