// Events, observers and states: each listener gets the right events, and listeners disturb nothing.

import assert from "node:assert/strict";
import { test } from "node:test";
import { delayed, oauthError, status, token } from "../support/answers.mjs";
import { wakingClock } from "../support/clock.mjs";
import { assertRefused, assertRejects, recordEvents } from "../support/expect.mjs";
import { throwingStorage } from "../support/storages.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { clientCredentials, createWith, oneAttempt, refreshTokenGrant } from "../support/tokenward.mjs";
import { eventually, nextTurn, pause, within } from "../support/wait.mjs";

test("the first token emits added, the next ones refreshed, and their removal removed once", async (t) => {
  const { manager, events } = await setUp(t);
  await manager.getToken();
  await manager.refresh();
  await manager.getToken("api", { forceRefresh: true });
  await manager.clear();
  assert.deepEqual(events.names, ["added", "refreshed", "refreshed", "removed"]);
  const [added] = events.named("added");
  assert.equal(added.provider, "api");
  assert.equal(added.info.hasToken, true);
  assert.equal(added.info.provider, "api");
});

test("a cached token announces nothing", async (t) => {
  const { manager, events } = await setUp(t);
  await manager.getToken();
  const before = events.all.length;
  for (let i = 0; i < 10; i++) {
    await manager.getToken();
    await manager.getAuthHeaders();
    manager.peekToken();
    manager.getTokenInfo();
  }
  assert.equal(events.all.length, before);
});

test("an unchanged token announces nothing to subscribers", async (t) => {
  const { server, manager } = await setUp(t);
  server.always(token({ access_token: "the-same" }));
  const told = [];
  await manager.getToken();
  manager.subscribe("api", (accessToken) => told.push(accessToken));
  await manager.refresh();
  await manager.refresh();
  await manager.setTokens("api", { accessToken: "the-same", expiresIn: 3600 });
  assert.deepEqual(told, ["the-same"]);
});

test("expiring and expired are emitted once each", async (t) => {
  const { clock, server, manager, events } = await setUp(t);
  await manager.getToken();
  server.always(status(503));
  clock.advanceSeconds(3350);
  for (let i = 0; i < 5; i++) await manager.getToken();
  await eventually(() => events.count("expiring") > 0, "expiring is told");
  clock.advanceSeconds(300);
  for (let i = 0; i < 5; i++) await manager.getToken().catch(() => {});
  await eventually(() => events.count("expired") > 0, "expired is told");
  assert.equal(events.count("expiring"), 1);
  assert.equal(events.count("expired"), 1);
  assert.equal(events.named("expiring")[0].info.provider, "api");
});

test("state events form a chain through the life of a token", async (t) => {
  const { clock, server, manager, events } = await setUp(t);
  const states = () => events.named("state").map(({ to }) => to);
  assert.equal(manager.getTokenInfo().state, "not_authenticated");
  server.next(delayed(20));
  const first = manager.getToken();
  await eventually(() => server.requests.length === 1, "the request is sent");
  assert.equal(manager.getTokenInfo().state, "authenticating");
  await first;
  assert.deepEqual(states(), ["authenticating", "valid"]);

  clock.advanceSeconds(3601);
  server.next(delayed(20));
  const second = manager.getToken();
  await eventually(() => server.requests.length === 2, "the request is sent");
  assert.ok(["refreshing", "authenticating"].includes(manager.getTokenInfo().state), manager.getTokenInfo().state);
  await second;
  await manager.clear();

  let last = "not_authenticated";
  for (const { from, to, provider } of events.named("state")) {
    assert.equal(from, last);
    assert.notEqual(from, to);
    assert.equal(provider, "api");
    last = to;
  }
  assert.equal(last, "not_authenticated");
  assert.equal(manager.getTokenInfo().state, "not_authenticated");
});

test("looking at the state changes nothing and sends nothing", async (t) => {
  const { clock, server, manager, events } = await setUp(t);
  await manager.getToken();
  clock.advanceSeconds(3350);
  for (let i = 0; i < 10; i++) {
    assert.equal(manager.getTokenInfo().state, "expiring");
    assert.equal(manager.needsRefresh(), true);
    assert.equal(manager.isExpired(), false);
    assert.match(manager.peekToken(), /^access-/);
  }
  clock.advanceSeconds(300);
  assert.equal(manager.getTokenInfo().state, "expired");
  await pause(200); // As long as a request needs.
  assert.equal(server.requests.length, 1);
  assert.equal(events.count("refreshed"), 0);
});

test("a listener that awaits getToken inside any event gets its answer", async (t) => {
  const clock = wakingClock(t);
  const server = await startTokenServer(t);
  const retryPolicy = { ...oneAttempt, circuitThreshold: 100 };
  const provider = refreshTokenGrant(server, { retryPolicy, refreshPolicy: { jitter: 0 } });
  const manager = await createWith(t, provider, { storage: throwingStorage() });
  const answered = new Map();
  const asked = [];
  for (const name of ["added", "refreshed", "expiring", "expired", "removed", "error", "reauthenticate", "state", "storageError"]) {
    manager.on(name, async () => {
      const call = manager.getToken("api").then(() => "a token", (error) => error.code);
      asked.push(call);
      answered.set(name, await call);
    });
  }

  await manager.setTokens("api", { accessToken: "given", refreshToken: "refresh-1", expiresIn: 3600 }); // added, storageError
  await manager.refresh(); // refreshed
  clock.advanceSeconds(3350);
  server.next(status(503));
  await manager.getToken(); // expiring, error
  await eventually(() => answered.has("error"), "the error is told");
  server.next(status(503), status(503));
  clock.advanceSeconds(300);
  await manager.getToken().catch(() => {}); // expired
  await manager.clear(); // removed
  await manager.setTokens("api", { accessToken: "given", refreshToken: "refresh-1", expiresIn: 3600 });
  server.only(oauthError("invalid_grant"));
  await assertRejects(manager.refresh(), "ReauthenticationRequiredError"); // reauthenticate
  await within(10_000, Promise.all(asked), "what the listeners asked");

  assert.deepEqual(
    [...answered.keys()].sort(),
    ["added", "error", "expired", "expiring", "reauthenticate", "refreshed", "removed", "state", "storageError"],
  );
  for (const [name, answer] of answered) assert.equal(typeof answer, "string", `${name}: neither a token nor an error of the manager`);
});

test("the state that a listener reads agrees with the event", async (t) => {
  const { server, manager } = await setUp(t);
  const seen = {};
  for (const name of ["added", "refreshed", "removed"]) {
    manager.on(name, () => {
      const peeked = manager.peekToken();
      seen[name] = [peeked, manager.getTokenInfo().hasToken, manager.isExpired()];
      // After the removal, any request would ask for a new token.
      if (name !== "removed") seen[`${name}, asked`] = manager.getToken();
    });
  }
  server.next(token({ access_token: "first" }), token({ access_token: "second" }));
  await manager.getToken();
  await manager.refresh();
  await manager.clear();
  assert.deepEqual(seen.added, ["first", true, false]);
  assert.equal(await seen["added, asked"], "first");
  assert.deepEqual(seen.refreshed, ["second", true, false]);
  assert.equal(await seen["refreshed, asked"], "second");
  assert.deepEqual(seen.removed, [undefined, false, true]);
});

test("a listener that throws, or rejects, disturbs neither the others nor the caller", async (t) => {
  const { manager } = await setUp(t);
  t.mock.method(console, "error", () => {});
  const heard = [];
  for (const thrown of [new Error("listener"), "text", undefined, null, Object.freeze({})]) {
    manager.on("added", () => {
      throw thrown;
    });
    manager.on("added", () => Promise.reject(thrown));
  }
  manager.on("added", () => heard.push("added"));
  assert.match(await manager.getToken(), /^access-/);
  assert.deepEqual(heard, ["added"]);
  await nextTurn();
});

test("off and the returned function remove a listener, and only it", async (t) => {
  const { manager } = await setUp(t);
  const heard = [];
  const one = () => heard.push("one");
  const two = () => heard.push("two");
  const removeOne = manager.on("refreshed", one);
  manager.on("refreshed", two);
  manager.on("refreshed", () => heard.push("three"));
  await manager.getToken();
  removeOne();
  removeOne();
  manager.off("refreshed", two);
  manager.off("refreshed", () => {});
  await manager.refresh();
  assert.deepEqual(heard, ["three"]);
});

test("a listener may remove itself and add others during events", async (t) => {
  const { manager } = await setUp(t);
  const heard = [];
  const remove = manager.on("refreshed", () => {
    heard.push("once");
    remove();
    manager.on("refreshed", () => heard.push("added later"));
  });
  manager.on("refreshed", () => heard.push("always"));
  await manager.getToken();
  await manager.refresh();
  await manager.refresh();
  assert.deepEqual(heard, ["once", "always", "always", "added later"]);
});

test("unknown events and listeners that are no functions are refused", async (t) => {
  const { manager } = await setUp(t);
  for (const [event, listener] of [["refresh", () => {}], ["toString", () => {}], [undefined, () => {}], ["added", undefined], ["added", {}]]) {
    await assertRefused(() => manager.on(event, listener), "InvalidConfigurationError");
  }
});

test("subscribe calls at once with a valid token, then with each new one", async (t) => {
  const { clock, server, manager } = await setUp(t);
  const first = await manager.getToken();
  const told = [];
  const unsubscribe = manager.subscribe("api", (accessToken, info) => told.push([accessToken, info.provider]));
  await nextTurn();
  assert.deepEqual(told, [[first, "api"]]);
  assert.equal(server.requests.length, 1, "subscribing asks for nothing");

  clock.advanceSeconds(3601);
  const second = await manager.getToken();
  await manager.setTokens("api", { accessToken: "given", expiresIn: 3600 });
  assert.deepEqual(told.map(([accessToken]) => accessToken), [first, second, "given"]);
  unsubscribe();
  unsubscribe();
  await manager.refresh();
  assert.equal(told.length, 3);
});

test("subscribe without a valid token waits for the first one", async (t) => {
  const { clock, manager } = await setUp(t);
  const told = [];
  manager.subscribe("api", (accessToken) => told.push(accessToken));
  await nextTurn();
  assert.deepEqual(told, []);
  const first = await manager.getToken();
  clock.advanceSeconds(3601);
  manager.subscribe("api", (accessToken) => told.push(`late ${accessToken}`));
  await nextTurn();
  assert.deepEqual(told, [first], "an expired token is not told");
});

test("every subscriber gets every new token, even if another one throws", async (t) => {
  const { manager } = await setUp(t);
  t.mock.method(console, "error", () => {});
  const told = [];
  manager.subscribe("api", () => {
    throw new Error("subscriber");
  });
  for (let i = 0; i < 5; i++) manager.subscribe("api", (accessToken) => told.push([i, accessToken]));
  const first = await manager.getToken();
  assert.deepEqual(told, [0, 1, 2, 3, 4].map((i) => [i, first]));
});

test("subscribe refuses unknown providers and non-functions", async (t) => {
  const { manager } = await setUp(t);
  await assertRefused(() => manager.subscribe("nobody", () => {}), "UnknownProviderError");
  await assertRefused(() => manager.subscribe("api", "listener"), "InvalidConfigurationError");
});

async function setUp(t) {
  const clock = wakingClock(t);
  const server = await startTokenServer(t);
  const provider = clientCredentials(server, { refreshPolicy: { jitter: 0 }, retryPolicy: oneAttempt });
  const manager = await createWith(t, provider);
  return { clock, server, manager, events: recordEvents(manager) };
}
