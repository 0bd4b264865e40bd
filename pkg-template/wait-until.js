// @ts-check
// Keeps work in flight alive in Cloudflare Workers, where it would end with the request that began it.

import { keepAliveBy } from "./in-flight.js";

/** Call this at module scope, so that the first request's work is kept alive, too. */
export function keepAliveInWorkers() {
  // The runtime's own module. The name is hidden from bundlers, since some do not know it. Older runtimes have no `waitUntil` in it.
  const own = ["cloudflare", "workers"].join(":");
  import(/* webpackIgnore: true */ /* @vite-ignore */ own).then(
    ({ waitUntil }) => typeof waitUntil === "function" && keepAliveBy((work) => waitUntil(work)),
    () => {},
  );
}
