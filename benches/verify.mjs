// How long `createVerifier().verify` takes in Node, beside WebCrypto's bare call (`crypto.subtle.verify` of bytes and a key that are
// at hand already) and `jose`'s `jwtVerify` with the same checks. All are timed in turn, round after round in one process, so that
// a busy machine disturbs them alike; ratios are taken inside a round and the medians of these are printed.
//
//   node benches/verify.mjs        (after `cargo xtask build`)

import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { createVerifier } from "../pkg/index.js";

const jose = await import(pathToFileURL(createRequire(new URL("../tests/package.json", import.meta.url)).resolve("jose")).href);

const ROUNDS = 31;
const WARM_UP = 4;
const CALLS = { RS256: 1_500, ES256: 700, EdDSA: 700 };
const ISSUER = "https://login.example.com/";
const AUDIENCE = "https://api.example.com";

/** What servers put into access tokens. */
const claims = (now) => ({
  iss: ISSUER, aud: [AUDIENCE, "https://login.example.com/userinfo"], sub: "auth0|64f1c0ffee00c0ffee00c0ff", azp: "0oa1b2c3d4e5f6g7h8i9",
  iat: now, exp: now + 86_400, jti: "7b0c9a4e-1f0e-4c0d-9b54-1f2e3d4c5b6a", scope: "openid profile email read:items write:items", gty: "password",
});

async function contenders(alg) {
  const { privateKey, publicKey } = await jose.generateKeyPair(alg, { extractable: true });
  const jwk = { ...(await jose.exportJWK(publicKey)), kid: "key-1", alg, use: "sig" };
  const now = Math.floor(Date.now() / 1000);
  const token = await new jose.SignJWT(claims(now)).setProtectedHeader({ alg, kid: "key-1", typ: "at+jwt" }).sign(privateKey);

  const end = token.lastIndexOf(".");
  const input = new TextEncoder().encode(token.slice(0, end));
  const signature = new Uint8Array(Buffer.from(token.slice(end + 1), "base64url"));
  const parameters = { RS256: { name: "RSASSA-PKCS1-v1_5" }, ES256: { name: "ECDSA", hash: "SHA-256" }, EdDSA: { name: "Ed25519" } }[alg];

  const options = { issuer: ISSUER, audience: AUDIENCE, jwks: { keys: [jwk] }, typ: "at+jwt" };
  const verifier = createVerifier(options);
  const caching = createVerifier({ ...options, cacheSeconds: 60 });
  const keySet = jose.createLocalJWKSet({ keys: [jwk] });
  const rules = { issuer: ISSUER, audience: AUDIENCE, typ: "at+jwt", algorithms: [alg], requiredClaims: ["exp"] };
  return {
    "crypto.subtle.verify": async (calls) => {
      for (let i = 0; i < calls; i++) if (!(await crypto.subtle.verify(parameters, publicKey, signature, input))) throw new Error("bad");
    },
    "tokenward verify": async (calls) => {
      for (let i = 0; i < calls; i++) await verifier.verify(token);
    },
    "jose jwtVerify": async (calls) => {
      for (let i = 0; i < calls; i++) await jose.jwtVerify(token, keySet, rules);
    },
    "tokenward verify, cached": async (calls) => {
      for (let i = 0; i < calls * 10; i++) await caching.verify(token);
    },
  };
}

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

console.log(`verifying a token, Node ${process.versions.node}: medians of ${ROUNDS} rounds`);
console.log("".padEnd(34) + "µs".padStart(9) + "÷ bare".padStart(10));
for (const [alg, calls] of Object.entries(CALLS)) {
  const loops = await contenders(alg);
  const names = Object.keys(loops);
  const rounds = [];
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    const times = {};
    for (let i = 0; i < names.length; i++) {
      const name = names[(i + round) % names.length];
      const begun = process.hrtime.bigint();
      await loops[name](calls);
      times[name] = Number(process.hrtime.bigint() - begun) / 1000 / calls / (name.endsWith("cached") ? 10 : 1);
    }
    if (round >= WARM_UP) rounds.push(times);
  }
  for (const name of names) {
    const time = median(rounds.map((times) => times[name]));
    const ratio = median(rounds.map((times) => times[name] / times[names[0]]));
    console.log(`${alg} ${name}`.padEnd(34) + time.toFixed(1).padStart(9) + ratio.toFixed(2).padStart(10));
  }
}
