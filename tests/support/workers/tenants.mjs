// A Worker whose tenants come from a directory that it asks over HTTP, when they are first needed.

import { env } from "cloudflare:workers";
import { TokenManager } from "tokenward";

const manager = new TokenManager({
  retryPolicy: { timeoutMs: 2_000, deadlineMs: 4_000 },
  async resolveProvider(name) {
    const answer = await fetch(`${env.DIRECTORY}/tenants/${name}`);
    return answer.ok ? { grant: "static", token: `token-of-${name}` } : undefined;
  },
});

const routes = {
  token: async (provider) => ({ token: await manager.getToken(provider) }),
  /** Begins and does not wait: its work is cut off when this request has its answer. */
  start: (provider) => {
    manager.getToken(provider).catch(() => {});
    return { started: true };
  },
  list: () => ({ providers: manager.listProviders() }),
};

export default {
  async fetch(request) {
    const [, route, provider] = new URL(request.url).pathname.split("/");
    try {
      return Response.json(await routes[route](provider));
    } catch (error) {
      return Response.json({ error: error.name, code: error.code, message: error.message });
    }
  },
};
