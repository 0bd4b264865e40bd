// Workers whose managers share Workers KV, each made for one request, with providers of the same name that mean different tokens.

import { env } from "cloudflare:workers";
import { kvStorage, TokenManager } from "tokenward";
import { coordinator, TokenCoordinator } from "tokenward/workers";

const client = (clientId) => ({ grant: "client_credentials", tokenEndpoint: env.TOKEN_ENDPOINT, clientId, clientSecret: "s" });

export class Tokens extends TokenCoordinator {
  options(_env, name) {
    return { providers: { a: client(`${name} a`), b: client(`${name} b`) }, resolveProvider: (provider) => client(provider) };
  }
  // Only for the tests.
  evict() {
    this.ctx.abort("evicted");
  }
}

/** Made at module scope, where a Worker may do no I/O. */
const AT_MODULE_SCOPE = coordinator(env.TOKENS, { name: "acme", provider: "a" });

const exchange = (more) => ({ grant: "token_exchange", tokenEndpoint: env.TOKEN_ENDPOINT, clientId: "worker", clientSecret: "s", ...more });
const CONFIGURATIONS = {
  coordinated: (object, provider) => coordinator(env.TOKENS, { name: object, provider }),
  "at module scope": () => AT_MODULE_SCOPE,
  "by function": (subject) => exchange({ subjectToken: async () => subject }),
  "by text": (subject) => exchange({ subjectToken: subject }),
  organization: (organization) => ({ ...client("worker"), params: { organization } }),
  plain: () => client("worker"),
};

const routes = {
  async token({ how, a, b, name = "api" }) {
    const told = [];
    const manager = new TokenManager({ storage: kvStorage(env.CACHE), providers: { [name]: CONFIGURATIONS[how](a, b) } });
    manager.on("storageError", ({ error }) => told.push(error.message));
    return { token: await manager.getToken(name), told };
  },
  async owned({ object, name }) {
    const manager = new TokenManager({ providers: { [name]: coordinator(env.TOKENS, { name: object }) } });
    return { token: await manager.getToken(name) };
  },
  async evict({ object }) {
    await env.TOKENS.get(env.TOKENS.idFromName(object)).evict().catch(() => {});
    return { evicted: true };
  },
};

export default {
  async fetch(request) {
    const { pathname, searchParams } = new URL(request.url);
    try {
      return Response.json(await routes[pathname.slice(1)](Object.fromEntries(searchParams)));
    } catch (error) {
      return Response.json({ error: error.name, code: error.code, message: error.message, cause: error.cause && String(error.cause) });
    }
  },
};
