// `createVerifier` with `introspection`: tokens that only the authorization server can read (RFC 7662).

import assert from "node:assert/strict";
import { test } from "node:test";
import { exportJWK, generateKeyPair } from "jose";
import { answer, drop, hang, oauthError, redirect, stall, status } from "../support/answers.mjs";
import { ACCOUNT, LEGACY_APP, SERVICE, SIGNER, startAuthorizationServer } from "../support/authorization-server.mjs";
import { assertRefused, assertRejects } from "../support/expect.mjs";
import { assertNothingOf } from "../support/secrets.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { createWith, tokenward } from "../support/tokenward.mjs";

const { createVerifier, InvalidTokenError, TokenError } = tokenward;
const AUDIENCE = "https://api.example";
const ISSUER = "https://login.example";
const SECRET = "secret-of-the-resource-server";
const TOKEN = "opaque-token-that-nobody-may-see";
const now = () => Math.floor(Date.now() / 1000);
const refused = (promise, message, oauthError = "invalid_token") => assertRejects(promise, "InvalidTokenError", { code: "invalid_token", retryable: false, ...(message && { message }), oauthError });

// — a real server —

test("oidc-provider calls its tokens active until they are revoked", async (t) => {
  const { issuer } = await startAuthorizationServer(t, { features: { introspection: { enabled: true } } });
  const verifier = createVerifier({ issuer, audience: AUDIENCE, introspection: { endpoint: `${issuer}/token/introspection`, ...SERVICE } });
  const manager = await createWith(t, { grant: "client_credentials", issuer, ...SERVICE });
  const token = await manager.getToken();
  const { header, claims } = await verifier.verify(token);
  assert.deepEqual([header, claims.client_id, claims.iss, claims.token_type, "active" in claims], [{}, SERVICE.clientId, issuer, "Bearer", false]);
  assert.ok(Math.abs(claims.exp - now() - 3600) < 60);
  await manager.revoke();
  await refused(verifier.verify(token), /not active/);
  await refused(verifier.verify("made-up"), /not active/);
  await refused(createVerifier({ issuer: ISSUER, audience: AUDIENCE, introspection: { endpoint: `${issuer}/token/introspection`, ...SERVICE } }).verify(await manager.getToken()), /\(iss\)/);
});

test("a user's access token is accepted, and the refresh token beside it, which the server also calls active, is not", async (t) => {
  const { issuer } = await startAuthorizationServer(t, { features: { introspection: { enabled: true } } });
  const options = { issuer, audience: AUDIENCE, requiredScopes: ["openid"], introspection: { endpoint: `${issuer}/token/introspection`, ...SERVICE } };
  const manager = await createWith(t, { grant: "password", issuer, ...LEGACY_APP, ...ACCOUNT, scope: "openid offline_access" });
  const { accessToken, refreshToken } = await manager.getToken().then(() => manager.getTokens());
  assert.equal((await createVerifier(options).verify(accessToken)).claims.sub, ACCOUNT.username);
  await refused(createVerifier(options).verify(refreshToken), /\(token_type\)/);
  const open = createVerifier({ ...options, introspection: { ...options.introspection, allowUntyped: true } });
  assert.ok(await open.verify(refreshToken), "the server does call it active");
  await refused(createVerifier({ ...options, requiredScopes: ["openid", "admin"] }).verify(accessToken), /\(scope\)/, "insufficient_scope");
});

test("private_key_jwt: oidc-provider takes it", async (t) => {
  const { privateKey, publicKey } = await generateKeyPair("ES256", { extractable: true });
  const signerKey = { ...(await exportJWK(publicKey)), alg: "ES256", kid: "1" };
  const { issuer } = await startAuthorizationServer(t, { signerKey, features: { introspection: { enabled: true } } });
  for (const key of [privateKey, await exportJWK(privateKey)]) {
    const introspection = { endpoint: `${issuer}/token/introspection`, ...SIGNER, privateKey: key, keyId: "1" };
    const verifier = createVerifier({ issuer, audience: AUDIENCE, introspection });
    const manager = await createWith(t, { grant: "client_credentials", issuer, ...SIGNER, privateKey: key });
    assert.equal((await verifier.verify(await manager.getToken())).claims.client_id, SIGNER.clientId);
  }
});

test("a secret that the server does not know is its owner's mistake, and no word about the token", async (t) => {
  const { issuer } = await startAuthorizationServer(t, { features: { introspection: { enabled: true } } });
  const verifier = createVerifier({ issuer, audience: AUDIENCE, introspection: { endpoint: `${issuer}/token/introspection`, ...SERVICE, clientSecret: SECRET } });
  const error = await assertRejects(verifier.verify(TOKEN), "TokenError", { code: "invalid_response", status: 401, oauthError: "invalid_client", retryable: false });
  assert.ok(!(error instanceof InvalidTokenError));
  assert.equal(verifier.challenge(error).status, 503);
  assertNothingOf([TOKEN, SECRET], [error], "the error");
});

// — requests —

test("one form: the token, and the client by Basic or in the form", async (t) => {
  const server = await introspecting(t);
  await server.verifier().verify(TOKEN);
  await server.verifier({}, { clientAuth: "client_secret_post" }).verify(TOKEN);
  const [basic, post] = server.requests();
  assert.deepEqual([basic.method, basic.headers["content-type"], basic.headers.accept], ["POST", "application/x-www-form-urlencoded", "application/json"]);
  assert.deepEqual(Object.fromEntries(basic.form), { token: TOKEN, token_type_hint: "access_token" });
  assert.equal(basic.headers.authorization, `Basic ${Buffer.from(`resource+server%3A%C3%BC:${SECRET}`).toString("base64")}`);
  assert.deepEqual(Object.fromEntries(post.form), { token: TOKEN, token_type_hint: "access_token", client_id: "resource server:ü", client_secret: SECRET });
  assert.equal(post.headers.authorization, undefined);
});

test("the user's fetch is used, and creating a verifier sends no request", async (t) => {
  const asked = [];
  const server = await introspecting(t, { members: {} });
  const verifier = server.verifier({ fetch: (url, init) => (asked.push(url), fetch(url, init)) });
  assert.equal(server.requests().length, 0);
  await verifier.verify(TOKEN);
  assert.deepEqual(asked, [server.endpoint]);
});

test("an impossible token causes no request", async (t) => {
  const server = await introspecting(t);
  for (const junk of ["", "tök", "a\nb", "\u0000", "a".repeat(65_537), undefined, 5, {}]) await refused(server.verifier().verify(junk));
  await assertRejects(server.verifier().verifyRequest(new Request(AUDIENCE)), "InvalidTokenError", { message: /no bearer token/ });
  assert.equal(server.requests().length, 0);
});

// — responses —

const GOOD = {
  "everything": {},
  "nothing but what is needed": { iss: undefined, aud: undefined, exp: undefined, sub: undefined, scope: undefined },
  "null for what is not there": { iss: null, aud: null, exp: null, nbf: null, token_use: null },
  "several audiences": { aud: ["https://other.example", AUDIENCE] },
  "another spelling of Bearer": { token_type: "bearer" },
  "the word for access tokens that some have": { token_use: "access_token" },
  "an end within the tolerance": { exp: now() - 5 },
};
for (const [what, members] of Object.entries(GOOD)) {
  test(`an answer with ${what} is good`, async (t) => {
    const { claims } = await (await introspecting(t, { members })).verifier().verify(TOKEN);
    assert.ok(!Object.values(claims).includes(null));
    for (const name of ["iss", "aud", "exp"]) assert.equal(name in claims, (name in members ? members[name] : true) != null, "nothing is made up");
  });
}

const BAD = {
  "that is not active": [{ active: false }, /not active/],
  "of another issuer": [{ iss: "https://other.example" }, /\(iss\)/],
  "for another audience": [{ aud: ["https://other.example"] }, /\(aud\)/],
  "for an audience that is none": [{ aud: 5 }, /\(aud\)/],
  "that has expired": [{ exp: now() - 31 }, /expired/],
  "with an expiry that is no number": [{ exp: `${now() + 600}` }, /\(exp\)/],
  "that is not valid yet": [{ nbf: now() + 300 }, /\(nbf\)/],
  "without a type": [{ token_type: undefined }, /\(token_type\)/],
  "of a type that is no bearer's": [{ token_type: "refresh_token" }, /\(token_type\)/],
  "of a type that is no text": [{ token_type: ["Bearer"] }, /\(token_type\)/],
  "that is used for refreshing": [{ token_use: "refresh_token" }, /\(token_use\)/],
  "without a required claim": [{ tenant: undefined }, /\(tenant\)/],
  "without a required claim that need not be told else": [{ exp: undefined }, /\(exp\)/, { requiredClaims: "exp" }],
};
for (const [what, [members, message, options]] of Object.entries(BAD)) {
  test(`a token ${what} is refused`, async (t) => {
    const server = await introspecting(t, { members: { tenant: "t", ...members } });
    const error = await refused(server.verifier({ requiredClaims: ["tenant"], ...options }).verify(TOKEN), message);
    assertNothingOf([TOKEN, SECRET], [error], "the error");
  });
}

test("a token that is bound to a key is no bearer token", async (t) => {
  for (const [members, message] of [
    [{ token_type: "DPoP", cnf: { jkt: "x" } }, /DPoP/],
    [{ token_type: "dpop" }, /DPoP/],
    [{ cnf: { "x5t#S256": "x" } }, /mTLS/],
    [{ cnf: { kid: "x" } }, /cnf/],
  ]) {
    const server = await introspecting(t, { members });
    assert.ok(await server.verifier().verify(TOKEN));
    await refused(server.verifier().verifyRequest(new Request(AUDIENCE, { headers: { authorization: `Bearer ${TOKEN}` } })), message);
  }
});

/** Echoes the request, so that an error with the server's words would show the token and the secret. */
const echo = (code) => (request) => answer({ status: code, body: { error: `${request.body} ${request.headers.authorization}`, error_description: request.body } });
const FAULTS = {
  "that answers 500": [status(500), { code: "invalid_response", status: 500, retryable: true }],
  "that answers 429": [status(429, { "retry-after": "7" }), { code: "rate_limited", status: 429, retryable: true, retryAfterMs: 7_000 }],
  "that does not know the client": [oauthError("invalid_client", { status: 401 }), { code: "invalid_response", status: 401, oauthError: "invalid_client", retryable: false }],
  "that says 400 and what it got": [echo(400), { code: "invalid_response", status: 400, oauthError: undefined, retryable: false }],
  "that says 503 and what it got": [echo(503), { code: "invalid_response", status: 503, retryable: true }],
  "that sends elsewhere": [redirect("http://127.0.0.1:1/"), { code: "invalid_response", status: 307, retryable: false }],
  "that hangs": [hang(), { code: "timeout", retryable: true }],
  "that stops in the middle": [stall(), { code: "timeout", retryable: true }],
  "that breaks off": [drop(), { code: "network", retryable: true }],
  "that answers HTML": [answer({ body: "<p>hello</p>" }), { code: "invalid_response", retryable: false }],
  "that answers nothing": [answer({}), { code: "invalid_response" }],
  "that answers a list": [answer({ body: [true] }), { code: "invalid_response" }],
  "that answers null": [answer({ body: "null" }), { code: "invalid_response" }],
  "that says active in a text": [answer({ body: { active: "true", token_type: "Bearer" } }), { code: "invalid_response" }],
  "that answers a mebibyte": [answer({ body: { active: true, token_type: "Bearer", long: "x".repeat(1_048_576) } }), { code: "network" }],
};
for (const [what, [sends, members]] of Object.entries(FAULTS)) {
  test(`an endpoint ${what} says nothing about the token: a typed error, and 503`, async (t) => {
    const server = await introspecting(t, { sends });
    const verifier = server.verifier({ cacheSeconds: 60 }, { timeoutMs: 200 });
    const error = await assertRejects(verifier.verify(TOKEN), "TokenError", members);
    assert.ok(!(error instanceof InvalidTokenError));
    assertNothingOf([TOKEN, SECRET], [error, verifier, error.cause], "the error");
    const { status, headers } = verifier.challenge(error);
    assert.equal(status, 503);
    assert.doesNotMatch(headers.get("www-authenticate"), /error/);
    assert.equal(headers.get("retry-after"), error.retryAfterMs ? "7" : "5");
    assert.equal(server.requests().length, 1, "one request");
    server.sends = undefined;
    assert.ok(await verifier.verify(TOKEN));
  });
}

// — remembered responses —

test("each call asks once, unless answers are remembered: for so long, and never beyond their end", async (t) => {
  const server = await introspecting(t, { members: { exp: now() + 40 } });
  const plain = server.verifier();
  for (let i = 0; i < 3; i++) await plain.verify(TOKEN);
  assert.equal(server.requests().length, 3);
  const remembering = server.verifier({ cacheSeconds: 20, cacheEntries: 2 });
  const first = await remembering.verify(TOKEN);
  first.claims.sub = "root";
  assert.equal((await remembering.verify(TOKEN)).claims.sub, "user-1");
  assert.equal(server.requests().length, 4);
  await Promise.all(Array.from({ length: 10 }, () => remembering.verify("another")));
  assert.ok(server.requests().length <= 14, "one for each at most");
  const asked = server.requests().length;
  const start = Date.now();
  let later = 21_000;
  t.mock.method(Date, "now", () => start + later);
  await remembering.verify(TOKEN);
  assert.equal(server.requests().length, asked + 1);
  later = 41_000;
  await remembering.verify(TOKEN);
  assert.equal(server.requests().length, asked + 2, "its own end comes first");
});

test("an answer that is no is not remembered", async (t) => {
  const server = await introspecting(t, { members: { active: false } });
  const verifier = server.verifier({ cacheSeconds: 60 });
  await refused(verifier.verify(TOKEN));
  server.members = {};
  assert.ok(await verifier.verify(TOKEN));
});

// — options —

test("wrong options are named", async () => {
  const client = { endpoint: "https://login.example/introspect", clientId: "c", clientSecret: "s" };
  const { privateKey } = await generateKeyPair("ES256");
  for (const [introspection, name, more] of [
    [5, "introspection"], [{}, "introspection.endpoint"], [{ ...client, endpoint: "introspect" }, "introspection.endpoint"],
    [{ ...client, endpoint: "http://login.example/introspect" }, "introspection.endpoint"], [{ ...client, clientId: undefined }, "introspection.clientId"],
    [{ ...client, clientId: "" }, "introspection.clientId"], [{ ...client, clientSecret: null }, "introspection.clientSecret"],
    [{ ...client, clientSecret: 5 }, "introspection.clientSecret"], [{ ...client, clientAuth: "none" }, "introspection.clientAuth"],
    [{ ...client, clientAuth: "private_key_jwt" }, "introspection.privateKey"], [{ ...client, privateKey: {} }, "introspection.privateKey"],
    [{ ...client, privateKey }, "introspection.clientSecret"], [{ ...client, keyId: "1" }, "introspection.keyId"], [{ ...client, timeoutMs: 0 }, "introspection.timeoutMs"],
    [{ ...client, allowUntyped: "yes" }, "introspection.allowUntyped"], [{ ...client, clientID: "c" }, "introspection.clientID"],
    [client, "jwks", { jwks: { keys: [] } }], [client, "jwksUri", { jwksUri: "https://login.example/jwks" }], [client, "algorithms", { algorithms: ["RS256"] }],
    [client, "typ", { typ: "at+jwt" }], [client, "storage", { storage: { getItem() {}, setItem() {}, removeItem() {} } }],
  ]) {
    const error = await assertRefused(() => createVerifier({ issuer: ISSUER, audience: AUDIENCE, introspection, ...more }), "InvalidConfigurationError");
    assert.ok(error.message.startsWith(`${name}:`) || error.message.startsWith(`${name} `), `${name}: ${error.message}`);
    assert.ok(!(error.message.includes(client.clientSecret) && error.message.includes("=s")));
  }
  assert.ok(createVerifier({ issuer: ISSUER, audience: AUDIENCE, introspection: { ...client, clientSecret: undefined, privateKey } }));
  assert.ok(createVerifier({ issuer: ISSUER, audience: AUDIENCE, introspection: null, jwks: { keys: [] } }));
  assert.ok(TokenError);
});

/** A server whose introspection endpoint calls every token active; `members` override its response, `sends` replaces it. */
async function introspecting(t, { members = {}, sends } = {}) {
  const server = await startTokenServer(t);
  const found = {
    members,
    sends,
    endpoint: `${server.origin}/introspect`,
    requests: () => server.otherRequests,
    verifier: (options = {}, introspection = {}) =>
      createVerifier({
        issuer: ISSUER, audience: AUDIENCE, ...options,
        introspection: { endpoint: found.endpoint, clientId: "resource server:ü", clientSecret: SECRET, ...introspection },
      }),
  };
  server.route("/introspect", (request) => {
    if (found.sends) return typeof found.sends === "function" ? found.sends(request) : found.sends;
    return answer({ body: { active: true, iss: ISSUER, aud: AUDIENCE, sub: "user-1", exp: now() + 600, scope: "read", token_type: "Bearer", ...found.members } });
  });
  return found;
}
