// @ts-check
// A timer that is set for one moment at a time.

import { outsideZones } from "../zones.js";
import { globalMember } from "./kind.js";

/** Hosts fire a longer timer at once. */
const LONGEST_MS = 2 ** 31 - 1;

/** @param {() => void} fired */
export function createTimer(fired) {
  /** @type {any} */
  let id;
  function disarm() {
    if (id !== undefined) clearTimeout(id);
    id = undefined;
  }
  return {
    /**
     * Replaces the timer's moment. It fires early if `ms` is longer than the host can wait.
     * @param {number} ms
     * @param {boolean} keepsAlive true if the process must wait for it
     */
    arm(ms, keepsAlive) {
      disarm();
      try {
        id = outsideZones(() => setTimeout(fired, Math.min(Math.max(ms, 0), LONGEST_MS)));
      } catch {
        return; // At the module scope of a Worker.
      }
      if (keepsAlive) return;
      // Node and Bun; Deno.
      if (typeof id === "object") id?.unref?.();
      else globalMember("Deno")?.unrefTimer?.(id);
    },
    disarm,
  };
}
