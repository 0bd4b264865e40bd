// The card with the authorization server's own counts: proof that a token costs one request, however often it is used.

import { byId } from "./dom.js";
import { issuer } from "./settings.js";

/** Returns the function that reads the counts again. */
export function serverCard() {
  return async function update() {
    const stats = await fetch(`${issuer}/stats`).then((response) => response.json()).catch(() => undefined);
    if (stats === undefined) return;
    const { tokenRequests, byGrant, reuseDetections } = stats;
    show("count-total", tokenRequests);
    show("count-sign-ins", byGrant.authorization_code);
    show("count-renewals", byGrant.refresh_token);
    show("count-worker", byGrant.client_credentials);
    show("count-reuse", reuseDetections);
  };
}

function show(id, count = 0) {
  byId(id).textContent = String(count);
}
