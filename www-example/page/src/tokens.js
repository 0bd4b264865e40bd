// The token manager of this page: all that an app has to set up.

import { TokenManager } from "tokenward";
import { apiUrl, clientId, issuer, workerUrl } from "./settings.js";

export const USER = "user";

export function createManager() {
  return TokenManager.create({
    // Survives a reload, and is shared with the other tabs of this page.
    storage: "local",
    providers: {
      [USER]: {
        grant: "authorization_code",
        issuer,
        clientId,
        redirectUri: `${location.origin}/`,
        scope: "openid profile offline_access messages:read",
        // Where `manager.fetch` may send the token: nowhere else.
        allowedOrigins: [apiUrl, workerUrl],
      },
    },
  });
}
