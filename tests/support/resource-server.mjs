// The set-up of tests of `createVerifier`: an issuer with keys of every kind, which counts their requests, and tokens.

import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { answer } from "./answers.mjs";
import { startTokenServer } from "./token-server.mjs";

export const AUDIENCE = "https://api.example";

const pairs = new Map();
/** A key pair: the same one for the same algorithm, by any of its names, and number. */
export function keyPair(alg, nth = 0) {
  if (alg === "Ed25519") alg = "EdDSA";
  const name = `${alg} ${nth}`;
  if (!pairs.has(name)) pairs.set(name, generateKeyPair(alg, { extractable: true }));
  return pairs.get(name);
}

/** The public key as a JWK. */
export async function jwk(alg, kid, { nth, ...members } = {}) {
  const { publicKey } = await keyPair(alg, nth);
  return { ...(await exportJWK(publicKey)), kid, alg, use: "sig", ...members };
}

/** A token; `claims` and `header` override the right ones, undefined removes one (null removes a header's `kid`). */
export async function sign(issuer, claims = {}, { alg = "RS256", kid = "1", nth, ...header } = {}) {
  const now = Math.floor(Date.now() / 1000);
  const all = { iss: issuer, aud: AUDIENCE, sub: "user-1", iat: now, exp: now + 600, scope: "read write", ...claims };
  const { privateKey } = await keyPair(alg, nth);
  kid ??= undefined;
  return new SignJWT(present(all)).setProtectedHeader(present({ alg, kid, typ: "at+jwt", ...header })).sign(privateKey);
}

/** An issuer on 127.0.0.1 that publishes `keys`, which may be changed; `headers` go with its answers. */
export async function startIssuer(t, keys, headers) {
  const server = await startTokenServer(t);
  const issuer = {
    url: server.origin,
    keys: keys ?? [await jwk("RS256", "1")],
    /** In place of the key set's answer. */
    keySetAnswer: undefined,
    get metadataRequests() {
      return server.otherRequests.filter(({ path }) => path.startsWith("/.well-known/")).length;
    },
    get keySetRequests() {
      return server.otherRequests.filter(({ path }) => path === "/jwks").length;
    },
    get requests() {
      return server.otherRequests.length;
    },
  };
  server.route("/.well-known/openid-configuration", () => answer({ headers, body: { issuer: issuer.url, jwks_uri: `${issuer.url}/jwks` } }));
  server.route("/jwks", () => issuer.keySetAnswer ?? answer({ headers, body: { keys: issuer.keys } }));
  return issuer;
}

export const present = (members) => Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
