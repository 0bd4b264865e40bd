// Rotating refresh tokens: none is lost, none is sent twice, and a logout or login during a flight wins.

import assert from "node:assert/strict";
import { test } from "node:test";
import { after, delayed, drop, oauthError, token } from "../support/answers.mjs";
import { wakingClock } from "../support/clock.mjs";
import { assertError, assertRejects, recordEvents } from "../support/expect.mjs";
import { rotatingFamily } from "../support/rotation.mjs";
import { AsyncStorage, MapStorage } from "../support/storages.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { createWith, newNamespace, oneAttempt, refreshTokenGrant } from "../support/tokenward.mjs";
import { deferred, eventually, pause, within } from "../support/wait.mjs";

const LOGGED_OUT = ["TokenNotFoundError", "ReauthenticationRequiredError"];

test("the new refresh token is stored before any caller resolves", async (t) => {
  const { clock, server, manager, storage } = await setUp(t, { storage: new AsyncStorage(30) });
  clock.advanceSeconds(3601);
  const seen = await Promise.all(Array.from({ length: 10 }, () => manager.getToken().then(() => storage.text)));
  for (const text of seen) assert.notEqual(text, "");
  const restarted = await restart(t, server, manager, storage);
  assert.equal((await restarted.getTokens()).refreshToken, "refresh-1");
});

test("a write that is under way holds the callers back", async (t) => {
  const storage = new MapStorage();
  const { clock, manager } = await setUp(t, { storage });
  const write = deferred();
  const order = [];
  storage.setItem = async function (key, value) {
    order.push("write begins");
    await write.promise;
    order.push("write ends");
    this.items.set(key, value);
  };
  clock.advanceSeconds(3601);
  const call = manager.getToken().then(() => order.push("caller resolved"));
  await eventually(() => order.includes("write begins"), "the write begins");
  await pause(50);
  assert.deepEqual(order, ["write begins"]);
  write.resolve();
  await call;
  assert.deepEqual(order, ["write begins", "write ends", "caller resolved"]);
});

test("a chain of refreshes sends each refresh token once", async (t) => {
  const { clock, server, manager, family } = await setUp(t);
  for (let i = 0; i < 10; i++) {
    clock.advanceSeconds(3601);
    await manager.getToken();
  }
  assert.deepEqual(server.forms.map((form) => form.refresh_token), Array.from({ length: 10 }, (_, i) => `refresh-${i}`));
  assert.equal(family.reuses, 0);
});

const BESIDE = {
  "a scope that is an object": { scope: { "chat:read": true } },
  "an expires_in that is no number": { expires_in: "soon" },
  "a life of nothing": { expires_in: 0 },
  "no token_type": { token_type: undefined },
  "an ID token that is none": { id_token: "none" },
  "no access token": { access_token: undefined },
};
for (const [what, members] of Object.entries(BESIDE)) {
  test(`with ${what} beside it the new refresh token is kept, stored and sent next`, async (t) => {
    const { clock, server, manager, storage, family, events } = await setUp(t);
    family.members = members;
    clock.advanceSeconds(3601);
    await assertRejects(manager.getToken(), "TokenRefreshError", { code: "invalid_response" });
    assert.equal((await manager.getTokens()).refreshToken, `refresh-${server.forms.length}`);
    const restarted = await restart(t, server, manager, storage);
    family.members = {};
    assert.match(await restarted.getToken(), /^access-/);
    assert.deepEqual(server.forms.map((form) => form.refresh_token), server.forms.map((_, i) => `refresh-${i}`));
    assert.equal(family.reuses, 0);
    assert.equal(events.count("reauthenticate"), 0);
  });
}

test("an answer without a refresh token keeps the old one", async (t) => {
  const { clock, server, manager } = await setUp(t);
  server.always(token());
  for (let i = 0; i < 2; i++) {
    clock.advanceSeconds(3601);
    await manager.getToken();
  }
  assert.deepEqual(server.forms.map((form) => form.refresh_token), ["refresh-0", "refresh-0"]);
});

test("a lost answer: the same refresh token is tried again, one at a time", async (t) => {
  const { clock, server, manager } = await setUp(t);
  clock.advanceSeconds(3601);
  server.next(drop(), token({ refresh_token: "refresh-1" }));
  assert.match(await manager.getToken(), /^access-/);
  assert.deepEqual(server.forms.map((form) => form.refresh_token), ["refresh-0", "refresh-0"]);
});

test("invalidate forgets the access token and keeps the refresh token", async (t) => {
  const { server, manager, storage } = await setUp(t);
  const first = manager.peekToken();
  await manager.invalidate("api");
  assert.equal(manager.peekToken(), undefined);
  assert.equal(manager.getTokenInfo().hasToken, false);
  assert.equal(manager.getTokenInfo().hasRefreshToken, true);
  assert.ok(!storage.text.includes(first));
  assert.notEqual(await manager.getToken(), first);
  assert.deepEqual(server.forms.map((form) => form.refresh_token), ["refresh-0"]);
});

for (const wobble of [0.003, 7]) {
  test(`invalidate takes effect each time, although the wall clock goes back and forth by ${wobble} s`, async (t) => {
    const { clock, server, manager } = await setUp(t);
    server.always(token());
    for (let i = 1; i <= 20; i++) {
      await manager.setTokens("api", { accessToken: `given-${i}`, refreshToken: "refresh-0", expiresIn: 3600 });
      clock.advanceSeconds(i % 2 ? -wobble : wobble);
      await manager.invalidate("api");
      assert.equal(manager.peekToken(), undefined, `time ${i}`);
      assert.match(await manager.getToken(), /^access-/);
      assert.equal(server.requests.length, i);
    }
  });
}

test("invalidate survives a restart", async (t) => {
  const { server, manager, storage } = await setUp(t);
  await manager.invalidate("api");
  const restarted = await restart(t, server, manager, storage);
  assert.equal(restarted.peekToken(), undefined);
  assert.match(await restarted.getToken(), /^access-/);
  assert.equal(server.requests.length, 1);
});

test("a logout during a refresh wins: waiting callers are refused, the late answer is dropped", async (t) => {
  const { clock, server, manager, storage, events } = await setUp(t);
  const answer = deferred();
  server.next(after(answer.promise, token({ access_token: "too-late", refresh_token: "refresh-late" })));
  clock.advanceSeconds(3601);
  const waiting = [manager.getToken(), manager.refresh(), manager.getAuthHeaders()].map(outcome);
  await eventually(() => server.requests.length === 1, "the refresh is under way");

  await manager.clear("api");
  for (const { reason } of await within(2_000, Promise.all(waiting), "who waited")) assertError(reason, LOGGED_OUT, { provider: "api" });
  answer.resolve();
  await pause(50);

  assert.equal(manager.peekToken(), undefined);
  assert.equal(await manager.getTokens(), undefined);
  assert.equal(storage.items.size, 0, storage.text);
  assert.equal(events.count("removed"), 1);
  assert.equal(events.count("refreshed"), 0);
  await assertRejects(manager.getToken(), LOGGED_OUT);
  assert.equal(server.requests.length, 1);
});

test("a logout while the new tokens are being written leaves nothing stored", async (t) => {
  const { clock, server, manager, storage } = await setUp(t, { storage: new AsyncStorage(60) });
  clock.advanceSeconds(3601);
  const waiting = outcome(manager.getToken());
  await eventually(() => server.requests.length === 1, "the refresh is under way");
  await pause(30);
  await manager.clear("api");
  await waiting;
  await pause(200);
  assert.equal(storage.items.size, 0, storage.text);
  assert.equal(manager.peekToken(), undefined);
});

test("tokens set during a refresh win over its late answer", async (t) => {
  const { clock, server, manager, storage } = await setUp(t);
  const answer = deferred();
  server.next(after(answer.promise, token({ access_token: "too-late", refresh_token: "refresh-late" })));
  clock.advanceSeconds(3601);
  const waiting = outcome(manager.getToken());
  await eventually(() => server.requests.length === 1, "the refresh is under way");

  await manager.setTokens("api", { accessToken: "given-by-hand", refreshToken: "refresh-given", expiresIn: 3600 });
  const { value } = await within(2_000, waiting, "who waited");
  assert.equal(value, "given-by-hand");
  answer.resolve();
  await pause(50);

  assert.equal(await manager.getToken(), "given-by-hand");
  assert.equal((await manager.getTokens()).refreshToken, "refresh-given");
  assert.ok(!storage.text.includes("refresh-late"));
  const restarted = await restart(t, server, manager, storage);
  assert.equal((await restarted.getTokens()).refreshToken, "refresh-given");
});

test("a late invalid_grant takes nothing from tokens set meanwhile", async (t) => {
  const { clock, server, manager, events } = await setUp(t);
  const answer = deferred();
  server.next(after(answer.promise, oauthError("invalid_grant")));
  clock.advanceSeconds(3601);
  const waiting = outcome(manager.getToken());
  await eventually(() => server.requests.length === 1, "the refresh is under way");
  await manager.setTokens("api", { accessToken: "given-by-hand", refreshToken: "refresh-given", expiresIn: 3600 });
  answer.resolve();
  await within(2_000, waiting, "who waited");
  await pause(30);
  assert.equal(await manager.getToken(), "given-by-hand");
  assert.equal(events.count("reauthenticate"), 0);
});

test("a write that fails after the exchange: the token is handed out and the spent refresh token never sent again", async (t) => {
  const { clock, server, manager, storage, family, events } = await setUp(t);
  const works = storage.setItem;
  storage.setItem = () => {
    throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
  };
  for (let i = 1; i <= 3; i++) {
    clock.advanceSeconds(3601);
    assert.match(await manager.getToken(), /^access-/);
    assert.equal(server.requests.length, i);
  }
  assert.equal(family.reuses, 0);
  assert.equal(events.count("storageError"), 1);
  assert.equal(events.count("error"), 0);

  // When the storage works again, the newest tokens are written.
  storage.setItem = works;
  clock.advanceSeconds(3601);
  await manager.getToken();
  clock.advanceSeconds(120);
  await eventually(async () => {
    await manager.getToken();
    return storage.text.includes("refresh-4");
  }, "the newest refresh token is stored");
});

test("a write that hangs after the exchange does not keep the token from its callers", async (t) => {
  const { clock, manager, storage, family, events } = await setUp(t);
  storage.setItem = () => new Promise(() => {});
  clock.advanceSeconds(3601);
  assert.match(await within(4_000, manager.getToken(), "getToken"), /^access-/);
  clock.advanceSeconds(3601);
  assert.match(await within(4_000, manager.getToken(), "getToken"), /^access-/);
  assert.equal(family.reuses, 0);
  assert.equal(events.count("storageError"), 1);
});

test("clear without a name forgets every provider's tokens", async (t) => {
  const { manager, storage } = await setUp(t, { more: { other: { grant: "static", token: "static-token" } } });
  await manager.clear();
  assert.equal(storage.items.size, 0, storage.text);
  assert.equal(manager.peekToken("api"), undefined);
  assert.equal(manager.getTokenInfo("api").state, "not_authenticated");
});

test("clear twice tells of the removal once", async (t) => {
  const { manager, events } = await setUp(t);
  await manager.clear("api");
  await manager.clear("api");
  assert.equal(events.count("removed"), 1);
});

async function setUp(t, { storage = new MapStorage(), more = {} } = {}) {
  const clock = wakingClock(t);
  const server = await startTokenServer(t);
  const family = rotatingFamily({ wrap: (answer) => delayed(5, answer) });
  server.always(family.answer);
  const namespace = newNamespace();
  const provider = refreshTokenGrant(server, { retryPolicy: { ...oneAttempt, maxAttempts: 2 } });
  const manager = await createWith(t, provider, { storage, namespace, providers: { api: provider, ...more } });
  await manager.setTokens("api", family.first());
  return { clock, server, manager, storage: Object.assign(storage, { namespace }), family, events: recordEvents(manager) };
}

/** The stored tokens at a new start of the program. */
async function restart(t, server, manager, storage) {
  await manager.close();
  return createWith(t, refreshTokenGrant(server), { storage, namespace: storage.namespace });
}

const outcome = (promise) => promise.then((value) => ({ value }), (reason) => ({ reason }));
