// @ts-check
// Tokens from a user in the core's form, and back.

import { InvalidConfigurationError } from "../errors.js";
import { json, kind, lifetime, Members, required, text, texts, time, wrong } from "../members.js";

/** @typedef {import("../members.js").Kind} Kind */

const token = required(kind((value) => typeof value === "string" && value !== "", "must be a string"));

/** A string or an array of strings. @type {Kind} */
const scope = (value, path) => texts(value, path)?.join(" ");

/** A lifetime; some servers send `"3600"`. @type {Kind} */
const lifetimeOrText = (value, path) => {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (Number.isNaN(number)) throw wrong(path, "must be a number of seconds that is finite and not negative");
  return lifetime(number, path);
};

/**
 * Reads tokens under our names (`accessToken`, `expiresAt` …) or a token endpoint's own (`access_token`, `expires_in` …).
 * @param {unknown} value
 * @param {string} path their name in messages
 */
export function readTokens(value, path) {
  const members = new Members(value, path);
  const endpointNames = members.peek("access_token") !== undefined && members.peek("accessToken") === undefined;
  const read = endpointNames
    ? {
        accessToken: members.take("access_token", token),
        tokenType: members.take("token_type", text),
        expiresInMs: members.take("expires_in", lifetimeOrText),
        scope: members.take("scope", scope),
        refreshToken: members.take("refresh_token", text),
        idToken: members.take("id_token", text),
        // Members that no standard names are kept, as in a response that the core reads.
        extra: textOf(members.takeAll(json)),
      }
    : {
        accessToken: members.take("accessToken", token),
        tokenType: members.take("tokenType", text),
        expiresAt: members.take("expiresAt", time),
        expiresInMs: members.take("expiresIn", lifetime),
        obtainedAt: members.take("obtainedAt", time),
        scope: members.take("scope", scope),
        refreshToken: members.take("refreshToken", text),
        idToken: members.take("idToken", text),
        extra: members.take("extra", (extra, at) => textOf(new Members(extra, at).takeAll(json))),
      };
  members.end();
  return { path, endpointNames, ...read };
}

/**
 * Tokens as users get them.
 * @param {any} tokens
 */
export function writeTokens({ extra, ...tokens }) {
  return extra === undefined ? tokens : { ...tokens, extra: JSON.parse(extra) };
}

/**
 * The refresh token among tokens under either kind of names, whatever else is wrong with them.
 * @param {any} value
 * @returns {string | undefined}
 */
export function refreshTokenOf(value) {
  try {
    const members = new Members(value, "");
    const found = [members.peek("refreshToken"), members.peek("refresh_token")].find((text) => typeof text === "string" && text !== "");
    return found;
  } catch (error) {
    if (error instanceof InvalidConfigurationError) return undefined;
    throw error;
  }
}

/**
 * The text of an object with these members. It is written member by member, since assigning `__proto__` to an object would lose it.
 * @param {Array<[string, string | undefined]>} entries names and JSON texts
 */
function textOf(entries) {
  const there = entries.filter(([, value]) => value !== undefined);
  return there.length ? `{${there.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(",")}}` : undefined;
}
