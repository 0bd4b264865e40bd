// The card that calls the API through the Worker. The user's login gives a token for the Worker, which calls the API with its own token.

import { byId, onPress } from "./dom.js";
import { showAnswer, showProblem } from "./answer.js";
import { workerUrl } from "./settings.js";

const origins = {
  memory: "the isolate's memory",
  storage: "KV",
  primary: "the Durable Object",
};

export function workerCard(manager, afterCall) {
  onPress(byId("call-worker"), async () => {
    const target = byId("worker-answer");
    try {
      const response = await manager.fetch(`${workerUrl}/message`);
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
