// A Worker that is configured by its variables, and calls an API with its manager's fetch.

import { env as imported } from "cloudflare:workers";
import { getDefaultManager, TokenManager } from "tokenward";

const allowed = (token, origin) => ({ providers: { api: { grant: "static", token, allowedOrigins: [origin] } } });
const bodies = {
  text: () => "body",
  form: () => new URLSearchParams({ body: "1" }),
  multipart: formData,
  bytes: () => new TextEncoder().encode("body"),
};
function formData() {
  const form = new FormData();
  form.set("name", "body");
  return form;
}
let count = 0;
/** A manager whose first token the API refuses. */
const calling = (env) =>
  new TokenManager({ providers: { api: { grant: "custom", acquire: () => ({ accessToken: `token-${++count}`, expiresIn: 3600 }), allowedOrigins: [env.API] } } });

const routes = {
  async variables(_, env) {
    const tokens = [];
    for (const source of [env, imported]) {
      const manager = await TokenManager.fromEnv(source, { prefix: "A_" });
      tokens.push(await manager.getToken());
      await manager.close();
    }
    return tokens;
  },
  async theDefault(_, env) {
    return (await getDefaultManager(allowed("of-the-first", env.API))).getToken();
  },
  async bodies(_, env) {
    const statuses = {};
    for (const [name, body] of Object.entries(bodies)) {
      count = 0;
      statuses[name] = (await calling(env).fetch(`${env.API}/${name}`, { method: "POST", body: body() })).status;
      count = 0;
      statuses[`request-${name}`] = (await calling(env).fetch(new Request(`${env.API}/request-${name}`, { method: "POST", body: body() }))).status;
    }
    return statuses;
  },
  /** Forwards the request, like a proxy. */
  async proxy(request, env) {
    count = 0;
    const passed = new Request(`${env.API}/proxy`, request);
    return (await calling(env).fetch(passed)).status;
  },
};

export default {
  async fetch(request, env) {
    try {
      return Response.json({ result: await routes[new URL(request.url).pathname.slice(1)](request, env) });
    } catch (error) {
      return Response.json({ thrown: String(error?.stack ?? error) });
    }
  },
};
