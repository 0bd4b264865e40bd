// The protected API: one route, for whoever brings a valid access token.
//
//   GET /message   who the token speaks for, and until when

import { createServer } from "node:http";
import { closeServer, listen } from "../start/http.mjs";
import { tokenVerifier } from "./verify.mjs";

/**
 * @param {object} options
 * @param {number} options.port
 * @param {string} options.issuer whose tokens count
 * @param {string} options.audience which of them are meant for this API
 * @param {string} options.pageOrigin the one origin whose pages may call
 */
export async function startApi({ port, issuer, audience, pageOrigin }) {
  const verify = tokenVerifier({ issuer, audience });

  const server = createServer(async (request, response) => {
    const headers = {
      "access-control-allow-origin": pageOrigin,
      "access-control-allow-headers": "authorization",
      "access-control-expose-headers": "www-authenticate",
      "cache-control": "no-store",
      vary: "origin",
    };
    const send = (status, body, more) => {
      response.writeHead(status, { ...headers, "content-type": "application/json", ...more });
      response.end(JSON.stringify(body));
    };

    if (request.method === "OPTIONS") {
      response.writeHead(204, { ...headers, "access-control-max-age": "600" });
      return response.end();
    }
    const [path] = request.url.split("?");
    if (request.method !== "GET" || path !== "/message") return send(404, { error: "not_found" });

    const { claims, status, error, reason } = await verify(request.headers.authorization);
    if (claims) return send(200, message(claims));
    // RFC 6750 §3: say what is wrong with the token, and nothing about a missing one.
    const challenge = error ? `Bearer error="${error}", error_description="${reason}"` : "Bearer";
    return send(status, { error: error ?? "no_token", reason }, { "www-authenticate": challenge });
  });
  await listen(server, port);

  return { stop: () => closeServer(server) };
}

function message(claims) {
  const user = claims.name;
  return {
    message: user ? `Hello, ${user}. Your token is good.` : `Hello, client ${claims.client_id}. Your token is good.`,
    subject: claims.sub,
    client: claims.client_id,
    scope: claims.scope,
    expiresAt: claims.exp * 1000,
  };
}
