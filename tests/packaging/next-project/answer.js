// What every route and the middleware answer: a token of the manager that was made when the module was loaded, and what the
// scenario comes to with the endpoint that the request names.

import * as tokenward from "tokenward";
import * as verify from "tokenward/verify";
import { scenario } from "../support/scenario.mjs";

/** Called at module scope, as the README does it. */
export const newManager = () =>
  new tokenward.TokenManager({
    providers: { api: { grant: "client_credentials", tokenEndpoint: process.env.TOKEN_ENDPOINT, clientId: "consumer", clientSecret: "s3cret" } },
  });

export async function answer(manager, request) {
  const endpoint = new URL(request.url).searchParams.get("endpoint");
  return Response.json({ token: await manager.getToken(), result: await scenario(tokenward, endpoint, verify) });
}
