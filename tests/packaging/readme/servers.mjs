// The servers of the READMEs' examples, as one `fetch`: authorization servers, a login endpoint, an API.

const ISSUERS = ["https://login.example.com", "https://id.example.com", "https://standby.example.com"];

const keys = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);
const base64url = (/** @type {ArrayBuffer | string} */ part) => Buffer.from(/** @type {any} */ (part)).toString("base64url");

/** An ID token (OpenID Connect Core §2). @param {object} claims */
async function idToken(claims) {
  const input = [{ alg: "ES256", kid: "k" }, claims].map((part) => base64url(JSON.stringify(part))).join(".");
  const signature = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, keys.privateKey, Buffer.from(input));
  return `${input}.${base64url(signature)}`;
}

/** @param {typeof import("tokenward/testing")} testing */
export function exampleServers({ answers, scriptedTokenEndpoint }) {
  const servers = ISSUERS.map((issuer) => {
    const server = scriptedTokenEndpoint({ issuer, metadata: { device_authorization_endpoint: `${issuer}/device`, jwks_uri: `${issuer}/keys` } });
    server.route("/keys", async () => Response.json({ keys: [{ ...(await crypto.subtle.exportKey("jwk", keys.publicKey)), kid: "k", alg: "ES256" }] }));
    server.route("/device", answers.json({ device_code: "d", user_code: "ABCD", verification_uri: `${issuer}/pair`, expires_in: 60, interval: 1 }));
    return server;
  });
  /** The `Authorization` headers that the API got. @type {Array<string | null>} */
  const authorizations = [];
  return {
    login: servers[0],
    /** The user signs in; returns the callback URL. @param {URL} url */
    signIn(url) {
      const [nonce, aud] = ["nonce", "client_id"].map((name) => url.searchParams.get(name));
      const iat = Math.trunc(Date.now() / 1000);
      servers[0].next(async () => answers.token({ id_token: await idToken({ iss: ISSUERS[0], sub: "user", name: "Ada", aud, nonce, iat, exp: iat + 600 }) }));
      return servers[0].signIn(url);
    },
    authorizations,
    /** @type {typeof fetch} */
    async fetch(input, init) {
      const { origin, pathname } = new URL(input instanceof Request ? input.url : input);
      const server = servers.find(({ issuer }) => issuer === origin);
      if (server !== undefined) return server.fetch(input, init);
      const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined));
      if (origin === "https://shop.example.com" || pathname === "/session/token") {
        return Response.json({ access_token: "of-a-session", token_type: "Bearer", expires_in: 600 });
      }
      authorizations.push(headers.get("authorization"));
      return Response.json({ items: [] }, { status: headers.has("authorization") ? 200 : 401 });
    },
  };
}
