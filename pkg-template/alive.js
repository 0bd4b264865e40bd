// @ts-check
// Signs of life: who holds a lock answers when it is asked, so that slow is told from dead and frozen. A frozen page hears
// nothing; a hidden one, whose timers hardly run, answers all the same. And whoever lets go says so.

import { openChannel } from "./channel.js";
import { outsideZones } from "./zones.js";

const ASKED = "?";
const ALIVE = "!";
const FREE = ".";

/** It is asked that often, since who takes the lock meanwhile does not hear what was asked before. */
const TIMES = 4;
const APART_MS = 250;

/**
 * Who holds `name` answers from now on, until it calls what it gets; that tells the others that it lets go.
 * @param {string} name
 */
export function answering(name) {
  const channel = open(name);
  listen(channel, (message) => message === ASKED && channel?.postMessage(ALIVE));
  return () => {
    channel?.postMessage(FREE);
    channel?.close();
  };
}

/**
 * Whether who holds `name` is alive; undefined where that cannot be asked.
 * @param {string} name
 * @returns {Promise<boolean | undefined>}
 */
export async function isAlive(name) {
  const channel = open(name);
  if (!channel) return undefined;
  let alive = false;
  const answered = new Promise((resolve) => listen(channel, (message) => message === ALIVE && resolve((alive = true))));
  for (let times = TIMES; times && !alive; times--) {
    channel.postMessage(ASKED);
    await within(APART_MS, answered);
  }
  channel.close();
  return alive;
}

/**
 * What waits until `name` may have become free, or `ms` have passed; and what ends the listening.
 * @param {string} name
 */
export function listening(name) {
  const channel = open(name);
  let wake = () => {};
  listen(channel, (message) => message === FREE && wake());
  return {
    wait: (/** @type {number} */ ms) => within(ms, new Promise((resolve) => (wake = () => resolve(undefined)))),
    end: () => channel?.close(),
  };
}

/**
 * What the promise gives, or undefined after `ms`.
 * @template T
 * @param {number} ms
 * @param {Promise<T>} promise
 * @returns {Promise<T | undefined>}
 */
export async function within(ms, promise) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const late = new Promise((resolve) => (timer = outsideZones(() => setTimeout(resolve, ms))));
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** @param {string} name */
function open(name) {
  return openChannel(`${name} alive?`);
}

/**
 * @param {import("./channel.js").Channel | undefined} channel
 * @param {(message: unknown) => unknown} heard
 */
function listen(channel, heard) {
  if (channel) channel.onmessage = ({ data }) => void heard(data);
}
