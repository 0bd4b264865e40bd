// @ts-check
// Announces to screen readers: at once the result of the user's own press; of other events only the important ones, at
// most every ten seconds.

import { make } from "./dom.js";

const PAUSE_MS = 10_000;

export class Announcer {
  node = make("p", { role: "status", class: "only-heard" });
  #quietUntil = 0;
  /** @type {string[]} */
  #waiting = [];

  /** The result of a press by the user. @param {string} text */
  answer(text) {
    // Identical text must differ from the last, or screen readers say nothing.
    this.node.textContent = this.node.textContent === text ? `${text}\u00a0` : text;
    this.#quietUntil = performance.now() + PAUSE_MS;
  }

  /** An event that the user did not cause. @param {string} text */
  mention(text) {
    this.#waiting.push(text);
  }

  /** Announces what is pending, if it is time. Called every second. */
  tick() {
    if (this.#waiting.length === 0 || performance.now() < this.#quietUntil) return;
    const latest = this.#waiting.at(-1) ?? "";
    const others = this.#waiting.length - 1;
    this.#waiting.length = 0;
    this.answer(others === 0 ? latest : `${latest}. ${others} more in the event history`);
  }

  clear() {
    this.#waiting.length = 0;
    this.node.textContent = "";
  }
}
