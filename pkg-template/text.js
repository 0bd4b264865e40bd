// @ts-check
// Text to UTF-8 and back, even in hosts without TextEncoder and TextDecoder: Jest's jsdom has neither.

const REPLACEMENT = "\uFFFD";

/** With the flag `u` this matches lone surrogates, which UTF-8 and URIs cannot encode. @param {string} text */
const wellFormed = (text) => text.replace(/\p{Surrogate}/gu, REPLACEMENT);

/**
 * True if the stored value is the one that the core has seen. The core's texts are UTF-8, so it may have got a damaged record with
 * replacement characters.
 * @param {unknown} stored
 * @param {string | null} shown
 */
export const isShownAs = (stored, shown) => stored === shown || (typeof stored === "string" && wellFormed(stored) === shown);

/** @returns {Pick<TextEncoder, "encode" | "encodeInto">} */
export function textEncoder() {
  return typeof TextEncoder === "function" ? new TextEncoder() : { encode, encodeInto };
}

/** For well-formed UTF-8; a byte order mark is a character like any other. @returns {{ decode(bytes?: Uint8Array): string }} */
export function textDecoder() {
  return typeof TextDecoder === "function" ? new TextDecoder("utf-8", { ignoreBOM: true }) : { decode };
}

/** @param {string} [text] */
function encode(text = "") {
  const escaped = encodeURIComponent(wellFormed(text));
  return Uint8Array.from(escaped.match(/%..|./g) ?? [], (part) => (part.length === 1 ? part.charCodeAt(0) : Number.parseInt(part.slice(1), 16)));
}

/**
 * @param {string} text
 * @param {Uint8Array} target
 */
function encodeInto(text, target) {
  let [read, written] = [0, 0];
  for (const character of text) {
    const bytes = encode(character);
    if (written + bytes.length > target.length) break;
    target.set(bytes, written);
    read += character.length;
    written += bytes.length;
  }
  return { read, written };
}

/** @param {Uint8Array} [bytes] */
function decode(bytes = new Uint8Array()) {
  let escaped = "";
  for (const byte of bytes) escaped += `%${(byte + 256).toString(16).slice(1)}`;
  return decodeURIComponent(escaped);
}
