// @ts-check
// Compiles the core from a source that is not compiled yet. A separate file, since Next.js refuses to build an edge route or
// middleware that contains a call of `WebAssembly.compile`, even one that never runs.

import { InvalidConfigurationError, NotInitializedError } from "./errors.js";
import { isKind } from "./kinds.js";

/**
 * @param {import("./load.js").Source | undefined} source
 * @returns {Promise<WebAssembly.Module>}
 */
export async function compile(source) {
  /** @type {any} */
  let found = source;
  if (typeof found === "string" || isKind("URL", found)) {
    found = await fetch(found, { credentials: "same-origin" }).catch((cause) => {
      // A policy that forbids the request and a network that is down cause the same error.
      const hint = "If the network is up, see whether the Content-Security-Policy's connect-src allows its address.";
      throw new NotInitializedError(`The core could not be fetched. ${hint}`, { cause, retryable: true });
    });
  }
  if (isKind("Response", found)) {
    if (!found.ok) {
      throw new NotInitializedError(`The core could not be fetched: HTTP status ${found.status}.`, { status: found.status, retryable: true });
    }
    // Hosts compile a stream only with exactly this type and from their own realm; others are read first.
    const streams = found.headers.get("content-type") === "application/wasm" && typeof WebAssembly.compileStreaming === "function";
    if (streams && found instanceof Response) return WebAssembly.compileStreaming(found);
    found = await found.arrayBuffer();
  }
  if (isKind("ArrayBuffer", found) || ArrayBuffer.isView(found)) return WebAssembly.compile(/** @type {BufferSource} */ (found));
  throw new InvalidConfigurationError("source: must be a URL, a Response, bytes, or a WebAssembly.Module");
}
