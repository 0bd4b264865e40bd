// The card that calls the protected API with the user's token.

import { byId, onPress } from "./dom.js";
import { showAnswer, showProblem } from "./answer.js";
import { apiUrl } from "./settings.js";
import { USER } from "./tokens.js";

export function apiCard(manager) {
  onPress(byId("call-api"), async () => {
    const target = byId("api-answer");
    try {
      // Asked for at every call, since that costs nothing while the token is good.
      const headers = await manager.getAuthHeaders(USER);
      const response = await fetch(`${apiUrl}/message`, { headers });
      const answer = await response.json();
      if (!response.ok) {
        // Not good after all, in the API's eyes: forget it, so that the next call brings a new one.
        if (response.status === 401) await manager.invalidate(USER);
        return showProblem(target, `The API refused: ${answer.reason ?? answer.error} (${response.status})`);
      }
      showAnswer(target, answer.message, { user: answer.subject, scope: answer.scope });
    } catch (error) {
      showProblem(target, error.code === undefined ? "The API cannot be reached" : error.message);
    }
  });
}
