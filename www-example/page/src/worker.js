// The card that calls the API through the Worker: the Worker is sent the user's token, and brings one of its own to the API.

import { byId, onPress } from "./dom.js";
import { showAnswer, showProblem } from "./answer.js";
import { workerUrl } from "./settings.js";
import { USER } from "./tokens.js";

const origins = {
  memory: "the isolate's memory",
  storage: "KV",
  primary: "the Durable Object",
};

export function workerCard(manager, afterCall) {
  onPress(byId("call-worker"), async () => {
    const target = byId("worker-answer");
    try {
      const response = await manager.fetch(`${workerUrl}/message`, { provider: USER });
      const { answer, token, message } = await response.json();
      if (!response.ok) return showProblem(target, `The Worker refused: ${message} (${response.status})`);
      showAnswer(target, answer.message, {
        scope: answer.scope,
        "token from": origins[token.source] ?? token.source,
        "it lives for": `${Math.floor(token.remainingSeconds)} s more`,
      });
    } catch (error) {
      showProblem(target, error.code === undefined ? "The Worker cannot be reached" : error.message);
    }
    afterCall();
  });
}
