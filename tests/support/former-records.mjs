// Records as they were stored before the identity was in storage keys: `<namespace>:<name>`, with a fingerprint of 64 bits.

/** FNV-1a of 64 bits. @param {Uint8Array[]} pieces */
function fnv(pieces) {
  let sum = 0xcbf29ce484222325n;
  for (const piece of pieces) for (const byte of piece) sum = ((sum ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  return sum;
}

const hex = (/** @type {bigint} */ sum) => sum.toString(16).padStart(16, "0");

/** @param {string} text */
function counted(text) {
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** @param {string[]} texts */
function set(texts) {
  const sum = Buffer.alloc(8);
  sum.writeBigUInt64LE(texts.reduce((all, text) => (all + fnv([counted(text)])) & 0xffffffffffffffffn, 0n));
  return sum;
}

/**
 * A record's description of its credential.
 * @param {string} namespace
 * @param {string} name
 * @param {{ grant: string, issuer?: string, tokenEndpoint?: string, clientId?: string, scope?: string[] }} config
 */
export function fingerprint(namespace, name, { grant, issuer, tokenEndpoint, clientId, scope = [] }) {
  const texts = [namespace, name, grant];
  if (clientId === undefined) return hex(fnv(texts.map(counted)));
  return hex(fnv([...[...texts, issuer ?? tokenEndpoint ?? "", clientId].map(counted), set(scope), set([]), set([])]));
}

/** A record with another fingerprint, and the checksum that belongs to it. @param {string} record @param {string} print */
export function formerRecord(record, print) {
  const body = record.slice(record.indexOf("{")).replace(/"credential":"[^"]*"/, `"credential":"${print}"`);
  return `tw1:${hex(fnv([Buffer.from(`1:${body}`)]))}:${body}`;
}
