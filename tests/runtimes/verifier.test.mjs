// `createVerifier`: the tokens that a resource server accepts (RFC 7519, RFC 8725, RFC 9068), and its requests.

import assert from "node:assert/strict";
import { test } from "node:test";
import { answer, hang, status } from "../support/answers.mjs";
import { assertRefused, assertRejects } from "../support/expect.mjs";
import { AUDIENCE, jwk, keyPair, sign, startIssuer } from "../support/resource-server.mjs";
import { MapStorage } from "../support/storages.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { tokenward } from "../support/tokenward.mjs";

const { createVerifier, kvStorage } = tokenward;
const ISSUER = "https://login.example/";
const now = () => Math.floor(Date.now() / 1000);

/** A verifier with fixed keys. */
async function fixed(options = {}, keys) {
  return createVerifier({ issuer: ISSUER, audience: AUDIENCE, jwks: { keys: keys ?? [await jwk("RS256", "1")] }, ...options });
}
const refused = (promise, message, more) => assertRejects(promise, "InvalidTokenError", { code: "invalid_token", retryable: false, ...(message && { message }), ...more });

test("EdDSA and Ed25519 are one algorithm, whichever of the names key, token and options use, and one of the defaults", async () => {
  for (const alg of ["EdDSA", "Ed25519"]) {
    for (const options of [{}, { algorithms: ["EdDSA"] }, { algorithms: ["Ed25519"] }]) {
      for (const named of ["EdDSA", "Ed25519", undefined]) {
        const verifier = await fixed(options, [await jwk("EdDSA", "1", { alg: named })]);
        assert.ok(await verifier.verify(await sign(ISSUER, {}, { alg })), `${alg} ${named}`);
      }
    }
  }
});

test("a good token gives its header and claims", async () => {
  const verifier = await fixed();
  const { header, claims } = await verifier.verify(await sign(ISSUER, { nested: { list: [1, "ü", null] }, __proto__x: 1 }));
  assert.deepEqual(header, { alg: "RS256", kid: "1", typ: "at+jwt" });
  assert.equal(claims.sub, "user-1");
  assert.deepEqual(claims.nested, { list: [1, "ü", null] });
});

for (const alg of ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"]) {
  test(`${alg}: its signature is good, one with a bit flipped is not, and neither is another key's`, async () => {
    const verifier = await fixed({ algorithms: [alg] }, [await jwk(alg, "1")]);
    const token = await sign(ISSUER, {}, { alg });
    assert.equal((await verifier.verify(token)).claims.sub, "user-1");
    const [header, payload, signature] = token.split(".");
    const bytes = Buffer.from(signature, "base64url");
    for (const at of [0, 20, bytes.length - 1]) {
      const wrong = Buffer.from(bytes);
      wrong[at] ^= 1;
      await refused(verifier.verify(`${header}.${payload}.${wrong.toString("base64url")}`), /signature/);
    }
    await refused(verifier.verify(`${header}.${Buffer.from('{"sub":"root"}').toString("base64url")}.${signature}`), /signature|\(iss\)/);
    await refused(verifier.verify(await sign(ISSUER, {}, { alg, nth: 1 })), /signature/);
    await refused((await fixed({ algorithms: [alg === "RS256" ? "PS256" : "RS256"] }, [await jwk(alg, "1")])).verify(token), /\(alg\)/);
  });
}

/** Invalid tokens: claims, header, and the message of the refusal. */
const TOKENS = {
  "another issuer": [{ iss: "https://login.example" }, {}, /\(iss\)/],
  "an issuer that is no string": [{ iss: [ISSUER] }, {}, /\(iss\)/],
  "no issuer": [{ iss: undefined }, {}, /\(iss\)/],
  "another audience": [{ aud: "https://other.example" }, {}, /\(aud\)/],
  "no audience": [{ aud: undefined }, {}, /\(aud\)/],
  "an audience list without ours": [{ aud: ["a", "b"] }, {}, /\(aud\)/],
  "an audience list with something else in it": [{ aud: [AUDIENCE, 5] }, {}, /\(aud\)/],
  "an expiry that has passed": [{ exp: now() - 31 }, {}, /expired/],
  "no expiry": [{ exp: undefined }, {}, /\(exp\)/],
  "an expiry that is no number": [{ exp: `${now() + 600}` }, {}, /\(exp\)/],
  "a beginning to come": [{ nbf: now() + 300 }, {}, /\(nbf\)/],
  "a beginning that is no number": [{ nbf: "0" }, {}, /\(nbf\)/],
  "a time of issue that is no number": [{ iat: {} }, {}, /\(iat\)/],
  "a kid that the set does not have": [{}, { kid: "2" }, /not in the key set/],
};
for (const [what, [claims, header, message]] of Object.entries(TOKENS)) {
  test(`a token with ${what} is refused`, async () => {
    await refused((await fixed()).verify(await sign(ISSUER, claims, header)), message, { oauthError: "invalid_token" });
  });
}

test("times have a tolerance, 30 seconds unless told, and fractions", async () => {
  const verifier = await fixed();
  for (const claims of [{ exp: now() - 20 }, { nbf: now() + 20 }, { exp: now() + 600.5, nbf: now() - 0.5 }, { exp: 1e12 }]) {
    assert.ok(await verifier.verify(await sign(ISSUER, claims)));
  }
  const strict = await fixed({ clockToleranceSeconds: 0 });
  await refused(strict.verify(await sign(ISSUER, { exp: now() - 1 })), /expired/);
  const patient = await fixed({ clockToleranceSeconds: 300 });
  assert.ok(await patient.verify(await sign(ISSUER, { exp: now() - 290 })));
});

test("typ is asked for without regard to case and application/", async () => {
  const verifier = await fixed({ typ: "at+jwt" });
  for (const typ of ["at+jwt", "AT+JWT", "application/at+jwt", "Application/At+Jwt"]) assert.ok(await verifier.verify(await sign(ISSUER, {}, { typ })));
  for (const typ of ["JWT", undefined, "at+jwt ", "application/x/at+jwt"]) await refused(verifier.verify(await sign(ISSUER, {}, { typ })), /\(typ\)/);
  assert.ok(await (await fixed()).verify(await sign(ISSUER, {}, { typ: undefined })));
});

test("required claims and scopes", async () => {
  const verifier = await fixed({ requiredClaims: ["sub", "tenant"], requiredScopes: ["read", "write"] });
  assert.ok(await verifier.verify(await sign(ISSUER, { tenant: 0 })));
  assert.ok(await verifier.verify(await sign(ISSUER, { tenant: "", scope: ["write", "read", "x"] })));
  assert.ok(await verifier.verify(await sign(ISSUER, { tenant: false, scope: undefined, scp: "read write" })));
  await refused(verifier.verify(await sign(ISSUER)), /\(tenant\)/);
  await refused(verifier.verify(await sign(ISSUER, { tenant: null })), /\(tenant\)/);
  for (const scope of ["read", "", undefined, "readwrite", "READ WRITE", 5]) {
    await refused(verifier.verify(await sign(ISSUER, { tenant: 1, scope })), /\(scope\)/, { oauthError: "insufficient_scope" });
  }
});

test("several audiences: one is enough", async () => {
  const verifier = await fixed({ audience: ["https://a.example", "https://b.example"] });
  assert.ok(await verifier.verify(await sign(ISSUER, { aud: "https://b.example" })));
  assert.ok(await verifier.verify(await sign(ISSUER, { aud: ["x", "https://a.example"] })));
});

test("a token without kid is tried with each key that fits", async () => {
  const verifier = await fixed({}, [await jwk("ES256", "e"), await jwk("RS256", "1", { nth: 1 }), await jwk("RS256", "2")]);
  assert.ok(await verifier.verify(await sign(ISSUER, {}, { kid: null })));
  await refused(verifier.verify(await sign(ISSUER, {}, { kid: null, nth: 2 })), /signature/);
});

test("a header that was good once is good for nothing but itself", async () => {
  const verifier = await fixed();
  const token = await sign(ISSUER);
  await verifier.verify(token);
  assert.ok(await verifier.verify(await sign(ISSUER, { sub: "another" })));
  const [header, payload, signature] = token.split(".");
  const stray = { 2: "AQgw", 3: "AEIMQUYcgkosw048" };
  const last = signature.at(-1);
  const next = stray[signature.length % 4].includes(last) ? String.fromCharCode(last.charCodeAt(0) + 1) : last;
  for (const [changed, message] of [
    [`${header}.${payload}.${signature.slice(0, -1)}${next}`, /signature/], [`${header}.${payload}.${signature}=`, /signature/], [`${header}.${payload}.${signature}A`, /signature/],
    [`${header}.${payload}.`, /signature/], [`${header}.${payload}.${signature.slice(1)}`, /signature/], [`${header}.${payload}.${" ".repeat(signature.length)}`, /signature/],
    [`${header}.${payload.slice(0, -1)}.${signature}`, /signature/], [`${header}.${payload}=.${signature}`, /signature/], [`${header}.${payload}é.${signature}`, /signature/],
    [`${header}..${signature}`, /signature/], [`${header}.${payload}.${payload}.${signature}`, /signature|three parts/], [`${header}.${signature}`, /three parts/], [header, /three parts/], [`${header}.`, /three parts/],
    [`${header}=.${payload}.${signature}`, /header/], [await sign(ISSUER, {}, { nth: 1 }), /signature/],
  ]) {
    await refused(verifier.verify(changed), message);
  }
});

for (const [what, payload, message] of [
  ["no base64url", "e30=", /not base64url/], ["empty", "", /not a JSON object/], ["not UTF-8", Buffer.from([0x7b, 0xff, 0x7d]), /not UTF-8/], ["a list", Buffer.from("[]"), /not a JSON object/],
  ["JSON with a byte order mark", Buffer.from('\ufeff{"iss":"https://login.example/"}'), /not a JSON object/], ["JSON with a name twice", Buffer.from('{"sub":1,"s\\u0075b":2}'), /name twice/],
  ["JSON with a name twice far inside", Buffer.from('{"a":[{"b":{"c":1,"c":1}}]}'), /name twice/], ["JSON that is too deep", Buffer.from(`{"a":${"[".repeat(10_000)}${"]".repeat(10_000)}}`), /not a JSON object/],
  ["JSON with half a surrogate pair", Buffer.from('{"a":"\\ud800"}'), /not a JSON object/], ["JSON with something behind", Buffer.from("{}{}"), /not a JSON object/],
]) {
  test(`a payload that is ${what} is refused although its signature is good, the first time and later`, async () => {
    const verifier = await fixed();
    const token = await signBytes(typeof payload === "string" ? payload : payload.toString("base64url"));
    await refused(verifier.verify(token), message);
    await verifier.verify(await sign(ISSUER));
    await refused(verifier.verify(token), message);
  });
}

test("a caller's changes of claims are not visible to another", async () => {
  for (const options of [{}, { cacheSeconds: 60 }]) {
    const verifier = await fixed(options);
    const token = await sign(ISSUER, { nested: [{ a: 1 }], ...JSON.parse('{"__proto__":{"admin":true}}') });
    for (let i = 0; i < 4; i++) {
      const { header, claims } = await verifier.verify(token);
      assert.deepEqual([claims.sub, header.alg, claims.nested, claims.admin], ["user-1", "RS256", [{ a: 1 }], undefined]);
      assert.deepEqual(Object.getOwnPropertyDescriptor(claims, "__proto__").value, { admin: true });
      claims.sub = "root";
      claims.nested[0].a = 2;
      header.alg = "none";
    }
  }
});

// — sources of keys —

test("creating a verifier sends nothing; the first token fetches the metadata and the key set, the next ones nothing", async (t) => {
  const issuer = await startIssuer(t);
  const verifier = createVerifier({ issuer: issuer.url, audience: AUDIENCE });
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(issuer.requests, 0);
  for (let i = 0; i < 3; i++) await verifier.verify(await sign(issuer.url));
  assert.deepEqual([issuer.metadataRequests, issuer.keySetRequests], [1, 1]);
});

test("a jwksUri asks for no metadata, and the user's fetch is used", async (t) => {
  const issuer = await startIssuer(t);
  const asked = [];
  const own = (url, init) => (asked.push(url), fetch(url, init));
  const verifier = createVerifier({ issuer: ISSUER, audience: AUDIENCE, jwksUri: `${issuer.url}/jwks`, fetch: own });
  assert.ok(await verifier.verify(await sign(ISSUER)));
  assert.deepEqual(asked, [`${issuer.url}/jwks`]);
});

test("metadata of another issuer is not believed", async (t) => {
  const issuer = await startIssuer(t);
  const verifier = createVerifier({ issuer: `${issuer.url}/`, audience: AUDIENCE });
  await assertRejects(verifier.verify(await sign(`${issuer.url}/`)), "InvalidTokenError", { message: /another issuer/, retryable: true });
});

test("100 concurrent tokens fetch the key set once", async (t) => {
  const issuer = await startIssuer(t);
  const verifier = createVerifier({ issuer: issuer.url, audience: AUDIENCE });
  const token = await sign(issuer.url);
  await Promise.all(Array.from({ length: 100 }, () => verifier.verify(token)));
  assert.deepEqual([issuer.metadataRequests, issuer.keySetRequests], [1, 1]);
});

test("rotated keys are followed; unknown ones cause one fetch per cool-down, junk causes none", async (t) => {
  const issuer = await startIssuer(t);
  const verifier = createVerifier({ issuer: issuer.url, audience: AUDIENCE });
  await verifier.verify(await sign(issuer.url));
  issuer.keys = [await jwk("RS256", "2", { nth: 1 })];
  const token = await sign(issuer.url, {}, { kid: "2", nth: 1 });
  await Promise.all(Array.from({ length: 20 }, () => verifier.verify(token)));
  assert.equal(issuer.keySetRequests, 2);
  await refused(verifier.verify(await sign(issuer.url)), /not in the key set/);
  for (let i = 0; i < 20; i++) await refused(verifier.verify(await sign(issuer.url, {}, { kid: `made-up-${i}` })), /not in the key set/);
  await refused(verifier.verify(await sign(issuer.url, { iss: "https://junk.example" }, { kid: "junk" })), /not in the key set/);
  assert.equal(issuer.keySetRequests, 2);
});

test("junk does not even make the first request", async (t) => {
  const issuer = await startIssuer(t);
  const verifier = createVerifier({ issuer: issuer.url, audience: AUDIENCE });
  for (const token of ["junk", await sign("https://other.example"), await sign(issuer.url, { exp: 1 })]) await refused(verifier.verify(token));
  assert.equal(issuer.requests, 0);
});

test("old keys are fetched anew, and used on while that fails, for a day", async (t) => {
  const issuer = await startIssuer(t);
  const verifier = createVerifier({ issuer: issuer.url, audience: AUDIENCE });
  const later = (ms) => t.mock.method(Date, "now", () => start + ms);
  const start = Date.now();
  const token = await sign(issuer.url, { exp: now() + 100 * 3600 });
  await verifier.verify(token);
  later(9 * 60_000);
  await verifier.verify(token);
  assert.equal(issuer.keySetRequests, 1);
  issuer.keySetAnswer = status(500);
  later(10 * 60_000 + 1_000);
  await verifier.verify(token);
  await verifier.verify(token);
  assert.equal(issuer.keySetRequests, 2, "once per cool-down");
  later(23 * 3_600_000);
  await verifier.verify(token);
  later(24 * 3_600_000 + 2_000);
  await assertRejects(verifier.verify(token), "InvalidTokenError", { retryable: true, status: 500 });
  issuer.keySetAnswer = undefined;
  assert.ok(await verifier.verify(token));
});

test("unavailable keys make a retryable error, and the next token fetches them again", async (t) => {
  const issuer = await startIssuer(t);
  const verifier = createVerifier({ issuer: issuer.url, audience: AUDIENCE });
  issuer.keySetAnswer = status(503);
  const token = await sign(issuer.url);
  await assertRejects(verifier.verify(token), "InvalidTokenError", { retryable: true, message: /key set is not available/ });
  issuer.keySetAnswer = undefined;
  assert.ok(await verifier.verify(token));
});

for (const [what, keySetAnswer] of [["answers 503", status(503)], ["hangs", hang()]]) {
  test(`while the key set's server ${what}, 200 forged tokens ask it a few times`, { timeout: 60_000 }, async (t) => {
    const issuer = await startIssuer(t);
    const verifier = createVerifier({ issuer: issuer.url, audience: AUDIENCE });
    issuer.keySetAnswer = keySetAnswer;
    const forged = (await sign(issuer.url)).replace(/[^.]+$/, (signature) => "A".repeat(signature.length));
    const all = await Promise.all(Array.from({ length: 100 }, () => verifier.verify(forged).catch((error) => error)));
    for (let i = 0; i < 100; i++) all.push(await verifier.verify(forged).catch((error) => error));
    for (const error of all) assert.ok(error.retryable, error.message);
    assert.ok(all.at(-1).retryAfterMs > 0);
    assert.ok(issuer.keySetRequests <= 4, String(issuer.keySetRequests));
    assert.equal(verifier.challenge(all.at(-1)).status, 503);
  });
}

test("the failure of the key set's fetch is the error's cause, and only a time-out is reported as one", async () => {
  const thrown = new TypeError("fetch failed", { cause: new Error("self-signed certificate") });
  const own = async () => { throw thrown; };
  const verifier = createVerifier({ issuer: ISSUER, audience: AUDIENCE, jwksUri: "https://login.example/jwks", fetch: own });
  const error = await assertRejects(verifier.verify(await sign(ISSUER)), "InvalidTokenError", { retryable: true, message: /https:\/\/login\.example\/jwks could not be reached/ });
  assert.equal(error.cause, thrown);
  assert.doesNotMatch(error.message, /in time/);
});

test("metadata with odd endpoints that a verifier does not need is good for it, and no message names an option that it does not have", async (t) => {
  const server = await startTokenServer(t);
  const issuer = server.origin;
  const body = { issuer, jwks_uri: `${issuer}/jwks`, token_endpoint: "http://keycloak:8080/token", end_session_endpoint: "", revocation_endpoint: 7, authorization_endpoint: "https://x.example/#f" };
  server.route("/.well-known/openid-configuration", () => answer({ body }));
  server.route("/jwks", answer({ body: { keys: [await jwk("RS256", "1")] } }));
  assert.ok(await createVerifier({ issuer, audience: AUDIENCE }).verify(await sign(issuer)));
  body.jwks_uri = "http://keycloak:8080/jwks";
  const error = await assertRejects(createVerifier({ issuer, audience: AUDIENCE }).verify(await sign(issuer)), "InvalidTokenError", { message: /jwks_uri must be an https URL/ });
  assert.doesNotMatch(error.message, /allowInsecureHttp/);
});

test("isolates share the key set by a storage that reads JSON by itself (unstorage, Upstash)", async (t) => {
  const issuer = await startIssuer(t);
  const items = new Map();
  const storage = { getItem: async (key) => (items.has(key) ? JSON.parse(items.get(key)) : null), setItem: async (key, value) => void items.set(key, value), removeItem() {} };
  const isolate = () => createVerifier({ issuer: issuer.url, audience: AUDIENCE, storage });
  const token = await sign(issuer.url);
  for (let i = 0; i < 5; i++) await isolate().verify(token);
  assert.equal(issuer.requests, 2);
});

test("a hung fetch ends, and delays no caller for long", { timeout: 20_000 }, async (t) => {
  const issuer = await startIssuer(t);
  const verifier = createVerifier({ issuer: issuer.url, audience: AUDIENCE });
  issuer.keySetAnswer = hang();
  const token = await sign(issuer.url);
  const stuck = verifier.verify(token).catch((error) => error);
  while (issuer.keySetRequests === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await new Promise((resolve) => setTimeout(resolve, 50));
  issuer.keySetAnswer = undefined;
  assert.ok(await verifier.verify(token), "goes on by itself");
  const error = await stuck;
  assert.ok(error.claims ?? error.retryable);
});

test("isolates share the key set by a storage", async (t) => {
  const issuer = await startIssuer(t);
  const storage = new MapStorage();
  const isolate = () => createVerifier({ issuer: issuer.url, audience: AUDIENCE, storage });
  const token = await sign(issuer.url);
  await isolate().verify(token);
  assert.equal(issuer.requests, 2);
  for (let i = 0; i < 5; i++) await isolate().verify(token);
  assert.equal(issuer.requests, 2);
  // A stored set without the key is ignored.
  issuer.keys = [await jwk("RS256", "2", { nth: 1 })];
  assert.ok(await isolate().verify(await sign(issuer.url, {}, { kid: "2", nth: 1 })));
  assert.equal(issuer.keySetRequests, 2);
});

for (const [what, storage] of Object.entries({
  "that throws": { getItem() { throw new Error("no"); }, setItem() { throw new Error("no"); }, removeItem() {} },
  "that holds junk": { getItem: () => '{"fetched":"x","keys":5}', setItem() {}, removeItem() {} },
  "that holds keys of the future": { getItem: () => JSON.stringify({ fetched: Date.now() + 60_000, keys: '{"keys":[]}' }), setItem() {}, removeItem() {} },
  "that hangs": { getItem: () => new Promise(() => {}), setItem: () => new Promise(() => {}), removeItem() {} },
})) {
  test(`a storage ${what} is no hindrance`, async (t) => {
    const issuer = await startIssuer(t);
    assert.ok(await createVerifier({ issuer: issuer.url, audience: AUDIENCE, storage }).verify(await sign(issuer.url)));
  });
}

// — remembered tokens —

test("a remembered token is not checked again, until its time or its keys end", async (t) => {
  const issuer = await startIssuer(t);
  const verifier = createVerifier({ issuer: issuer.url, audience: AUDIENCE, cacheSeconds: 60 });
  const token = await sign(issuer.url);
  const checks = t.mock.method(crypto.subtle, "verify");
  for (let i = 0; i < 5; i++) await verifier.verify(token);
  assert.equal(checks.mock.callCount(), 1);
  await refused(verifier.verify(`${token.slice(0, -8)}AAAAAAAA`));
  const start = Date.now();
  const clock = t.mock.method(Date, "now", () => start + 61_000);
  await verifier.verify(token);
  assert.equal(checks.mock.callCount(), 3);
  clock.mock.restore();
  // Another key set: tokens that the old one verified are forgotten.
  issuer.keys = [await jwk("RS256", "2", { nth: 1 })];
  await verifier.verify(await sign(issuer.url, {}, { kid: "2", nth: 1 }));
  await refused(verifier.verify(token), /not in the key set/);
});

test("a remembered token ends with its expiry, and their number is bounded", async (t) => {
  const verifier = await fixed({ cacheSeconds: 3600, cacheEntries: 2, clockToleranceSeconds: 0 });
  const [a, b, c] = await Promise.all(["a", "b", "c"].map((sub) => sign(ISSUER, { sub, exp: now() + 100 })));
  const checks = t.mock.method(crypto.subtle, "verify");
  for (const token of [a, b, c, c, b]) await verifier.verify(token);
  assert.equal(checks.mock.callCount(), 3);
  await verifier.verify(a);
  assert.equal(checks.mock.callCount(), 4);
  const start = Date.now();
  t.mock.method(Date, "now", () => start + 101_000);
  await refused(verifier.verify(a), /expired/);
});

// — requests —

const request = (authorization) => new Request("https://api.example/items", { headers: authorization === undefined ? {} : { authorization } });

test("verifyRequest takes the bearer token out of the header", async () => {
  const verifier = await fixed();
  const token = await sign(ISSUER);
  for (const scheme of ["Bearer", "bearer", "BEARER", "Bearer "]) {
    assert.equal((await verifier.verifyRequest(request(`${scheme} ${token}`))).claims.sub, "user-1");
  }
  for (const header of [undefined, "", "Basic abc", token, `Bearer${token}`, `Token ${token}`]) {
    const error = await refused(verifier.verifyRequest(request(header)), /no bearer token/);
    const answer = verifier.challenge(error);
    assert.equal(answer.status, 401);
    assert.equal(answer.headers.get("www-authenticate"), `Bearer realm="${AUDIENCE}"`);
  }
  for (const header of ["Bearer", "Bearer ", `Bearer ${token} ${token}`, `Bearer ${token}, Bearer ${token}`, "Bearer ü", 'Bearer "x"']) {
    await refused(verifier.verifyRequest(request(header)), /malformed/);
  }
  await refused(verifier.verifyRequest(new Request(`https://api.example/?access_token=${token}`)), /no bearer token/);
});

test("a token that is bound to a key is no bearer token", async () => {
  const verifier = await fixed();
  for (const [cnf, message] of [
    [{ jkt: "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I" }, /DPoP/],
    [{ "x5t#S256": "bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2" }, /mTLS/],
    [{ jwk: { kty: "EC" } }, /cnf/],
    [{ kid: "1" }, /cnf/],
    [{}, /cnf/],
    ["something new", /cnf/],
  ]) {
    const token = await sign(ISSUER, { cnf });
    assert.ok(await verifier.verify(token));
    await refused(verifier.verifyRequest(request(`Bearer ${token}`)), message);
  }
  assert.ok(await verifier.verifyRequest(request(`Bearer ${await sign(ISSUER, { cnf: null })}`)));
});

test("challenge follows RFC 6750", async (t) => {
  const verifier = await fixed({ requiredScopes: ["read", "admin"] });
  const challengeOf = async (token) => verifier.challenge(await verifier.verify(token).catch((error) => error));
  const scope = await challengeOf(await sign(ISSUER));
  assert.equal(scope.status, 403);
  assert.match(scope.headers.get("www-authenticate"), /^Bearer realm="https:\/\/api\.example", error="insufficient_scope", error_description="[^"]+", scope="read admin"$/);
  const expired = await challengeOf(await sign(ISSUER, { exp: 1 }));
  assert.equal(expired.status, 401);
  assert.match(expired.headers.get("www-authenticate"), /error="invalid_token", error_description="the token has expired \(exp\)"/);
  assert.equal(expired.headers.get("cache-control"), "no-store");
  for (const error of [new TypeError("x"), undefined, null, "text", {}]) {
    const answer = verifier.challenge(error);
    assert.equal(answer.status, 401);
    assert.doesNotMatch(answer.headers.get("www-authenticate"), /error/);
  }
  const issuer = await startIssuer(t);
  issuer.keySetAnswer = status(500);
  const blind = createVerifier({ issuer: issuer.url, audience: 'a"b\\cü\n' });
  const unavailable = blind.challenge(await blind.verify(await sign(issuer.url, { aud: 'a"b\\cü\n' })).catch((error) => error));
  assert.equal(unavailable.status, 503);
  assert.match(unavailable.headers.get("www-authenticate"), /^Bearer realm="abc"/);
});

// — options, and arbitrary input —

test("wrong options are named", async () => {
  const keys = { keys: [await jwk("RS256", "1")] };
  for (const [options, name] of [
    [undefined, "issuer"], [{ audience: "a", jwks: keys }, "issuer"], [{ issuer: "", audience: "a", jwks: keys }, "issuer"], [{ issuer: "i", jwks: keys }, "audience"],
    [{ issuer: "i", audience: [], jwks: keys }, "audience"], [{ issuer: "i", audience: "", jwks: keys }, "audience"], [{ issuer: "i", audience: [5], jwks: keys }, "audience"],
    [{ issuer: "not a url", audience: "a" }, "issuer"], [{ issuer: "http://login.example", audience: "a" }, "issuer"],
    [{ issuer: "i", audience: "a", jwksUri: "http://login.example/jwks" }, "jwksUri"], [{ issuer: "i", audience: "a", jwks: {} }, "jwks"],
    [{ issuer: "i", audience: "a", jwks: { keys: "x" } }, "jwks"], [{ issuer: "i", audience: "a", jwks: keys, jwksUri: "https://x.example" }, "jwks"],
    [{ algorithms: [] }, "algorithms"], [{ algorithms: ["none"] }, "algorithms"], [{ algorithms: ["HS256"] }, "algorithms"], [{ algorithms: ["RS256", "rs512"] }, "algorithms"],
    [{ clockToleranceSeconds: 301 }, "clockToleranceSeconds"], [{ clockToleranceSeconds: -1 }, "clockToleranceSeconds"], [{ clockToleranceSeconds: NaN }, "clockToleranceSeconds"],
    [{ requiredClaims: 5 }, "requiredClaims"], [{ requiredScopes: [5] }, "requiredScopes"], [{ typ: 5 }, "typ"], [{ fetch: "x" }, "fetch"], [{ storage: {} }, "storage"],
    [{ storage: "local" }, "storage"], [{ cacheSeconds: 0 }, "cacheSeconds"], [{ cacheEntries: 0.5 }, "cacheEntries"], [{ audiences: "a" }, "audiences"],
  ]) {
    const full = options && ("issuer" in options || "audience" in options) ? options : options && { issuer: "i", audience: "a", jwks: keys, ...options };
    const error = await assertRefused(() => createVerifier(full), "InvalidConfigurationError", { code: "invalid_configuration" });
    assert.ok(error.message.startsWith(name), `${name}: ${error.message}`);
  }
  assert.ok(createVerifier({ issuer: "i", audience: "a", jwks: keys, storage: null, typ: undefined }));
  assert.ok(kvStorage);
});

test("nothing that is given to verify throws anything but InvalidTokenError", async () => {
  const good = await sign(ISSUER);
  const seed = Number(process.env.SEED ?? 20261121);
  const random = seeded(seed);
  // A verifier that has seen a good header, and a new one.
  const verifiers = [await fixed({ cacheSeconds: 1 }), await fixed()];
  await verifiers[0].verify(good);
  const part = (value) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
  const pick = (list) => list[Math.floor(random() * list.length)];
  const text = () => String.fromCharCode(...Array.from({ length: random() * 40 }, () => Math.floor(random() * pick([128, 0xd900, 65_536]))));
  const pieces = [() => part({ alg: "RS256", kid: "1" }), () => part(text()), text, () => "", () => part({ alg: pick(["none", "HS256", "RS256", 5, null]), crit: pick([undefined, ["x"]]) })];
  const inputs = [undefined, null, 5, {}, [], Symbol("x"), () => {}, 10n, "", ".", "..", "....", "a".repeat(100_000), "\ud800.\udfff.", `${good} `, `\ufeff${good}`, part("[".repeat(5_000)) + "..AA"];
  for (let i = 0; i < 3_000; i++) {
    if (i % 3 === 0) inputs.push(Array.from({ length: 1 + random() * 5 }, () => pick(pieces)()).join("."));
    else if (i % 3 === 1) inputs.push(flip(good, random));
    else inputs.push(text());
  }
  // Arbitrary signed payloads, too.
  const json = () => JSON.stringify({ iss: pick([ISSUER, 5, text(), null]), aud: pick([AUDIENCE, [], [AUDIENCE, 5], {}]), exp: pick([1e10, "1", -1, 1e300, null]), [text()]: text() });
  for (let i = 0; i < 100; i++) inputs.push(await signBytes(pick([part(text()), text(), part(flip(json(), random)), part(json().replace("}", `,"x":${"[".repeat(random() * 100)}`)), part({ long: "é".repeat(20_000) })])));
  for (const input of inputs) {
    if (input === good) continue;
    for (const verifier of verifiers) await assertRejects(verifier.verify(input), "InvalidTokenError", { code: "invalid_token", retryable: false });
  }
  const [verifier] = verifiers;
  for (const request of [undefined, null, {}, { headers: {} }, { headers: { get: () => 5 } }, { headers: new Headers({ authorization: "Bearer x" }) }]) {
    await assertRejects(verifier.verifyRequest(request), "InvalidTokenError");
  }
  assert.ok(await verifier.verify(good));
});

/** A token with this arbitrary payload, and a valid signature. */
async function signBytes(payload) {
  const input = `${Buffer.from('{"alg":"RS256","kid":"1","typ":"at+jwt"}').toString("base64url")}.${payload}`;
  const { privateKey } = await keyPair("RS256");
  return `${input}.${Buffer.from(await crypto.subtle.sign("RSASSA-PKCS1-v1_5", privateKey, new TextEncoder().encode(input))).toString("base64url")}`;
}

/** The token with a character changed, taken out or put in. */
function flip(token, random) {
  const at = Math.floor(random() * token.length);
  const put = ["", "A", "=", ".", "é", "_"][Math.floor(random() * 6)];
  return token.slice(0, at) + put + token.slice(at + Math.floor(random() * 2));
}

/** Mulberry32. */
function seeded(state) {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
