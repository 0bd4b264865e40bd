// @ts-check
// What keeps work in flight alive in Cloudflare Workers, where it would end with the request that began it.

import { keepAliveBy } from "./in-flight.js";

/** To be called at module scope: what the first request begins is to be kept, too. */
export function keepAliveInWorkers() {
  // The runtime's own module. The name is hidden from bundlers, so that one which does not know the module can bundle this; older
  // runtimes have no `waitUntil` in it.
  const own = ["cloudflare", "workers"].join(":");
  import(/* webpackIgnore: true */ /* @vite-ignore */ own).then(
    ({ waitUntil }) => typeof waitUntil === "function" && keepAliveBy((work) => waitUntil(work)),
    () => {},
  );
}
