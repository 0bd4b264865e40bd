// @ts-check
// The kinds of host that behave differently.

/** @typedef {"browser" | "edge" | "server"} HostKind */

/**
 * A member of the global object; undefined if it is missing, or its getter throws (`localStorage` in a sandboxed frame does).
 * @param {string} name
 */
export function globalMember(name) {
  try {
    return /** @type {any} */ (globalThis)[name] ?? undefined;
  } catch {
    return undefined;
  }
}

/** True in Cloudflare Workers. */
export function isWorkers() {
  // With a compatibility date before 2022-03-21 they have no `navigator`; only they have `WebSocketPair`.
  return globalMember("navigator")?.userAgent === "Cloudflare-Workers" || globalMember("WebSocketPair") !== undefined;
}

/**
 * Pages and web workers; Cloudflare Workers and other edge runtimes, where work ends with the request that began it; Node, Deno and
 * Bun.
 * @returns {HostKind}
 */
export function hostKind() {
  if (isWorkers() || globalMember("EdgeRuntime") !== undefined) return "edge";
  const isServer = globalMember("process")?.versions || globalMember("Deno") || globalMember("Bun");
  return isServer ? "server" : "browser";
}
