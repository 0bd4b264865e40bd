// A Worker that keeps its tokens in Workers KV.

import { env } from "cloudflare:workers";
import { kvStorage, TokenManager } from "tokenward";

/** The namespace, unchanged or with refused writes, as KV refuses the second one within a second. */
const refusing = {
  get: (...args) => env.TOKENS.get(...args),
  delete: (...args) => env.TOKENS.delete(...args),
  put: async () => {
    throw new Error("KV PUT failed: 429 Too Many Requests");
  },
};
/** Like a data center that caches every value, a missing key too: KV may do so for a minute and longer. */
const seen = new Map();
const stale = {
  ...refusing,
  put: (...args) => env.TOKENS.put(...args),
  async get(key, options) {
    if (!seen.has(key)) seen.set(key, await env.TOKENS.get(key, options));
    return seen.get(key);
  },
};
const provider = { tokenEndpoint: env.TOKEN_ENDPOINT, clientId: "worker", clientSecret: "s" };
const manager = new TokenManager({
  storage: kvStorage(env.REFUSE_WRITES ? refusing : env.STALE ? stale : env.TOKENS, { prefix: "tokens/" }),
  namespace: "kv",
  encryption: env.ENCRYPTION_KEY,
  providers: { service: { grant: "client_credentials", ...provider }, user: { grant: "refresh_token", ...provider } },
});
const told = [];
manager.on("storageError", ({ error }) => told.push(error.code));

const routes = {
  token: async (name) => ({ token: await manager.getToken(name) }),
  login: async (name, params) => ({ info: await manager.setTokens(name, Object.fromEntries(params)) }),
  refreshToken: async (name) => ({ refreshToken: (await manager.getTokens(name))?.refreshToken ?? null }),
  clear: async (name) => ({ cleared: (await manager.clear(name)) ?? true }),
  told: () => ({ told }),
};

export default {
  async fetch(request) {
    const { pathname, searchParams } = new URL(request.url);
    const [, route, name = "service"] = pathname.split("/");
    try {
      return Response.json(await routes[route](name, searchParams));
    } catch (error) {
      return Response.json({ error: error.name, code: error.code, message: error.message });
    }
  },
};
