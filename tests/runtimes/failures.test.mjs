// Temporary failures: the effects of an outage on a token that is still valid, and on waiting callers.

import assert from "node:assert/strict";
import { createServer } from "node:net";
import { test } from "node:test";
import { drop, hang, stall, status, token } from "../support/answers.mjs";
import { wakingClock } from "../support/clock.mjs";
import { assertError, assertRejects, recordEvents } from "../support/expect.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { MapStorage } from "../support/storages.mjs";
import { clientCredentials, createWith, oneAttempt, quickRetries } from "../support/tokenward.mjs";
import { eventually, pause } from "../support/wait.mjs";

const inAnHour = () => new Date(Date.now() + 3_600_000).toUTCString();

/** Faults of a request, and the error that each has to become. */
const PASSING = {
  "503": { answer: status(503), error: { status: 503, code: ["acquisition_failed", "refresh_failed"] } },
  "500 with HTML": { answer: status(500, { "content-type": "text/html" }), error: { status: 500, code: ["acquisition_failed", "refresh_failed"] } },
  "429": { answer: status(429), error: { status: 429, code: "rate_limited" } },
  "429 with Retry-After in seconds": { answer: status(429, { "retry-after": "3600" }), error: { status: 429, code: "rate_limited" }, attempts: 1 },
  "429 with Retry-After as a date": { answer: status(429, { "retry-after": inAnHour() }), error: { status: 429, code: "rate_limited" }, attempts: 1 },
  "408": { answer: status(408), error: { status: 408, code: ["timeout", "acquisition_failed", "refresh_failed"] } },
  "a dropped connection": { answer: drop(), error: { code: "network" } },
  "no answer in time": { answer: hang(), error: { code: "timeout" }, timeoutMs: 400 },
  "a body that stops in the middle": { answer: stall(), error: { code: "timeout" }, timeoutMs: 400 },
};

for (const [name, { answer, error: expected, attempts = 3, timeoutMs = 2_000 }] of Object.entries(PASSING)) {
  test(`${name}: the valid token is still returned, with one error event for the failed refresh`, async (t) => {
    const { clock, server, manager, storage, events, sent } = await setUp(t, { retryPolicy: { ...quickRetries, timeoutMs } });
    // Set rather than fetched: on a busy machine even a good answer may arrive after a short timeout.
    const first = "the-living-token";
    await manager.setTokens("api", { accessToken: first, expiresIn: 3_600 });
    const stored = storage.text;
    clock.advanceSeconds(3545); // Inside the hard window: the caller waits for a new token, which cannot be obtained.
    server.always(answer);

    assert.equal(await manager.getToken(), first);
    assert.equal(sent.length, attempts, "attempts");
    assert.equal(events.count("error"), 1);
    const { error, provider, nextAttemptAt } = events.named("error")[0];
    assert.equal(provider, "api");
    assertError(error, ["TokenRefreshError", "TokenAcquisitionError"], { ...expected, retryable: true, provider: "api" });
    assert.ok(nextAttemptAt === undefined || nextAttemptAt >= Date.now() - 1_000);
    assert.equal(events.count("reauthenticate"), 0);
    assert.equal(events.count("removed"), 0);
    assert.equal(storage.text, stored, "nothing was deleted or changed in storage");
  });

  test(`${name}: without a token the call rejects, and succeeds when the server is back`, async (t) => {
    const { clock, server, manager, events, sent } = await setUp(t, { retryPolicy: { ...quickRetries, timeoutMs } });
    server.always(answer);
    const error = await assertRejects(manager.getToken(), "TokenAcquisitionError", { ...expected, retryable: true, provider: "api" });
    if (name.includes("Retry-After")) assert.ok(error.retryAfterMs > 3_500_000 && error.retryAfterMs <= 3_600_000, `${error.retryAfterMs} ms`);
    assert.equal(sent.length, attempts, "attempts");
    assert.equal(events.count("error"), 1);
    assert.equal(manager.getTokenInfo().consecutiveFailures, 1);
    assert.equal(manager.getTokenInfo().state, "failed");

    server.always(token());
    clock.advanceSeconds(3_601);
    assert.match(await manager.getToken(), /^access-/);
    assert.equal(manager.getTokenInfo().consecutiveFailures, 0);
    assert.equal(manager.getTokenInfo().state, "valid");
  });
}

test("a closed port is a network error; a valid token is still returned", async (t) => {
  const port = await closedPort();
  const { clock, server, manager, events } = await setUp(t, { retryPolicy: quickRetries });
  const nobody = await createWith(t, clientCredentials({ tokenEndpoint: `http://127.0.0.1:${port}/token` }));
  await assertRejects(nobody.getToken(), "TokenAcquisitionError", { code: "network", retryable: true, status: undefined });

  const first = await manager.getToken();
  await server.close();
  clock.advanceSeconds(3545);
  assert.equal(await manager.getToken(), first);
  assert.equal(events.named("error")[0].error.code, "network");
});

test("inside the soft window a failed renewal is reported and disturbs no caller", async (t) => {
  const { clock, server, manager, events } = await setUp(t);
  const first = await manager.getToken();
  clock.advanceSeconds(3350);
  server.always(status(503));
  assert.equal(await manager.getToken(), first);
  await eventually(() => events.count("error") > 0, "the failure is told");
  assert.equal(server.requests.length, 4, "the first request and three attempts");
  assert.equal(await manager.getToken(), first);

  server.always(token());
  await eventually(async () => (await manager.getToken()) !== first, "it recovered by itself");
  assert.equal(manager.getTokenInfo().consecutiveFailures, 0);
});

test("a token that expired while refreshing failed is not handed out", async (t) => {
  const { clock, server, manager } = await setUp(t);
  await manager.getToken();
  server.always(status(503));
  clock.advanceSeconds(3601);
  await assertRejects(manager.getToken(), ["TokenRefreshError", "TokenAcquisitionError"], { status: 503 });
});

test("a failed renewal is not tried again at every call", async (t) => {
  const { clock, server, manager, events } = await setUp(t, { retryPolicy: { ...oneAttempt, baseDelayMs: 20_000, maxDelayMs: 20_000 } });
  const first = await manager.getToken();
  clock.advanceSeconds(3350);
  server.always(status(503));
  for (let i = 0; i < 200; i++) assert.equal(await manager.getToken(), first);
  await eventually(() => events.count("error") > 0, "the failure is told");
  for (let i = 0; i < 200; i++) assert.equal(await manager.getToken(), first);
  await pause(50);
  assert.ok(server.requests.length <= 3, `${server.requests.length} requests for 400 calls`);
});

test("the number of attempts is bounded by maxAttempts, for a thousand callers as for one", async (t) => {
  for (const maxAttempts of [1, 2, 5]) {
    const { server, manager } = await setUp(t, { retryPolicy: { ...quickRetries, maxAttempts } });
    server.always(status(503));
    const outcomes = await Promise.allSettled(Array.from({ length: 1000 }, () => manager.getToken()));
    assert.ok(outcomes.every(({ status }) => status === "rejected"));
    assert.equal(server.requests.length, maxAttempts);
  }
});

test("an attempt that succeeds ends the retrying", async (t) => {
  const { server, manager, events } = await setUp(t);
  server.next(status(503), drop());
  assert.match(await manager.getToken(), /^access-/);
  assert.equal(server.requests.length, 3);
  assert.equal(events.count("error"), 0);
  assert.equal(manager.getTokenInfo().consecutiveFailures, 0);
});

test("Retry-After is waited for before the next attempt, in both forms", async (t) => {
  // A date has whole seconds: two of them are at least one second apart.
  for (const retryAfter of ["1", () => new Date(Date.now() + 2_000).toUTCString()]) {
    const { server, manager } = await setUp(t);
    server.next((request) => status(429, { "retry-after": typeof retryAfter === "string" ? retryAfter : retryAfter(request) }));
    assert.match(await manager.getToken(), /^access-/);
    assert.equal(server.requests.length, 2);
    const waited = server.requests[1].at - server.requests[0].at;
    assert.ok(waited >= 950, `the next attempt came after ${waited} ms`);
  }
});

test("Retry-After beyond the deadline fails at once and nothing is sent before its end", async (t) => {
  const { clock, server, manager } = await setUp(t, { retryPolicy: { ...quickRetries, deadlineMs: 10_000 } });
  server.next(status(429, { "retry-after": "120" }));
  const error = await assertRejects(manager.getToken(), "TokenAcquisitionError", { code: "rate_limited", status: 429 });
  assert.ok(error.retryAfterMs > 110_000 && error.retryAfterMs <= 120_000, `${error.retryAfterMs} ms`);
  for (let i = 0; i < 20; i++) await assertRejects(manager.getToken(), "TokenAcquisitionError");
  assert.equal(server.requests.length, 1);
  clock.advanceSeconds(121);
  assert.match(await manager.getToken(), /^access-/);
});

test("our own back-off is no Retry-After of the server: the next caller's request is sent", async (t) => {
  const retryPolicy = { baseDelayMs: 1_000_000, maxDelayMs: 1_000_000, deadlineMs: 1_000 };
  const { server, manager } = await setUp(t, { retryPolicy });
  server.always(status(503));
  for (let i = 1; i <= 3; i++) {
    await assertRejects(manager.getToken(), "TokenAcquisitionError", { code: "acquisition_failed", status: 503 });
    assert.equal(server.requests.length, i);
  }
});

test("a nonsensical Retry-After is as good as none", async (t) => {
  for (const nonsense of ["soon", "-5", "1e9", "NaN", "99999999999999999999", "", "Thu, 99 Foo 2026 00:00:00 GMT"]) {
    const { server, manager } = await setUp(t, { retryPolicy: { ...quickRetries, deadlineMs: 3_000 } });
    server.next(status(503, { "retry-after": nonsense }));
    // Only a huge number may end the call early, with the cap of an hour.
    await manager.getToken().then(
      (value) => assert.match(value, /^access-/),
      (error) => assert.ok(error.retryAfterMs <= 3_600_000, `${nonsense}: ${error.message}`),
    );
  }
});

test("deadlineMs ends a call whose attempts would go on", async (t) => {
  const { server, manager } = await setUp(t, { retryPolicy: { ...quickRetries, maxAttempts: 50, timeoutMs: 5_000, deadlineMs: 150 } });
  server.always(hang());
  await assertRejects(manager.getToken(), "TokenAcquisitionError", { code: "timeout", retryable: true });
  assert.equal(server.requests.length, 1);
});

async function setUp(t, more = {}) {
  const clock = wakingClock(t);
  const server = await startTokenServer(t);
  const storage = new MapStorage();
  const provider = clientCredentials(server, { refreshPolicy: { jitter: 0 }, ...more });
  // Counted at the sender: on a busy machine a request may time out before the server sees it.
  const sent = [];
  const counting = (input, init) => (sent.push(input), fetch(input, init));
  const manager = await createWith(t, provider, { storage, fetch: counting });
  return { clock, server, storage, manager, events: recordEvents(manager), sent };
}

async function closedPort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
