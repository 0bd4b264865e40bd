// An OpenID provider that misbehaves on demand, like the conformance suite's tests of relying parties. It signs with any key and header,
// puts any claims into an ID token, rotates its keys, and sends wrong callbacks.
//
//   const op = await startOpenIdProvider(t);
//   op.idToken = { claims: { aud: "another" } };   // changes of the next ID tokens; see `signIdToken`
//   const login = await op.authorize(url, { iss: "https://evil.example" }); // the callback URL of the user

import { createHash, createHmac, createPublicKey } from "node:crypto";
import { CompactSign, exportJWK, generateKeyPair } from "jose";
import { answer, oauthError, token } from "./answers.mjs";
import { startTokenServer } from "./token-server.mjs";

export const CLIENT = { clientId: "the-app", redirectUri: "https://app.example/callback" };
export const CLIENT_SECRET = "a-secret-of-32-bytes-for-the-hmac";

/** Key pairs are slow to make: one for each algorithm and process. */
const pairs = new Map();
async function pair(alg, nth = 0) {
  const name = `${alg} ${nth}`;
  if (!pairs.has(name)) pairs.set(name, generateKeyPair(alg, { extractable: true }));
  return pairs.get(name);
}

export async function startOpenIdProvider(t) {
  const server = await startTokenServer(t);
  const provider = new OpenIdProvider(server);
  await provider.useKeys({ alg: "RS256", kid: "1" });
  return provider;
}

class OpenIdProvider {
  /** Changes of ID tokens: see `signIdToken`. */
  idToken = {};
  /** Members that the metadata has in addition, or instead. */
  metadata = {};
  /** In place of the key set's answer. */
  keySetAnswer;
  /** Members that a token response has in addition, or instead. */
  tokenMembers = {};
  #keys = [];
  #codes = new Map();
  #server;

  constructor(server) {
    this.#server = server;
    server.route("/.well-known/openid-configuration", () => answer({ body: this.#document() }));
    server.route("/jwks", () => this.keySetAnswer ?? answer({ body: { keys: this.#keys.map(({ jwk }) => jwk) } }));
    server.always((request) => this.#token(request.form));
  }

  get issuer() {
    return this.#server.origin;
  }
  /** Requests to the token endpoint. */
  get tokenRequests() {
    return this.#server.requests.length;
  }
  /** Paths of all other requests, in order. */
  get paths() {
    return this.#server.otherRequests.map(({ path }) => path);
  }
  get keySetRequests() {
    return this.paths.filter((path) => path === "/jwks").length;
  }

  /** Publishes only these keys, and signs with the first: `{ alg, kid, nth, members }`. */
  async useKeys(...wanted) {
    this.#keys = [];
    for (const { alg, kid, nth, members } of wanted) {
      const { privateKey, publicKey } = await pair(alg, nth);
      this.#keys.push({ alg, kid, privateKey, publicKey, jwk: { ...(await exportJWK(publicKey)), use: "sig", kid, alg, ...members } });
    }
  }

  /** Plays the authorization endpoint: returns the user's callback URL; `changes` override its parameters. */
  async authorize(url, changes = {}) {
    const asked = Object.fromEntries(new URL(url).searchParams);
    const code = `code-${this.#codes.size + 1}`;
    this.#codes.set(code, asked);
    const back = new URL(asked.redirect_uri);
    for (const [name, value] of Object.entries({ code, state: asked.state, iss: this.issuer, ...changes })) {
      if (value !== undefined) back.searchParams.set(name, value);
    }
    return back.href;
  }

  #document() {
    const at = (path) => `${this.issuer}${path}`;
    return {
      issuer: this.issuer,
      authorization_endpoint: at("/authorize"),
      token_endpoint: this.#server.tokenEndpoint,
      jwks_uri: at("/jwks"),
      authorization_response_iss_parameter_supported: true,
      ...this.metadata,
    };
  }

  async #token(form) {
    let nonce;
    if (form.get("grant_type") === "authorization_code") {
      const asked = this.#codes.get(form.get("code"));
      this.#codes.delete(form.get("code"));
      const challenge = createHash("sha256").update(form.get("code_verifier") ?? "").digest("base64url");
      if (challenge !== asked?.code_challenge) return oauthError("invalid_grant");
      nonce = asked.nonce;
    }
    const id_token = await this.signIdToken(nonce);
    return token({ refresh_token: "the-refresh-token", id_token, ...this.tokenMembers });
  }

  /**
   * An ID token with the changes in `idToken`. `claims` and `header` override the right ones, undefined removes one; `nth` is the
   * published key to sign with, `stranger` signs with an unpublished key, `secret` makes an HMAC, `unsigned` no signature; `signature`
   * changes the signature.
   */
  async signIdToken(nonce) {
    const { claims, header, nth = 0, stranger = false, unsigned = false, secret, signature = (text) => text } = this.idToken;
    const key = this.#keys[nth];
    const now = Math.floor(Date.now() / 1000);
    const payload = present({ iss: this.issuer, aud: CLIENT.clientId, sub: "user-1", iat: now, exp: now + 600, nonce, ...claims });
    const protectedHeader = present({ alg: key.alg, kid: key.kid, ...header });
    const { privateKey } = stranger ? await pair(key.alg, 99) : key;
    const jws =
      secret || unsigned
        ? byHand(protectedHeader, payload, secret && hmacKey(secret, key))
        : await new CompactSign(new TextEncoder().encode(JSON.stringify(payload))).setProtectedHeader(protectedHeader).sign(privateKey, {
            crit: { "urn:example:extension": true },
          });
    const [head, body, sign] = jws.split(".");
    return `${head}.${body}.${signature(sign)}`;
  }
}

/** With "public key": the published key as its public text, the classic confusion of RFC 8725 §2.1. */
function hmacKey(secret, { jwk }) {
  return secret === "public key" ? createPublicKey({ key: jwk, format: "jwk" }).export({ type: "spki", format: "pem" }) : secret;
}

function byHand(header, payload, secret) {
  const part = (object) => Buffer.from(JSON.stringify(object)).toString("base64url");
  const input = `${part(header)}.${part(payload)}`;
  const hash = { HS256: "sha256", HS384: "sha384", HS512: "sha512" }[header.alg];
  return `${input}.${secret ? createHmac(hash, secret).update(input).digest("base64url") : ""}`;
}

const present = (members) => Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
