// @ts-check
// Reads base64url by the host's own decoder, which is the fastest. Hosts are lenient: so that is looked for first which is no
// strict base64url (RFC 7515 §2: no padding, no white space, no bits that belong to no byte).

const DIGITS = /^[\w-]*$/;
/** The last digits that leave no bits over, by how many there are behind groups of four; one alone is no byte. */
const LAST = [/$/, /^$/, /[AQgw]$/, /[AEIMQUYcgkosw048]$/];

/**
 * The bytes, or undefined if it is not strict base64url.
 * @param {string} text
 * @returns {Uint8Array<ArrayBuffer> | undefined}
 */
export function bytesOf(text) {
  return DIGITS.test(text) && LAST[text.length % 4].test(text) ? decode(text) : undefined;
}

/** @type {(text: string) => Uint8Array<ArrayBuffer>} */
const decode = (() => {
  const host = /** @type {any} */ (globalThis);
  if (typeof host.Uint8Array.fromBase64 === "function") return (/** @type {string} */ text) => host.Uint8Array.fromBase64(text, { alphabet: "base64url" });
  if (typeof host.Buffer?.from === "function") return (/** @type {string} */ text) => host.Buffer.from(text, "base64url");
  return (/** @type {string} */ text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (digit) => digit.charCodeAt(0));
})();
