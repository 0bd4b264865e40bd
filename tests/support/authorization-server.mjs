// A real authorization server: `oidc-provider`, the certified one, with client credentials, rotating refresh tokens, revocation, and
// the password grant, which it leaves to its users to add. Users sign in on its own pages: `browser.mjs` is who visits them.

import { createServer } from "node:http";
import { exportJWK, generateKeyPair } from "jose";
import { errors, Provider } from "oidc-provider";
import { closeAfter } from "./cleanup.mjs";

export const SERVICE = { clientId: "the service", clientSecret: "s+e/c%r:e&t =?" };
export const APP = { clientId: "the-app" };
export const WEB_APP = { clientId: "web app", clientSecret: "w+e%b &?= of the web app" };
export const REDIRECT_URI = "http://127.0.0.1/callback";
export const LEGACY_APP = { clientId: "legacy-app" };
export const ACCOUNT = { username: "ada", password: 'p4ss/word+ &"ü%=' };
const SCOPE = "openid offline_access";
const DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code";

/** Starts it on a free port of 127.0.0.1; stops when the test `t` ends. `features` are oidc-provider's. */
export async function startAuthorizationServer(t, { accessTokenSeconds = 3600, features } = {}) {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  closeAfter(t, () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, await configuration(accessTokenSeconds, features));
  provider.registerGrantType("password", (ctx) => passwordGrant(provider, ctx), ["username", "password", "scope"]);
  const granted = [];
  const refused = [];
  provider.on("grant.success", (ctx) => granted.push(ctx.oidc.params.grant_type));
  provider.on("grant.error", (ctx, error) => refused.push(error.error_detail ?? error.message));
  server.on("request", provider.callback());

  return {
    issuer,
    /** Grant types of the token requests that succeeded, in order. */
    granted,
    /** What was wrong with those that did not. */
    refused,
    /** A refresh token as a user's sign-in would have given the app. */
    async newRefreshToken() {
      const client = await provider.Client.find(APP.clientId);
      const grant = new provider.Grant({ accountId: "user", clientId: client.clientId });
      grant.addOIDCScope(SCOPE);
      const grantId = await grant.save();
      const token = new provider.RefreshToken({ accountId: "user", client, grantId, scope: SCOPE, gty: "authorization_code", rotations: 0 });
      return token.save();
    },
  };
}

async function configuration(accessTokenSeconds, features) {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  return {
    jwks: { keys: [{ ...(await exportJWK(privateKey)), use: "sig", alg: "RS256", kid: "1" }] },
    cookies: { keys: ["unused"] },
    clients: [
      {
        client_id: SERVICE.clientId,
        client_secret: SERVICE.clientSecret,
        token_endpoint_auth_method: "client_secret_basic",
        grant_types: ["client_credentials"],
        response_types: [],
        redirect_uris: [],
      },
      {
        client_id: APP.clientId,
        token_endpoint_auth_method: "none",
        application_type: "native",
        grant_types: ["authorization_code", "refresh_token", DEVICE_CODE],
        response_types: ["code"],
        redirect_uris: [REDIRECT_URI],
        post_logout_redirect_uris: ["http://127.0.0.1/goodbye"],
      },
      {
        client_id: WEB_APP.clientId,
        client_secret: WEB_APP.clientSecret,
        token_endpoint_auth_method: "client_secret_basic",
        application_type: "native",
        grant_types: ["authorization_code", "refresh_token", DEVICE_CODE],
        response_types: ["code"],
        redirect_uris: [REDIRECT_URI],
      },
      {
        client_id: LEGACY_APP.clientId,
        token_endpoint_auth_method: "none",
        grant_types: ["password", "refresh_token"],
        response_types: [],
        redirect_uris: [],
      },
    ],
    scopes: ["openid", "offline_access"],
    findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    // A second use of a refresh token ends the grant.
    rotateRefreshToken: true,
    ttl: { AccessToken: accessTokenSeconds, ClientCredentials: accessTokenSeconds, IdToken: 3600, RefreshToken: 86_400, Grant: 86_400 },
    features: {
      devInteractions: { enabled: true },
      clientCredentials: { enabled: true },
      revocation: { enabled: true },
      deviceFlow: { enabled: true },
      ...features,
    },
  };
}

/** RFC 6749 §4.3. */
async function passwordGrant(provider, ctx) {
  const { client, params } = ctx.oidc;
  if (params.username !== ACCOUNT.username || params.password !== ACCOUNT.password) {
    throw new errors.InvalidGrant("the user name or the password is wrong");
  }
  const base = { accountId: params.username, client, gty: "password", scope: params.scope };
  const grant = new provider.Grant({ accountId: base.accountId, clientId: client.clientId });
  grant.addOIDCScope(params.scope);
  const grantId = await grant.save();
  const token = new provider.AccessToken({ ...base, grantId });
  const refreshToken = new provider.RefreshToken({ ...base, grantId, rotations: 0 });
  const access_token = await token.save();
  ctx.body = { access_token, token_type: "Bearer", expires_in: token.expiration, scope: params.scope, refresh_token: await refreshToken.save() };
}
