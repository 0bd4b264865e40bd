// A Cloudflare Worker between a page and an API. It verifies the user's token, and calls the API as itself
// (client credentials). Its own token is requested when it is first needed. One Durable Object owns it for all isolates and renews it
// ahead of time; KV keeps a copy nearby.
//
//   GET    /message             the user's message from the API, and the source of the Worker's token; with a user's token
//   GET    /health              200, or 503 if no token can be obtained: for load balancers and uptime checks
//   GET    /api/token/status    the token's state and health            ┐
//   POST   /api/token/refresh   gets a new token now                    ├ with the admin secret as bearer token
//   DELETE /api/token           forgets the token, in KV as well        ┘

import { withCors } from "../cors.mjs";
import { forgetToken, healthOf, refreshToken, statusOf } from "./admin.mjs";
import { failure, json } from "./answers.mjs";
import { refusalOf } from "./guard.mjs";
import { messageOfUser } from "./message.mjs";

export { Tokens } from "./owner.mjs";

const routes = {
  "/message": { GET: messageOfUser, pages: true },
  "/health": { GET: healthOf },
  "/api/token/status": { GET: statusOf, admin: true },
  "/api/token/refresh": { POST: refreshToken, admin: true },
  "/api/token": { DELETE: forgetToken, admin: true },
};

export default {
  async fetch(request, env) {
    const { pathname } = new URL(request.url);
    if (!Object.hasOwn(routes, pathname)) return json(404, { error: "not_found" });
    const { pages, ...route } = routes[pathname];
    return pages ? withCors(request, env.PAGE_ORIGIN, () => answer(route, request, env)) : answer(route, request, env);
  },
};

async function answer({ admin, ...methods }, request, env) {
  try {
    const refusal = admin && (await refusalOf(request, env.ADMIN_SECRET));
    if (refusal) return refusal;
    if (!Object.hasOwn(methods, request.method)) {
      return json(405, { error: "method_not_allowed" }, { allow: Object.keys(methods).join(", ") });
    }
    return await methods[request.method](env, request);
  } catch (error) {
    return failure(error);
  }
}
