// The configuration of this authorization server: two clients, two APIs with a token for each, short-lived JWT access tokens, and
// refresh tokens that work once.

import { randomBytes } from "node:crypto";
import { exportJWK, generateKeyPair } from "jose";
import { errors } from "oidc-provider";
import { memoryStore } from "./memory-adapter.mjs";
import { errorPage, signedOutPage, signOutPage } from "./views.mjs";

const HOUR = 3600;
const DAY = 24 * HOUR;

/** The API's scopes: a user reads their own messages, the Worker reads all of them. */
const USER_SCOPE = "messages:read";
const WORKER_SCOPE = "messages:read-any";
/** The Worker's scope: the Worker may fetch the user's message. */
const BRING_SCOPE = "messages:bring";

export async function configuration(options) {
  const { pageOrigin, apiAudience, workerAudience, accessTokenSeconds, pageClient, workerClient } = options;
  const scopes = {
    page: { [apiAudience]: USER_SCOPE, [workerAudience]: BRING_SCOPE },
    worker: { [apiAudience]: WORKER_SCOPE },
  };
  return {
    adapter: memoryStore(),
    jwks: { keys: [await newSigningKey()] },
    cookies: { keys: [randomBytes(32).toString("base64url")] },

    clients: [
      {
        // The page: a public client. It can keep no secret, so it uses PKCE instead.
        client_id: pageClient.clientId,
        client_name: "The example page",
        token_endpoint_auth_method: "none",
        grant_types: ["authorization_code", "refresh_token"],
        response_types: ["code"],
        redirect_uris: [`${pageOrigin}/`],
        post_logout_redirect_uris: [`${pageOrigin}/`],
      },
      {
        // The Worker: a confidential client that acts for itself.
        client_id: workerClient.clientId,
        client_secret: workerClient.clientSecret,
        client_name: "The example Worker",
        token_endpoint_auth_method: "client_secret_basic",
        grant_types: ["client_credentials"],
        response_types: [],
        redirect_uris: [],
      },
    ],
    clientBasedCORS: (_ctx, origin) => origin === pageOrigin,
    responseTypes: ["code"],
    pkce: { required: () => true, methods: ["S256"] },

    scopes: ["openid", "offline_access", "profile"],
    claims: { openid: ["sub"], profile: ["name"] },
    // Put `name` into the ID token itself, so that the page needs no second request to greet its user.
    conformIdTokenClaims: false,
    // Every name is a user here.
    findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id, name: id }) }),
    extraTokenClaims: (_ctx, token) => (token.accountId ? { name: token.accountId } : undefined),

    // Each refresh token works once. A second use means that it was stolen, or that the client has a race: the server
    // then revokes the whole grant (RFC 9700 §2.2.2), and the user has to sign in again.
    rotateRefreshToken: true,

    ttl: {
      AccessToken: accessTokenSeconds,
      ClientCredentials: accessTokenSeconds,
      AuthorizationCode: 60,
      IdToken: HOUR,
      Interaction: HOUR,
      Session: DAY,
      RefreshToken: DAY,
      Grant: DAY,
    },

    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      revocation: { enabled: true },
      rpInitiatedLogout: { enabled: true, logoutSource: signOutPage, postLogoutSuccessSource: signedOutPage },
      // Every access token is a JWT for one API (RFC 9068). A user's login is good for both; a token request names one of them
      // (RFC 8707), or gets a token for the first.
      resourceIndicators: {
        enabled: true,
        defaultResource: (_ctx, { clientId }, oneOf) =>
          oneOf === undefined && clientId === pageClient.clientId ? [apiAudience, workerAudience] : apiAudience,
        useGrantedResource: () => true,
        getResourceServerInfo: (_ctx, resource, { clientId }) => {
          const scope = clientId === workerClient.clientId ? scopes.worker[resource] : scopes.page[resource];
          if (scope === undefined) throw new errors.InvalidTarget();
          return { audience: resource, scope, accessTokenFormat: "jwt" };
        },
      },
    },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    renderError: errorPage,
  };
}

/** A new key at every start: tokens of an earlier run are invalid. */
async function newSigningKey() {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  return { ...(await exportJWK(privateKey)), use: "sig", alg: "RS256", kid: randomBytes(8).toString("base64url") };
}
