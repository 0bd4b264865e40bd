// The token manager of this Worker: all that an isolate has to set up.

import { TokenManager, kvStorage } from "tokenward";
import { coordinator } from "tokenward/workers";

export const API = "api";

// One manager per isolate, so that its memory is the first cache. It is made by the first request, since `env` is only
// known there; making it does no I/O. Behind memory come KV, which is near, and then the object that owns the credential.
let manager;

export function tokens(env) {
  manager ??= new TokenManager({
    storage: kvStorage(env.TOKENS),
    providers: { [API]: coordinator(env.OWNER, { allowedOrigins: [new URL(env.API_URL).origin] }) },
  });
  return manager;
}
