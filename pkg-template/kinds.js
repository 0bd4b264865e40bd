// @ts-check
// The kind of a platform object from any realm: an iframe, the context of a test runner, the host around an edge sandbox. Each realm
// has its own classes, and `instanceof` knows only those of one realm.

/**
 * @typedef {{
 *   ArrayBuffer: ArrayBuffer, Date: Date, Error: Error, ReadableStream: ReadableStream, Request: Request, Response: Response,
 *   URL: URL, URLSearchParams: URLSearchParams, "WebAssembly.Module": WebAssembly.Module
 * }} Kinds
 */

/**
 * True if `value` is a platform object of this kind.
 * @template {keyof Kinds} Kind
 * @param {Kind} kind
 * @param {unknown} value
 * @returns {value is Kinds[Kind]}
 */
export function isKind(kind, value) {
  if (Object.prototype.toString.call(value) === `[object ${kind}]`) return true;
  // A stand-in for a platform class may not identify itself.
  const own = /** @type {any} */ (globalThis)[kind];
  return typeof own === "function" && value instanceof own;
}
