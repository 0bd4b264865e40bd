// Stored records of an attacker who knows the format, but no key.

const MASK = (1n << 64n) - 1n;

/** FNV-1a of 64 bits, as sixteen hexadecimal digits. */
function checksum(text) {
  let sum = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) sum = ((sum ^ BigInt(byte)) * 0x100000001b3n) & MASK;
  return sum.toString(16).padStart(16, "0");
}

/** The members of a plain record. */
export const membersOf = (record) => JSON.parse(record.slice(record.indexOf("{")));

/** A plain record with these members, and the right checksum. */
export function recordOf(members) {
  const body = JSON.stringify(members);
  return `tw1:${checksum(`1:${body}`)}:${body}`;
}
