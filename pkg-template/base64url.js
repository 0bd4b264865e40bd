// @ts-check
// Encodes base64url, and decodes it strictly (RFC 7515 §2: no padding, no white space, no unused bits set). The host's decoder is the
// fastest but lenient: skipped characters show in the length of its output, and the rest is checked here.

/** Last digits that leave no bits over, by the number of digits after groups of four. A single digit is no byte. */
const LAST = [undefined, "", "AQgw", "AEIMQUYcgkosw048"];

/**
 * The bytes, or undefined if it is not strict base64url.
 * @param {string} text ASCII
 * @returns {Uint8Array<ArrayBuffer> | undefined}
 */
export function bytesOf(text) {
  const last = LAST[text.length % 4];
  if (last !== undefined && !last.includes(text[text.length - 1])) return undefined;
  // The digits of the other alphabet (RFC 4648 §4), which decoders accept as well.
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

/** RFC 7515 §2. @param {Uint8Array} bytes */
export function base64url(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
