// @ts-check
// Reads base64url strictly (RFC 7515 §2: no padding, no white space, no bits that belong to no byte) by the host's own decoder, which
// is the fastest, and lenient: what it skips shows in the length of what it gives, and the rest is looked for.

/** Last digits that leave no bits over, by how many there are behind groups of four; one alone is no byte. */
const LAST = [undefined, "", "AQgw", "AEIMQUYcgkosw048"];

/**
 * The bytes, or undefined if it is not strict base64url.
 * @param {string} text ASCII
 * @returns {Uint8Array<ArrayBuffer> | undefined}
 */
export function bytesOf(text) {
  const last = LAST[text.length % 4];
  if (last !== undefined && !last.includes(text[text.length - 1])) return undefined;
  // The digits of the other alphabet (RFC 4648 §4), which decoders take for these.
  if (last === "" || text.includes("+") || text.includes("/")) return undefined;
  try {
    const bytes = decode(text);
    return bytes.length === (text.length * 3) >> 2 ? bytes : undefined;
  } catch {
    return undefined;
  }
}

/** @type {(text: string) => Uint8Array<ArrayBuffer>} */
const decode = (() => {
  const host = /** @type {any} */ (globalThis);
  if (typeof host.Uint8Array.fromBase64 === "function") return (/** @type {string} */ text) => host.Uint8Array.fromBase64(text, { alphabet: "base64url" });
  if (typeof host.Buffer?.from === "function") return (/** @type {string} */ text) => host.Buffer.from(text, "base64url");
  return (/** @type {string} */ text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (digit) => digit.charCodeAt(0));
})();
