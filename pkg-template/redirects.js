// @ts-check
// Tells whether the host sends a token to the target of a redirect.

import { hostKind, isWorkers } from "./driver/kind.js";

/**
 * True if this host's `fetch` follows the Fetch standard and omits `Authorization` from a redirect to another origin.
 * @param {boolean} isOwn true for the user's own `fetch`
 */
export function hostDropsAuthorization(isOwn) {
  const host = /** @type {any} */ (globalThis);
  if (isWorkers()) {
    // The behaviour since the compatibility date 2025-09-01. A service binding follows the same rule.
    return host.Cloudflare?.compatibilityFlags?.strip_authorization_on_cross_origin_redirect === true;
  }
  const kind = hostKind();
  if (kind !== "browser") return kind === "server" && !isOwn;
  // Pages and web workers can't see the target of a redirect that they don't follow.
  return host.document !== undefined || host.WorkerGlobalScope !== undefined;
}
