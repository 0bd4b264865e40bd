// A Worker that verifies its requests' tokens, with a verifier that is made at module scope.

import { calls, evaluated } from "./module-scope.mjs";
import { env } from "cloudflare:workers";
import { createVerifier, kvStorage } from "tokenward";

const api = { issuer: env.ISSUER, audience: "https://api.example" };
const verifier = createVerifier(
  env.INTROSPECTION
    ? { ...api, introspection: { endpoint: env.INTROSPECTION, clientId: env.CLIENT_ID, clientSecret: env.CLIENT_SECRET, timeoutMs: 500 } }
    : { ...api, algorithms: ["RS256", "ES256", "EdDSA"], storage: env.KEYS && kvStorage(env.KEYS), cacheSeconds: 5 },
);

export default {
  async fetch(request) {
    evaluated();
    const { pathname, searchParams } = new URL(request.url);
    const inbound = new Request("https://api.example/", { headers: { authorization: `Bearer ${searchParams.get("token")}` } });
    if (pathname === "/moduleScope") return Response.json({ calls });
    if (pathname === "/start") {
      // Begins and does not wait: its work is cut off when this request has its answer.
      verifier.verifyRequest(inbound).catch(() => {});
      return Response.json({ started: true });
    }
    try {
      const { sub, client_id: client } = (await verifier.verifyRequest(inbound)).claims;
      return Response.json({ sub, client });
    } catch (error) {
      const answer = verifier.challenge(error);
      return Response.json({ name: error.name, message: error.message, status: answer.status, challenge: answer.headers.get("www-authenticate") });
    }
  },
};
