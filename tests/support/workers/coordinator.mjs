// Workers that get their tokens from one TokenCoordinator, whose object the tests inspect, evict, and wake.

import { env } from "cloudflare:workers";
import { TokenManager } from "tokenward";
import { coordinator, TokenCoordinator } from "tokenward/workers";

const retryPolicy = { timeoutMs: env.PATIENT ? 20_000 : 2_000, deadlineMs: env.PATIENT ? 30_000 : 6_000, baseDelayMs: 20, maxDelayMs: 100 };
let started = 0;

/** The moment of eviction at the next write of tokens: "before" or "after" the write. */
let evictAtWrite;

export class Tokens extends TokenCoordinator {
  constructor(ctx, env) {
    super(ctx, env);
    const put = ctx.storage.put.bind(ctx.storage);
    ctx.storage.put = async (key, value) => {
      const at = key.startsWith("tokenward:") ? evictAtWrite : undefined;
      if (at !== undefined) evictAtWrite = undefined;
      if (at === "before") {
        await undefined; // `abort` ends the whole call stack, unlike an eviction.
        ctx.abort("evicted before the write");
      }
      await put(key, value);
      if (at === "after") {
        await ctx.storage.sync();
        ctx.abort("evicted after the write");
      }
    };
  }
  async options(env, name) {
    if (env.BROKEN) throw new Error("options cannot be made");
    started += 1;
    const common = { tokenEndpoint: env.TOKEN_ENDPOINT, revocationEndpoint: env.REVOCATION_ENDPOINT, issuer: env.ISSUER, retryPolicy };
    return {
      storage: "local", // Ignored, as `background` is.
      background: true,
      retryPolicy,
      providers: {
        user: { grant: "refresh_token", clientId: env.CLIENT_ID ?? "app", refreshToken: env.REFRESH_TOKEN, ...common },
        service: { grant: "client_credentials", clientId: `service of ${name}`, clientSecret: env.SECRET ?? "s", ...common },
      },
      resolveProvider: (provider) => (provider.startsWith("tenant-") ? { grant: "client_credentials", clientId: provider, clientSecret: "s", ...common } : undefined),
    };
  }

  async alarm() {
    if (!env.NO_ALARM) await super.alarm();
  }

  // Only for the tests.
  evict() {
    this.ctx.abort("evicted");
  }
  evictAtWrite(when) {
    evictAtWrite = when;
  }
  /** The clock stands still while this runs, as in Workers. */
  busy() {
    let sum = 0;
    for (let i = 0; i < 1.5e9; i++) sum += i & 1;
    return sum;
  }
  async look() {
    const entries = Object.fromEntries(await this.ctx.storage.list());
    return { started, alarmAt: await this.ctx.storage.getAlarm(), stored: JSON.stringify(entries), keys: Object.keys(entries) };
  }
}

const providers = (name) => ({
  user: coordinator(env.TOKENS, { name, retryPolicy }),
  service: coordinator(env.TOKENS, { name }),
  alias: coordinator(env.TOKENS, { name, provider: "service" }),
  lost: coordinator(env.TOKENS, { name }),
});
const events = [];
const newManager = (object) => {
  const manager = new TokenManager({ providers: providers(object), resolveProvider: (tenant) => coordinator(env.TOKENS, { name: tenant, provider: `tenant-${tenant}` }) });
  manager.on("reauthenticate", ({ provider }) => events.push(provider));
  return manager;
};
const managers = new Map();
const managerOf = (object) => managers.get(object) ?? managers.set(object, newManager(object)).get(object);

const routes = {
  token: async (manager, provider, params) => ({ token: await manager.getToken(provider, params.has("life") ? { minLifetimeSeconds: Number(params.get("life")) } : undefined) }),
  target: async (manager, provider, params) => ({ token: await manager.getToken(provider, Object.fromEntries(params)) }),
  many: async (manager, provider, params) => ({
    outcomes: await Promise.all(Array.from({ length: Number(params.get("n")) }, () => manager.getToken(provider).then((token) => ({ token }), ({ code, message }) => ({ code, message })))),
  }),
  tokens: async (manager, provider) => ({ tokens: await manager.getTokens(provider) }),
  refresh: async (manager, provider) => ({ info: await manager.refresh(provider), token: manager.peekToken(provider) }),
  login: async (manager, provider, params) => ({ info: await manager.setTokens(provider, Object.fromEntries(params)) }),
  invalidate: async (manager, provider) => ({ done: (await manager.invalidate(provider)) ?? true }),
  clear: async (manager, provider) => ({ done: (await manager.clear(provider)) ?? true }),
  revoke: async (manager, provider) => ({ done: (await manager.revoke(provider)) ?? true }),
  info: (manager, provider) => ({ info: manager.getTokenInfo(provider), requests: manager.metrics().tokenRequests, events }),
  /** Begins and does not wait. */
  start: (manager, provider) => {
    manager.getToken(provider).catch(() => {});
    return { started: true };
  },
  fetch: async (manager, provider, params) => ({ status: (await manager.fetch(params.get("url"), { provider })).status }),
};
/** The tests' calls to the object itself. */
const ofObject = {
  async evict(stub) {
    await stub.evict().catch(() => {});
    return { evicted: true };
  },
  evictAtWrite: async (stub, when) => ({ done: (await stub.evictAtWrite(when)) ?? true }),
  busy: async (stub) => ({ done: await stub.busy() }),
  look: (stub) => stub.look(),
  async alarm(stub) {
    await Promise.all([stub.alarm(), stub.alarm()]);
    return { rang: true };
  },
  raw: async (stub, provider) => ({ tokens: await stub.getToken(provider), info: await stub.getTokenInfo(provider) }),
};

export default {
  async fetch(request) {
    const { pathname, searchParams } = new URL(request.url);
    const [, route, provider = "user", object = "default"] = pathname.split("/");
    try {
      if (route in ofObject) return Response.json(await ofObject[route](env.TOKENS.get(env.TOKENS.idFromName(object)), provider));
      return Response.json(await routes[route](managerOf(object), provider, searchParams));
    } catch (error) {
      const { name, code, message, status, retryable, oauthError, provider: of } = error;
      return Response.json({ error: name, code, message, status, retryable, oauthError, of, cause: error.cause && String(error.cause) });
    }
  },
};
