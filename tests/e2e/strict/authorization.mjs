// `oidc-provider` below a path of the page's own origin, so that `default-src 'self'` lets the page talk to it. Every user is Ada, who
// allows everything, since the test is about the page. Refresh tokens work once.

import { exportJWK, generateKeyPair } from "jose";
import { Provider } from "oidc-provider";

const PATH = "/as";
const SCOPE = "openid offline_access";

/**
 * @param {string} origin
 * @param {{ accessTokenSeconds: number }} options
 * @returns {Promise<{ renewals: () => number, answer: (request: import("node:http").IncomingMessage, response: import("node:http").ServerResponse) => boolean }>}
 *   `answer` answers requests below its path, and returns false for all others
 */
export async function authorizationServer(origin, { accessTokenSeconds }) {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  const provider = new Provider(`${origin}${PATH}`, {
    jwks: { keys: [{ ...(await exportJWK(privateKey)), use: "sig", alg: "RS256", kid: "1" }] },
    cookies: { keys: ["unused"] },
    clients: [
      {
        client_id: "page",
        token_endpoint_auth_method: "none",
        application_type: "native",
        grant_types: ["authorization_code", "refresh_token"],
        response_types: ["code"],
        redirect_uris: [`${origin}/callback`],
      },
    ],
    clientBasedCORS: () => true,
    scopes: SCOPE.split(" "),
    findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    rotateRefreshToken: true,
    ttl: { AccessToken: accessTokenSeconds, AuthorizationCode: 60, IdToken: 3600, Interaction: 3600, Session: 3600, RefreshToken: 3600, Grant: 3600 },
    features: { devInteractions: { enabled: false }, revocation: { enabled: true } },
    interactions: { url: (_ctx, { uid }) => `${PATH}/interaction/${uid}` },
  });
  let renewals = 0;
  provider.on("grant.success", ({ oidc }) => (renewals += Number(oidc.params.grant_type === "refresh_token")));
  const callback = provider.callback();
  const answer = (request, response) => {
    if (!request.url.startsWith(`${PATH}/`)) return false;
    // Like a framework's mount point: the provider reads its own address from `originalUrl`.
    request.originalUrl = request.url;
    request.url = request.url.slice(PATH.length);
    if (request.url.startsWith("/interaction/")) void agree(provider, request, response);
    else void callback(request, response);
    return true;
  };
  return { answer, renewals: () => renewals };
}

/** Signs Ada in, or gives her consent. */
async function agree(provider, request, response) {
  const { prompt, params, session, grantId } = await provider.interactionDetails(request, response);
  if (prompt.name === "login") {
    return provider.interactionFinished(request, response, { login: { accountId: "ada" } });
  }
  const grant = (grantId && (await provider.Grant.find(grantId))) || new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  grant.addOIDCScope(SCOPE);
  const consent = { grantId: await grant.save() };
  return provider.interactionFinished(request, response, { consent }, { mergeWithLastSubmission: true });
}
