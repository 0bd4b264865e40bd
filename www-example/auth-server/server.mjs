// The authorization server: `oidc-provider` with our own sign-in form and a count of its requests.
// Everything lives in memory and is gone when it stops.

import { createServer } from "node:http";
import { Provider } from "oidc-provider";
import { closeServer, listen } from "../start/http.mjs";
import { configuration } from "./configuration.mjs";
import { handleInteraction } from "./interaction.mjs";
import { countTokenRequests } from "./stats.mjs";

/**
 * @param {object} options
 * @param {number} options.port
 * @param {string} options.issuer its own origin, as clients see it
 * @param {string} options.pageOrigin the page's origin: that of the redirect URI, and the only one that CORS allows
 * @param {string} options.apiAudience `aud` of the access tokens for the API
 * @param {string} options.workerAudience `aud` of those for the Worker
 * @param {number} options.accessTokenSeconds
 * @param {{ clientId: string }} options.pageClient
 * @param {{ clientId: string, clientSecret: string }} options.workerClient
 */
export async function startAuthServer(options) {
  const provider = new Provider(options.issuer, await configuration(options));
  const stats = countTokenRequests(provider);
  const answer = provider.callback();

  const server = createServer((request, response) => {
    const [pathname] = request.url.split("?");
    if (pathname === "/stats") return sendStats(response, stats(), options.pageOrigin);
    if (pathname.startsWith("/interaction/")) return handleInteraction(provider, request, response);
    return answer(request, response);
  });
  await listen(server, options.port);

  return { stats, stop: () => closeServer(server) };
}

function sendStats(response, stats, pageOrigin) {
  response.writeHead(200, {
    "content-type": "application/json",
    "cache-control": "no-store",
    "access-control-allow-origin": pageOrigin,
    vary: "origin",
  });
  response.end(JSON.stringify(stats));
}
