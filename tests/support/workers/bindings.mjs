// A Worker that reaches its servers only by bindings: no other way leads to their hosts.

import { env } from "cloudflare:workers";
import { TokenManager, createVerifier } from "tokenward";

/** Like an mTLS certificate's binding: an object whose method works only on that object. */
class Certificate {
  #used = 0;
  fetch(input, init) {
    this.#used += 1;
    return env.SERVICE.fetch(input, init);
  }
  get used() {
    return this.#used;
  }
}
const certificate = new Certificate();

const WAYS = {
  "the binding itself": () => env.SERVICE,
  "a function that calls it": () => (input, init) => env.SERVICE.fetch(input, init),
  "its method, bound": () => env.SERVICE.fetch.bind(env.SERVICE),
  "a certificate": () => certificate,
  "its method alone": () => env.SERVICE.fetch,
  "an object without it": () => ({}),
};

const managers = new Map();
function managerOf(way) {
  if (!managers.has(way)) {
    const provider = { grant: "client_credentials", issuer: "https://auth.internal", clientId: "app", clientSecret: "s", allowedOrigins: ["https://api.internal"], retryPolicy: { maxAttempts: 1 } };
    managers.set(way, new TokenManager({ fetch: WAYS[way](), providers: { api: provider } }));
  }
  return managers.get(way);
}

export default {
  async fetch(request) {
    const { pathname, searchParams } = new URL(request.url);
    try {
      const way = decodeURIComponent(pathname.slice(1));
      if (searchParams.has("token")) {
        const verifier = createVerifier({ issuer: "https://auth.internal", audience: "https://api.example", fetch: WAYS[way]() });
        return Response.json({ sub: (await verifier.verify(searchParams.get("token"))).claims.sub });
      }
      const manager = managerOf(way);
      const response = await manager.fetch(`https://api.internal${searchParams.get("to")}`, { method: "POST", body: "a body" });
      return Response.json({ status: response.status, text: await response.text(), used: certificate.used });
    } catch ({ name, code, message, cause }) {
      return Response.json({ error: name, code, message, cause: cause && String(cause) });
    }
  },
};
