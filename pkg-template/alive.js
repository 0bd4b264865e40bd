// @ts-check
// Signs of life. The holder of a lock answers a probe, which tells a slow holder from a dead or frozen one. A frozen page receives
// nothing; a hidden one still answers, although its timers hardly run. A holder also announces when it releases the lock.

import { openChannel } from "./channel.js";
import { within } from "./driver/within.js";
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
  const channel = open(name, (message) => message === ASKED && channel?.postMessage(ALIVE));
  return () => {
    channel?.postMessage(FREE);
    channel?.close();
  };
}

/**
 * True if the holder of `name` is alive; undefined if it can't be probed.
 * @param {string} name
 * @returns {Promise<boolean | undefined>}
 */
export async function isAlive(name) {
  let [alive, answer] = [false, () => {}];
  const answered = new Promise((/** @type {(nothing: void) => void} */ resolve) => (answer = resolve));
  const channel = open(name, (message) => {
    if (message !== ALIVE) return;
    alive = true;
    answer();
  });
  if (!channel) return undefined;
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
  let wake = () => {};
  const channel = open(name, (message) => message === FREE && wake());
  return {
    wait: (/** @type {number} */ ms) =>
      new Promise((/** @type {(nothing: void) => void} */ resolve) => {
        const timer = outsideZones(() => setTimeout(resolve, ms));
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
    end: () => channel?.close(),
  };
}

/**
 * @param {string} name
 * @param {(message: string) => void} heard
 */
function open(name, heard) {
  return openChannel(`${name} alive?`, heard);
}
