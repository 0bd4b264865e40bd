// The Durable Object that owns this Worker's credential: all isolates get their token from it, and it alone asks the authorization
// server. Its configuration comes from `env` whenever it starts, and is never stored.

import { TokenCoordinator } from "tokenward/workers";
import { API } from "./tokens.mjs";

export class Tokens extends TokenCoordinator {
  options(env) {
    return {
      providers: {
        [API]: {
          grant: "client_credentials",
          issuer: env.ISSUER,
          clientId: env.CLIENT_ID,
          clientSecret: env.CLIENT_SECRET,
          scope: "messages:read-any",
        },
      },
    };
  }
}
