// @ts-check
// The monitor's header: overall health, the storage, background refresh, and a button that refreshes all tokens.

import { Icon, button, make, setAttribute, setDisabled, setText, show } from "./dom.js";
import { STATUSES, reason, unknown } from "./words.js";

/** @typedef {import("../index.js").HealthReport} HealthReport */

export class Summary {
  #surroundings;
  #icon = new Icon();
  #status = make("span");
  #badge = make("span", { class: "badge", part: "status" }, this.#icon.node, this.#status);
  #storage = make("span", { class: "storage", part: "storage" });
  #background = make("span", { part: "background" });
  #facts = make("p", { class: "overall quiet" }, this.#storage, this.#background);
  #refreshAll = button("Refresh all", () => void this.#press());
  #feedback = make("p", { class: "feedback", part: "feedback" });
  #notice = make("p", { class: "notice", part: "notice" });
  node = make(
    "header",
    { class: "summary", part: "header" },
    make("h2", { part: "title" }, make("slot", { name: "title" }, "Token monitor")),
    this.#badge,
    this.#refreshAll,
    this.#facts,
    this.#feedback,
    this.#notice,
  );

  /** @param {import("./actions.js").Surroundings} surroundings */
  constructor(surroundings) {
    this.#surroundings = surroundings;
  }

  /** @param {HealthReport} health */
  draw({ status, storage, backgroundRefresh }) {
    this.#setStatus(status);
    setText(this.#storage, storageWords(storage));
    setAttribute(this.#storage, "data-tone", storage.ok ? undefined : "bad");
    setText(this.#background, `Background refresh ${backgroundRefresh ? "on" : "off"}`);
    show(this.#facts, true);
    show(this.#refreshAll, true);
    show(this.#notice, false);
  }

  /**
   * Shows a notice in place of the data that cannot be shown.
   * @param {string} notice
   * @param {string} [status]
   */
  empty(notice, status) {
    show(this.#badge, status !== undefined);
    if (status !== undefined) this.#setStatus(status);
    for (const node of [this.#facts, this.#refreshAll]) show(node, false);
    setText(this.#feedback, "");
    setText(this.#notice, notice);
    show(this.#notice, true);
  }

  /** @param {string} status */
  #setStatus(status) {
    const { word, icon, tone } = STATUSES[status] ?? unknown(status);
    show(this.#badge, true);
    setText(this.#status, word);
    this.#icon.set(icon);
    setAttribute(this.#badge, "data-tone", tone);
    setAttribute(this.#badge, "part", `status status-${status}`);
  }

  async #press() {
    const { manager, answer, look } = this.#surroundings;
    setDisabled(this.#refreshAll, true);
    this.#tell("Refreshing all providers…", "work");
    try {
      const { refreshed, failed } = await manager.refreshAll();
      const problems = failed.map(({ provider, error }) => `${provider}: ${reason(error)}`);
      const text = [`${refreshed.length} refreshed, ${failed.length} failed`, ...problems].join(". ");
      this.#tell(text, failed.length === 0 ? "good" : "bad");
      answer(text);
    } catch (error) {
      this.#tell(`Refresh failed: ${reason(error)}`, "bad");
      answer(`Refresh failed: ${reason(error)}`);
    } finally {
      setDisabled(this.#refreshAll, false);
      look();
    }
  }

  /**
   * @param {string} text
   * @param {"good" | "work" | "bad"} tone
   */
  #tell(text, tone) {
    setText(this.#feedback, text);
    setAttribute(this.#feedback, "data-tone", tone);
  }
}

/** @param {HealthReport["storage"]} storage */
function storageWords({ kind, ok, encrypted, lastError }) {
  const state = ok ? "works" : `does not work${lastError === undefined ? "" : ` (${lastError})`}`;
  return `Storage ${kind}: ${state}, ${encrypted ? "encrypted" : "not encrypted"}`;
}
