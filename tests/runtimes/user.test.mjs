// The signed-in user: `isAuthenticated`, `getUser`, `signedIn` and `signedOut`, against `oidc-provider` and a scripted server.

import assert from "node:assert/strict";
import { test } from "node:test";
import { oauthError, token } from "../support/answers.mjs";
import { APP, REDIRECT_URI, startAuthorizationServer } from "../support/authorization-server.mjs";
import { newBrowser } from "../support/browser.mjs";
import { assertError, assertRefused } from "../support/expect.mjs";
import { signIdToken } from "../support/id-tokens.mjs";
import { assertNothingOf } from "../support/secrets.mjs";
import { MapStorage } from "../support/storages.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { createManager, newNamespace, quickRetries, TokenManager } from "../support/tokenward.mjs";
import { pause } from "../support/wait.mjs";

const KEY = Buffer.alloc(32, 7).toString("base64");

for (const [name, options, more] of [["plain records", {}, {}], ["encrypted records", { encryption: KEY }, {}], ["bound tokens", {}, { dpop: true }]]) {
  test(`a user signs in at a real server, stays through renewals and restarts, and signs out: ${name}`, async (t) => {
    const server = await startAuthorizationServer(t, { features: { dPoP: { enabled: true } } });
    const scope = "openid offline_access";
    const provider = { grant: "authorization_code", issuer: server.issuer, redirectUri: REDIRECT_URI, ...APP, scope, ...more };
    const shared = { namespace: newNamespace(), storage: new MapStorage(), providers: { api: provider }, ...options };
    const manager = await createManager(t, shared);
    const other = await createManager(t, shared);
    const heard = [hear(manager), hear(other)];
    assert.equal(manager.isAuthenticated(), false);
    assert.equal(manager.getUser(), undefined);

    const { url } = await manager.startLogin("api", { params: { prompt: "consent", max_age: "3600" } });
    const browser = newBrowser();
    const { left } = await browser.signIn(await browser.visit(url));
    const result = await manager.finishLogin(left);
    const user = manager.getUser();
    assert.equal(manager.isAuthenticated("api"), true);
    assert.deepEqual([user.provider, user.id, user.claims.sub, user.claims.iss, user.claims.aud], ["api", "ada", "ada", server.issuer, APP.clientId]);
    assert.equal(user.authenticatedAt, user.claims.auth_time * 1000);
    assert.deepEqual(result.user, user);
    assert.deepEqual(result.claims, user.claims);

    await other.getToken();
    assert.equal(other.isAuthenticated(), true, "it found the session in the storage");
    assert.deepEqual(other.getUser(), user);
    await manager.refresh();
    assert.equal(manager.getUser().id, "ada");

    const restarted = await createManager(t, shared);
    assert.equal(restarted.isAuthenticated(), true);
    assert.deepEqual(restarted.getUser(), manager.getUser());

    const tokens = await manager.getTokens();
    assertNothingOf([tokens.accessToken, tokens.refreshToken, tokens.idToken], [manager.getUser(), heard], "user");
    await manager.revoke();
    assert.equal(manager.isAuthenticated(), false);
    assert.equal(manager.getUser(), undefined);
    assert.deepEqual(heard, [["signedIn ada", "signedOut"], ["signedIn ada"]]);
    assert.equal((await createManager(t, shared)).isAuthenticated(), false);
  });
}

test("a user is a plain object of its own each time, without the tokens of distributed claims", async (t) => {
  const { manager, idToken } = await setUp(t);
  const claims = {
    auth_time: 1_700_000_000, name: 'Ada "A" Ünï', address: { locality: "London", tags: ["a", null, 1.5] }, toJSON: "a claim",
    _claim_names: { payment: "src1" }, _claim_sources: { src1: { endpoint: "https://bank.example", access_token: "CANARY-distributed" } },
  };
  const given = await idToken("ada", claims);
  await manager.setTokens("api", { accessToken: "A", idToken: given });
  const user = manager.getUser("api");
  const { _claim_sources, ...shown } = claims;
  const { iat, exp, nonce, ...told } = user.claims;
  assert.deepStrictEqual(told, { iss: ISSUER, aud: "app", sub: "ada", ...shown });
  assert.deepStrictEqual({ ...user, claims: undefined }, { provider: "api", id: "ada", claims: undefined, authenticatedAt: 1_700_000_000_000 });
  assert.deepStrictEqual(JSON.parse(JSON.stringify(user.claims.address)), claims.address);
  assertNothingOf(["CANARY-distributed", given], [user], "user");
  user.claims.sub = "mallory";
  user.claims.address.tags.push("more");
  user.id = "mallory";
  assert.deepStrictEqual(manager.getUser().claims.address, claims.address);
  assert.equal(manager.getUser().id, "ada");
});

test("a refresh that brings a new ID token changes the claims, and is no event", async (t) => {
  const { server, manager, idToken } = await setUp(t);
  const heard = hear(manager);
  await manager.setTokens("api", { accessToken: "A", refreshToken: "R", idToken: await idToken("ada", { name: "before" }) });
  server.next(token({ id_token: await idToken("ada", { name: "after" }) }), token(), token({ id_token: await idToken("bob") }));
  await manager.refresh();
  assert.equal(manager.getUser().claims.name, "after");
  await manager.refresh();
  assert.equal(manager.getUser().claims.name, "after", "an answer without one keeps it");
  await assert.rejects(manager.refresh());
  assert.equal(manager.getUser().claims.name, "after", "another user's is refused");
  assert.deepEqual(heard, ["signedIn ada"]);
});

test("another user's login signs the first one out", async (t) => {
  const { manager, idToken } = await setUp(t);
  const heard = hear(manager);
  await manager.setTokens("api", { accessToken: "A", idToken: await idToken("ada") });
  await manager.setTokens("api", { accessToken: "B", idToken: await idToken("bob") });
  await manager.setTokens("api", { accessToken: "C", idToken: await idToken("bob", { name: "again" }) });
  assert.deepEqual(heard, ["signedIn ada", "signedOut", "signedIn bob"]);
});

test("tokens without an ID token, or with one that is not this client's, sign in a user without a name", async (t) => {
  const { manager, idToken } = await setUp(t);
  for (const idToken_ of [undefined, "opaque", await idToken("ada", { aud: "other" }), await idToken("ada", { iss: "https://evil.example" }), await idToken("ada", { sub: undefined })]) {
    const heard = hear(manager);
    await manager.setTokens("api", { accessToken: "A", idToken: idToken_ });
    assert.equal(manager.isAuthenticated(), true);
    assert.equal(manager.getUser(), undefined);
    await manager.clear();
    assert.deepEqual(heard, ["signedIn undefined", "signedOut"]);
    heard.stop();
  }
});

test("a session ends when its refresh token is refused and no access token lives", async (t) => {
  const { server, manager, idToken } = await setUp(t);
  const heard = hear(manager);
  await manager.setTokens("api", { accessToken: "A", refreshToken: "R", expiresIn: 3600, idToken: await idToken("ada") });
  await manager.invalidate();
  assert.equal(manager.isAuthenticated(), true, "another token can be had");
  server.next(oauthError("invalid_grant"));
  await assert.rejects(manager.getToken());
  assert.equal(manager.isAuthenticated(), false);
  assert.equal(manager.getUser(), undefined);
  assert.deepEqual(heard, ["signedIn ada", "signedOut"]);
});

test("tokens of other grants are no user's", async (t) => {
  const { server, manager, idToken } = await setUp(t);
  const heard = hear(manager);
  manager.addProvider("service", { grant: "refresh_token", clientId: "app", tokenEndpoint: server.tokenEndpoint });
  manager.addProvider("custom", { grant: "custom", acquire: () => ({ accessToken: "C" }) });
  await manager.setTokens("service", { accessToken: "S", refreshToken: "R", idToken: await idToken("ada") });
  await manager.getToken("custom");
  for (const name of ["service", "custom"]) {
    assert.equal(manager.isAuthenticated(name), false, name);
    assert.equal(manager.getUser(name), undefined, name);
  }
  assert.deepEqual(heard, []);
});

test("a manager made by `new` tells of the stored user when it reads its storage", async (t) => {
  const { options, manager, idToken } = await setUp(t);
  await manager.setTokens("api", { accessToken: "A", idToken: await idToken("ada") });
  const late = new TokenManager(options);
  t.after(() => late.close());
  const heard = hear(late);
  await late.getToken();
  assert.equal(late.isAuthenticated(), true);
  assert.deepEqual(heard, ["signedIn ada"]);
});

test("names and a closed manager: as with other questions", async (t) => {
  const { manager, idToken } = await setUp(t);
  await manager.setTokens("api", { accessToken: "A", idToken: await idToken("ada") });
  const heard = hear(manager);
  for (const ask of ["isAuthenticated", "getUser"]) {
    await assertRefused(() => manager[ask]("unknown"), "UnknownProviderError");
    await assertRefused(() => manager[ask](7), "InvalidConfigurationError");
  }
  manager.addProvider("second", { grant: "device_code", clientId: "app", issuer: ISSUER });
  await assertRefused(() => manager.getUser(), "UnknownProviderError");
  assert.equal(manager.getUser("second"), undefined);
  await manager.close();
  await pause(5);
  for (const ask of ["isAuthenticated", "getUser"]) assertError(thrownBy(() => manager[ask]("api")), "ManagerClosedError");
  assert.deepEqual(heard, [], "closing signs nobody out");
});

const ISSUER = "https://as.example";

/** A manager of a scripted server, and a function that makes ID tokens for it. */
async function setUp(t) {
  const server = await startTokenServer(t);
  const provider = {
    grant: "authorization_code", issuer: ISSUER, clientId: "app", redirectUri: REDIRECT_URI, retryPolicy: { ...quickRetries, maxAttempts: 1 },
    authorizationEndpoint: `${server.origin}/authorize`, tokenEndpoint: server.tokenEndpoint, jwksUri: `${server.origin}/jwks`,
  };
  const options = { namespace: newNamespace(), storage: new MapStorage(), providers: { api: provider } };
  const manager = await createManager(t, options);
  const idToken = (sub, claims) => signIdToken({ issuer: ISSUER, audience: "app" }, { sub, ...claims });
  return { server, options, manager, idToken };
}

/** The user events of a manager from now on. */
function hear(manager) {
  const heard = [];
  const ends = [
    manager.on("signedIn", ({ user }) => heard.push(`signedIn ${user?.id}`)),
    manager.on("signedOut", () => heard.push("signedOut")),
  ];
  return Object.defineProperty(heard, "stop", { value: () => ends.forEach((end) => end()), enumerable: false });
}

function thrownBy(call) {
  try {
    call();
  } catch (error) {
    return error;
  }
  assert.fail("nothing was thrown");
}
