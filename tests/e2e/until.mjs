// Waiting for something to become true, for a bounded time.

import { setTimeout as sleep } from "node:timers/promises";

/** Calls `check` until it returns a truthy value, and returns that. The error names `what`. */
export async function until(what, check, { seconds = 20 } = {}) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const value = await check();
    if (value) return value;
    if (Date.now() > end) throw new Error(`Waited ${seconds} s in vain until ${what}`);
    await sleep(100);
  }
}
