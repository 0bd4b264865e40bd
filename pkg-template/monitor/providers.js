// @ts-check
// The list of providers. A long list can be filtered and is shown only in part at first.

import { button, make, setText, show } from "./dom.js";
import { ProviderRow } from "./provider.js";
import { STATES, unknown } from "./words.js";

/**
 * @typedef {import("./actions.js").Surroundings} Surroundings
 * @typedef {import("./watch.js").Entry} Entry
 */

/** Up to this many providers, each is shown in full and there is no filter. */
const FEW = 8;
/** The number of rows that each press of "more" adds. */
const PAGE = 50;

export class Providers {
  #surroundings;
  /** @type {Map<string, ProviderRow>} */
  #rows = new Map();
  /** @type {Map<string, Entry>} */
  #entries = new Map();
  #limit = PAGE;

  #name = make("input", { type: "search", part: "filter", placeholder: "Filter by name", "aria-label": "Filter providers by name" });
  #troubled = make("input", { type: "checkbox" });
  #count = make("span", { class: "quiet" });
  #filter = make(
    "div",
    { class: "filter" },
    this.#name,
    make("label", { class: "check" }, this.#troubled, "Needs attention"),
    this.#count,
  );
  #list = make("ul", { class: "providers", part: "providers", role: "list", "aria-label": "Providers" });
  #none = make("p", { class: "none quiet" });
  #more = button("Show more", () => this.#showMore(), { class: "more" });
  node = make("div", {}, this.#filter, this.#list, this.#none, this.#more);

  /** @param {Surroundings} surroundings */
  constructor(surroundings) {
    this.#surroundings = surroundings;
    this.#name.addEventListener("input", () => this.#filtered());
    this.#troubled.addEventListener("change", () => this.#filtered());
    this.clear();
  }

  /** @param {Map<string, Entry>} entries */
  draw(entries) {
    this.#entries = entries;
    const all = [...entries.keys()];
    show(this.#filter, all.length > FEW);
    const wanted = this.#filter.hidden ? all : all.filter((name) => this.#isWanted(name));
    const shown = wanted.slice(0, this.#limit);

    this.#place(shown);
    for (const name of shown) this.#row(name).draw(/** @type {Entry} */ (entries.get(name)));

    setText(this.#count, `${wanted.length.toLocaleString("en")} of ${all.length.toLocaleString("en")}`);
    setText(this.#none, all.length === 0 ? "This manager has no providers yet." : "No provider fits the filter.");
    show(this.#none, shown.length === 0);
    show(this.#list, shown.length > 0);
    show(this.#more, wanted.length > shown.length);
    setText(this.#more, `Show ${Math.min(PAGE, wanted.length - shown.length)} more`);
  }

  clear() {
    this.#rows.clear();
    this.#entries = new Map();
    this.#limit = PAGE;
    this.#list.replaceChildren();
    for (const node of [this.#filter, this.#list, this.#none, this.#more]) show(node, false);
  }

  /** Puts these rows into the list in this order. A row already in place is not moved, since that would lose focus. @param {string[]} names */
  #place(names) {
    const wanted = new Set(names);
    for (const [name, row] of this.#rows) {
      if (wanted.has(name)) continue;
      row.node.remove();
      // A row whose button is working is kept, so that its result is visible when the provider comes back.
      if (!this.#entries.has(name) || !row.working) this.#rows.delete(name);
    }
    names.forEach((name, index) => {
      const { node } = this.#row(name);
      const there = this.#list.children[index] ?? null;
      if (there !== node) this.#list.insertBefore(node, there);
    });
  }

  /** @param {string} name */
  #row(name) {
    let row = this.#rows.get(name);
    if (row === undefined) {
      row = new ProviderRow(name, this.#surroundings, this.#entries.size <= FEW);
      this.#rows.set(name, row);
    }
    return row;
  }

  /** @param {string} name */
  #isWanted(name) {
    if (!name.toLowerCase().includes(this.#name.value.trim().toLowerCase())) return false;
    if (!this.#troubled.checked) return true;
    const { state, consecutiveFailures } = /** @type {Entry} */ (this.#entries.get(name)).info;
    return consecutiveFailures > 0 || (STATES[state] ?? unknown(state)).tone === "bad";
  }

  #filtered() {
    this.#limit = PAGE;
    this.draw(this.#entries);
  }

  #showMore() {
    const first = this.#list.children.length;
    this.#limit += PAGE;
    this.draw(this.#entries);
    // If the button disappeared, focus would be lost: it moves to the first new row.
    if (this.#more.hidden) this.#list.children[first]?.querySelector("button")?.focus();
  }
}
