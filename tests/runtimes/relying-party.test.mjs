// Inputs that a relying party must refuse, after the OpenID conformance suite's plan for relying parties: ID tokens, signatures,
// metadata, callbacks, refreshes. A provider that misbehaves sends them. Each refusal leaves nothing in memory and storage.

import assert from "node:assert/strict";
import { test } from "node:test";
import { answer, hang, status } from "../support/answers.mjs";
import { assertRejects } from "../support/expect.mjs";
import { CLIENT, CLIENT_SECRET, startOpenIdProvider } from "../support/openid-provider.mjs";
import { createWith, oneAttempt } from "../support/tokenward.mjs";

const now = () => Math.floor(Date.now() / 1000);

test("a good ID token is accepted, and nothing is fetched twice", async (t) => {
  const { op, login } = await setUp(t);
  assert.equal((await login()).claims.sub, "user-1");
  await login();
  assert.equal(op.keySetRequests, 1);
});

for (const alg of ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"]) {
  test(`an ID token signed with ${alg} is good; with a byte of its signature changed it is not`, async (t) => {
    const { op, login, refused } = await setUp(t);
    await op.useKeys({ alg, kid: "1" });
    assert.equal((await login()).claims.sub, "user-1");
    await op.manager.clear();
    for (const at of [0, 10, 40]) {
      op.idToken = { signature: (text) => text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1) };
      await refused(/signature/);
    }
  });
}

/** Invalid ID tokens, and the message of the refusal. */
const ID_TOKENS = {
  "another issuer": [{ claims: { iss: "https://attacker.example" } }, /\(iss\)/],
  "an issuer with a slash more": [{ claims: { iss: "http://127.0.0.1/" } }, /\(iss\)/],
  "no issuer": [{ claims: { iss: undefined } }, /\(iss\)/],
  "another audience": [{ claims: { aud: "another-app" } }, /\(aud\)/],
  "an audience list without this client": [{ claims: { aud: ["a", "b"] } }, /\(aud\)/],
  "no audience": [{ claims: { aud: undefined } }, /\(aud\)/],
  "several audiences and no azp": [{ claims: { aud: [CLIENT.clientId, "b"] } }, /\(azp\)/],
  "another client's azp": [{ claims: { azp: "another-app" } }, /\(azp\)/],
  "no iat": [{ claims: { iat: undefined } }, /\(iat\)/],
  "an iat in the future": [{ claims: { iat: now() + 3_600, exp: now() + 7_200 } }, /\(iat\)/],
  "no exp": [{ claims: { exp: undefined } }, /\(exp\)/],
  "an exp that has passed": [{ claims: { iat: now() - 7_200, exp: now() - 3_600 } }, /\(exp\)/],
  "no sub": [{ claims: { sub: undefined } }, /\(sub\)/],
  "another nonce": [{ claims: { nonce: "another" } }, /\(nonce\)/],
  "no nonce": [{ claims: { nonce: undefined } }, /\(nonce\)/],
  "a signature by a key that nobody published": [{ stranger: true }, /signature/],
  "no signature (alg: none)": [{ header: { alg: "none", kid: undefined }, unsigned: true }, /not signed/],
  "no signature (alg: NONE)": [{ header: { alg: "NONE" }, unsigned: true }, /not signed/],
  "no signature, and a header that says there is one": [{ signature: () => "" }, /signature/],
  "an HMAC by the client's secret": [{ header: { alg: "HS256" }, secret: CLIENT_SECRET }, /\(alg\)/],
  "an HMAC by the published key": [{ header: { alg: "HS256" }, secret: "public key" }, /\(alg\)/],
  "a kid that nobody published": [{ header: { kid: "2" } }, /does not publish/],
  "an algorithm that is not its key's": [{ header: { alg: "PS256" }, unsigned: true, signature: () => "A".repeat(342) }, /does not publish/],
  "an extension that must be understood": [{ header: { crit: ["urn:example:extension"], "urn:example:extension": 1 } }, /\(crit\)/],
};
for (const [what, [idToken, message]] of Object.entries(ID_TOKENS)) {
  test(`an ID token with ${what} is refused`, async (t) => {
    const { op, refused } = await setUp(t);
    op.idToken = idToken;
    await refused(message);
  });
}

test("keys that an ID token brings along or points to are not looked at", async (t) => {
  const { op, refused } = await setUp(t);
  const stranger = { kty: "RSA", n: "AQAB", e: "AQAB" };
  op.idToken = { stranger: true, header: { jwk: stranger, jku: `${op.issuer}/evil`, x5u: `${op.issuer}/evil` } };
  await refused(/signature/);
  assert.ok(!op.paths.includes("/evil"));
});

// — keys —

test("a provider that rotates its keys is followed, with one more request", async (t) => {
  const { op, login } = await setUp(t);
  await login();
  await op.useKeys({ alg: "RS256", kid: "2", nth: 1 });
  assert.equal((await login()).claims.sub, "user-1");
  assert.equal(op.keySetRequests, 2);
});

test("the key that was rotated out signs no more", async (t) => {
  const { op, login, refused } = await setUp(t);
  await op.useKeys({ alg: "RS256", kid: "2", nth: 1 }, { alg: "RS256", kid: "1" });
  await login();
  await op.useKeys({ alg: "RS256", kid: "3", nth: 2 });
  await login();
  await op.manager.clear();
  op.idToken = { header: { kid: "1" }, stranger: true };
  await refused(/does not publish/);
});

test("unknown keys ask for the key set once per cool-down", async (t) => {
  const { op, refused } = await setUp(t);
  for (const kid of ["a", "b", "c", "d"]) {
    op.idToken = { header: { kid } };
    await refused(/does not publish/);
  }
  assert.equal(op.keySetRequests, 2);
});

test("an ID token without kid: the one key that fits is used", async (t) => {
  const { op, login } = await setUp(t);
  await op.useKeys({ alg: "RS256" }, { alg: "ES256" }, { alg: "RS256", nth: 1, members: { use: "enc" } });
  assert.equal((await login()).claims.sub, "user-1");
});

test("an ID token without kid: several that fit are none", async (t) => {
  const { op, refused } = await setUp(t);
  await op.useKeys({ alg: "RS256", kid: "1" }, { alg: "RS256", kid: "2", nth: 1 });
  op.idToken = { header: { kid: undefined } };
  await refused(/\(kid\)/);
});

for (const [what, members] of [
  ["for encryption", { use: "enc" }],
  ["that may not verify", { use: undefined, key_ops: ["encrypt"] }],
  ["for another algorithm", { alg: "PS256" }],
]) {
  test(`a key ${what} checks no signature`, async (t) => {
    const { op, refused } = await setUp(t);
    await op.useKeys({ alg: "RS256", kid: "1", members }, { alg: "ES256", kid: "2" });
    await refused(/does not publish/);
  });
}

const UNREACHABLE = { "500": status(500), "404": status(404), "a redirect": status(302, { location: "/elsewhere" }), "no key set": answer({ body: { a: 1 } }), nothing: hang() };
for (const [what, keySetAnswer] of Object.entries(UNREACHABLE)) {
  test(`an unavailable key set (${what}) ends the login before the code is spent; the next login works`, async (t) => {
    const { op, login, refused } = await setUp(t, { retryPolicy: { ...oneAttempt, timeoutMs: 300 } });
    op.keySetAnswer = keySetAnswer;
    const { error } = await refused(/key set/);
    assert.equal(error.retryable, what === "500" || what === "nothing");
    assert.equal(op.tokenRequests, 0);
    op.keySetAnswer = undefined;
    assert.equal((await login()).claims.sub, "user-1");
  });
}

for (const keys of ["no keys at all", "keys of no use for signatures", "keys"]) {
  test(`an HMAC by the client's secret is checked by that, whether the provider publishes ${keys} or not; another one is refused`, async (t) => {
    const { op, login, refused } = await setUp(t, { clientSecret: CLIENT_SECRET });
    if (keys === "no keys at all") op.keySetAnswer = answer({ body: { keys: [] } });
    if (keys.includes("no use")) await op.useKeys({ alg: "RS256", kid: "1", members: { use: "enc" } });
    const header = { alg: "HS256", kid: undefined };
    op.idToken = { header, secret: CLIENT_SECRET };
    assert.equal((await login()).claims.sub, "user-1");
    await op.manager.clear();
    for (const idToken of [{ header, secret: `${CLIENT_SECRET}?` }, { header, secret: "public key" }, { header, secret: CLIENT_SECRET, signature: () => "" }]) {
      op.idToken = idToken;
      await refused(/signature/);
    }
    op.idToken = { header: { ...header, crit: ["b64"] }, secret: CLIENT_SECRET };
    await refused(/\(crit\)/);
  });
}

for (const [what, keySetAnswer] of [["without a key", answer({ body: { keys: [] } })], ["of unknown keys", answer({ body: { keys: [{ kty: "AKP", alg: "ML-DSA-44", kid: "1" }] } })]]) {
  test(`a key set ${what} checks no signature: that ends the login`, async (t) => {
    for (const more of [{}, { clientSecret: CLIENT_SECRET }]) {
      const { op, refused } = await setUp(t, more);
      op.keySetAnswer = keySetAnswer;
      await refused(/no key/);
      if (more.clientSecret) continue;
      op.idToken = { header: { alg: "HS256", kid: undefined }, secret: "what nobody knows" };
      await refused(/clientSecret/);
    }
  });
}

test("with all that is needed configured no metadata is asked for, and iss is still checked", async (t) => {
  const op = await startOpenIdProvider(t);
  op.metadata = { issuer: "https://not-this-one.example" };
  const at = { tokenEndpoint: `${op.issuer}/token`, authorizationEndpoint: `${op.issuer}/authorize`, jwksUri: `${op.issuer}/jwks` };
  const { login, refused } = await setUp(t, at, op);
  assert.equal((await login()).claims.sub, "user-1");
  assert.deepEqual(op.paths, ["/jwks"]);
  await op.manager.clear();
  await refused(/\(iss\)/, { iss: "https://attacker.example" });
  op.idToken = { claims: { iss: "https://attacker.example" } };
  await refused(/\(iss\)/);
  assert.deepEqual(op.paths, ["/jwks"]);
});

for (const [what, more] of [
  ["the key set", { jwksUri: undefined }],
  ["the token endpoint", { tokenEndpoint: undefined }],
  ["where to push the request", { par: true }],
]) {
  test(`the metadata is fetched if ${what} is not configured`, async (t) => {
    const op = await startOpenIdProvider(t);
    const at = { tokenEndpoint: `${op.issuer}/token`, authorizationEndpoint: `${op.issuer}/authorize`, jwksUri: `${op.issuer}/jwks`, ...more };
    const { manager } = await setUp(t, at, op);
    await manager.startLogin().catch(() => {});
    assert.deepEqual(op.paths, ["/.well-known/openid-configuration"]);
  });
}

test("a login without openid needs no key set, and fetches none", async (t) => {
  const op = await startOpenIdProvider(t);
  const { manager } = await setUp(t, { tokenEndpoint: `${op.issuer}/token`, authorizationEndpoint: `${op.issuer}/authorize`, scope: "read" }, op);
  assert.match((await manager.startLogin()).url, /authorize/);
  assert.deepEqual(op.paths, []);
});

test("invalid endpoints of the metadata disturb only their users", async (t) => {
  for (const odd of ["", "http://keycloak:8080/x", "https://x.example/#fragment", 7]) {
    const { op, login } = await setUp(t);
    op.metadata = { revocation_endpoint: odd, end_session_endpoint: odd, device_authorization_endpoint: odd, pushed_authorization_request_endpoint: odd };
    assert.equal((await login()).claims.sub, "user-1");
    const hasNone = odd === "" || odd === 7;
    if (hasNone) assert.equal(await op.manager.logoutUrl(), undefined);
    else await assertRejects(op.manager.logoutUrl(), "LoginError", { message: /end_session_endpoint/, code: "invalid_response" });
    const errors = [];
    op.manager.on("error", ({ error }) => errors.push(error.message));
    await op.manager.revoke();
    assert.equal(errors.some((message) => message.includes("revocation_endpoint")), !hasNone, errors.join());
    assert.equal(await op.manager.getTokens(), undefined, "the logout here cannot fail");
  }
});

test("without key set and metadata an ID token straight from the token endpoint goes without (§3.1.3.7 no. 6)", async (t) => {
  const op = await startOpenIdProvider(t);
  const given = { issuer: undefined, tokenEndpoint: `${op.issuer}/token`, authorizationEndpoint: `${op.issuer}/authorize` };
  const { login, refused } = await setUp(t, given, op);
  op.idToken = { stranger: true };
  assert.equal((await login()).claims.sub, "user-1");
  assert.equal(op.keySetRequests, 0);
  await op.manager.clear();
  op.idToken = { header: { alg: "none" }, unsigned: true };
  await refused(/not signed/);
});

test("a jwksUri of the configuration goes before the metadata's", async (t) => {
  const op = await startOpenIdProvider(t);
  op.metadata = { jwks_uri: `${op.issuer}/none` };
  const { login } = await setUp(t, { jwksUri: `${op.issuer}/jwks` }, op);
  assert.equal((await login()).claims.sub, "user-1");
  assert.ok(!op.paths.includes("/none"));
});

// — metadata, callbacks, refreshes —

test("metadata of another issuer starts no login", async (t) => {
  for (const issuer of ["https://attacker.example", (own) => `${own}/`, undefined]) {
    const { op } = await setUp(t);
    op.metadata = { issuer: typeof issuer === "function" ? issuer(op.issuer) : issuer };
    await assertRejects(op.manager.startLogin(), "LoginError", { code: "invalid_response", retryable: false });
    assert.equal(op.tokenRequests, 0);
  }
});

const CALLBACKS = {
  "another state": [{ state: "x".repeat(43) }, /no login is pending/],
  "no state": [{ state: undefined }, /no state/],
  "no iss although the metadata promises it": [{ iss: undefined }, /\(iss\)/],
  "another issuer's iss (mix-up)": [{ iss: "https://attacker.example" }, /\(iss\)/],
  "the server's refusal": [{ code: undefined, error: "access_denied" }, /access_denied/],
  "neither code nor error": [{ code: undefined }, /neither/],
};
for (const [what, [changes, message]] of Object.entries(CALLBACKS)) {
  test(`a callback with ${what} is refused, and no code is sent`, async (t) => {
    const { op, refused } = await setUp(t);
    await refused(message, changes);
    assert.equal(op.tokenRequests, 0);
  });
}

test("a code of one login does not work for another login's state", async (t) => {
  const { op, refused } = await setUp(t);
  const stolen = new URL(await op.authorize((await op.manager.startLogin()).url)).searchParams.get("code");
  await refused(/invalid_grant|refused/, { code: stolen });
});

for (const [what, claims] of [["issuer", { iss: "https://attacker.example" }], ["subject", { sub: "user-2" }], ["audience", { aud: "another-app" }]]) {
  test(`a refresh that brings an ID token of another ${what} is refused, and its tokens are not used`, async (t) => {
    const { op, login, storage } = await setUp(t);
    await login();
    const before = await op.manager.getTokens();
    op.idToken = { claims };
    op.tokenMembers = { access_token: "a-token-of-somebody-else" };
    await assertRejects(op.manager.refresh(), "TokenRefreshError", { code: "invalid_response" });
    assert.deepEqual(await op.manager.getTokens(), before);
    assert.ok(![...storage.values()].join().includes("somebody-else"));
  });
}

test("a refresh fetches no key set: an unreachable one must not end a session", async (t) => {
  const { op, login } = await setUp(t);
  await login();
  op.keySetAnswer = status(500);
  await op.useKeys({ alg: "ES256", kid: "new" });
  await op.manager.refresh();
  assert.equal(op.keySetRequests, 1);
});

/**
 * A manager with a store of its own. `login` logs in; `refused` logs in, expects a LoginError with this message, and nothing
 * left behind.
 */
async function setUp(t, more = {}, op) {
  op ??= await startOpenIdProvider(t);
  const storage = new Map();
  const store = {
    getItem: (key) => storage.get(key),
    setItem: (key, value) => void storage.set(key, value),
    removeItem: (key) => void storage.delete(key),
  };
  const client = { ...CLIENT, grant: "authorization_code", issuer: op.issuer, scope: "openid", retryPolicy: oneAttempt, ...more };
  const manager = await createWith(t, client, { storage: store });
  op.manager = manager;
  const login = async (changes) => manager.finishLogin(await op.authorize((await manager.startLogin()).url, changes));
  const refused = async (message, changes) => {
    const error = await assertRejects(login(changes), "LoginError", { message });
    assert.ok(["login_failed", "invalid_response", "timeout"].includes(error.code), error.code);
    assert.equal(manager.peekToken(), undefined);
    assert.equal(await manager.getTokens(), undefined);
    // A logout leaves a mark; no record holds a token.
    for (const record of storage.values()) assert.ok(!/access-|refresh-token|eyJ/.test(record), record);
    return { error };
  };
  return { op, manager, storage, login, refused };
}
