// @ts-check
// Reads a provider's configuration.

import { fixedInputs, problemWith, sourceOf } from "./assertions.js";
import { loadRare } from "./load-rare.js";
import { anything, callable, count, crossingAs, flag, itemsOf, Members, milliseconds, object, oneOf, required, scope, seconds, share, text, textMap, texts, time, wrong } from "./members.js";

/** @typedef {import("./members.js").Kind} Kind */

export const REFRESH_POLICY = object({
  minLifetimeSeconds: crossingAs("minLifetimeMs", seconds),
  aheadSeconds: crossingAs("aheadMs", seconds),
  assumedLifetimeSeconds: crossingAs("assumedLifetimeMs", seconds),
  intervalSeconds: crossingAs("intervalMs", seconds),
  jitter: share,
});
export const RETRY_POLICY = object({
  baseDelayMs: milliseconds,
  maxDelayMs: milliseconds,
  timeoutMs: milliseconds,
  deadlineMs: milliseconds,
  circuitCooldownMs: milliseconds,
  maxAttempts: count,
  circuitThreshold: count,
  maxFailuresBeforeFallback: count,
});

const SUPPLIER = object({ provider: required(text) });
/** A refresh token, or the name of the provider that has it. @type {Kind} */
const refreshToken = (value, path) => (typeof value === "object" ? SUPPLIER(value, path) : text(value, path));

const OAUTH = {
  tokenEndpoint: text,
  authorizationEndpoint: text,
  revocationEndpoint: text,
  deviceAuthorizationEndpoint: text,
  pushedAuthorizationRequestEndpoint: text,
  endSessionEndpoint: text,
  jwksUri: text,
  clientId: required(text),
  issuer: text,
  clientSecret: text,
  clientAuth: oneOf(["client_secret_basic", "client_secret_post", "private_key_jwt", "none"]),
  scope,
  audience: texts,
  resource: texts,
  redirectUri: text,
  username: text,
  password: text,
  refreshToken,
  params: textMap,
  headers: textMap,
  allowInsecureHttp: flag,
  par: flag,
  dpop: flag,
};

const FORMATS = ["json_email", "json_username", "form", "oauth_password", "oauth_client_credentials"];

/** @type {Kind} */
function formats(value, path) {
  const names = texts(value, path);
  if (names?.some((/** @type {string} */ name) => !FORMATS.includes(name))) throw wrong(path, `must hold none but "${FORMATS.join('", "')}"`);
  return names;
}

const LOGIN = {
  password: required(text),
  url: texts,
  probe: flag,
  email: text,
  username: text,
  clientId: text,
  clientSecret: text,
  scope,
  formats,
  tokenFields: texts,
};
const STATIC = { token: required(text), tokenType: text, expiresAt: time };
const CUSTOM = { acquire: required(callable), refresh: callable, revoke: callable };

/** Reads the members of each grant besides the common ones. */
const GRANTS = {
  client_credentials: oauth,
  authorization_code: oauth,
  refresh_token: oauth,
  password: oauth,
  login: (/** @type {Members} */ members) => members.read(LOGIN),
  static: (/** @type {Members} */ members) => members.read(STATIC),
  custom,
  token_exchange: oauth,
  jwt_bearer: oauth,
  device_code: oauth,
  coordinator,
};
const GRANT = required(oneOf(Object.keys(GRANTS)));

/** `ProviderConfig`. @type {Kind} */
export function provider(value, path) {
  const members = new Members(value, path);
  const grant = members.take("grant", GRANT);
  const insecure = members.peek("allowInsecureHttp") === true;
  const config = GRANTS[/** @type {keyof typeof GRANTS} */ (grant)](members, value);
  const rest = members.read({ fallback, allowedOrigins: insecure ? origins : secureOrigins, refreshPolicy: REFRESH_POLICY, retryPolicy: RETRY_POLICY });
  members.take("allowInsecureHttp", flag); // Still unread for grants without endpoints.
  members.end();
  return { grant, ...config, ...rest };
}

/** @param {Members} members */
function oauth(members) {
  return { ...members.read(OAUTH), ...made(members) };
}

/** @param {Members} members @param {any} value what `this` is inside the functions */
function custom(members, value) {
  const functions = members.read(CUSTOM);
  return { functions: { self: value, ...functions }, refreshes: functions.refresh !== undefined, revokes: functions.revoke !== undefined };
}

/** @param {Members} members @param {any} value */
function coordinator(members, value) {
  const owner = members.take("owner", anything);
  if (owner === undefined) throw wrong(members.path("grant"), '"coordinator" is made by coordinator() of tokenward/workers');
  const { functions, ...rest } = custom(members, value);
  return { ...rest, functions: { ...functions, owner }, ownedBy: owner.identity };
}

/** RFC 8693 §3. */
const ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";

/** The parts made anew for each request; undefined if there are none. @param {Members} members */
function made(members) {
  const audience = members.take("clientAssertionAudience", oneOf(["issuer", "token_endpoint"]));
  const keyId = members.take("keyId", text);
  const subjectType = tokenType(members, "subjectToken");
  const actorType = tokenType(members, "actorToken");
  const input = (/** @type {string} */ name) =>
    members.take(name, (value, path) => {
      const problem = value === undefined ? undefined : problemWith(name, value);
      if (problem !== undefined) throw wrong(path, problem);
      return value;
    });
  const [privateKey, assertion, subjectToken, actorToken] = ["privateKey", "assertion", "subjectToken", "actorToken"].map(input);
  if ([privateKey, assertion, subjectToken, actorToken].every((value) => value === undefined)) return undefined;
  const inputs = { keyId, privateKey, assertion, subjectToken, actorToken };
  const from = typeof assertion === "object" ? "claims" : "ready";
  const source = sourceOf(inputs);
  return {
    functions: { make: async (/** @type {import("./parts.js").Needs} */ needs) => (await loadRare()).makeParts(source, needs) },
    made: {
      hasKey: privateKey !== undefined,
      audience,
      assertion: assertion === undefined ? undefined : from,
      subjectTokenType: subjectType,
      subjectFrom: subjectToken?.provider,
      actorTokenType: actorType,
      fixed: fixedInputs(inputs),
    },
  };
}

/** The type of a token to exchange, if there is one. @param {Members} members @param {string} of */
function tokenType(members, of) {
  return members.take(`${of}Type`, (value, path) => {
    if (members.has(of)) return text(value, path) ?? ACCESS_TOKEN;
    if (value !== undefined) throw wrong(path, `needs ${of}, which is missing`);
  });
}

/** A name, a configuration, or a list of them. @type {Kind} */
function fallback(value, path) {
  if (value === undefined) return undefined;
  const chain = itemsOf(value, path) ?? [value];
  return chain.map((one, place) => (typeof one === "string" ? one : provider(one, chain.length === 1 ? path : `${path}.${place}`)));
}

/** @type {Kind} */
function origins(value, path) {
  const list = texts(value, path);
  if (list?.some((/** @type {string} */ text) => text.includes("*"))) throw wrong(path, "must name each origin: wildcards (*) are not supported");
  if (list === undefined || list.every(isOrigin)) return list;
  throw wrong(path, "must hold origins, such as https://api.example.com: no path, no slash at the end");
}

/** @type {Kind} */
function secureOrigins(value, path) {
  const list = origins(value, path);
  if (list === undefined || list.every(isSecure)) return list;
  throw wrong(path, "must hold https origins: plain http shows the token to the network. http is for loopback addresses, or for allowInsecureHttp: true");
}

/** @param {string} text */
function isOrigin(text) {
  try {
    return /^https?:/.test(text) && new URL(text).origin === text;
  } catch {
    return false;
  }
}

/** True if an origin is https, or this machine (RFC 6761 §6.3, RFC 1122 §3.2.1.3). @param {string} origin */
const isSecure = (origin) => /^(https:|http:\/\/(([^:]+\.)?localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$)/.test(origin);
