// Fallback chains as users configure them: by name, inline, in order, down to a static token.

import assert from "node:assert/strict";
import { test } from "node:test";
import { oauthError, status, token } from "../support/answers.mjs";
import { wakingClock } from "../support/clock.mjs";
import { assertBadConfiguration, assertRefused, assertRejects, recordEvents } from "../support/expect.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { clientCredentials, createManager, oneAttempt, refreshTokenGrant } from "../support/tokenward.mjs";

const failing = (server, more = {}) => clientCredentials(server, { retryPolicy: oneAttempt, ...more });
const byHand = (text = "by-hand") => ({ grant: "static", token: text });

/** A server that answers 503 until it is changed. */
async function startFailingServer(t) {
  const server = await startTokenServer(t);
  server.always(status(503));
  return server;
}

test("a provider of the same manager, by name, in whatever order they are given", async (t) => {
  const server = await startFailingServer(t);
  const other = await startTokenServer(t);
  other.always(token({ access_token: "from-the-other" }));
  const manager = await createManager(t, {
    providers: { api: failing(server, { fallback: "other" }), other: clientCredentials(other) },
  });
  const events = recordEvents(manager);
  assert.equal(await manager.getToken("api"), "from-the-other");
  assert.deepEqual(events.named("fallback"), [{ name: "fallback", provider: "api", to: "other" }]);
  const info = manager.getTokenInfo("api");
  assert.deepEqual([info.source, info.state, info.consecutiveFailures, info.lastError.code], ["fallback", "valid", 1, "acquisition_failed"]);
  assert.equal(manager.getTokenInfo("other").source, "primary");
  assert.equal(manager.peekToken("api"), "from-the-other");
  assert.deepEqual(await manager.getAuthHeaders("api"), { Authorization: "Bearer from-the-other" });
  assert.equal(other.requests.length, 1);
});

test("a configuration of its own, which is no provider that callers know", async (t) => {
  const server = await startFailingServer(t);
  const manager = await createManager(t, { providers: { api: failing(server, { fallback: byHand() }) } });
  const events = recordEvents(manager);
  assert.equal(await manager.getToken(), "by-hand", "it is still the only provider");
  assert.deepEqual(manager.listProviders(), ["api"]);
  assert.deepEqual(events.named("fallback"), [{ name: "fallback", provider: "api", to: "api.fallback" }]);
  assert.ok(events.all.every(({ provider }) => provider === "api"));
  await assertRefused(() => manager.getToken("api.fallback"), "UnknownProviderError");
});

test("a chain is used in order, and a static token ends it", async (t) => {
  const server = await startFailingServer(t);
  const second = await startFailingServer(t);
  const manager = await createManager(t, {
    providers: { api: failing(server, { fallback: [failing(second), "third", byHand("last")] }), third: { grant: "custom", acquire: () => Promise.reject(new Error("no")), retryPolicy: oneAttempt } },
  });
  assert.equal(await manager.getToken("api"), "last");
  assert.equal(second.requests.length, 1);
  assert.equal(manager.getTokenInfo("third").consecutiveFailures, 1);
});

test("a fallback may have fallbacks of its own", async (t) => {
  const server = await startFailingServer(t);
  const manager = await createManager(t, { providers: { api: failing(server, { fallback: failing(server, { fallback: byHand("deep") }) }) } });
  assert.equal(await manager.getToken(), "deep");
  assert.equal(manager.getTokenInfo().source, "fallback");
});

test("maxFailuresBeforeFallback counts failures in a row, and useFallback overrules it", async (t) => {
  const server = await startFailingServer(t);
  const retryPolicy = { ...oneAttempt, maxFailuresBeforeFallback: 3 };
  const manager = await createManager(t, { providers: { api: failing(server, { retryPolicy, fallback: byHand() }) } });
  await assertRejects(manager.getToken(), "TokenAcquisitionError", { status: 503 });
  await assertRejects(manager.getToken(), "TokenAcquisitionError", { status: 503 });
  assert.equal(await manager.getToken(), "by-hand");
  assert.equal(server.requests.length, 3);
  await assertRejects(manager.getToken("api", { useFallback: false }), "TokenAcquisitionError");
  assert.equal(await manager.getToken("api", { useFallback: true }), "by-hand");
});

test("useFallback: true asks the fallback at once, without a request of the provider's own", async (t) => {
  const server = await startTokenServer(t);
  const manager = await createManager(t, { providers: { api: clientCredentials(server, { fallback: byHand() }) } });
  assert.equal(await manager.getToken("api", { useFallback: true }), "by-hand");
  assert.equal(server.requests.length, 0);
});

test("the provider takes over again once its cool-down ends and its server works", async (t) => {
  const clock = wakingClock(t);
  const server = await startFailingServer(t);
  const retryPolicy = { ...oneAttempt, circuitThreshold: 1, circuitCooldownMs: 20_000 };
  const manager = await createManager(t, { providers: { api: failing(server, { retryPolicy, fallback: byHand() }) } });
  const seen = [];
  manager.subscribe("api", (text) => seen.push(text));
  for (let i = 0; i < 5; i++) assert.equal(await manager.getToken(), "by-hand");
  assert.equal(server.requests.length, 1);
  server.always(token({ access_token: "own" }));
  clock.advanceSeconds(21);
  assert.equal(await manager.getToken(), "own");
  assert.equal(manager.getTokenInfo().source, "primary");
  assert.deepEqual(seen, ["by-hand", "own"]);
});

test("a session that ended for good falls back, and says that a login is needed", async (t) => {
  const server = await startTokenServer(t);
  server.always(oauthError("invalid_grant"));
  const manager = await createManager(t, { providers: { api: refreshTokenGrant(server, { refreshToken: "spent", fallback: byHand() }) } });
  const events = recordEvents(manager);
  assert.equal(await manager.getToken(), "by-hand");
  assert.equal(events.count("reauthenticate"), 1);
  assert.equal(await manager.getToken(), "by-hand");
  assert.equal(server.requests.length, 1);
});

test("the provider keeps its refresh token while a fallback's token is returned", async (t) => {
  const clock = wakingClock(t);
  const server = await startTokenServer(t);
  const manager = await createManager(t, { providers: { api: refreshTokenGrant(server, { retryPolicy: oneAttempt, fallback: byHand() }) } });
  await manager.setTokens("api", { accessToken: "own", refreshToken: "kept", expiresIn: 100 });
  server.always(status(503));
  clock.advanceSeconds(95);
  assert.equal(await manager.getToken(), "by-hand");
  const { accessToken, refreshToken } = await manager.getTokens();
  assert.deepEqual([accessToken, refreshToken], ["by-hand", "kept"]);
});

test("invalidate of a borrowed token makes the one that lent it get a new one", async (t) => {
  const server = await startFailingServer(t);
  const other = await startTokenServer(t);
  const retryPolicy = { ...oneAttempt, circuitThreshold: 1 };
  const manager = await createManager(t, { providers: { api: failing(server, { retryPolicy, fallback: "other" }), other: clientCredentials(other) } });
  const first = await manager.getToken("api");
  await manager.invalidate("api");
  assert.equal(manager.peekToken("api"), undefined);
  assert.notEqual(await manager.getToken("api"), first);
  assert.equal(other.requests.length, 2);
});

test("invalidate of a token that was lent on reaches the provider that owns it", async (t) => {
  const server = await startFailingServer(t);
  const owner = await startTokenServer(t);
  const retryPolicy = { ...oneAttempt, circuitThreshold: 1 };
  const manager = await createManager(t, {
    providers: {
      first: failing(server, { retryPolicy, fallback: "second" }),
      second: failing(server, { retryPolicy, fallback: "third" }),
      third: clientCredentials(owner),
    },
  });
  const before = await manager.getToken("first");
  await manager.invalidate("first");
  for (const name of ["first", "second", "third"]) assert.equal(manager.peekToken(name), undefined, name);
  assert.notEqual(await manager.getToken("first"), before);
  assert.equal(owner.requests.length, 2);
});

test("a logout of the lending provider removes the token from the borrower too", async (t) => {
  const server = await startFailingServer(t);
  const retryPolicy = { ...oneAttempt, circuitThreshold: 1 };
  const manager = await createManager(t, { providers: { api: failing(server, { retryPolicy, fallback: "other" }), other: byHand() } });
  await manager.getToken("api");
  await manager.clear("other");
  assert.equal(manager.peekToken("api"), undefined);
  await assertRejects(manager.getToken("api"), "TokenAcquisitionError", { code: "circuit_open" });
  await manager.setTokens("other", { accessToken: "given-anew" });
  assert.equal(await manager.getToken("api"), "given-anew");
  await manager.removeProvider("other");
  assert.equal(manager.peekToken("api"), undefined);
});

test("a fallback that renews its token renews the borrower's", async (t) => {
  const server = await startFailingServer(t);
  const other = await startTokenServer(t);
  const manager = await createManager(t, { providers: { api: failing(server, { fallback: "other" }), other: clientCredentials(other) } });
  const seen = [];
  manager.subscribe("api", (text) => seen.push(text));
  const first = await manager.getToken("api");
  await manager.refresh("other");
  const second = manager.peekToken("other");
  assert.notEqual(second, first);
  assert.equal(manager.peekToken("api"), second);
  assert.deepEqual(seen, [first, second]);
});

test("a hundred callers of a failing provider make one request of each", async (t) => {
  const server = await startFailingServer(t);
  const other = await startTokenServer(t);
  const manager = await createManager(t, { providers: { api: failing(server, { fallback: clientCredentials(other) }) } });
  const tokens = await Promise.all(Array.from({ length: 100 }, () => manager.getToken()));
  assert.equal(new Set(tokens).size, 1);
  assert.deepEqual([server.requests.length, other.requests.length], [1, 1]);
});

test("a tenant may fall back to one that is still to be resolved", async (t) => {
  const server = await startFailingServer(t);
  const manager = await createManager(t, {
    providers: { api: failing(server, { fallback: "tenant" }) },
    resolveProvider: async (name) => (name === "tenant" ? byHand("resolved") : undefined),
  });
  assert.equal(await manager.getToken("api"), "resolved");
});

test("removing a provider takes its inline fallbacks along, and its name is free again", async (t) => {
  const server = await startFailingServer(t);
  const manager = await createManager(t, { providers: { api: failing(server, { fallback: byHand("old") }) } });
  await manager.getToken();
  await manager.removeProvider("api");
  manager.addProvider("api", failing(server, { fallback: byHand("new") }));
  assert.equal(await manager.getToken(), "new");
});

test("chains that lead back or nowhere are refused by name", async (t) => {
  const server = await startTokenServer(t);
  const link = (fallback) => clientCredentials(server, { fallback });
  const of = (providers) => ({ providers });
  for (const [options, path] of [
    [of({ a: link("a") }), "providers.a.fallback"],
    [of({ a: link("b"), b: link("c"), c: link("a") }), "providers.a.fallback: makes a cycle: a → b → c → a"],
    [of({ a: link(["b", byHand()]), b: link(link("a")) }), "a → b → b.fallback → a"],
    [of({ a: link("nobody") }), "providers.a.fallback"],
    [of({ a: link(7) }), "providers.a.fallback"],
    [of({ a: link([byHand(), { grant: "static" }]) }), "providers.a.fallback.1.token"],
    [of({ a: link({ grant: "custom" }) }), "providers.a.fallback.acquire"],
  ]) {
    await assertBadConfiguration(options, path);
  }
  const manager = await createManager(t, of({ a: link(byHand()) }));
  await assertRefused(() => manager.addProvider("b", link("c")), "InvalidConfigurationError", { message: /providers\.b\.fallback/ });
  assert.deepEqual(manager.listProviders(), ["a"], "what was refused leaves nothing behind");
  manager.addProvider("b", link("a"));
});
