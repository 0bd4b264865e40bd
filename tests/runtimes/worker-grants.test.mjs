// Grants of services: private_key_jwt (RFC 7523 §2.2), jwt_bearer (§2.1), token_exchange (RFC 8693), client_credentials with resource
// and audience. Against oidc-provider, and a scripted server whose requests are inspected.

import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { test } from "node:test";
import { decodeJwt, decodeProtectedHeader, exportJWK, importJWK, jwtVerify } from "jose";
import { answer, oauthError, status, token } from "../support/answers.mjs";
import { SIGNER, startAuthorizationServer } from "../support/authorization-server.mjs";
import { assertBadConfiguration, assertRejects } from "../support/expect.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { clientCredentials, createManager, createWith, quickRetries, TokenManager } from "../support/tokenward.mjs";

const ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
const EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
const JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";

const KINDS = {
  RS256: ["rsa", { modulusLength: 2048 }, { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }],
  PS384: ["rsa", { modulusLength: 2048 }, { name: "RSA-PSS", hash: "SHA-384" }],
  ES256: ["ec", { namedCurve: "P-256" }, { name: "ECDSA", namedCurve: "P-256" }],
  ES512: ["ec", { namedCurve: "P-521" }, { name: "ECDSA", namedCurve: "P-521" }],
  EdDSA: ["ed25519", {}, { name: "Ed25519" }],
};
const keys = new Map();
/** A key pair as JWKs, made once. */
async function keyPair(alg) {
  if (!keys.has(alg)) {
    const { privateKey, publicKey } = generateKeyPairSync(KINDS[alg][0], KINDS[alg][1]);
    const common = { alg, kid: `key-${alg}` };
    keys.set(alg, { jwk: { ...(await exportJWK(privateKey)), ...common }, publicJwk: { ...(await exportJWK(publicKey)), ...common } });
  }
  return keys.get(alg);
}
const cryptoKey = async (alg) => {
  const { alg: _, kid, ...material } = (await keyPair(alg)).jwk;
  return crypto.subtle.importKey("jwk", material, KINDS[alg][2], false, ["sign"]);
};
const verified = async (jwt, alg, options) => jwtVerify(jwt, await importJWK((await keyPair(alg)).publicJwk), options);

const serviceOf = (server, more) => ({ grant: "client_credentials", tokenEndpoint: server.tokenEndpoint, clientId: "service", retryPolicy: quickRetries, ...more });

for (const alg of Object.keys(KINDS)) {
  test(`private_key_jwt, ${alg}: by JWK and by CryptoKey, the server finds it good`, async (t) => {
    const server = await startTokenServer(t);
    const { jwk } = await keyPair(alg);
    for (const [privateKey, keyId] of [[jwk], [await cryptoKey(alg), "key-of-mine"]]) {
      const manager = await createWith(t, serviceOf(server, { issuer: server.origin, privateKey, keyId, scope: "read" }));
      await manager.getToken();
      const { form, headers } = server.requests.at(-1);
      assert.equal(form.get("client_assertion_type"), "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
      assert.equal(form.get("client_id"), "service");
      assert.equal(form.get("client_secret"), null);
      assert.equal(headers.authorization, undefined);
      const options = { issuer: "service", subject: "service", audience: server.origin, typ: "client-authentication+jwt", requiredClaims: ["jti", "iat", "exp"] };
      const { payload, protectedHeader } = await verified(form.get("client_assertion"), alg, options);
      assert.deepEqual([protectedHeader.alg, protectedHeader.kid], [alg, keyId ?? jwk.kid]);
      assert.ok(payload.exp - payload.iat <= 60);
      assert.deepEqual(Object.keys(payload).sort(), ["aud", "exp", "iat", "iss", "jti", "sub"]);
    }
  });

  test(`private_key_jwt, ${alg}: oidc-provider takes it`, async (t) => {
    const { jwk, publicJwk } = await keyPair(alg);
    const { issuer, granted, refused } = await startAuthorizationServer(t, { signerKey: publicJwk });
    const manager = await createWith(t, { grant: "client_credentials", issuer, ...SIGNER, privateKey: jwk });
    assert.notEqual(await manager.getToken(), await manager.refresh().then(() => manager.getToken()));
    assert.deepEqual([granted, refused], [["client_credentials", "client_credentials"], []]);
  });
}

test("a key that the server does not know is refused once, and nothing more is sent", async (t) => {
  const { jwk } = await keyPair("ES512");
  const { issuer, refused } = await startAuthorizationServer(t, { signerKey: { ...(await keyPair("RS256")).publicJwk } });
  const manager = await createWith(t, { grant: "client_credentials", issuer, ...SIGNER, privateKey: jwk, clientAuth: "private_key_jwt" });
  await assertRejects(manager.getToken(), "TokenAcquisitionError", { oauthError: "invalid_client", retryable: false });
  assert.equal(refused.length, 1);
});

test("every try has an assertion of its own", async (t) => {
  const server = await startTokenServer(t);
  const { jwk } = await keyPair("ES256");
  server.next(status(503), status(503), token());
  const manager = await createWith(t, serviceOf(server, { privateKey: jwk }));
  await manager.getToken();
  const ids = server.forms.map((form) => decodeJwt(form.client_assertion).jti);
  assert.equal(new Set(ids).size, 3);
});

test("clientAssertionAudience asks for the older audience; without an issuer there is no other", async (t) => {
  const server = await startTokenServer(t);
  const { jwk } = await keyPair("ES256");
  for (const more of [{ issuer: server.origin, clientAssertionAudience: "token_endpoint" }, {}]) {
    const manager = await createWith(t, serviceOf(server, { privateKey: jwk, ...more }));
    await manager.getToken();
    assert.equal(decodeJwt(server.forms.at(-1).client_assertion).aud, server.tokenEndpoint);
  }
});

test("revocation is authenticated in the same way", async (t) => {
  const server = await startTokenServer(t);
  server.route("/revoke", status(200));
  const { jwk } = await keyPair("ES256");
  const manager = await createWith(t, serviceOf(server, { privateKey: jwk, revocationEndpoint: `${server.origin}/revoke` }));
  await manager.getToken();
  await manager.revoke();
  const [revoked] = server.otherRequests;
  await verified(revoked.form.get("client_assertion"), "ES256", { audience: server.tokenEndpoint, subject: "service" });
  assert.notEqual(decodeJwt(revoked.form.get("client_assertion")).jti, decodeJwt(server.forms[0].client_assertion).jti);
});

test("client_credentials carry resource and audience", async (t) => {
  const server = await startTokenServer(t);
  const manager = await createWith(t, clientCredentials(server, { resource: ["https://a.example", "https://b.example"], audience: "aud" }));
  await manager.getToken();
  const [{ form }] = server.requests;
  assert.deepEqual([form.getAll("resource"), form.getAll("audience")], [["https://a.example", "https://b.example"], ["aud"]]);
});

test("jwt_bearer with claims: signed by the key, with the claims that servers such as Google's need", async (t) => {
  const server = await startTokenServer(t);
  const { jwk } = await keyPair("RS256");
  const manager = await createWith(t, {
    grant: "jwt_bearer", tokenEndpoint: server.tokenEndpoint, clientId: "robot@project.example", privateKey: jwk,
    scope: ["a", "b"], assertion: { sub: "ada@example.com" },
  });
  await manager.getToken();
  await manager.refresh();
  const [first, second] = server.forms;
  assert.deepEqual(Object.keys(first).sort(), ["assertion", "grant_type", "scope"], "nothing else authenticates the client");
  assert.equal(first.grant_type, JWT_BEARER);
  const { payload, protectedHeader } = await verified(first.assertion, "RS256", { issuer: "robot@project.example", subject: "ada@example.com", audience: server.tokenEndpoint, typ: "JWT" });
  assert.equal(payload.scope, "a b");
  assert.ok(payload.exp > payload.iat && payload.exp - payload.iat <= 3600);
  assert.equal(protectedHeader.kid, jwk.kid);
  assert.notEqual(decodeJwt(second.assertion).jti, payload.jti);
});

test("jwt_bearer: the user's claims go before those filled in", async (t) => {
  const server = await startTokenServer(t);
  const claims = { iss: "other", aud: "https://else.example", exp: 4_000_000_000, scope: "own", extra: { nested: true } };
  const manager = await createWith(t, { grant: "jwt_bearer", tokenEndpoint: server.tokenEndpoint, clientId: "c", privateKey: await cryptoKey("ES256"), assertion: claims });
  const given = structuredClone(claims);
  claims.extra.nested = "changed later";
  await manager.getToken();
  const { iat, jti, ...rest } = decodeJwt(server.forms[0].assertion);
  assert.deepEqual(rest, given);
});

test("jwt_bearer with a ready assertion, and with a function that is asked for each try", async (t) => {
  const server = await startTokenServer(t);
  const bearer = (more) => ({ grant: "jwt_bearer", tokenEndpoint: server.tokenEndpoint, clientId: "c", retryPolicy: quickRetries, ...more });
  await (await createWith(t, bearer({ assertion: "ready.made.jwt", clientSecret: "s" }))).getToken();
  assert.equal(server.forms[0].assertion, "ready.made.jwt");
  assert.match(server.requests[0].headers.authorization, /^Basic /);
  let calls = 0;
  server.next(status(503));
  await (await createWith(t, bearer({ assertion: async () => `made.${++calls}.jwt` }))).getToken();
  assert.deepEqual(server.forms.slice(1).map(({ assertion, client_id }) => [assertion, client_id]), [["made.1.jwt", "c"], ["made.2.jwt", "c"]]);
  // With an additional key, the key authenticates the client.
  const { jwk } = await keyPair("ES256");
  await (await createWith(t, bearer({ assertion: "ready.made.jwt", privateKey: jwk }))).getToken();
  assert.equal(decodeJwt(server.forms.at(-1).client_assertion).sub, "c");
});

test("a function that throws: a typed error with its cause, tried again where it says so", async (t) => {
  const server = await startTokenServer(t);
  const thrown = new Error("no subject today");
  const failing = (assertion) => createWith(t, { grant: "jwt_bearer", tokenEndpoint: server.tokenEndpoint, clientId: "c", retryPolicy: quickRetries, assertion });
  const error = await assertRejects((await failing(() => { throw thrown; })).getToken(), "TokenAcquisitionError", { code: "acquisition_failed", message: /assertion/ });
  assert.equal(error.cause, thrown);
  await assertRejects((await failing(() => 7)).getToken(), "TokenAcquisitionError", { message: /must give a string/ });
  let calls = 0;
  const flaky = () => {
    if (++calls < 3) throw Object.assign(new Error("busy"), { retryable: true });
    return "a.b.c";
  };
  await (await failing(flaky)).getToken();
  assert.deepEqual(server.forms.map(({ assertion }) => assertion), ["a.b.c"]);
});

test("token_exchange by oidc-provider: another provider's token for one of our own", async (t) => {
  const { jwk, publicJwk } = await keyPair("ES256");
  const { issuer, granted, newRefreshToken } = await startAuthorizationServer(t, { signerKey: publicJwk });
  const manager = await createManager(t, {
    providers: {
      user: { grant: "refresh_token", issuer, clientId: "the-app", refreshToken: await newRefreshToken() },
      api: { grant: "token_exchange", issuer, ...SIGNER, privateKey: jwk, subjectToken: { provider: "user" }, audience: "https://api.example" },
    },
  });
  const [api, user] = [await manager.getToken("api"), await manager.getToken("user")];
  assert.notEqual(api, user);
  assert.deepEqual(granted, ["refresh_token", EXCHANGE]);
  const { extra, tokenType } = await manager.getTokens("api");
  assert.deepEqual([extra.issued_token_type, tokenType], [ACCESS_TOKEN, "Bearer"]);
  await manager.refresh("api");
  assert.deepEqual(granted, ["refresh_token", EXCHANGE, EXCHANGE], "the subject's token is good and stays");
});

test("token_exchange sends the parameters of RFC 8693", async (t) => {
  const server = await startTokenServer(t);
  server.always(token({ issued_token_type: ACCESS_TOKEN }));
  const exchange = (more) => ({ grant: "token_exchange", tokenEndpoint: server.tokenEndpoint, clientId: "c", ...more });
  await (await createWith(t, exchange({
    subjectToken: "the subject's", subjectTokenType: "urn:ietf:params:oauth:token-type:jwt", actorToken: async () => "the actor's",
    resource: "https://r.example", audience: ["a", "b"], scope: "s", params: { requested_token_type: ACCESS_TOKEN },
  }))).getToken();
  assert.deepEqual([...server.requests[0].form].sort(), [
    ["actor_token", "the actor's"], ["actor_token_type", ACCESS_TOKEN], ["audience", "a"], ["audience", "b"], ["client_id", "c"], ["grant_type", EXCHANGE],
    ["requested_token_type", ACCESS_TOKEN], ["resource", "https://r.example"], ["scope", "s"],
    ["subject_token", "the subject's"], ["subject_token_type", "urn:ietf:params:oauth:token-type:jwt"],
  ]);
  let calls = 0;
  const manager = await createWith(t, exchange({ subjectToken: () => `subject-${++calls}` }));
  await manager.getToken();
  await manager.refresh();
  assert.deepEqual(server.forms.slice(1).map((form) => [form.subject_token, form.subject_token_type]), [["subject-1", ACCESS_TOKEN], ["subject-2", ACCESS_TOKEN]]);
});

test("an issued token that is not an access token is never sent as one", async (t) => {
  const server = await startTokenServer(t);
  const api = await startTokenServer(t);
  const exchange = { grant: "token_exchange", tokenEndpoint: server.tokenEndpoint, clientId: "c", subjectToken: "s", allowedOrigins: [api.origin] };
  server.always(token({ token_type: "N_A", issued_token_type: "urn:ietf:params:oauth:token-type:id_token" }));
  const manager = await createWith(t, exchange);
  await assertRejects(manager.fetch(api.origin), "TokenAcquisitionError", { code: "invalid_response", message: /N_A/ });
  server.always(token());
  await assertRejects(manager.getToken(), "TokenAcquisitionError", { code: "invalid_response", message: /issued_token_type/ });
  assert.equal(api.otherRequests.length, 0);
});

test("the subject's provider has none: its error is told, and nothing is sent", async (t) => {
  const server = await startTokenServer(t);
  const manager = await createManager(t, {
    providers: {
      user: { grant: "refresh_token", tokenEndpoint: server.tokenEndpoint, clientId: "app" },
      api: { grant: "token_exchange", tokenEndpoint: server.tokenEndpoint, clientId: "c", subjectToken: { provider: "user" } },
      lost: { grant: "token_exchange", tokenEndpoint: server.tokenEndpoint, clientId: "c", subjectToken: { provider: "nobody" } },
    },
  });
  await assertRejects(manager.getToken("api"), ["TokenAcquisitionError", "ReauthenticationRequiredError"], { code: "reauthentication_required", provider: "api" });
  await assertRejects(manager.getToken("lost"), ["TokenAcquisitionError", "UnknownProviderError"], { code: "unknown_provider" });
  assert.equal(server.requests.length, 0);
});

test("no secret of these grants shows in errors, info or log", async (t) => {
  const server = await startTokenServer(t);
  const { jwk } = await keyPair("ES256");
  const secrets = ["subject-token-secret", "actor-token-secret", jwk.d];
  server.always(({ form }) => oauthError("invalid_request", { description: `${form.get("subject_token")} ${form.get("client_assertion")}` }));
  const seen = [];
  const manager = await createManager(t, {
    logger: (record) => seen.push(record), logLevel: "debug",
    providers: { api: { grant: "token_exchange", tokenEndpoint: server.tokenEndpoint, clientId: "c", privateKey: jwk, subjectToken: secrets[0], actorToken: secrets[1] } },
  });
  manager.on("error", (event) => seen.push(event));
  seen.push(await manager.getToken().catch((error) => error.toJSON()), manager.getTokenInfo(), manager.health());
  const shown = JSON.stringify(seen);
  for (const secret of [...secrets, server.forms[0].client_assertion.split(".")[2]]) assert.ok(!shown.includes(secret.slice(0, 12)), secret);
});

test("wrong options are named by their path", async (t) => {
  const { jwk, publicJwk } = await keyPair("RS256");
  const base = { issuer: "https://as.example", clientId: "c" };
  const refuse = (path, provider) => assertBadConfiguration({ providers: { api: { ...base, ...provider } } }, `providers.api.${path}`);
  const encrypting = (await crypto.subtle.generateKey({ name: "RSA-OAEP", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" }, false, ["encrypt", "decrypt"])).privateKey;
  for (const privateKey of ["-----BEGIN PRIVATE KEY-----", publicJwk, { kty: "oct", k: "c2VjcmV0" }, { ...jwk, alg: "HS256" }, encrypting, 7, []]) {
    const { message } = await refuse("privateKey", { grant: "client_credentials", privateKey });
    assert.ok(!message.includes("BEGIN"));
  }
  await refuse("privateKey: is missing", { grant: "client_credentials", clientAuth: "private_key_jwt" });
  await refuse("privateKey: is missing", { grant: "jwt_bearer", assertion: { sub: "x" } });
  await refuse("privateKey: is not used", { grant: "client_credentials", clientSecret: "s", privateKey: jwk });
  await refuse("assertion: is missing", { grant: "jwt_bearer" });
  await refuse("assertion", { grant: "jwt_bearer", assertion: 7 });
  await refuse("assertion", { grant: "jwt_bearer", privateKey: jwk, assertion: { big: 7n } });
  await refuse("assertion", { grant: "client_credentials", assertion: "a.b.c" });
  await refuse("subjectToken: is missing", { grant: "token_exchange" });
  for (const subjectToken of ["", 7, {}, { provider: 7 }, { provider: "a", more: 1 }, []]) await refuse("subjectToken", { grant: "token_exchange", subjectToken });
  await refuse("actorToken", { grant: "token_exchange", subjectToken: "s", actorToken: { provider: "a" } });
  await refuse("actorTokenType", { grant: "token_exchange", subjectToken: "s", actorTokenType: ACCESS_TOKEN });
  await refuse("subjectTokenType", { grant: "client_credentials", subjectTokenType: ACCESS_TOKEN });
  await refuse("clientAssertionAudience", { grant: "client_credentials", privateKey: jwk, clientAssertionAudience: "api" });
  await refuse("params.subject_token", { grant: "token_exchange", subjectToken: "s", params: { subject_token: "x" } });
});

test("a private JWK's newer name of Ed25519 is the assertion's, and zeros before an RSA key's numbers do no harm", async (t) => {
  const server = await startTokenServer(t);
  const { jwk: ed } = await keyPair("EdDSA");
  const { jwk: rsa } = await keyPair("RS256");
  const padded = Object.fromEntries(Object.entries(rsa).map(([name, value]) => [name, /^(n|e|d|p|q|dp|dq|qi)$/.test(name) ? Buffer.concat([Buffer.alloc(1), Buffer.from(value, "base64url")]).toString("base64url") : value]));
  const imported = [];
  const original = crypto.subtle.importKey;
  t.mock.method(crypto.subtle, "importKey", function (...args) {
    imported.push(args[1]);
    return original.apply(this, args);
  });
  for (const [privateKey, alg] of [[{ ...ed, alg: "Ed25519" }, "Ed25519"], [padded, "RS256"]]) {
    const manager = await TokenManager.create({ providers: { api: serviceOf(server, { privateKey }) } });
    await manager.getToken();
    await manager.close();
    assert.equal(decodeProtectedHeader(server.forms.at(-1).client_assertion).alg, alg);
  }
  // Node accepts the zeros; Chromium does not.
  const { alg, use, key_ops, ext, kid, ...numbers } = rsa;
  assert.deepEqual({ ...imported[1], kid: undefined }, { ...numbers, kid: undefined });
});

test("a key is imported once, however many requests it signs", async (t) => {
  const server = await startTokenServer(t);
  const { jwk } = await keyPair("EdDSA");
  const original = crypto.subtle.importKey;
  let imports = 0;
  t.mock.method(crypto.subtle, "importKey", function (...args) {
    imports += 1;
    return original.apply(this, args);
  });
  const manager = await TokenManager.create({ providers: { api: serviceOf(server, { privateKey: jwk }) } });
  for (let i = 0; i < 5; i++) await manager.refresh();
  await manager.close();
  assert.equal(imports, 1);
  assert.equal(decodeProtectedHeader(server.forms[0].client_assertion).alg, "EdDSA");
});
