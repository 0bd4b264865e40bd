// The operator's routes. No answer contains a token: getTokenInfo and health have none.

import { json } from "./answers.mjs";
import { API, tokens } from "./tokens.mjs";

export async function statusOf(env) {
  const manager = await withStoredToken(env);
  return json(200, { token: manager.getTokenInfo(API), health: manager.health() });
}

export async function refreshToken(env) {
  return json(200, { token: await tokens(env).refresh(API) });
}

/** Forgets the token here, in KV and in the object that owns it. Other isolates use their copy in memory until it is due for renewal. */
export async function forgetToken(env) {
  await tokens(env).clear(API);
  return json(200, { token: tokens(env).getTokenInfo(API) });
}

/** Open to everybody, so it shows only the status. */
export async function healthOf(env) {
  const { status } = (await withStoredToken(env)).health();
  return json(status === "unhealthy" ? 503 : 200, { status });
}

/** A fresh isolate has not looked into KV yet, and would report that there is no token. */
async function withStoredToken(env) {
  const manager = tokens(env);
  await manager.getTokens(API);
  return manager;
}
