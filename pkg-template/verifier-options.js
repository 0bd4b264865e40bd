// @ts-check
// Reads the options of `createVerifier`.

import { algorithmOf, NO_ALGORITHM } from "./key-algorithm.js";
import { anything, count, fetching, flag, json, lifetime, Members, milliseconds, oneOf, required, seconds, text, texts, wrong } from "./members.js";

/** @typedef {import("./members.js").Kind} Kind */

/** The client authentication for introspection (RFC 7662 §2.1: without it, anyone could try tokens there). */
const INTROSPECTION = {
  endpoint: required(text),
  clientId: required(filled),
  clientSecret: text,
  privateKey: signingKey,
  clientAuth: oneOf(["client_secret_basic", "client_secret_post", "private_key_jwt"]),
  keyId: text,
  timeoutMs: milliseconds,
  allowUntyped: flag,
};

/** @type {Kind} */
function filled(value, path) {
  if (text(value, path) === "") throw wrong(path, "must not be empty");
  return value;
}

/** @type {Kind} */
function signingKey(value, path) {
  if (value !== undefined && algorithmOf(value) === undefined) throw wrong(path, NO_ALGORITHM);
  return value;
}

/** The endpoint, whose address the core checks; `introspection.js` uses the rest. @type {Kind} */
function introspection(value, path) {
  if (value === undefined) return undefined;
  const members = new Members(value, path);
  const { endpoint, clientSecret: secret, privateKey: key, clientAuth: way, keyId } = members.read(INTROSPECTION);
  members.end();
  const bad = (/** @type {string} */ name, /** @type {string} */ problem) => wrong(members.path(name), problem);
  if ((way ?? (key && "private_key_jwt")) === "private_key_jwt") {
    if (key === undefined) throw bad("privateKey", "is missing: private_key_jwt needs it");
    if (secret) throw bad("clientSecret", "conflicts with privateKey: leave one of them out");
  } else {
    if (!secret) throw bad("clientSecret", "is missing: the endpoint authenticates its clients");
    if (key !== undefined) throw bad("privateKey", "conflicts with clientSecret: leave one of them out");
  }
  if (keyId !== undefined && key === undefined) throw bad("keyId", "needs privateKey, which is missing");
  return endpoint;
}

const VERIFIER = {
  issuer: required(text),
  audience: required(texts),
  clockToleranceSeconds: lifetime,
  requiredScopes: texts,
  algorithms: texts,
  requiredClaims: texts,
  typ: text,
  jwksUri: text,
  jwks: json,
  introspection,
  // Not used by the core, but checked.
  fetch: fetching,
  storage: anything,
  cacheSeconds: seconds,
  cacheEntries: count,
};

/** Options for signed tokens; without effect when the authorization server is asked. */
const FOR_SIGNED = ["jwks", "jwksUri", "algorithms", "typ", "storage"];

/** @param {unknown} options */
export function verifierOptions(options) {
  const members = new Members(options, "");
  const misplaced = members.has("introspection") && FOR_SIGNED.find((name) => members.has(name));
  if (misplaced) throw wrong(misplaced, "has no meaning with introspection: leave one of them out");
  const { clockToleranceSeconds, introspection, ...rest } = members.read(VERIFIER);
  members.end();
  // The members that the core reads; the others were only checked.
  const { issuer, audience, algorithms, requiredClaims, typ, jwksUri, jwks } = rest;
  return {
    issuer, audience, algorithms, requiredClaims, typ, jwksUri, jwks,
    requiredScopes: rest.requiredScopes?.flatMap((/** @type {string} */ scopes) => scopes.match(/[^ \t\n\f\r]+/g) ?? []),
    clockToleranceMs: clockToleranceSeconds, introspectionEndpoint: introspection,
  };
}
