// Background refresh in real time: tokens are renewed without a caller, until the refresh is stopped.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { oauthError, status, token } from "../support/answers.mjs";
import { wakingClock } from "../support/clock.mjs";
import { recordEvents } from "../support/expect.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { clientCredentials, createManager, createWith } from "../support/tokenward.mjs";
import { eventually, pause } from "../support/wait.mjs";

const steady = { refreshPolicy: { jitter: 0 } };

test("a sleep of an hour: the first call afterwards has a valid token at once or after one request", async (t) => {
  const clock = wakingClock(t);
  const server = await startTokenServer(t);
  const manager = await createWith(t, clientCredentials(server, steady), { background: true });
  const first = await manager.getToken();
  clock.advanceSeconds(3600);
  assert.notEqual(await manager.getToken(), first);
  assert.equal(server.requests.length, 2);
});

// The tests run concurrently, since they wait most of the time.
describe("in real time", { concurrency: true }, () => {
  test("4-second tokens are renewed without a call, and no more once it is stopped", async (t) => {
    const server = await startTokenServer(t);
    server.always(token({ expires_in: 4 }));
    const manager = await createWith(t, clientCredentials(server, steady));
    assert.equal(manager.isBackgroundRefreshRunning(), false, "off in Node unless asked for");
    const first = await manager.getToken();
    manager.startBackgroundRefresh();
    manager.startBackgroundRefresh();
    assert.equal(manager.isBackgroundRefreshRunning(), true);

    await eventually(() => server.requests.length === 3, "it was renewed twice", 12_000);
    await eventually(() => manager.peekToken() !== undefined, "the new token is there");
    assert.notEqual(manager.peekToken(), first);
    assert.equal(manager.isExpired(), false);

    manager.stopBackgroundRefresh();
    manager.stopBackgroundRefresh();
    assert.equal(manager.isBackgroundRefreshRunning(), false);
    await pause(4_500);
    assert.equal(server.requests.length, 3);
    assert.equal(manager.peekToken(), undefined, "it ran out");
  });

  test("background: true renews every provider by the one timer, each in its time", async (t) => {
    const server = await startTokenServer(t);
    server.always(({ form }) => token({ expires_in: form.get("scope") === "short" ? 2 : 3600 }));
    const manager = await createManager(t, {
      background: true,
      providers: { long: clientCredentials(server, { scope: "long" }), short: clientCredentials(server, { scope: "short", ...steady }) },
    });
    assert.equal(manager.isBackgroundRefreshRunning(), true);
    await Promise.all([manager.getToken("long"), manager.getToken("short")]);
    await eventually(() => server.requests.length === 4, "the short one was renewed twice", 10_000);
    assert.equal(server.forms.filter(({ scope }) => scope === "long").length, 1);
  });

  test("a provider that is added later is renewed, too", async (t) => {
    const server = await startTokenServer(t);
    server.always(token({ expires_in: 2 }));
    const manager = await createManager(t, { background: true });
    manager.addProvider("late", clientCredentials(server, steady));
    await manager.getToken("late");
    await eventually(() => server.requests.length === 2, "it was renewed", 6_000);
    await manager.removeProvider("late");
    await pause(1_800);
    assert.ok(server.requests.length <= 3, "no more after it was removed");
  });

  test("subscribers get each renewed token without a request of their own", async (t) => {
    const server = await startTokenServer(t);
    server.always(token({ expires_in: 2 }));
    const manager = await createWith(t, clientCredentials(server, steady), { background: true });
    const told = [];
    manager.subscribe("api", (accessToken) => told.push(accessToken));
    await manager.getToken();
    await eventually(() => told.length === 3, "three tokens were told", 8_000);
    assert.equal(new Set(told).size, 3);
    assert.equal(server.requests.length, 3);
  });

  test("failed renewals in the background are spaced, reported once each, and end when the server is back", async (t) => {
    const server = await startTokenServer(t);
    server.always(token({ expires_in: 4 }));
    const retryPolicy = { maxAttempts: 2, baseDelayMs: 200, maxDelayMs: 400, circuitThreshold: 100 };
    const manager = await createWith(t, clientCredentials(server, { ...steady, retryPolicy }), { background: true });
    const events = recordEvents(manager);
    await manager.getToken();
    server.always(status(503));
    await eventually(() => events.count("error") >= 2, "two renewals failed", 10_000);
    const failures = events.count("error");
    assert.ok(server.requests.length <= 1 + 2 * (failures + 1), `${server.requests.length} requests for ${failures} failures`);
    for (const { nextAttemptAt } of events.named("error")) assert.equal(typeof nextAttemptAt, "number");
    server.always(token({ expires_in: 3600 }));
    await eventually(() => events.count("refreshed") > 0, "it was renewed at last", 10_000);
  });

  test("intervalSeconds renews at a fixed interval, whatever the lifetime", async (t) => {
    const server = await startTokenServer(t);
    const manager = await createWith(t, clientCredentials(server, { refreshPolicy: { jitter: 0, intervalSeconds: 1 } }), { background: true });
    await manager.getToken();
    await eventually(() => server.requests.length === 3, "it was renewed twice", 8_000);
  });

  test("without background refresh nothing is sent by itself", async (t) => {
    const server = await startTokenServer(t);
    server.always(token({ expires_in: 1 }));
    const manager = await createWith(t, clientCredentials(server, steady));
    await manager.getToken();
    await pause(1_500);
    assert.equal(server.requests.length, 1);
  });

  test("a refused refresh token ends the renewals", async (t) => {
    const server = await startTokenServer(t);
    const provider = { grant: "refresh_token", tokenEndpoint: server.tokenEndpoint, clientId: "c", ...steady };
    const manager = await createWith(t, provider, { background: true });
    const events = recordEvents(manager);
    server.always(oauthError("invalid_grant"));
    await manager.setTokens("api", { accessToken: "T", refreshToken: "R", expiresIn: 2 });
    await eventually(() => events.count("reauthenticate") === 1, "a login is asked for", 6_000);
    await pause(1_500);
    assert.equal(server.requests.length, 1);
    assert.equal(events.count("reauthenticate"), 1);
  });
});
