// The card that calls the protected API with the user's token.

import { byId, onPress } from "./dom.js";
import { showAnswer, showProblem } from "./answer.js";
import { apiUrl } from "./settings.js";

export function apiCard(manager) {
  onPress(byId("call-api"), async () => {
    const target = byId("api-answer");
    try {
      // Attaches the token of the provider that allows this origin. After a 401, for example when the API has new keys, it gets a new
      // token and repeats the request once.
      const response = await manager.fetch(`${apiUrl}/message`);
      const { message, user, scope, reason } = await response.json();
      if (!response.ok) return showProblem(target, `The API refused: ${reason} (${response.status})`);
      showAnswer(target, message, { user, scope });
    } catch (error) {
      showProblem(target, error.code === undefined ? "The API cannot be reached" : error.message);
    }
  });
}
