// The card that calls the protected API with the user's token.

import { byId, onPress } from "./dom.js";
import { showAnswer, showProblem } from "./answer.js";
import { apiUrl } from "./settings.js";
import { USER } from "./tokens.js";

export function apiCard(manager) {
  onPress(byId("call-api"), async () => {
    const target = byId("api-answer");
    try {
      // Attaches the token. After a 401 (a change of keys at the API, say) it gets a new one and asks once more.
      const response = await manager.fetch(`${apiUrl}/message`, { provider: USER });
      const { message, user, scope, reason } = await response.json();
      if (!response.ok) return showProblem(target, `The API refused: ${reason} (${response.status})`);
      showAnswer(target, message, { user, scope });
    } catch (error) {
      showProblem(target, error.code === undefined ? "The API cannot be reached" : error.message);
    }
  });
}
