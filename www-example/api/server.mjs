// The protected API: messages, for callers with a valid access token for them.
//
//   GET /message                 the user's own; with a user's token (scope messages:read)
//   GET /users/<name>/message    any user's; with a service's token (scope messages:read-any)

import { createServer } from "node:http";
import { createVerifier } from "tokenward";
import { withCors } from "../cors.mjs";
import { closeServer, listen, withFetchHandler } from "../start/http.mjs";

/**
 * @param {object} options
 * @param {number} options.port
 * @param {string} options.issuer the issuer of valid tokens
 * @param {string} options.audience which of them are meant for this API
 * @param {string} options.pageOrigin the only origin of pages that may call
 */
export async function startApi({ port, issuer, audience, pageOrigin }) {
  // Only RFC 9068 access tokens: an ID token, signed by the same keys, opens nothing.
  const rules = { issuer, audience, typ: "at+jwt" };
  const users = createVerifier({ ...rules, requiredScopes: ["messages:read"] });
  const services = createVerifier({ ...rules, requiredScopes: ["messages:read-any"] });

  async function answer(request) {
    const { pathname } = new URL(request.url);
    const [, name] = /^\/users\/([^/]+)\/message$/.exec(pathname) ?? [];
    if (request.method !== "GET" || (pathname !== "/message" && name === undefined)) return json(404, { error: "not_found" });

    const verifier = name === undefined ? users : services;
    try {
      const { claims } = await verifier.verifyRequest(request);
      return json(200, message(name === undefined ? claims.sub : decodeURIComponent(name), claims));
    } catch (error) {
      // 401 or 403, with the challenge of RFC 6750 §3; the body has the reason as well, for the page to show.
      return Response.json({ reason: error.message }, verifier.challenge(error));
    }
  }

  const server = createServer(withFetchHandler((request) => withCors(request, pageOrigin, answer)));
  await listen(server, port);
  return { stop: () => closeServer(server) };
}

function message(user, { sub, client_id: client, scope }) {
  // A client that acts for itself is its own subject.
  const asked = sub === client ? `The client ${client} asked for you.` : "Your token is good.";
  return { message: `Hello, ${user}. ${asked}`, user, client, scope };
}

function json(status, body) {
  return Response.json(body, { status, headers: { "cache-control": "no-store" } });
}
