// @ts-check
// The documented settings of Microsoft Entra ID (Azure AD), for presets and for environment variables. This module imports nothing:
// some bundlers would move an import that two scripts of a page share to a file of its own.

/**
 * The preset's arguments.
 * @typedef {object} Given
 * @property {unknown} grant
 * @property {(name: string) => string} own a required text
 * @property {(name: string, problem: string) => Error} wrong
 * @property {(scope: string) => object} forLogin default scopes of a user's login; other grants send none by default
 */

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Placeholders for several tenants. No application is registered in them. */
const MANY_TENANTS = ["common", "organizations", "consumers"];

/**
 * @param {Given} given
 * @returns {Record<string, unknown>} of a provider's configuration
 */
export function azureAd(given) {
  const tenant = given.own("tenantId");
  if (!/^[\w.-]+$/.test(tenant)) throw given.wrong("tenantId", "must be a tenant's GUID or domain, or common, organizations, consumers");
  const service = given.grant === "client_credentials";
  if (service && MANY_TENANTS.includes(tenant)) {
    throw given.wrong("tenantId", "must be one tenant's GUID or domain: client credentials need a single tenant");
  }
  const base = `https://login.microsoftonline.com/${tenant}`;
  return {
    // Tokens name the tenant's GUID as issuer, whichever alias was used.
    ...(GUID.test(tenant) ? { issuer: `${base}/v2.0` } : {}),
    tokenEndpoint: `${base}/oauth2/v2.0/token`,
    authorizationEndpoint: `${base}/oauth2/v2.0/authorize`,
    deviceAuthorizationEndpoint: `${base}/oauth2/v2.0/devicecode`,
    endSessionEndpoint: `${base}/oauth2/v2.0/logout`,
    jwksUri: `${base}/discovery/v2.0/keys`,
    // Requests everything that the application was granted at one resource.
    ...(service ? { scope: "https://graph.microsoft.com/.default" } : given.forLogin("openid profile offline_access")),
  };
}
