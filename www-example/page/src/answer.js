// Shows an answer in a card, or the reason why there is none.

import { element } from "./dom.js";

export function showAnswer(target, message, details) {
  const rows = Object.entries(details).map(([name, value]) =>
    element("div", {}, element("dt", { textContent: name }), element("dd", { textContent: value })));
  target.dataset.kind = "good";
  target.replaceChildren(element("p", { textContent: message }), element("dl", {}, ...rows));
}

export function showProblem(target, message) {
  target.dataset.kind = "problem";
  target.replaceChildren(element("p", { textContent: message }));
}

export function clearAnswer(target) {
  delete target.dataset.kind;
  target.replaceChildren();
}
