// @ts-check
// What the documentation of widely used authorization servers says, as providers' configurations. Endpoints that are known
// from the arguments are given, so that a service discovers nothing before its first token.

import { ownCopy } from "./arguments.js";
import { InvalidConfigurationError } from "./errors.js";

/**
 * @typedef {Record<string, unknown>} Members
 * @typedef {(given: Given) => Members} Preset what a server's configuration is by default
 */

/** What a preset was given. Those members that the preset itself reads don't go on to the provider. */
class Given {
  /** Without a prototype: `__proto__` is a name like any other, and what is missing is not found elsewhere. @type {Members} */
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
    // Own members alone, as everywhere; what is undefined or null counts as missing and overrides nothing.
    for (const [name, value] of Object.entries(argument)) {
      if (value !== undefined && value !== null) this.members[name] = value;
    }
    this.text("clientId");
  }

  /** The grant: a client that can authenticate itself needs no user. */
  get grant() {
    return this.members.grant ?? (this.#has("clientSecret") || this.#has("privateKey") ? "client_credentials" : "authorization_code");
  }

  /** Default scopes of a user's login; other grants send none unless they are told to. @param {string} scope */
  forLogin(scope) {
    return this.grant === "authorization_code" || this.grant === "device_code" ? { scope } : {};
  }

  /**
   * A text that is needed.
   * @param {string} name
   */
  text(name) {
    const value = this.members[name];
    if (typeof value !== "string" || value.trim() === "") throw this.wrong(name, value === undefined ? "is missing" : "must be a string that is not empty");
    return value.trim();
  }

  /**
   * A member that the preset alone knows.
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

  /** The origin of a server: its domain, with or without https:// before it and a slash behind it. @param {string} example */
  origin(example) {
    const domain = this.own("domain");
    const url = parse(domain.includes("://") ? domain : `https://${domain}`);
    const bare = url !== null && url.protocol === "https:" && url.href === `${url.origin}/`;
    if (!bare) throw this.wrong("domain", `must be a domain, ${example} say: no path, no other scheme than https`);
    return url.origin;
  }

  /** What is not the preset's own. */
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

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Not tenants, but a choice among them: no application of its own lives there. */
const MANY_TENANTS = ["common", "organizations", "consumers"];

/** @type {Preset} */
function azureAd(given) {
  const tenant = given.own("tenantId");
  if (!/^[\w.-]+$/.test(tenant)) throw given.wrong("tenantId", "must be a tenant's GUID or domain, or common, organizations, consumers");
  const service = given.grant === "client_credentials";
  if (service && MANY_TENANTS.includes(tenant)) {
    throw given.wrong("tenantId", "must be one tenant's GUID or domain: an application has no tokens of its own in a choice of tenants");
  }
  const base = `https://login.microsoftonline.com/${tenant}`;
  return {
    // Tokens name their tenant's GUID as the issuer, whatever alias of it was asked.
    ...(GUID.test(tenant) ? { issuer: `${base}/v2.0` } : {}),
    tokenEndpoint: `${base}/oauth2/v2.0/token`,
    authorizationEndpoint: `${base}/oauth2/v2.0/authorize`,
    deviceAuthorizationEndpoint: `${base}/oauth2/v2.0/devicecode`,
    endSessionEndpoint: `${base}/oauth2/v2.0/logout`,
    jwksUri: `${base}/discovery/v2.0/keys`,
    // An application asks for all that it was granted at one resource.
    ...(service ? { scope: "https://graph.microsoft.com/.default" } : given.forLogin("openid profile offline_access")),
  };
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
  // The org's own server has the org as its issuer, and its endpoints right below /oauth2.
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
    throw given.wrong("url", "must be the server's base URL, https://sso.example.com say, or https://sso.example.com/auth for older ones");
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
    // Google's own parameter for what others call the scope offline_access.
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
    // The issuer names the user pool, which the domain does not tell. No endSessionEndpoint: /logout takes other parameters
    // than OpenID Connect's.
    tokenEndpoint: `${base}/oauth2/token`,
    authorizationEndpoint: `${base}/oauth2/authorize`,
    revocationEndpoint: `${base}/oauth2/revoke`,
    // Without scopes a login asks for all that the client may have.
  };
}

/**
 * Lays what was given over what the preset says, member by member.
 * @param {string} name
 * @param {Preset} preset
 */
function filledIn(name, preset) {
  return (/** @type {unknown} */ argument) => {
    const given = new Given(name, argument);
    return { grant: given.grant, ...preset(given), ...given.rest };
  };
}

export const presets = Object.freeze({
  azureAd: filledIn("azureAd", azureAd),
  auth0: filledIn("auth0", auth0),
  okta: filledIn("okta", okta),
  keycloak: filledIn("keycloak", keycloak),
  google: filledIn("google", google),
  cognito: filledIn("cognito", cognito),
});
