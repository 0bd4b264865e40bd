// @ts-check
// Reads a manager's options from environment variables: a Worker's `env`, `process.env`, `import.meta.env`.
//
// Messages name variables and never repeat a value, which may be a secret.
//
// This module is loaded on first use. It gets shared code as an argument: some bundlers would move a shared import to a file of its
// own, which every page would have to wait for.

import { azureAd } from "./azure-ad.js";
import { Variables } from "./variables.js";

/**
 * @typedef {Record<string, unknown>} Members
 * @typedef {typeof import("./api.js").kit} Kit
 */

const FAMILIES =
  "OAUTH2_ISSUER or OAUTH2_TOKEN_URL with OAUTH2_CLIENT_ID and OAUTH2_CLIENT_SECRET (or REFRESH_TOKEN); " +
  "AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET; " +
  "AUTH_URL with AUTH_EMAIL or AUTH_USERNAME, and AUTH_PASSWORD; or ACCESS_TOKEN";

/** @param {Variables} variables */
function oauth2(variables) {
  const found = variables.family(
    ["OAUTH2_ISSUER", "OAUTH2_TOKEN_URL", "OAUTH2_CLIENT_ID", "OAUTH2_CLIENT_SECRET", "OAUTH2_SCOPE", "OAUTH2_AUDIENCE"],
    ["OAUTH2_CLIENT_SECRET"],
  );
  if (found === undefined) return undefined;
  const refreshToken = variables.text("REFRESH_TOKEN");
  const clientSecret = found.OAUTH2_CLIENT_SECRET;
  if (found.OAUTH2_CLIENT_ID === undefined) throw variables.wrong("OAUTH2_CLIENT_ID", "is missing");
  if (found.OAUTH2_ISSUER === undefined && found.OAUTH2_TOKEN_URL === undefined) {
    throw variables.wrong("OAUTH2_TOKEN_URL", `is missing: set it, or ${variables.named("OAUTH2_ISSUER")}`);
  }
  if (clientSecret === undefined && refreshToken === undefined) {
    throw variables.wrong("OAUTH2_CLIENT_SECRET", `is missing: set it, or ${variables.named("REFRESH_TOKEN")} for a client without one`);
  }
  return present({
    grant: clientSecret === undefined ? "refresh_token" : "client_credentials",
    issuer: found.OAUTH2_ISSUER,
    tokenEndpoint: found.OAUTH2_TOKEN_URL,
    clientId: found.OAUTH2_CLIENT_ID,
    clientSecret,
    scope: found.OAUTH2_SCOPE,
    audience: found.OAUTH2_AUDIENCE,
    refreshToken,
  });
}

/** @param {Variables} variables */
function azure(variables) {
  const found = variables.family(["AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET", "AZURE_SCOPE"], ["AZURE_CLIENT_SECRET"]);
  if (found === undefined) return undefined;
  for (const name of /** @type {const} */ (["AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET"])) {
    if (found[name] === undefined) throw variables.wrong(name, "is missing");
  }
  const { AZURE_TENANT_ID: tenantId, AZURE_CLIENT_ID: clientId, AZURE_CLIENT_SECRET: clientSecret, AZURE_SCOPE: scope } = found;
  const grant = "client_credentials";
  const wrong = (/** @type {string} */ _, /** @type {string} */ problem) => variables.wrong("AZURE_TENANT_ID", problem);
  const settings = azureAd({ grant, own: () => /** @type {string} */ (tenantId), wrong, forLogin: () => ({}) });
  return { grant, ...settings, ...present({ clientId, clientSecret, scope }) };
}

/** @param {Variables} variables */
function login(variables) {
  const found = variables.family(["AUTH_URL", "AUTH_EMAIL", "AUTH_USERNAME", "AUTH_PASSWORD"], ["AUTH_PASSWORD"]);
  if (found === undefined) return undefined;
  if (found.AUTH_URL === undefined) throw variables.wrong("AUTH_URL", "is missing");
  if (found.AUTH_EMAIL === undefined && found.AUTH_USERNAME === undefined) {
    throw variables.wrong("AUTH_EMAIL", `is missing: set it, or ${variables.named("AUTH_USERNAME")}`);
  }
  if (found.AUTH_PASSWORD === undefined) throw variables.wrong("AUTH_PASSWORD", "is missing");
  return present({ grant: "login", url: found.AUTH_URL, email: found.AUTH_EMAIL, username: found.AUTH_USERNAME, password: found.AUTH_PASSWORD });
}

/** @param {Variables} variables */
function bare(variables) {
  const token = variables.text("ACCESS_TOKEN");
  return token === undefined ? undefined : { grant: "static", token };
}

/**
 * The options from the environment and from `options`; `options` take precedence.
 * @param {unknown} env
 * @param {unknown} options
 * @param {Kit} kit
 * @returns {Members} `TokenManagerOptions`
 */
export function optionsFromEnv(env, options, kit) {
  const { InvalidConfigurationError, MANAGER_OPTIONS, callQuietly, ownCopy, unknownOption } = kit;
  /** An object's own members with a value. @param {unknown} value @param {string} path @returns {Members} */
  const ownMembers = (value, path) => {
    if (value === undefined || value === null) return {};
    if (typeof value !== "object" || Array.isArray(value)) throw new InvalidConfigurationError(`${path}: must be an object`);
    return present({ .../** @type {Members} */ (value) });
  };
  const { prefix = "", provider: name = "default", ...rest } = ownCopy(ownMembers(options, "options"));
  const explicit = ownCopy(rest);
  if (typeof name !== "string" || name === "") throw new InvalidConfigurationError("provider: must be a string that is not empty, the provider's name");
  for (const option of Object.keys(explicit)) {
    if (MANAGER_OPTIONS.includes(option)) continue;
    throw new InvalidConfigurationError(`options.${option}: ${unknownOption(option, [...MANAGER_OPTIONS, "prefix", "provider"])}`);
  }
  const variables = new Variables(env, prefix, kit);

  const oauthProvider = oauth2(variables);
  const found = [oauthProvider, azure(variables), login(variables), bare(variables)];
  const [first, ...later] = found.filter((family) => family !== undefined);
  if (oauthProvider === undefined && variables.text("REFRESH_TOKEN") !== undefined) {
    const needed = `${variables.named("OAUTH2_TOKEN_URL")} (or ${variables.named("OAUTH2_ISSUER")}) and ${variables.named("OAUTH2_CLIENT_ID")}`;
    if (first === undefined) throw variables.wrong("REFRESH_TOKEN", `needs ${needed}, which are missing`);
    // A log record now, rather than a surprise when the token has expired.
    const message = `${variables.named("REFRESH_TOKEN")} is not used, since it needs ${needed}`;
    const { logger, logLevel } = explicit;
    if (typeof logger === "function" && logLevel !== "error") callQuietly(/** @type {any} */ (logger), { level: "warn", message, provider: name, at: Date.now() });
  }
  if (first === undefined) {
    const before = prefix === "" ? "" : `, each with "${prefix}" before its name`;
    throw new InvalidConfigurationError(`env: no variable names a source of tokens. Set ${FAMILIES}${before}`);
  }
  const useFallback = variables.flag("TOKEN_ENABLE_FALLBACK") ?? true;
  const provider = useFallback && later.length > 0 ? { ...first, fallback: later } : first;

  const minutes = variables.number("TOKEN_REFRESH_INTERVAL_MINUTES");
  const refreshPolicy = present({
    intervalSeconds: minutes === undefined ? undefined : minutes * 60,
    aheadSeconds: variables.number("TOKEN_REFRESH_AHEAD_SECONDS"),
    minLifetimeSeconds: variables.number("TOKEN_MIN_LIFETIME_SECONDS"),
  });
  const retryPolicy = present({
    maxFailuresBeforeFallback: variables.number("TOKEN_MAX_FAILURES_BEFORE_FALLBACK", { whole: true }),
  });
  const background = variables.flag("TOKEN_ENABLE_PERIODIC_REFRESH");
  return {
    ...present({ background }),
    ...explicit,
    providers: { [name]: provider, ...ownMembers(explicit.providers, "providers") },
    refreshPolicy: { ...refreshPolicy, ...ownMembers(explicit.refreshPolicy, "refreshPolicy") },
    retryPolicy: { ...retryPolicy, ...ownMembers(explicit.retryPolicy, "retryPolicy") },
  };
}

/**
 * @param {Members} members
 * @returns {Members} without those that are undefined or null
 */
function present(members) {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined && value !== null));
}
