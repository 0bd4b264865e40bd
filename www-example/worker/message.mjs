// What the Worker is for: it calls the protected API with its own token.

import { failure, json } from "./answers.mjs";
import { API, tokens } from "./tokens.mjs";

export async function callApi(env) {
  // The example's page, which is of another origin, reads the answer.
  const cors = { "access-control-allow-origin": env.PAGE_ORIGIN, vary: "origin" };
  try {
    const headers = await tokens(env).getAuthHeaders(API);
    const answer = await fetch(`${env.API_URL}/message`, { headers });
    const { source, remainingSeconds, state } = tokens(env).getTokenInfo(API);
    return json(answer.status, { answer: await answer.json(), token: { source, remainingSeconds, state } }, cors);
  } catch (error) {
    return failure(error, cors);
  }
}
