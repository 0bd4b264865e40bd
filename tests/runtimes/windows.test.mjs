// The windows in which a cached token is returned, renewed in the background, and no longer returned.

import assert from "node:assert/strict";
import { test } from "node:test";
import { answer, hang, newAccessToken, status, token } from "../support/answers.mjs";
import { wakingClock } from "../support/clock.mjs";
import { MapStorage } from "../support/storages.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { assertBadConfiguration, assertRejects, assertRefused } from "../support/expect.mjs";
import { clientCredentials, createWith, oneAttempt } from "../support/tokenward.mjs";
import { eventually, nextTurn, pause } from "../support/wait.mjs";

/** No jitter, so that the windows are exactly those of the policy. */
const steady = { refreshPolicy: { jitter: 0 } };

async function setUp(t, { expiresIn = 3600, ...more } = {}) {
  const clock = wakingClock(t);
  const server = await startTokenServer(t);
  server.always(token({ expires_in: expiresIn }));
  const manager = await createWith(t, clientCredentials(server, { ...steady, ...more }));
  return { clock, server, manager };
}

test("a token outside both windows is reused without a request", async (t) => {
  const { clock, server, manager } = await setUp(t);
  const first = await manager.getToken();
  clock.advanceSeconds(3290);
  assert.equal(await manager.getToken(), first);
  assert.equal(manager.peekToken(), first);
  assert.equal(manager.needsRefresh(), false);
  assert.equal(server.requests.length, 1);
});

test("inside the soft window the token is handed out at once and one renewal starts beside it", async (t) => {
  const { clock, server, manager } = await setUp(t);
  const first = await manager.getToken();
  clock.advanceSeconds(3350);
  assert.equal(manager.needsRefresh(), true);
  assert.equal(manager.isExpired(), false);

  // The request gets no answer: a caller that waited for it would not get the old token.
  server.next(hang());
  const during = await Promise.all(Array.from({ length: 100 }, () => manager.getToken()));
  assert.deepEqual([...new Set(during)], [first]);
  await eventually(() => server.requests.length > 1, "the renewal was sent");
  assert.equal(server.requests.length, 2);
});

test("the renewal's token replaces the old one without a waiting caller", async (t) => {
  const { clock, server, manager } = await setUp(t);
  const first = await manager.getToken();
  clock.advanceSeconds(3350);
  assert.equal(await manager.getToken(), first);
  await eventually(() => manager.peekToken() !== first, "a new token is held");
  assert.notEqual(await manager.getToken(), first);
  assert.equal(server.requests.length, 2);
});

test("inside the hard window callers wait for the new token", async (t) => {
  const { clock, server, manager } = await setUp(t);
  const first = await manager.getToken();
  clock.advanceSeconds(3545);
  assert.equal(manager.isExpired(), true);
  const tokens = await Promise.all(Array.from({ length: 50 }, () => manager.getToken()));
  assert.notEqual(tokens[0], first);
  assert.equal(new Set(tokens).size, 1);
  assert.equal(server.requests.length, 2);
});

test("an expired token is neither handed out nor shown, even if the clock is set back", async (t) => {
  const { clock, server, manager } = await setUp(t);
  const first = await manager.getToken();
  clock.advanceSeconds(3700);
  assert.equal(manager.peekToken(), undefined);
  assert.equal(manager.isExpired(), true);
  clock.advanceSeconds(-3700);
  assert.equal(manager.peekToken(), undefined);
  assert.notEqual(await manager.getToken(), first);
  assert.equal(server.requests.length, 2);
});

test("both windows shrink for short-lived tokens: a 30-second token is not renewed at every call", async (t) => {
  const { clock, server, manager } = await setUp(t, { expiresIn: 30 });
  const first = await manager.getToken();
  for (const seconds of [5, 10, 7]) {
    clock.advanceSeconds(seconds);
    assert.equal(await manager.getToken(), first);
  }
  await nextTurn();
  assert.equal(server.requests.length, 1, "22 seconds old: outside of the last quarter");
  clock.advanceSeconds(3);
  assert.equal(await manager.getToken(), first, "25 seconds old: handed out, and renewed");
  await eventually(() => server.requests.length === 2, "the renewal was sent");
});

test("a 2-second token does not cause a request per call, in real time", async (t) => {
  const { server, manager } = await setUp(t, { expiresIn: 2 });
  let calls = 0;
  for (const end = performance.now() + 3_000; performance.now() < end; await pause(5)) {
    assert.match(await manager.getToken(), /^access-/);
    calls += 1;
  }
  assert.ok(calls > 20);
  assert.ok(server.requests.length >= 2, "it was renewed");
  assert.ok(server.requests.length <= 5, `${server.requests.length} requests in 3 seconds, ${calls} calls`);
});

test("a token of a year arms no early renewal, in the background neither", async (t) => {
  const clock = wakingClock(t);
  const server = await startTokenServer(t);
  server.always(token({ expires_in: 365 * 86_400 }));
  // Node fires a timer that is too long after a millisecond, with a warning.
  const warnings = [];
  const onWarning = ({ name }) => warnings.push(name);
  process.on("warning", onWarning);
  t.after(() => process.off("warning", onWarning));
  const manager = await createWith(t, clientCredentials(server), { background: true });
  const first = await manager.getToken();
  await pause(300);
  assert.equal(server.requests.length, 1);
  assert.deepEqual(warnings, []);
  clock.advanceSeconds(364 * 86_400);
  assert.equal(await manager.getToken(), first);
  await pause(50);
  assert.equal(server.requests.length, 1);
});

test("refreshPolicy moves both windows", async (t) => {
  const refreshPolicy = { jitter: 0, aheadSeconds: 10, minLifetimeSeconds: 5 };
  const { clock, server, manager } = await setUp(t, { refreshPolicy });
  const first = await manager.getToken();
  clock.advanceSeconds(3588);
  assert.equal(manager.needsRefresh(), false);
  assert.equal(await manager.getToken(), first);
  assert.equal(server.requests.length, 1);
  clock.advanceSeconds(4);
  assert.equal(manager.needsRefresh(), true);
  assert.equal(manager.isExpired(), false);
  clock.advanceSeconds(4);
  assert.equal(manager.isExpired(), true);
});

test("a provider's refreshPolicy goes over the manager's, field by field", async (t) => {
  const clock = wakingClock(t);
  const server = await startTokenServer(t);
  const provider = clientCredentials(server, { refreshPolicy: { aheadSeconds: 20 } });
  const manager = await createWith(t, provider, { refreshPolicy: { aheadSeconds: 500, minLifetimeSeconds: 10, jitter: 0 } });
  await manager.getToken();
  clock.advanceSeconds(3575);
  assert.equal(manager.needsRefresh(), false, "aheadSeconds is the provider's");
  clock.advanceSeconds(10);
  assert.equal(manager.needsRefresh(), true);
  assert.equal(manager.isExpired(), false, "minLifetimeSeconds is the manager's");
});

test("minLifetimeSeconds demands more life than the token has", async (t) => {
  const { clock, server, manager } = await setUp(t);
  const first = await manager.getToken();
  clock.advanceSeconds(1000);
  assert.equal(await manager.getToken("api", { minLifetimeSeconds: 2000 }), first);
  assert.equal(server.requests.length, 1);
  const longer = await manager.getToken("api", { minLifetimeSeconds: 3000 });
  assert.notEqual(longer, first);
  assert.equal(server.requests.length, 2);
  assert.equal(await manager.getToken("api", { minLifetimeSeconds: 3000 }), longer);
  assert.equal(server.requests.length, 2);
});

test("minLifetimeSeconds does not make every call a request where tokens never live that long", async (t) => {
  const { server, manager } = await setUp(t, { expiresIn: 100 });
  for (let i = 0; i < 20; i++) assert.match(await manager.getToken("api", { minLifetimeSeconds: 7200 }), /^access-/);
  assert.ok(server.requests.length <= 2, `${server.requests.length} requests for 20 calls`);
});

test("forceRefresh gets a new token although one is cached", async (t) => {
  const { server, manager } = await setUp(t);
  const first = await manager.getToken();
  const forced = await manager.getToken("api", { forceRefresh: true });
  assert.notEqual(forced, first);
  assert.equal(await manager.getToken(), forced);
  assert.equal(server.requests.length, 2);
});

test("forceRefresh and refresh reject if no token can be obtained, and the cached one stays", async (t) => {
  const { server, manager } = await setUp(t, { retryPolicy: oneAttempt });
  const first = await manager.getToken();
  server.always(status(503));
  await assertRejects(manager.getToken("api", { forceRefresh: true }), ["TokenRefreshError", "TokenAcquisitionError"], { status: 503 });
  await assertRejects(manager.refresh(), ["TokenRefreshError", "TokenAcquisitionError"], { status: 503 });
  assert.equal(await manager.getToken(), first);
  assert.equal(manager.peekToken(), first);
});

test("a refresh right after setTokens, in the same millisecond, gets a new token", async (t) => {
  for (const options of [{}, { storage: new MapStorage() }]) {
    const clock = wakingClock(t);
    const server = await startTokenServer(t);
    const manager = await createWith(t, clientCredentials(server, steady), options);
    for (let i = 1; i <= 20; i++) {
      await manager.setTokens("api", { accessToken: `given-${i}`, expiresIn: 3600 });
      await manager.refresh();
      assert.equal(server.requests.length, i);
      assert.match(manager.peekToken(), /^access-/);
    }
    clock.advanceSeconds(1);
  }
});

test("refresh gives the new token's info", async (t) => {
  const { server, manager } = await setUp(t);
  await manager.getToken();
  server.next(token({ access_token: "after-refresh", scope: "read" }));
  const info = await manager.refresh();
  assert.equal(manager.peekToken(), "after-refresh");
  assert.equal(info.provider, "api");
  assert.equal(info.state, "valid");
  assert.equal(info.scope, "read");
});

test("the lifetime comes from the JWT where the server gives none", async (t) => {
  const { clock, server, manager } = await setUp(t);
  const now = Math.floor(Date.now() / 1000);
  server.next(token({ access_token: jwt({ iat: now, exp: now + 1000 }), expires_in: undefined }));
  await manager.getToken();
  const { remainingSeconds } = manager.getTokenInfo();
  assert.ok(remainingSeconds > 990 && remainingSeconds <= 1000, `${remainingSeconds} s`);
  clock.advanceSeconds(1001);
  assert.equal(manager.peekToken(), undefined);
});

test("the JWT's own lifetime counts where the server's clock is two hours wrong", async (t) => {
  const { server, manager } = await setUp(t);
  const theirs = Math.floor(Date.now() / 1000) - 7200;
  const headers = { date: new Date(theirs * 1000).toUTCString() };
  server.next(answer({ headers, body: { access_token: jwt({ iat: theirs, exp: theirs + 1000 }), token_type: "Bearer" } }));
  const first = await manager.getToken();
  const { remainingSeconds } = manager.getTokenInfo();
  assert.ok(remainingSeconds > 990 && remainingSeconds <= 1000, `${remainingSeconds} s`);
  assert.equal(await manager.getToken(), first);
  assert.equal(server.requests.length, 1);
});

test("expires_in goes before the JWT's exp", async (t) => {
  const { server, manager } = await setUp(t);
  const now = Math.floor(Date.now() / 1000);
  server.next(token({ access_token: jwt({ iat: now, exp: now + 1000 }), expires_in: 500 }));
  await manager.getToken();
  assert.ok(manager.getTokenInfo().remainingSeconds <= 500);
});

test("assumedLifetimeSeconds counts if the server gives no lifetime", async (t) => {
  const { clock, server, manager } = await setUp(t, { refreshPolicy: { assumedLifetimeSeconds: 120 } });
  server.always(token({ expires_in: undefined }));
  const first = await manager.getToken();
  assert.ok(manager.getTokenInfo().remainingSeconds <= 120);
  clock.advanceSeconds(60);
  assert.equal(await manager.getToken(), first);
  clock.advanceSeconds(61);
  assert.notEqual(await manager.getToken(), first);
  assert.equal(server.requests.length, 2);
});

for (const [name, value] of [["minLifetimeSeconds", -1], ["minLifetimeSeconds", Number.NaN], ["minLifetimeSeconds", "60"], ["force", true]]) {
  test(`getToken refuses ${name}: ${String(value)}`, async (t) => {
    const { server, manager } = await setUp(t);
    const error = await assertRefused(() => manager.getToken("api", { [name]: value }), "InvalidConfigurationError");
    assert.ok(error.message.includes(name), error.message);
    assert.equal(server.requests.length, 0);
  });
}

test("a window of no length is refused", async () => {
  await assertBadConfiguration({ refreshPolicy: { aheadSeconds: 0 } }, "refreshPolicy.aheadSeconds");
});

function jwt(payload) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "none" })}.${part({ ...payload, jti: newAccessToken() })}.${Buffer.from("signature").toString("base64url")}`;
}
