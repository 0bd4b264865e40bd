// A real authorization server: `oidc-provider`, which is certified, with client credentials, rotating refresh tokens, revocation, and
// two added grants: the password grant, and token exchange. Users sign in on its own pages, which `browser.mjs` visits.

import { createServer } from "node:http";
import { exportJWK, generateKeyPair } from "jose";
import { errors, interactionPolicy, Provider } from "oidc-provider";
import { memoryStore } from "../../www-example/auth-server/memory-adapter.mjs";
import { closeAfter } from "./cleanup.mjs";
import { deferred } from "./wait.mjs";

export const SERVICE = { clientId: "the service", clientSecret: "s+e/c%r:e&t =?" };
export const APP = { clientId: "the-app" };
export const WEB_APP = { clientId: "web app", clientSecret: "w+e%b &?= of the web app" };
export const REDIRECT_URI = "http://127.0.0.1/callback";
/** Authenticates with its key (RFC 7523 §2.2), and may exchange tokens (RFC 8693). */
export const SIGNER = { clientId: "the-signer" };
export const LEGACY_APP = { clientId: "legacy-app" };
export const ACCOUNT = { username: "ada", password: 'p4ss/word+ &"ü%=' };
const SCOPE = "openid offline_access";
const RESOURCE_SCOPE = "read write";
/** The server's support of `resource` (RFC 8707): it issues a token for one resource at a time, the first of several. */
export const RESOURCE_INDICATORS = {
  enabled: true,
  defaultResource: (_ctx, _client, oneOf) => [oneOf].flat()[0],
  useGrantedResource: () => true,
  getResourceServerInfo: () => ({ scope: RESOURCE_SCOPE, accessTokenFormat: "opaque" }),
};
const DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code";

/**
 * Starts it on a free port of 127.0.0.1; stops when the test `t` ends. `pages` supply the answers at their paths; `features` are
 * oidc-provider's; the app's logins may end at `redirectUris`. A spent refresh token is accepted again within `leewaySeconds`, since its
 * answer may have been lost. With `alwaysRenewable`, offline access needs no consent. The server supports the authentication context
 * classes `acrValues`; see `acr`. `clients` are added to the built-in ones. `routes` are oidc-provider's: its endpoints at other paths.
 */
export async function startAuthorizationServer(t, { accessTokenSeconds = 3600, features, signerKey, pages = new Map(), rotates = true, idTokenSeconds = 3600, issuerPath = "", leewaySeconds = 0, redirectUris = [REDIRECT_URI], alwaysRenewable = false, acrValues = [], clients = [], routes } = {}) {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  closeAfter(t, () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  const issuer = `http://127.0.0.1:${server.address().port}`;
  let asksOnce = false;
  const policy = interactionPolicy.base();
  const eachTime = policy.get("consent").checks.get("native_client_prompt");
  const { check } = eachTime;
  eachTime.check = (ctx) => !asksOnce && check(ctx);
  const provider = new Provider(issuer + issuerPath, await configuration({ accessTokenSeconds, idTokenSeconds, features, signerKey, rotates, leewaySeconds, redirectUris, alwaysRenewable, acrValues, clients, routes, policy }));
  provider.registerGrantType("password", (ctx) => passwordGrant(provider, ctx), ["username", "password", "scope"]);
  provider.registerGrantType(EXCHANGE, (ctx) => tokenExchange(provider, ctx), ["subject_token", "subject_token_type", "actor_token", "audience"], ["audience"]);
  const { loginAccount } = provider.Session.prototype;
  provider.Session.prototype.loginAccount = function (details) {
    return loginAccount.call(this, { ...details, acr: server.acr });
  };
  const granted = [];
  const refused = [];
  provider.on("grant.success", (ctx) => granted.push(ctx.oidc.params.grant_type));
  provider.on("grant.error", (ctx, error) => refused.push(error.error_detail ?? error.message));
  const network = { beforeToken: undefined, afterToken: undefined };
  const answer = provider.callback();
  server.on("request", async (request, response) => {
    const page = pages.get(request.url.split("?")[0]);
    if (page) return page.send(response, request);
    if (request.url === "/token") {
      if ((await network.beforeToken?.(request)) === "lost") return;
      if (network.afterToken) sendAfter(network.afterToken, response);
    }
    answer(request, response);
  });

  return {
    issuer,
    /** The authentication context class of users who sign in from now on. */
    set acr(acr) {
      server.acr = acr;
    },
    /** True if a user's consent lasts for the next logins, which may then be silent. By default, native apps' users are asked again (RFC 8252 §8.6). */
    askOnce: (once) => void (asksOnce = once),
    /**
     * Hooks before and after the token endpoint. Requests are held back until a hook is done, or are "lost", without an answer.
     * `afterToken` gets a function that sends the first half of the answer.
     */
    network,
    /** Holds back token requests until `letGo`: `count` is their number, and `came` resolves with the first. */
    holdTokenRequests() {
      const [first, free] = [deferred(), deferred()];
      const held = { count: 0, came: first.promise, letGo: free.resolve };
      network.beforeToken = () => {
        held.count += 1;
        first.resolve();
        return free.promise;
      };
      return held;
    },
    /** Grant types of the token requests that succeeded, in order. */
    granted,
    /** The errors of the failed ones. */
    refused,
    /** The thumbprint of the key that an access token is bound to (RFC 9449 §6): null for a bearer token, undefined for an unknown one. */
    async keyOf(token) {
      const found = (await provider.AccessToken.find(token)) ?? (await provider.ClientCredentials.find(token));
      return found && (found.jkt ?? null);
    },
    /** The target of an access token (RFC 8707): its resource and scope. */
    async targetOf(token) {
      const { aud, scope } = (await provider.AccessToken.find(token)) ?? {};
      return { resource: aud, scope };
    },
    /** A refresh token as a user's sign-in would have given the app, for access to the API, or to these `resources`. */
    async newRefreshToken({ resources = [] } = {}) {
      const client = await provider.Client.find(APP.clientId);
      const grant = new provider.Grant({ accountId: "user", clientId: client.clientId });
      grant.addOIDCScope(SCOPE);
      for (const resource of resources) grant.addResourceScope(resource, RESOURCE_SCOPE);
      const grantId = await grant.save();
      const scope = resources.length > 0 ? `${SCOPE} ${RESOURCE_SCOPE}` : SCOPE;
      const more = resources.length > 0 ? { resource: resources } : {};
      const token = new provider.RefreshToken({ accountId: "user", client, grantId, scope, gty: "authorization_code", rotations: 0, ...more });
      return token.save();
    },
  };
}

/** Holds back a finished answer until `way` has ended. */
function sendAfter(way, response) {
  const end = response.end;
  response.end = (body = "") => {
    const whole = Buffer.from(body);
    let sent = 0;
    const sendHalf = () => response.write(whole.subarray(0, (sent = whole.length >> 1)));
    void way(sendHalf).then(() => end.call(response, whole.subarray(sent)));
    return response;
  };
}

async function configuration({ accessTokenSeconds, idTokenSeconds, features, signerKey, rotates, leewaySeconds, redirectUris, alwaysRenewable, acrValues, clients, routes, policy }) {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  return {
    adapter: leewaySeconds > 0 ? forgiving(leewaySeconds) : undefined,
    jwks: { keys: [{ ...(await exportJWK(privateKey)), use: "sig", alg: "RS256", kid: "1" }] },
    cookies: { keys: ["unused"] },
    ...(routes && { routes }),
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
        redirect_uris: redirectUris,
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
      ...(signerKey ? [signer(signerKey)] : []),
      ...clients,
      {
        client_id: LEGACY_APP.clientId,
        token_endpoint_auth_method: "none",
        grant_types: ["password", "refresh_token"],
        response_types: [],
        redirect_uris: [],
      },
    ],
    enabledJWA: { clientAuthSigningAlgValues: ["RS256", "PS384", "ES256", "ES512", "EdDSA"], userinfoSigningAlgValues: ["RS256", "HS256"] },
    scopes: ["openid", "offline_access"],
    acrValues,
    interactions: { policy },
    // Pages are separate.
    clientBasedCORS: () => true,
    findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    // A second use of a refresh token ends the grant.
    rotateRefreshToken: rotates,
    ...(alwaysRenewable && { issueRefreshToken: (_ctx, client) => client.grantTypeAllowed("refresh_token") }),
    ttl: { AccessToken: accessTokenSeconds, ClientCredentials: accessTokenSeconds, IdToken: idTokenSeconds, RefreshToken: 86_400, Grant: 86_400 },
    features: {
      devInteractions: { enabled: true },
      clientCredentials: { enabled: true },
      revocation: { enabled: true },
      deviceFlow: { enabled: true },
      ...features,
    },
  };
}

/** A store whose refresh tokens look unspent for a while after their use. */
function forgiving(seconds) {
  const store = memoryStore();
  return (kind) => {
    const adapter = store(kind);
    if (kind !== "RefreshToken") return adapter;
    const find = async (id) => {
      const { consumed, ...rest } = (await adapter.find(id)) ?? {};
      if (rest.jti === undefined) return undefined;
      return consumed === undefined || Date.now() / 1000 - consumed < seconds ? rest : { ...rest, consumed };
    };
    return new Proxy(adapter, { get: (_, name) => (name === "find" ? find : adapter[name].bind(adapter)) });
  };
}

const EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";

/** `key` is the public JWK. */
function signer(key) {
  return {
    client_id: SIGNER.clientId,
    token_endpoint_auth_method: "private_key_jwt",
    token_endpoint_auth_signing_alg: key.alg,
    jwks: { keys: [key] },
    grant_types: ["client_credentials", EXCHANGE],
    response_types: [],
    redirect_uris: [],
  };
}

/** RFC 8693 §2, for this server's own access tokens. */
async function tokenExchange(provider, ctx) {
  const { client, params } = ctx.oidc;
  const subject = await provider.AccessToken.find(params.subject_token);
  if (subject === undefined) throw new errors.InvalidGrant("the subject token is unknown");
  const token = new provider.AccessToken({ accountId: subject.accountId, client, grantId: subject.grantId, gty: "token_exchange", scope: params.scope });
  const access_token = await token.save();
  ctx.body = { access_token, issued_token_type: params.subject_token_type, token_type: "Bearer", expires_in: token.expiration };
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
