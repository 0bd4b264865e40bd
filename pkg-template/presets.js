// @ts-check
// The documented settings of widely used authorization servers, as providers' configurations. Endpoints that follow from the
// arguments are included, so that a service needs no discovery before its first token.

import { ownCopy } from "./arguments.js";
import { azureAd } from "./azure-ad.js";
import { InvalidConfigurationError } from "./errors.js";

/**
 * @typedef {Record<string, unknown>} Members
 * @typedef {(given: Given) => Members} Preset a server's default configuration
 */

/** The arguments of a preset. Members that the preset itself reads are not passed on to the provider. */
class Given {
  /** Without a prototype: `__proto__` is a name like any other, and a missing member is not inherited. @type {Members} */
  members = ownCopy({});
  /** @type {Set<string>} */
  #read = new Set();

  /**
   * @param {string} preset
   * @param {unknown} argument
   */
  constructor(preset, argument) {
    this.preset = preset;
    if (typeof argument !== "object" || argument === null || Array.isArray(argument)) throw this.wrong("", "must be an object");
    // Own members only, as everywhere; undefined or null counts as missing and overrides nothing.
    for (const [name, value] of Object.entries(argument)) {
      if (value !== undefined && value !== null) this.members[name] = value;
    }
    this.text("clientId");
  }

  /** The grant: a client with credentials of its own needs no user. */
  get grant() {
    return this.members.grant ?? (this.#has("clientSecret") || this.#has("privateKey") ? "client_credentials" : "authorization_code");
  }

  /** Default scopes of a user's login; other grants send none by default. @param {string} scope */
  forLogin(scope) {
    return this.grant === "authorization_code" || this.grant === "device_code" ? { scope } : {};
  }

  /**
   * A required text.
   * @param {string} name
   */
  text(name) {
    const value = this.members[name];
    if (typeof value !== "string" || value.trim() === "") throw this.wrong(name, value === undefined ? "is missing" : "must be a string that is not empty");
    return value.trim();
  }

  /**
   * A member that only the preset knows.
   * @param {string} name
   */
  own(name) {
    this.#read.add(name);
    return this.text(name);
  }

  /**
   * @param {string} name
   * @param {string} otherwise
   */
  ownOr(name, otherwise) {
    return this.#has(name) ? this.own(name) : otherwise;
  }

  /** The origin of a server, given its domain with or without a leading https:// and a trailing slash. @param {string} example */
  origin(example) {
    const domain = this.own("domain");
    const url = parse(domain.includes("://") ? domain : `https://${domain}`);
    const bare = url !== null && url.protocol === "https:" && url.href === `${url.origin}/`;
    if (!bare) throw this.wrong("domain", `must be a domain such as ${example}: no path, no other scheme than https`);
    return url.origin;
  }

  /** The members that the preset itself did not read. */
  get rest() {
    return Object.fromEntries(Object.entries(this.members).filter(([name]) => !this.#read.has(name)));
  }

  /**
   * @param {string} name
   * @param {string} problem
   */
  wrong(name, problem) {
    return new InvalidConfigurationError(`presets.${this.preset}${name && "."}${name}: ${problem}`);
  }

  /** @param {string} name */
  #has(name) {
    return this.members[name] !== undefined;
  }
}

/** @param {string} text */
function parse(text) {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

/** @type {Preset} */
function auth0(given) {
  const base = given.origin("tenant.eu.auth0.com");
  return {
    issuer: `${base}/`,
    tokenEndpoint: `${base}/oauth/token`,
    authorizationEndpoint: `${base}/authorize`,
    revocationEndpoint: `${base}/oauth/revoke`,
    deviceAuthorizationEndpoint: `${base}/oauth/device/code`,
    pushedAuthorizationRequestEndpoint: `${base}/oauth/par`,
    endSessionEndpoint: `${base}/oidc/logout`,
    jwksUri: `${base}/.well-known/jwks.json`,
    ...given.forLogin("openid profile offline_access"),
  };
}

/** @type {Preset} */
function okta(given) {
  const origin = given.origin("example.okta.com");
  const server = given.ownOr("authorizationServer", "default");
  // The org server's issuer is the org itself; its endpoints are directly below /oauth2.
  const issuer = server === "org" ? origin : `${origin}/oauth2/${encodeURIComponent(server)}`;
  const base = server === "org" ? `${origin}/oauth2` : issuer;
  return {
    issuer,
    tokenEndpoint: `${base}/v1/token`,
    authorizationEndpoint: `${base}/v1/authorize`,
    revocationEndpoint: `${base}/v1/revoke`,
    deviceAuthorizationEndpoint: `${base}/v1/device/authorize`,
    pushedAuthorizationRequestEndpoint: `${base}/v1/par`,
    endSessionEndpoint: `${base}/v1/logout`,
    jwksUri: `${base}/v1/keys`,
    ...given.forLogin("openid profile"),
  };
}

/** @type {Preset} */
function keycloak(given) {
  const url = parse(given.own("url"));
  if (url === null || !/^https?:$/.test(url.protocol) || url.search || url.hash || url.username || url.password) {
    throw given.wrong("url", "must be the server's base URL, such as https://sso.example.com, or https://sso.example.com/auth for older ones");
  }
  const issuer = `${url.origin}${url.pathname.replace(/\/+$/, "")}/realms/${encodeURIComponent(given.own("realm"))}`;
  const base = `${issuer}/protocol/openid-connect`;
  return {
    issuer,
    tokenEndpoint: `${base}/token`,
    authorizationEndpoint: `${base}/auth`,
    revocationEndpoint: `${base}/revoke`,
    deviceAuthorizationEndpoint: `${base}/auth/device`,
    pushedAuthorizationRequestEndpoint: `${base}/ext/par/request`,
    endSessionEndpoint: `${base}/logout`,
    jwksUri: `${base}/certs`,
    ...given.forLogin("openid"),
  };
}

/** @type {Preset} */
function google(given) {
  return {
    issuer: "https://accounts.google.com",
    tokenEndpoint: "https://oauth2.googleapis.com/token",
    // Google's parameter in place of the scope offline_access.
    authorizationEndpoint: "https://accounts.google.com/o/oauth2/v2/auth?access_type=offline",
    revocationEndpoint: "https://oauth2.googleapis.com/revoke",
    deviceAuthorizationEndpoint: "https://oauth2.googleapis.com/device/code",
    jwksUri: "https://www.googleapis.com/oauth2/v3/certs",
    ...given.forLogin("openid email profile"),
  };
}

/** @type {Preset} */
function cognito(given) {
  const base = given.origin("example.auth.eu-central-1.amazoncognito.com");
  return {
    // The issuer names the user pool, which the domain does not reveal. No endSessionEndpoint: /logout takes other parameters than
    // OpenID Connect's.
    tokenEndpoint: `${base}/oauth2/token`,
    authorizationEndpoint: `${base}/oauth2/authorize`,
    revocationEndpoint: `${base}/oauth2/revoke`,
    // Without scopes, a login requests all that the client may have.
  };
}

/**
 * Merges the given members over the preset's.
 * @param {string} name
 * @param {Preset} preset
 */
function filledIn(name, preset) {
  return (/** @type {unknown} */ argument) => {
    const given = new Given(name, argument);
    return { grant: given.grant, ...preset(given), ...given.rest };
  };
}

export const presets = /* @__PURE__ */ Object.freeze({
  azureAd: filledIn("azureAd", azureAd),
  auth0: filledIn("auth0", auth0),
  okta: filledIn("okta", okta),
  keycloak: filledIn("keycloak", keycloak),
  google: filledIn("google", google),
  cognito: filledIn("cognito", cognito),
});
