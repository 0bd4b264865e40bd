// One token request per credential, for all kinds and numbers of callers.

import assert from "node:assert/strict";
import { test } from "node:test";
import { delayed, token } from "../support/answers.mjs";
import { APP, SERVICE, startAuthorizationServer } from "../support/authorization-server.mjs";
import { wakingClock } from "../support/clock.mjs";
import { rotatingFamily } from "../support/rotation.mjs";
import { AsyncStorage, MapStorage } from "../support/storages.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { clientCredentials, createManager, createWith, newNamespace, refreshTokenGrant } from "../support/tokenward.mjs";

const ask = (times, ...managers) =>
  Promise.all(Array.from({ length: times }, (_, i) => managers[i % managers.length].getToken("api")));

const assertAllSame = (tokens) => assert.deepEqual([...new Set(tokens)], [tokens[0]]);

test("1,000 concurrent calls on an empty cache send one token request", async (t) => {
  const server = await startTokenServer(t);
  server.always(delayed(50));
  const manager = await createWith(t, clientCredentials(server));

  const tokens = await ask(1000, manager);

  assertAllSame(tokens);
  assert.equal(server.requests.length, 1);
  assert.deepEqual(server.forms[0].grant_type, "client_credentials");
});

test("1,000 concurrent calls with an expired token send one refresh, whose refresh token rotates", async (t) => {
  const clock = wakingClock(t);
  const server = await startTokenServer(t);
  const family = rotatingFamily({ wrap: (answer) => delayed(30, answer) });
  server.always(family.answer);
  const manager = await createWith(t, refreshTokenGrant(server));
  const { access_token: first } = await setFirst(manager, family);

  for (let round = 1; round <= 3; round++) {
    clock.advanceSeconds(3601);
    const tokens = await ask(1000, manager);
    assertAllSame(tokens);
    assert.notEqual(tokens[0], first);
    assert.equal(server.requests.length, round);
  }
  assert.equal(family.reuses, 0);
});

async function setFirst(manager, family) {
  const tokens = family.first();
  await manager.setTokens("api", tokens);
  return tokens;
}

test("consecutive calls share the first one's token", async (t) => {
  const server = await startTokenServer(t);
  const manager = await createWith(t, clientCredentials(server));
  const tokens = [];
  for (let i = 0; i < 20; i++) tokens.push(await manager.getToken());
  assertAllSame(tokens);
  assert.equal(server.requests.length, 1);
});

test("callers that come while a request is under way join it, forced ones too", async (t) => {
  const server = await startTokenServer(t);
  server.always(delayed(60));
  const manager = await createWith(t, clientCredentials(server));

  const first = manager.getToken();
  await new Promise((resolve) => setTimeout(resolve, 20));
  const late = [manager.getToken(), manager.getToken("api", { forceRefresh: true }), manager.getAuthHeaders(), manager.refresh()];
  const [plain, forced, headers] = await Promise.all(late);

  assert.equal(plain, await first);
  assert.equal(forced, plain);
  assert.equal(headers.Authorization, `Bearer ${plain}`);
  assert.equal(server.requests.length, 1);
});

test("each provider has a request of its own", async (t) => {
  const server = await startTokenServer(t);
  server.always(delayed(20));
  const providers = { a: clientCredentials(server, { scope: "a" }), b: clientCredentials(server, { scope: "b" }) };
  const manager = await createManager(t, { providers });

  const [a, b, again] = await Promise.all([manager.getToken("a"), manager.getToken("b"), manager.getToken("a")]);

  assert.notEqual(a, b);
  assert.equal(again, a);
  assert.deepEqual(server.forms.map(({ scope }) => scope).sort(), ["a", "b"]);
});

for (const Storage of [MapStorage, AsyncStorage]) {
  test(`two managers with one namespace and one ${Storage.name} share one request`, async (t) => {
    const clock = wakingClock(t);
    const server = await startTokenServer(t);
    server.always(delayed(40));
    const shared = { storage: new Storage(), namespace: newNamespace() };
    const one = await createWith(t, clientCredentials(server), shared);
    const other = await createWith(t, clientCredentials(server), shared);

    assertAllSame(await ask(100, one, other));
    assert.equal(server.requests.length, 1);

    clock.advanceSeconds(3601);
    assertAllSame(await ask(100, one, other));
    assert.equal(server.requests.length, 2);
  });
}

test("two managers with one namespace and storage never send a rotating refresh token twice", async (t) => {
  const clock = wakingClock(t);
  const server = await startTokenServer(t);
  const family = rotatingFamily({ wrap: (answer) => delayed(30, answer) });
  server.always(family.answer);
  const shared = { storage: new AsyncStorage(), namespace: newNamespace() };
  const one = await createWith(t, refreshTokenGrant(server), shared);
  const other = await createWith(t, refreshTokenGrant(server), shared);
  await setFirst(one, family);

  for (let round = 1; round <= 3; round++) {
    clock.advanceSeconds(3601);
    assertAllSame(await ask(50, one, other));
    assert.equal(server.requests.length, round);
  }
  assert.equal(family.reuses, 0);
});

test("managers with different namespaces share nothing", async (t) => {
  const server = await startTokenServer(t);
  const storage = new MapStorage();
  const one = await createWith(t, clientCredentials(server), { storage });
  const other = await createWith(t, clientCredentials(server), { storage });

  assert.notEqual(await one.getToken(), await other.getToken());
  assert.equal(server.requests.length, 2);
});

test("a token that a caller cannot use for its short life is not shared by a refresh of a refresh", async (t) => {
  const server = await startTokenServer(t);
  server.always(delayed(20, token({ expires_in: 100 })));
  const manager = await createWith(t, clientCredentials(server));
  // More life than the server ever gives: each call may try for a newer token, but none may loop.
  const tokens = await Promise.all(Array.from({ length: 50 }, () => manager.getToken("api", { minLifetimeSeconds: 3000 })));
  assertAllSame(tokens);
  assert.ok(server.requests.length <= 2, `${server.requests.length} requests`);
});

test("1,000 concurrent calls send one request to a real authorization server", async (t) => {
  const real = await startAuthorizationServer(t);
  const manager = await createManager(t, {
    providers: { api: { grant: "client_credentials", issuer: real.issuer, ...SERVICE } },
  });
  assertAllSame(await ask(1000, manager));
  assert.deepEqual(real.granted, ["client_credentials"]);
  assert.deepEqual(real.refused, []);
});

test("1,000 concurrent calls rotate a real server's refresh token once", async (t) => {
  const clock = wakingClock(t);
  const real = await startAuthorizationServer(t);
  const manager = await createManager(t, {
    providers: {
      api: { grant: "refresh_token", issuer: real.issuer, ...APP, clientAuth: "none", refreshToken: await real.newRefreshToken() },
    },
  });
  for (let round = 1; round <= 3; round++) {
    assertAllSame(await ask(1000, manager));
    assert.equal(real.granted.length, round);
    clock.advanceSeconds(3601);
  }
  assert.deepEqual(real.refused, []);
});
