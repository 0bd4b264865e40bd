// A Cloudflare Worker that calls an API as itself (client credentials). The token is asked for when it is first needed,
// then shared by all isolates through KV until it has to be renewed.
//
//   GET /   calls the API; answers with what it said, and with where the token came from

import { TokenManager, kvStorage } from "tokenward";

// One manager per isolate, so that its memory is the first cache. It is made by the first request, since `env` is only
// known there; making it does no I/O.
let manager;

function tokens(env) {
  manager ??= new TokenManager({
    storage: kvStorage(env.TOKENS),
    providers: {
      api: {
        grant: "client_credentials",
        issuer: env.ISSUER,
        clientId: env.CLIENT_ID,
        clientSecret: env.CLIENT_SECRET,
        scope: "messages:read",
      },
    },
  });
  return manager;
}

export default {
  async fetch(request, env) {
    const { pathname } = new URL(request.url);
    if (request.method !== "GET" || pathname !== "/") return json(env, 404, { error: "not_found" });
    try {
      const headers = await tokens(env).getAuthHeaders("api");
      const answer = await fetch(`${env.API_URL}/message`, { headers });
      return json(env, answer.status, { answer: await answer.json(), token: describe(env) });
    } catch (error) {
      // Every error of tokenward has a code and a message that hold no secret.
      return json(env, 502, { error: error.code ?? "unexpected", message: error.message });
    }
  },
};

function describe(env) {
  const { source, remainingSeconds, state } = tokens(env).getTokenInfo("api");
  return { source, remainingSeconds, state };
}

function json(env, status, body) {
  return Response.json(body, {
    status,
    headers: { "access-control-allow-origin": env.PAGE_ORIGIN, "cache-control": "no-store", vary: "origin" },
  });
}
