// A Worker whose requests are redirected, with the runtime's own fetch or another one.

import { env } from "cloudflare:workers";
import { TokenManager } from "tokenward";
import { redirectScenario } from "../redirect-scenario.mjs";

export default {
  async fetch(request) {
    const own = new URL(request.url).pathname === "/own" ? (input, init) => fetch(input, init) : undefined;
    try {
      return Response.json(await redirectScenario({ TokenManager, here: env.HERE, there: env.THERE, fetch: own }));
    } catch (error) {
      return Response.json({ thrown: String(error?.stack ?? error) });
    }
  },
};
