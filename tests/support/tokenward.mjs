// The built package, imported by its path, and the set-up of most tests.

import { closeAfter } from "./cleanup.mjs";
import * as tokenward from "../../pkg/index.js";

export const { TokenManager } = tokenward;
export { tokenward };

let namespaces = 0;
/** A unique namespace. */
export const newNamespace = () => `test-${++namespaces}`;

/** A manager of its own namespace, closed when the test `t` ends. */
export async function createManager(t, options = {}) {
  const manager = await TokenManager.create({ namespace: newNamespace(), ...options });
  closeAfter(t, () => manager.close());
  return manager;
}

/** Retries with a minimal wait. */
export const quickRetries = { baseDelayMs: 1, maxDelayMs: 4, timeoutMs: 2_000, deadlineMs: 8_000 };
/** No retry at all. */
export const oneAttempt = { ...quickRetries, maxAttempts: 1 };

export const CLIENT_SECRET = "secret-of-the-client";

/** A confidential client of the scripted server, which gets its tokens by itself. */
export const clientCredentials = (server, more = {}) => ({
  grant: "client_credentials",
  tokenEndpoint: server.tokenEndpoint,
  clientId: "client",
  clientSecret: CLIENT_SECRET,
  retryPolicy: quickRetries,
  ...more,
});

/** A public client of the scripted server with a refresh token, or with one from `setTokens`. */
export const refreshTokenGrant = (server, more = {}) => ({
  grant: "refresh_token",
  tokenEndpoint: server.tokenEndpoint,
  clientId: "client",
  retryPolicy: quickRetries,
  ...more,
});

/** A manager with one provider, "api". */
export const createWith = (t, provider, options = {}) => createManager(t, { providers: { api: provider }, ...options });
