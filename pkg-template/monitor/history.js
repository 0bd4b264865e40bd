// @ts-check
// The last fifty events, newest first. State changes are left out, since the providers' rows show them.

import { Icon, make, show } from "./dom.js";
import { duration, isoTime, reason, time } from "./words.js";

/**
 * @typedef {import("./dom.js").IconName} IconName
 * @typedef {import("./words.js").Tone} Tone
 * @typedef {{ word: string, icon: IconName, tone: Tone, says: (detail: any) => string, matters?: true }} Kind
 */

const LONGEST = 50;

/** @param {{ info?: import("../index.js").TokenInfo }} detail */
const newToken = ({ info }) => [
  info?.source === undefined ? undefined : `Source: ${info.source}`,
  info?.expiresAt === undefined ? undefined : `expires ${time(info.expiresAt)}`,
].filter((fact) => fact !== undefined).join(", ");

/** @param {import("../index.js").TokenEvents["stepUp"]} wanted */
const demands = ({ error, acrValues, maxAgeSeconds, scope }) => [
  error,
  acrValues && `authentication ${acrValues.join(" or ")}`,
  maxAgeSeconds === undefined ? undefined : `at most ${duration(maxAgeSeconds)} ago`,
  scope && `scope ${scope}`,
].filter((demand) => demand !== undefined).join(", ");

/** `matters`: the kinds that are announced to screen readers. @type {Record<string, Kind>} */
const KINDS = {
  added: { word: "Added", icon: "check", tone: "good", says: newToken },
  refreshed: { word: "Refreshed", icon: "arrows", tone: "good", says: newToken },
  expiring: { word: "Expiring", icon: "clock", tone: "busy", says: () => "Inside the refresh-ahead window" },
  expired: { word: "Expired", icon: "alert", tone: "bad", says: () => "No longer handed out", matters: true },
  removed: { word: "Removed", icon: "dash", tone: "quiet", says: () => "All tokens forgotten" },
  error: {
    word: "Error",
    icon: "cross",
    tone: "bad",
    says: ({ error, nextAttemptAt }) =>
      nextAttemptAt === undefined ? reason(error) : `${reason(error)}. Next attempt ${time(nextAttemptAt)}`,
    matters: true,
  },
  reauthenticate: { word: "Login needed", icon: "person", tone: "bad", says: ({ error }) => reason(error), matters: true },
  fallback: { word: "Fallback", icon: "branch", tone: "busy", says: ({ to }) => `Tokens come from ${to}`, matters: true },
  signedIn: { word: "Signed in", icon: "person", tone: "good", says: ({ user }) => (user === undefined ? "A user" : `User: ${user.id}`) },
  signedOut: { word: "Signed out", icon: "person", tone: "quiet", says: () => "Nobody is signed in" },
  stepUp: { word: "Step-up", icon: "alert", tone: "busy", says: demands, matters: true },
  storageError: { word: "Storage error", icon: "alert", tone: "bad", says: ({ error }) => reason(error), matters: true },
};

/** The names of all of the manager's events. */
export const EVENTS = /** @type {Array<keyof import("../index.js").TokenEvents>} */ (["state", ...Object.keys(KINDS)]);

export class History {
  #list = make("ol", { class: "events", part: "events", role: "list", tabindex: "0", "aria-labelledby": "history-title" });
  #empty = make("p", { class: "quiet" }, "Nothing has happened since this monitor was opened.");
  node = make(
    "section",
    { class: "history", part: "history", "aria-labelledby": "history-title" },
    make("h3", { id: "history-title" }, "Event history"),
    this.#empty,
    this.#list,
  );
  /** Entries not on screen yet, newest first. @type {HTMLLIElement[]} */
  #waiting = [];

  constructor() {
    this.clear();
  }

  /**
   * Records an event. Returns the text for a screen reader, if the event matters.
   * @param {string} name
   * @param {any} detail
   * @returns {string | undefined}
   */
  add(name, detail) {
    const kind = KINDS[name];
    if (kind === undefined) return undefined;
    const provider = typeof detail?.provider === "string" ? detail.provider : undefined;
    const says = kind.says(detail ?? {});
    this.#waiting.unshift(entry(name, kind, provider, says));
    if (this.#waiting.length > LONGEST) this.#waiting.length = LONGEST;
    return kind.matters ? [provider, kind.word, says].filter((part) => part !== undefined && part !== "").join(": ") : undefined;
  }

  /** Shows the recorded events. */
  draw() {
    if (this.#waiting.length === 0) return;
    this.#list.prepend(...this.#waiting.splice(0));
    while (this.#list.children.length > LONGEST) this.#list.lastElementChild?.remove();
    show(this.#list, true);
    show(this.#empty, false);
  }

  clear() {
    this.#waiting.length = 0;
    this.#list.replaceChildren();
    show(this.#list, false);
    show(this.#empty, true);
  }
}

/**
 * @param {string} name
 * @param {Kind} kind
 * @param {string | undefined} provider
 * @param {string} says
 */
function entry(name, { word, icon, tone }, provider, says) {
  const now = Date.now();
  return make(
    "li",
    { class: "event", part: `event event-${name}`, "data-event": name, "data-tone": tone },
    make("time", { datetime: isoTime(now) ?? "" }, time(now)),
    make("span", { class: "event-name" }, new Icon(icon).node, word),
    make("span", { class: "event-provider" }, provider ?? "–"),
    make("span", { class: "event-reason" }, says),
  );
}
