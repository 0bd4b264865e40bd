// @ts-check
// Signs of life. The holder of a lock answers a probe, which tells a slow holder from a dead or frozen one. A frozen page receives
// nothing; a hidden one still answers, although its timers hardly run. A holder also announces when it releases the lock.

import { openChannel } from "./channel.js";
import { outsideZones } from "./zones.js";

const ASKED = "?";
const ALIVE = "!";
const FREE = ".";

/** The probe is repeated, since a page that takes the lock meanwhile has missed the earlier ones. */
const TIMES = 4;
const APART_MS = 250;

/**
 * Answers probes for `name` until the returned function is called. That function also tells the others that the lock is released.
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
 * Whether the holder of `name` is alive; undefined where it can't be probed.
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
 * Returns a function that waits until `name` may have become free or `ms` have passed, and one that stops listening.
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
 * The promise's result, or undefined after `ms`.
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
