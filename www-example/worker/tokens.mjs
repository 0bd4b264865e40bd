// The token manager of this Worker: all that a Worker has to set up.

import { TokenManager, kvStorage } from "tokenward";

export const API = "api";

// One manager per isolate, so that its memory is the first cache. It is made by the first request, since `env` is only
// known there; making it does no I/O.
let manager;

export function tokens(env) {
  manager ??= new TokenManager({
    storage: kvStorage(env.TOKENS),
    providers: {
      [API]: {
        grant: "client_credentials",
        issuer: env.ISSUER,
        clientId: env.CLIENT_ID,
        clientSecret: env.CLIENT_SECRET,
        scope: "messages:read",
      },
    },
  });
  return manager;
}
