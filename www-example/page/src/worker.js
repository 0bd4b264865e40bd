// The card that calls the Worker, which brings a token of its own.

import { byId, onPress } from "./dom.js";
import { showAnswer, showProblem } from "./answer.js";
import { workerUrl } from "./settings.js";

const origins = {
  memory: "the isolate's memory",
  storage: "KV",
  primary: "the authorization server, just now",
};

export function workerCard(afterCall) {
  onPress(byId("call-worker"), async () => {
    const target = byId("worker-answer");
    try {
      const response = await fetch(workerUrl);
      const { answer, token, message } = await response.json();
      if (!response.ok) return showProblem(target, `The Worker failed: ${message ?? answer?.reason} (${response.status})`);
      showAnswer(target, answer.message, {
        "token from": origins[token.source] ?? token.source,
        "it lives for": `${Math.floor(token.remainingSeconds)} s more`,
      });
    } catch {
      showProblem(target, "The Worker cannot be reached");
    }
    afterCall();
  });
}
