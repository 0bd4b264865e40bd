// @ts-check
// Further facts about a provider: past and future refreshes, where its token came from, and its last error.

import { Icon, make, setAttribute, setText, show } from "./dom.js";
import { isoTime, relative, time } from "./words.js";

/** @typedef {import("../index.js").TokenInfo} TokenInfo */

/** A smaller skew may just be network delay. */
const NOTABLE_SKEW_MS = 1500;

export class Facts {
  #expires = new Moment("Expires");
  #next = new Moment("Next refresh");
  #last = new Moment("Last refresh");
  #source = new Fact("Source");
  #refreshToken = new Fact("Refresh token");
  #failures = new Fact("Failures in a row");
  #skew = new Fact("Clock skew");
  #scope = new Fact("Scope", "fact wide");
  node = make(
    "dl",
    { class: "facts", part: "facts" },
    ...[this.#expires, this.#next, this.#last, this.#source, this.#refreshToken, this.#failures, this.#skew, this.#scope]
      .map(({ node }) => node),
  );

  /**
   * @param {TokenInfo} info
   * @param {number} now
   */
  draw(info, now) {
    this.#expires.set(info.expiresAt, now);
    this.#next.set(info.nextRefreshAt, now, "due");
    this.#last.set(info.lastRefreshAt, now);
    this.#source.set(info.source);
    this.#refreshToken.set(info.hasRefreshToken ? "held" : "none");
    this.#failures.set(String(info.consecutiveFailures));
    const skew = info.clockSkewMs ?? 0;
    this.#skew.set(`${(Math.abs(skew) / 1000).toFixed(0)} s ${skew > 0 ? "ahead" : "behind"}`);
    show(this.#skew.node, Math.abs(skew) >= NOTABLE_SKEW_MS);
    this.#scope.set(info.scope ?? "");
    show(this.#scope.node, info.scope !== undefined);
  }
}

/** A name and a text. */
class Fact {
  #value = make("dd");
  node;

  /**
   * @param {string} name
   * @param {string} [className]
   */
  constructor(name, className = "fact") {
    this.node = make("div", { class: className }, make("dt", {}, name), this.#value);
  }

  /** @param {string} text */
  set(text) {
    setText(this.#value, text);
  }
}

/** A name and a point in time, shown as a time and relative to now. */
class Moment {
  #time = make("time");
  #fromNow = make("span", { class: "quiet" });
  node;

  /** @param {string} name */
  constructor(name) {
    this.node = make("div", { class: "fact" }, make("dt", {}, name), make("dd", {}, this.#time, " ", this.#fromNow));
  }

  /**
   * @param {number | undefined} at
   * @param {number} now
   * @param {string} [past]
   */
  set(at, now, past) {
    setText(this.#time, time(at));
    setAttribute(this.#time, "datetime", isoTime(at));
    setText(this.#fromNow, relative(at, now, past));
  }
}

/** The last error. Once a token was obtained again, the error is shown as past. */
export class LastError {
  #title = make("strong");
  #code = make("code", { class: "code" });
  #text = make("p", { class: "error-message", part: "error-message" });
  #when = make("p", { class: "quiet" });
  node = make(
    "div",
    { class: "error", part: "error" },
    new Icon("alert").node,
    make("div", { class: "error-text" }, make("p", {}, this.#title, " ", this.#code), this.#text, this.#when),
  );

  /**
   * @param {TokenInfo} info
   * @param {number} now
   */
  draw({ lastError, consecutiveFailures, nextAttemptAt }, now) {
    show(this.node, lastError !== undefined);
    if (lastError === undefined) return;
    const current = consecutiveFailures > 0;
    setAttribute(this.node, "data-tone", current ? "bad" : "quiet");
    setText(this.#title, current ? "Last error" : "Last error, since recovered");
    setText(this.#code, lastError.code);
    setText(this.#text, lastError.message);
    const happened = `At ${time(lastError.at)}, ${lastError.retryable ? "may succeed later" : "will not succeed by itself"}`;
    setText(this.#when, current ? `${happened}; ${next(nextAttemptAt, now)}.` : `${happened}.`);
  }
}

/**
 * @param {number | undefined} at
 * @param {number} now
 */
function next(at, now) {
  if (at === undefined) return "no attempt is planned";
  return at <= now ? "the next attempt is due" : `next attempt ${time(at)}, ${relative(at, now)}`;
}
