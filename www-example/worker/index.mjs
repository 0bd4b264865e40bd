// A Cloudflare Worker that calls an API as itself (client credentials). The token is asked for when it is first needed,
// then owned by one Durable Object for all isolates, which renews it ahead of time; KV keeps a copy nearby.
//
//   GET    /                    calls the API; answers with what it said, and with where the token came from
//   GET    /health              200, or 503 when no token can be had: for load balancers and uptime checks
//   GET    /api/token/status    what is known of the token              ┐
//   POST   /api/token/refresh   gets a new token now                    ├ with the admin secret as bearer token
//   DELETE /api/token           forgets the token, in KV as well        ┘

import { forgetToken, healthOf, refreshToken, statusOf } from "./admin.mjs";
import { failure, json } from "./answers.mjs";
import { refusalOf } from "./guard.mjs";
import { callApi } from "./message.mjs";

export { Tokens } from "./owner.mjs";

const routes = {
  "/": { GET: callApi },
  "/health": { GET: healthOf },
  "/api/token/status": { GET: statusOf, admin: true },
  "/api/token/refresh": { POST: refreshToken, admin: true },
  "/api/token": { DELETE: forgetToken, admin: true },
};

export default {
  async fetch(request, env) {
    const { pathname } = new URL(request.url);
    if (!Object.hasOwn(routes, pathname)) return json(404, { error: "not_found" });
    const { admin, ...methods } = routes[pathname];
    try {
      const refusal = admin && (await refusalOf(request, env.ADMIN_SECRET));
      if (refusal) return refusal;
      if (!Object.hasOwn(methods, request.method)) {
        return json(405, { error: "method_not_allowed" }, { allow: Object.keys(methods).join(", ") });
      }
      return await methods[request.method](env);
    } catch (error) {
      return failure(error);
    }
  },
};
