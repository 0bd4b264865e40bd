// @ts-check
// A token's remaining lifetime: a number and a shrinking bar, with a mark where the next refresh is due.

import { make, setAttribute, setText, show } from "./dom.js";
import { duration, shortDuration } from "./words.js";

/** @typedef {import("../index.js").TokenInfo} TokenInfo */

export class Life {
  /** The remaining time in words, for the row's header. */
  words = make("span", { class: "left", part: "remaining" });
  #fill = make("div", { class: "fill", part: "bar-fill" });
  #mark = make("div", { class: "mark", part: "bar-mark" });
  #share = 0;
  /** A meter: screen readers read it on demand instead of announcing every second. */
  bar = make("div", { class: "bar", part: "bar", role: "meter", "aria-valuemin": "0" }, this.#fill, this.#mark);

  /** @param {string} provider */
  constructor(provider) {
    this.bar.setAttribute("aria-label", `Life left of ${provider}`);
  }

  /**
   * @param {TokenInfo} info
   * @param {number} sinceRead seconds that went by since `info` was read
   */
  draw(info, sinceRead) {
    const { hasToken, obtainedAt, expiresAt, remainingSeconds, nextRefreshAt } = info;
    if (!hasToken) return this.#set("No token", "No token", 0, 1);
    if (remainingSeconds === undefined) return this.#set("No known expiry", "No known expiry", 1, 1);

    const left = Math.max(0, remainingSeconds - sinceRead);
    const life = obtainedAt === undefined || expiresAt === undefined ? 0 : (expiresAt - obtainedAt) / 1000;
    const whole = Math.max(life, left, 1);
    if (left < 1) return this.#set("Expired", "Expired", 0, whole);
    const markAt = nextRefreshAt === undefined || expiresAt === undefined ? undefined : (expiresAt - nextRefreshAt) / 1000 / whole;
    this.#set(`${shortDuration(left)} left`, `${duration(left)} left`, left, whole, markAt);
  }

  /**
   * @param {string} seen
   * @param {string} heard
   * @param {number} left
   * @param {number} whole
   * @param {number} [markAt] between 0 and 1
   */
  #set(seen, heard, left, whole, markAt) {
    setText(this.words, seen);
    setAttribute(this.bar, "aria-valuetext", heard);
    setAttribute(this.bar, "aria-valuemax", String(Math.ceil(whole)));
    setAttribute(this.bar, "aria-valuenow", String(Math.floor(left)));
    // Scaled rather than resized, since browsers animate that without layout: the bar glides to where it will be in a second.
    // A new token fills it at once.
    const share = Math.min(1, left / whole);
    this.#fill.style.transition = share > this.#share ? "none" : "";
    this.#fill.style.transform = `scaleX(${share.toFixed(4)})`;
    this.#share = share;
    const marked = markAt !== undefined && markAt > 0 && markAt < 1;
    show(this.#mark, marked);
    if (marked) this.#mark.style.insetInlineStart = `${(markAt * 100).toFixed(2)}%`;
  }
}
