// @ts-check
// The monitor's texts: states, events, times and durations in plain English; points in time in the reader's locale.

/** @typedef {import("./dom.js").IconName} IconName */
/** @typedef {"good" | "work" | "busy" | "bad" | "quiet"} Tone */

/** @type {Record<string, { word: string, icon: IconName, tone: Tone }>} */
export const STATES = {
  not_authenticated: { word: "Not authenticated", icon: "dash", tone: "quiet" },
  authenticating: { word: "Authenticating", icon: "arrows", tone: "work" },
  valid: { word: "Valid", icon: "check", tone: "good" },
  expiring: { word: "Expiring", icon: "clock", tone: "busy" },
  refreshing: { word: "Refreshing", icon: "arrows", tone: "work" },
  expired: { word: "Expired", icon: "alert", tone: "bad" },
  failed: { word: "Failed", icon: "cross", tone: "bad" },
};

/** @type {Record<string, { word: string, icon: IconName, tone: Tone }>} */
export const STATUSES = {
  healthy: { word: "Healthy", icon: "check", tone: "good" },
  degraded: { word: "Degraded", icon: "alert", tone: "busy" },
  unhealthy: { word: "Unhealthy", icon: "cross", tone: "bad" },
  closed: { word: "Closed", icon: "dash", tone: "quiet" },
};

/** For a state or status that a later version may add. @param {string} name */
export const unknown = (name) => ({ word: name, icon: /** @type {IconName} */ ("dash"), tone: /** @type {Tone} */ ("quiet") });

const clock = /** @type {const} */ ({ hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
/** Created on first use, since each takes a good part of a millisecond. @type {Intl.DateTimeFormat | undefined} */
let ofToday;
/** @type {Intl.DateTimeFormat | undefined} */
let ofOtherDays;

/**
 * A time of today, or a date with its time.
 * @param {number | undefined} at
 */
export function time(at) {
  if (at === undefined) return "–";
  if (!isTime(at)) return "unknown";
  if (new Date(at).toDateString() === new Date().toDateString()) {
    return (ofToday ??= new Intl.DateTimeFormat(undefined, clock)).format(at);
  }
  return (ofOtherDays ??= new Intl.DateTimeFormat(undefined, { year: "numeric", month: "short", day: "numeric", ...clock })).format(at);
}

/** True if a Date can hold it. @param {number} at */
export const isTime = (at) => Math.abs(at) <= 8.64e15;

/** @param {number | undefined} at */
export const isoTime = (at) => (at !== undefined && isTime(at) ? new Date(at).toISOString() : undefined);

const UNITS = /** @type {const} */ ([
  ["day", 86_400, "d"],
  ["hour", 3_600, "h"],
  ["minute", 60, "min"],
  ["second", 1, "s"],
]);

/**
 * The two largest units: seconds are irrelevant while hours are left.
 * @param {number} seconds
 * @returns {Array<{ count: number, unit: string, short: string }>}
 */
function parts(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const first = Math.max(0, UNITS.findIndex(([, size]) => size <= whole));
  const found = whole === 0 ? UNITS.length - 1 : first;
  let rest = whole;
  return UNITS.slice(found, found + 2)
    .map(([unit, size, short]) => {
      const count = Math.floor(rest / size);
      rest -= count * size;
      return { count, unit, short };
    })
    .filter(({ count }, index) => index === 0 || count > 0);
}

/** "4 minutes 10 seconds". @param {number} seconds */
export const duration = (seconds) =>
  parts(seconds).map(({ count, unit }) => `${count.toLocaleString("en")} ${unit}${count === 1 ? "" : "s"}`).join(" ");

/** "4 min 10 s". @param {number} seconds */
export const shortDuration = (seconds) =>
  parts(seconds).map(({ count, short }) => `${count.toLocaleString("en")} ${short}`).join(" ");

/**
 * "in 4 min 10 s", "5 s ago", "now".
 * @param {number | undefined} at
 * @param {number} now
 * @param {string} [past] the text in place of the elapsed time
 */
export function relative(at, now, past) {
  if (at === undefined || !isTime(at)) return "";
  const seconds = (at - now) / 1000;
  if (seconds >= 1) return `in ${shortDuration(seconds)}`;
  return past ?? (seconds > -1 ? "now" : `${shortDuration(-seconds)} ago`);
}

/**
 * A failure's message in one line, for any error, ours or not.
 * @param {unknown} error
 * @returns {string}
 */
export function reason(error) {
  if (typeof error !== "object" || error === null) return "unknown reason";
  const { code, message, status } = /** @type {{ code?: unknown, message?: unknown, status?: unknown }} */ (error);
  const facts = [typeof code === "string" ? code : undefined, typeof status === "number" ? `HTTP ${status}` : undefined];
  const brackets = facts.filter((fact) => fact !== undefined).join(", ");
  const text = typeof message === "string" && message !== "" ? message : "unknown reason";
  return brackets === "" ? text : `${text} (${brackets})`;
}
