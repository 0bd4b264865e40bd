// @ts-check
// Reads JWTs (RFC 7519) without verifying them and without the core, so that showing an ID token needs no WebAssembly.

import { bytesOf } from "./base64url.js";
import { InvalidTokenError } from "./errors.js";

/** Limit for nested arrays and objects, as in the core. */
const MAX_DEPTH = 32;

/**
 * The two readable parts of a JWT in compact form: strict base64url (RFC 7515 §2) of JSON objects in UTF-8 without duplicate
 * names (RFC 7515 §4, RFC 7519 §4).
 * @param {string} token
 * @returns {{ header: Record<string, any>, payload: Record<string, any> }}
 */
export function decodeJwt(token) {
  if (typeof token !== "string") throw invalid("the token is not a JWT: it must be a string");
  const parts = token.split(".", 6);
  if (parts.length === 5) throw invalid("an encrypted JWT (JWE, five parts): only its recipient can read it");
  if (parts.length !== 3) throw invalid("not a JWT: three parts with dots between them are expected");
  const header = objectOf(parts[0], "header");
  decoded(parts[2], "signature");
  return { header, payload: objectOf(parts[1], "payload") };
}

/**
 * @param {string} part
 * @param {string} what
 */
function decoded(part, what) {
  const bytes = /^[\w-]*$/.test(part) ? bytesOf(part) : undefined;
  if (bytes === undefined) throw invalid(`the JWT's ${what} is not base64url`);
  return bytes;
}

/**
 * @param {string} part
 * @param {string} what
 */
function objectOf(part, what) {
  const bytes = decoded(part, what);
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw invalid(`the JWT's ${what} is not UTF-8`);
  }
  let value;
  let members;
  try {
    value = JSON.parse(text);
    members = membersOf(value, 0);
  } catch {
    // Not JSON, or nested too deeply.
  }
  if (members === undefined || typeof value !== "object" || value === null || Array.isArray(value)) throw invalid(`the JWT's ${what} is not a JSON object`);
  // JSON.parse keeps only one of two members with the same name, so a duplicate shows as a difference.
  if (namesIn(text) !== members) throw invalid(`the JWT's ${what} has a name twice`);
  return value;
}

/**
 * The number of members in a value and everything inside it.
 * @param {any} value
 * @param {number} depth
 * @returns {number}
 */
function membersOf(value, depth) {
  if (typeof value !== "object" || value === null) return 0;
  if (depth === MAX_DEPTH) throw new RangeError();
  const inner = Object.values(value);
  let members = Array.isArray(value) ? 0 : inner.length;
  for (const each of inner) members += membersOf(each, depth + 1);
  return members;
}

const COLON = /[ \t\n\r]*:/y;

/** The number of member names in a JSON text: strings followed by a colon. @param {string} text */
function namesIn(text) {
  let names = 0;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) {
    let slashes;
    do {
      at = text.indexOf('"', at + 1);
      for (slashes = 0; text[at - 1 - slashes] === "\\"; ) slashes += 1;
    } while (slashes % 2 === 1);
    COLON.lastIndex = at + 1;
    if (COLON.test(text)) names += 1;
  }
  return names;
}

/** @param {string} message */
const invalid = (message) => new InvalidTokenError(message);
