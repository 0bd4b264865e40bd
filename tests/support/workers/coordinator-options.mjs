// A TokenCoordinator for each set of options; the object's name selects the set.

import { env } from "cloudflare:workers";
import { TokenManager } from "tokenward";
import { coordinator, TokenCoordinator } from "tokenward/workers";

const retryPolicy = { baseDelayMs: 20, maxDelayMs: 100, timeoutMs: 2_000, deadlineMs: 4_000 };
const client = (more = {}) => ({ grant: "client_credentials", tokenEndpoint: env.TOKEN_ENDPOINT, clientId: "app", clientSecret: "s", retryPolicy, ...more });
const one = (config, manager = {}) => ({ ...manager, providers: { api: config } });
const dpop = { dpop: true };
/** Belongs to this object, so an eviction removes it. */
const records = [];

const OPTIONS = {
  "dpop": () => one(client(dpop)),
  "dpop in a fallback": () => one(client({ fallback: client({ fallback: [client(), client(dpop)] }) })),
  "dpop of a provider on demand": () => ({ resolveProvider: async () => client(dpop) }),
  "dpop: false": () => one(client({ dpop: false })),
  "nothing": () => undefined,
  "encryption: true": () => one(client(), { encryption: true }),
  "a key as text": () => one(client(), { encryption: btoa("k".repeat(32)) }),
  "a CryptoKey": async () => one(client(), { encryption: await crypto.subtle.importKey("raw", new Uint8Array(32).fill(7), "AES-GCM", false, ["encrypt", "decrypt"]) }),
  "storage and background": () => one(client(), { storage: "indexeddb", background: true }),
  "namespace": () => ({ namespace: "my: 100 %", resolveProvider: () => client() }),
  "logger": () => one(client(), { logger: (record) => records.push(record.message), logLevel: "debug" }),
  "fetch": () => one(client(), { fetch: env.SERVICE }),
  "refreshPolicy": () => one(client(), { refreshPolicy: { intervalSeconds: 2 } }),
  "allowedOrigins": () => one(client({ allowedOrigins: ["https://api.example.com"] })),
  "authorization_code": () => one({ ...client(), grant: "authorization_code", authorizationEndpoint: `${env.TOKEN_ENDPOINT}/authorize`, redirectUri: "https://app.example/callback", clientSecret: undefined }),
  "device_code": () => one({ ...client(), grant: "device_code", deviceAuthorizationEndpoint: `${env.TOKEN_ENDPOINT}/device`, clientSecret: undefined }),
  "password": () => one(client({ grant: "password", username: "u", password: "p" })),
  "login": () => one({ grant: "login", url: env.LOGIN_URL, username: "u", password: "p", retryPolicy }),
  "static": () => one({ grant: "static", token: "by-hand" }),
  "custom": () => one({ grant: "custom", acquire: async ({ fetch: send }) => (await send(env.TOKEN_ENDPOINT, { method: "POST" })).json(), retryPolicy }),
  "private_key_jwt": async () => one(client({ clientSecret: undefined, privateKey: await key() })),
  "jwt_bearer": async () => one(client({ grant: "jwt_bearer", assertion: { iss: "me" }, privateKey: await key() })),
  "token_exchange": () => ({ providers: { mine: client(), api: client({ grant: "token_exchange", subjectToken: { provider: "mine" } }) } }),
  "fallback": () => one({ grant: "custom", acquire: () => Promise.reject(new Error("down")), fallback: { grant: "static", token: "the-fallback's" } }),
  "another object": () => one(coordinator(env.TOKENS, { name: "dpop: false" })),
  "itself": () => one(coordinator(env.TOKENS, { name: "itself" })),
};

async function key() {
  const { privateKey } = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"]);
  return privateKey;
}

export class Tokens extends TokenCoordinator {
  options(env, name) {
    return OPTIONS[name]();
  }
  evict() {
    this.ctx.abort("evicted");
  }
  async look() {
    const entries = Object.fromEntries(await this.ctx.storage.list());
    return { stored: JSON.stringify(entries), keys: Object.keys(entries), alarmAt: await this.ctx.storage.getAlarm(), records };
  }
}

const managers = new Map();
const managerOf = (name) => managers.get(name) ?? managers.set(name, new TokenManager({ providers: { api: coordinator(env.TOKENS, { name }) } })).get(name);

const routes = {
  token: async (manager) => ({ token: await manager.getToken() }),
  refresh: async (manager) => ({ info: await manager.refresh(), token: manager.peekToken() }),
  login: async (manager, _, params) => ({ info: await manager.setTokens("api", Object.fromEntries(params)) }),
  startLogin: (manager) => manager.startLogin(),
  startDeviceLogin: (manager) => manager.startDeviceLogin(),
  look: (_, stub) => stub.look(),
  evict: async (_, stub) => {
    await stub.evict().catch(() => {});
    return { evicted: true };
  },
};

export default {
  async fetch(request) {
    const { pathname, searchParams } = new URL(request.url);
    const [, route, object] = pathname.split("/").map(decodeURIComponent);
    try {
      const stub = env.TOKENS.get(env.TOKENS.idFromName(object));
      return Response.json(await routes[route](managerOf(object), stub, searchParams));
    } catch ({ name, code, message, cause }) {
      return Response.json({ error: name, code, message, cause: cause && String(cause) });
    }
  },
};
