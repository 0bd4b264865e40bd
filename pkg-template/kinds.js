// @ts-check
// What kind of object a value is, whichever realm made it: an iframe, the context in which a test runner puts its tests, the host
// around an edge sandbox. Each has classes of its own, and `instanceof` knows those of one.

/**
 * @typedef {{
 *   ArrayBuffer: ArrayBuffer, Date: Date, Error: Error, ReadableStream: ReadableStream, Request: Request, Response: Response,
 *   URL: URL, URLSearchParams: URLSearchParams, "WebAssembly.Module": WebAssembly.Module
 * }} Kinds
 */

/**
 * Whether it is such a platform object.
 * @template {keyof Kinds} Kind
 * @param {Kind} kind
 * @param {unknown} value
 * @returns {value is Kinds[Kind]}
 */
export function isKind(kind, value) {
  if (Object.prototype.toString.call(value) === `[object ${kind}]`) return true;
  // Classes that stand in for a platform's may not say what they are.
  const own = /** @type {any} */ (globalThis)[kind];
  return typeof own === "function" && value instanceof own;
}
