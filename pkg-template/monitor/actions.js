// @ts-check
// The buttons of one provider, and the outcome of pressing them. While one is working, none can be pressed.

import { button, make, setAttribute, setDisabled, setText } from "./dom.js";
import { reason } from "./words.js";

/**
 * @typedef {import("../monitor.js").MonitoredManager} MonitoredManager
 *
 * The parts of the monitor that a row uses.
 * @typedef {object} Surroundings
 * @property {MonitoredManager} manager
 * @property {boolean} allowCopy
 * @property {() => void} look reads the manager again
 * @property {(text: string) => void} answer tells a screen reader
 *
 * @typedef {{ label: string, works: string, done: string, failed: string, run(manager: MonitoredManager, provider: string): Promise<unknown> }} Action
 */

/** The time that a success message stays; an error stays until the next press. */
const SHOWN_MS = 8_000;

/** @type {Action} */
const REFRESH = {
  label: "Refresh",
  works: "Refreshing…",
  done: "Refreshed",
  failed: "Refresh failed",
  run: (manager, provider) => manager.refresh(provider),
};
/** @type {Action} */
const INVALIDATE = {
  label: "Invalidate",
  works: "Forgetting the access token…",
  done: "Access token forgotten",
  failed: "Invalidate failed",
  run: (manager, provider) => manager.invalidate(provider),
};
/** @type {Action} */
const CLEAR = {
  label: "Clear",
  works: "Forgetting all tokens…",
  done: "All tokens forgotten",
  failed: "Clear failed",
  run: (manager, provider) => manager.clear(provider),
};
/** @type {Action} */
const COPY = {
  label: "Copy token",
  works: "Copying…",
  done: "Token copied",
  failed: "Copy failed",
  async run(manager, provider) {
    // Goes from memory straight to the clipboard, never into a node, attribute or property of the page.
    const token = manager.peekToken(provider);
    if (token === undefined) throw new Error("there is no valid token in memory");
    if (navigator.clipboard === undefined) throw new Error("this page has no clipboard: it is not served over https");
    await navigator.clipboard.writeText(token).catch(() => {
      throw new Error("the browser does not allow it");
    });
  },
};

export class Actions {
  #provider;
  #surroundings;
  #feedback = make("p", { class: "feedback", part: "feedback" });
  #buttons = make("div", { class: "buttons" });
  #copy;
  node;
  #working = false;
  #shownUntil = Infinity;

  /**
   * @param {string} provider
   * @param {Surroundings} surroundings
   */
  constructor(provider, surroundings) {
    this.#provider = provider;
    this.#surroundings = surroundings;
    this.#buttons.append(...[REFRESH, INVALIDATE, CLEAR].map((action) => this.#button(action)));
    this.#copy = this.#button(COPY);
    this.node = make("div", { class: "actions", part: "actions" }, this.#buttons, this.#feedback);
  }

  get working() {
    return this.#working;
  }

  /** @param {number} now */
  draw(now) {
    // Without permission to copy there is no button, rather than a hidden one.
    if (this.#surroundings.allowCopy !== this.#copy.isConnected) {
      if (this.#surroundings.allowCopy) this.#buttons.append(this.#copy);
      else this.#copy.remove();
    }
    if (now >= this.#shownUntil) this.#tell("", undefined);
  }

  /** @param {Action} action */
  #button(action) {
    return button(action.label, () => void this.#press(action), { "aria-label": `${action.label} ${this.#provider}` });
  }

  /** @param {Action} action */
  async #press(action) {
    const { manager, answer, look } = this.#surroundings;
    this.#setWorking(true);
    this.#tell(action.works, "work");
    try {
      await action.run(manager, this.#provider);
      this.#tell(action.done, "good");
      this.#shownUntil = Date.now() + SHOWN_MS;
      answer(`${this.#provider}: ${action.done}`);
    } catch (error) {
      const text = `${action.failed}: ${reason(error)}`;
      this.#tell(text, "bad");
      answer(`${this.#provider}: ${text}`);
    } finally {
      this.#setWorking(false);
      look();
    }
  }

  /** @param {boolean} working */
  #setWorking(working) {
    this.#working = working;
    for (const node of [...this.#buttons.children, this.#copy]) setDisabled(node, working);
  }

  /**
   * @param {string} text
   * @param {"good" | "work" | "bad" | undefined} tone
   */
  #tell(text, tone) {
    setText(this.#feedback, text);
    setAttribute(this.#feedback, "data-tone", tone);
    this.#shownUntil = Infinity;
  }
}
