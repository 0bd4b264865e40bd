// The token manager of this Worker: the whole set-up of an isolate.

import { TokenManager, kvStorage } from "tokenward";
import { coordinator } from "tokenward/workers";

export const API = "api";

// One manager per isolate, so that its memory is the first cache. The first request makes it, since `env` is only known there; making it
// does no I/O. After memory come KV, which is near, and then the object that owns the credential.
let manager;

export function tokens(env) {
  manager ??= new TokenManager({
    storage: kvStorage(env.TOKENS),
    providers: { [API]: coordinator(env.OWNER, { allowedOrigins: [new URL(env.API_URL).origin] }) },
  });
  return manager;
}
