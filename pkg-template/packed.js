// @ts-check
// Unpacks a core from text. `xtask/src/package/packed.rs` describes the format.

/** The number of hexadecimal digits at the start of the text: a bit for each byte value, set if a single character encodes it. */
const MASK = 64;
/** The first of the two prefix characters, which another character follows. */
const SHIFTS = 0x7d;

/**
 * @param {string} packed
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function unpacked(packed) {
  const isSingle = (/** @type {number} */ byte) => (Number.parseInt(packed[byte >> 2], 16) >> (byte & 3)) & 1;
  const places = [];
  const free = [];
  let characters = 0;
  for (let code = 0x20; code < 0x7f; code++) {
    if (code === 0x22 || code === 0x5c) continue;
    places[code] = characters++;
    if (code < SHIFTS && !isSingle(code)) free.push(code);
  }
  const singles = [];
  const others = [];
  for (let byte = 0; byte < 256; byte++) {
    if (!isSingle(byte)) others.push(byte);
    else singles[byte in places && byte < SHIFTS ? byte : /** @type {number} */ (free.shift())] = byte;
  }
  const bytes = new Uint8Array(packed.length);
  let length = 0;
  for (let at = MASK; at < packed.length; at++) {
    const code = packed.charCodeAt(at);
    bytes[length++] = code < SHIFTS ? singles[code] : others[characters * (code - SHIFTS) + places[packed.charCodeAt(++at)]];
  }
  return bytes.subarray(0, length);
}
