// @ts-check
// One provider's row. Created once; later draws write only what changed.

import { Actions } from "./actions.js";
import { Icon, make, setAttribute, setText, show } from "./dom.js";
import { Facts, LastError } from "./facts.js";
import { Life } from "./life.js";
import { STATES, unknown } from "./words.js";

let rows = 0;

export class ProviderRow {
  #state = make("span");
  #icon = new Icon();
  #badge = make("span", { class: "badge", part: "state" }, this.#icon.node, this.#state);
  #life;
  #error = new LastError();
  #facts = new Facts();
  #actions;
  #body;
  #opener;
  node;

  /**
   * @param {string} provider
   * @param {import("./actions.js").Surroundings} surroundings
   * @param {boolean} open
   */
  constructor(provider, surroundings, open) {
    this.#life = new Life(provider);
    this.#actions = new Actions(provider, surroundings);
    const id = `provider-${++rows}`;
    this.#body = make("div", { class: "body", id }, this.#facts.node, this.#actions.node);
    this.#opener = make(
      "button",
      { type: "button", class: "opener", part: "provider-name", "aria-controls": id },
      make("span", { class: "chevron", "aria-hidden": "true" }),
      make("span", { class: "name" }, provider),
    );
    this.#opener.addEventListener("click", () => {
      this.#open(Boolean(this.#body.hidden));
      surroundings.look();
    });
    this.node = make(
      "li",
      { class: "provider", part: "provider", "data-provider": provider },
      make("div", { class: "head" }, make("h3", { class: "title" }, this.#opener), this.#badge, this.#life.words),
      this.#life.bar,
      this.#error.node,
      this.#body,
    );
    this.#open(open);
  }

  /** True while one of its buttons is working. */
  get working() {
    return this.#actions.working;
  }

  /** @param {import("./watch.js").Entry} entry */
  draw({ info, at }) {
    const now = Date.now();
    const { word, icon, tone } = STATES[info.state] ?? unknown(info.state);
    setText(this.#state, word);
    this.#icon.set(icon);
    setAttribute(this.node, "data-state", info.state);
    setAttribute(this.node, "data-tone", tone);
    setAttribute(this.#badge, "part", `state state-${info.state}`);
    this.#life.draw(info, (performance.now() - at) / 1000);
    this.#error.draw(info, now);
    if (this.#body.hidden) return;
    this.#facts.draw(info, now);
    this.#actions.draw(now);
  }

  /** @param {boolean} open */
  #open(open) {
    show(this.#body, open);
    setAttribute(this.node, "data-open", String(open));
    setAttribute(this.#opener, "aria-expanded", String(open));
  }
}
