// A Worker that calls an API with tokens that are bound to a key.

import { env } from "cloudflare:workers";
import { TokenManager, kvStorage } from "tokenward";

const manager = new TokenManager({
  storage: kvStorage(env.KV),
  providers: {
    api: {
      grant: "client_credentials", issuer: env.ISSUER, clientId: env.CLIENT_ID, clientSecret: env.CLIENT_SECRET, dpop: true,
      allowedOrigins: [new URL(env.RESOURCE).origin],
    },
  },
});

const routes = {
  call: async (search) => ({ status: (await manager.fetch(new URL(`/items${search}`, env.RESOURCE))).status }),
  /** Begins and does not wait: its work is cut off when this request has its answer. */
  start: () => {
    manager.getToken().catch(() => {});
    return { started: true };
  },
  refresh: async () => ({ info: await manager.refresh() }),
};

export default {
  async fetch(request) {
    const { pathname, search } = new URL(request.url);
    try {
      return Response.json(await routes[pathname.slice(1)](search));
    } catch (error) {
      return Response.json({ error: error.name, code: error.code, message: error.message });
    }
  },
};
