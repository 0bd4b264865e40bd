// The answer of every route and of the middleware: a token of the manager that was made when the module was loaded, and the scenario's
// result with the endpoint in the request.

import * as tokenward from "tokenward";
import * as verify from "tokenward/verify";
import { scenario } from "../support/scenario.mjs";

/** Called at module scope, as in the README. */
export const newManager = () =>
  new tokenward.TokenManager({
    providers: { api: { grant: "client_credentials", tokenEndpoint: process.env.TOKEN_ENDPOINT, clientId: "consumer", clientSecret: "s3cret" } },
  });

export async function answer(manager, request) {
  const endpoint = new URL(request.url).searchParams.get("endpoint");
  return Response.json({ token: await manager.getToken(), result: await scenario(tokenward, endpoint, verify) });
}
