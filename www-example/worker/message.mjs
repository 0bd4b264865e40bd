// The Worker's purpose: it fetches the message of the user, whom the page's access token names. The request to the API has the Worker's
// own token, which opens more than a user's does.

import { createVerifier, kvStorage } from "tokenward";
import { json } from "./answers.mjs";
import { API, tokens } from "./tokens.mjs";

// One for the isolate, so that it fetches the issuer's keys once; KV keeps them for the next isolate. In a namespace of its
// own: write access to it means control over the keys.
let verifier;

function users(env) {
  verifier ??= createVerifier({
    issuer: env.ISSUER,
    audience: env.AUDIENCE,
    typ: "at+jwt",
    requiredScopes: ["messages:bring"],
    storage: kvStorage(env.KEYS),
  });
  return verifier;
}

export async function messageOfUser(env, request) {
  let user;
  try {
    user = (await users(env).verifyRequest(request)).claims.sub;
  } catch (error) {
    return Response.json({ message: error.message }, users(env).challenge(error));
  }
  const response = await tokens(env).fetch(`${env.API_URL}/users/${encodeURIComponent(user)}/message`);
  const answer = await response.json();
  // If the API refuses this Worker's token, the page must not renew the user's.
  if (!response.ok) return json(502, { message: `The API refused the Worker: ${answer.reason ?? response.status}` });
  const { source, remainingSeconds } = tokens(env).getTokenInfo(API);
  return json(200, { answer, token: { source, remainingSeconds } });
}
