// A Worker whose manager is made at module scope, as users write it. The tests request tokens in unusual ways.

import { calls, evaluated } from "./module-scope.mjs";
import { env } from "cloudflare:workers";
import { TokenManager, version } from "tokenward";

const retryPolicy = { timeoutMs: 2_000, deadlineMs: 4_000, baseDelayMs: 20, maxDelayMs: 100, circuitThreshold: 1_000 };
const common = { tokenEndpoint: env.TOKEN_ENDPOINT, clientId: "worker", refreshPolicy: { jitter: 0 }, retryPolicy };
const manager = new TokenManager({
  providers: {
    service: { grant: "client_credentials", clientSecret: "s", ...common },
    user: { grant: "refresh_token", ...common },
    account: { grant: "login", url: new URL("/login", env.TOKEN_ENDPOINT).href, email: "ada@example.com", password: "pa55word", retryPolicy },
  },
});
// `create` may be called here, too; the requests await its result.
const created = TokenManager.create({ providers: { service: { grant: "client_credentials", clientSecret: "s", ...common } }, namespace: "created" });

const routes = {
  moduleScope: () => ({ calls, version }),
  token: async (provider) => ({ token: await manager.getToken(provider) }),
  createdToken: async () => ({ token: await (await created).getToken() }),
  refresh: async (provider) => ({ info: await manager.refresh(provider) }),
  /** A request's later work belongs to it: a timer, for example, ends with the request that made it. */
  refreshAndRest: async (provider) => {
    const code = await manager.refresh(provider).then(() => undefined, (error) => error.code);
    await new Promise((resolve) => setTimeout(resolve, 20));
    return { code, rested: true };
  },
  /** Begins and does not wait: its work is cut off when this request has its answer. */
  start: (provider) => {
    manager.getToken(provider).catch(() => {});
    return { started: true };
  },
  many: async (provider) => ({ tokens: await Promise.all(Array.from({ length: 50 }, () => manager.getToken(provider))) }),
  login: async (provider, params) => ({ info: await manager.setTokens(provider, Object.fromEntries(params)) }),
  info: (provider) => ({ info: manager.getTokenInfo(provider), peek: manager.peekToken(provider) ?? null }),
  clear: async (provider) => ({ cleared: (await manager.clear(provider)) ?? true }),
};

export default {
  async fetch(request) {
    evaluated();
    const { pathname, searchParams } = new URL(request.url);
    const [, route, provider = "service"] = pathname.split("/");
    try {
      return Response.json(await routes[route](provider, searchParams));
    } catch (error) {
      return Response.json({ error: error.name, code: error.code, message: error.message });
    }
  },
};
