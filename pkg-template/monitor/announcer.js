// @ts-check
// Speaks to screen readers: at once what the user's own press led to, and of what happens by itself only what matters, and
// not more often than every ten seconds.

import { make } from "./dom.js";

const PAUSE_MS = 10_000;

export class Announcer {
  node = make("p", { role: "status", class: "only-heard" });
  #quietUntil = 0;
  /** @type {string[]} */
  #waiting = [];

  /** What a press of the user's led to. @param {string} text */
  answer(text) {
    // The same words once more have to differ, or nothing is said.
    this.node.textContent = this.node.textContent === text ? `${text}\u00a0` : text;
    this.#quietUntil = performance.now() + PAUSE_MS;
  }

  /** What happened by itself. @param {string} text */
  mention(text) {
    this.#waiting.push(text);
  }

  /** Says what waits, if it is time. Called every second. */
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
