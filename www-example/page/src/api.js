// The card that calls the protected API with the user's token.

import { byId, onPress } from "./dom.js";
import { showAnswer, showProblem } from "./answer.js";
import { apiUrl } from "./settings.js";
import { USER } from "./tokens.js";

export function apiCard(manager) {
  onPress(byId("call-api"), async () => {
    const target = byId("api-answer");
    try {
      const response = await callApi(manager);
      const answer = await response.json();
      if (!response.ok) return showProblem(target, `The API refused: ${answer.reason ?? answer.error} (${response.status})`);
      showAnswer(target, answer.message, { user: answer.subject, scope: answer.scope });
    } catch (error) {
      showProblem(target, error.code === undefined ? "The API cannot be reached" : error.message);
    }
  });
}

async function callApi(manager) {
  // Asked for at every call, since that costs nothing while the token is good.
  const send = async () => fetch(`${apiUrl}/message`, { headers: await manager.getAuthHeaders(USER) });

  const response = await send();
  if (response.status !== 401) return response;
  // The API knows better, after a change of keys, say: forget this access token, and try once with a new one.
  await manager.invalidate(USER);
  return send();
}
