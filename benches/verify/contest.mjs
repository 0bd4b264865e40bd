// Compares the speed of verification: `createVerifier`, `jose`'s `jwtVerify` with the same checks, WebCrypto's bare call with ready bytes
// and key, and the minimum of any verifier in JavaScript: it turns the token's text into bytes, decodes the signature, and parses header
// and claims as JSON, without checks. Runs in Node, workerd and pages.

export const ALGORITHMS = ["RS256", "ES256", "EdDSA"];
export const BARE = "crypto.subtle.verify";
export const FLOOR = "the same, and JSON.parse";
export const CACHED = "tokenward, cached";

const ISSUER = "https://login.example.com/";
const AUDIENCE = "https://api.example.com";
const PARAMETERS = { RS256: { name: "RSASSA-PKCS1-v1_5" }, ES256: { name: "ECDSA", hash: "SHA-256" }, EdDSA: { name: "Ed25519" } };
/** Different tokens in turn, as from requests. */
const TOKENS = 16;

/** Typical claims of access tokens. */
const claims = (now, number) => ({
  iss: ISSUER, aud: [AUDIENCE, "https://login.example.com/userinfo"], sub: `auth0|64f1c0ffee00c0ffee00c0${10 + number}`, azp: "0oa1b2c3d4e5f6g7h8i9",
  iat: now, exp: now + 86_400, jti: "7b0c9a4e-1f0e-4c0d-9b54-1f2e3d4c5b6a", scope: "openid profile email read:items write:items", gty: "password",
});

/** The contenders' functions, by name. @param {any} jose */
export async function contenders(createVerifier, jose, alg) {
  const { privateKey, publicKey } = await jose.generateKeyPair(alg, { extractable: true });
  const jwk = { ...(await jose.exportJWK(publicKey)), kid: "key-1", alg, use: "sig" };
  const now = Math.floor(Date.now() / 1000);
  const sign = (_, number) => new jose.SignJWT(claims(now, number)).setProtectedHeader({ alg, kid: "key-1", typ: "at+jwt" }).sign(privateKey);
  const tokens = await Promise.all(Array.from({ length: TOKENS }, sign));

  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  const parts = (token) => {
    const end = token.lastIndexOf(".");
    return { input: encoder.encode(token.slice(0, end)), signature: bytesOf(token.slice(end + 1)) };
  };
  const ready = new Map(tokens.map((token) => [token, parts(token)]));
  const options = { issuer: ISSUER, audience: AUDIENCE, jwks: { keys: [jwk] }, typ: "at+jwt" };
  const verifier = createVerifier(options);
  const caching = createVerifier({ ...options, cacheSeconds: 3_600 });
  const keySet = jose.createLocalJWKSet({ keys: [jwk] });
  const rules = { issuer: ISSUER, audience: AUDIENCE, typ: "at+jwt", algorithms: [alg], requiredClaims: ["exp"] };
  const checked = (good) => {
    if (!good) throw new Error("a good signature was called bad");
  };
  const each = {
    [BARE]: async (token) => {
      const { signature, input } = ready.get(token);
      checked(await crypto.subtle.verify(PARAMETERS[alg], publicKey, signature, input));
    },
    [FLOOR]: async (token) => {
      const { signature, input } = parts(token);
      const checking = crypto.subtle.verify(PARAMETERS[alg], publicKey, signature, input);
      const [header, payload] = token.split(".", 2);
      for (const part of [header, payload]) JSON.parse(decoder.decode(bytesOf(part)));
      checked(await checking);
    },
    "tokenward": (token) => verifier.verify(token),
    "jose": (token) => jose.jwtVerify(token, keySet, rules),
    [CACHED]: (token) => caching.verify(token),
  };
  return Object.fromEntries(Object.entries(each).map(([name, call]) => [name, async (calls) => {
    for (let i = 0; i < calls; i++) await call(tokens[i % TOKENS]);
  }]));
}

/** By the host's fastest way. */
function bytesOf(text) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text, { alphabet: "base64url" });
  if (globalThis.Buffer) return Buffer.from(text, "base64url");
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
}

/** The number of calls of a cached token per call of another one: a single call is too short to be timed. */
export const timesOf = (name) => (name === CACHED ? 20 : 1);

/**
 * Runs all in turn, round after round, each as long as `ms`. `run(name, calls)` returns the elapsed milliseconds.
 * @returns rows of name, µs of a call, and the ratio to the first one: medians over the rounds, ratios taken inside of each, so that a
 * busy machine disturbs all alike
 */
export async function compare(names, run, { rounds, ms }) {
  const calls = {};
  for (const name of names) {
    await run(name, 200 * timesOf(name)); // Warms up.
    const probe = 100 * timesOf(name);
    calls[name] = Math.max(1, Math.round((probe * ms) / Math.max(0.1, await run(name, probe))));
  }
  const times = [];
  for (let round = 0; round < rounds; round++) {
    const took = {};
    for (let i = 0; i < names.length; i++) {
      const name = names[(i + round) % names.length];
      took[name] = (1_000 * (await run(name, calls[name]))) / calls[name];
    }
    times.push(took);
  }
  return names.map((name) => [name, median(times.map((took) => took[name])), median(times.map((took) => took[name] / took[names[0]]))]);
}

/** Runs the contenders in this host, by its own clock: rows as above. */
export async function contest(createVerifier, jose, alg, options) {
  const loops = await contenders(createVerifier, jose, alg);
  const run = async (name, calls) => {
    const begun = performance.now();
    await loops[name](calls);
    return performance.now() - begun;
  };
  return compare(Object.keys(loops), run, options);
}

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
