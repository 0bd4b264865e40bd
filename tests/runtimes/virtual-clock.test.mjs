// The virtual clock of "tokenward/testing", and other fake timers: hours of a manager's life pass at once.

import assert from "node:assert/strict";
import { describe, mock, test } from "node:test";
import FakeTimers from "@sinonjs/fake-timers";
import { answers, fakeProvider, scriptedTokenEndpoint, virtualClock } from "../../pkg/testing.js";
import { closeAfter } from "../support/cleanup.mjs";
import { assertRefused, assertRejects, recordEvents, rejection } from "../support/expect.mjs";
import { createManager, createWith } from "../support/tokenward.mjs";

const NOON = Date.UTC(2030, 0, 1, 12);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A clock that is installed until the test ends. */
function installedClock(t) {
  const clock = virtualClock({ now: NOON }).install();
  closeAfter(t, () => clock.uninstall());
  return clock;
}

const steady = { refreshPolicy: { jitter: 0 } };
const clientOf = (server, more = {}) => ({
  grant: "client_credentials",
  tokenEndpoint: server.tokenEndpoint,
  clientId: "app",
  clientSecret: "s3cret",
  ...steady,
  ...more,
});

describe("the clock", () => {
  test("stands still, moves Date and performance together, and goes back into its box", async () => {
    const before = [Date, Date.now, setTimeout, clearTimeout, setInterval, clearInterval, performance.now];
    const clock = virtualClock({ now: "2030-01-01T12:00:00Z" });
    assert.notEqual(Date.now(), NOON, "not before install");
    clock.install();
    const start = performance.now();
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(Date.now(), NOON);
    assert.equal(performance.now(), start);
    await clock.advance(90_500);
    assert.equal(Date.now(), NOON + 90_500);
    assert.equal(performance.now(), start + 90_500);
    assert.equal(new Date().getTime(), NOON + 90_500);
    assert.equal(new Date(2020, 1).getFullYear(), 2020);
    assert.ok(new Date() instanceof Date && Date().includes("2030"));
    clock.uninstall();
    clock.uninstall();
    assert.deepEqual([Date, Date.now, setTimeout, clearTimeout, setInterval, clearInterval, performance.now], before);
    assert.equal(Object.hasOwn(performance, "now"), false);
  });

  test("fires timers in order, each at its time, and lets promises settle in between", async (t) => {
    const clock = installedClock(t);
    const seen = [];
    const note = (what) => seen.push([what, Date.now() - NOON]);
    setTimeout(() => note("second"), 20);
    setTimeout(async () => {
      note("first");
      await new Promise((resolve) => setImmediate(resolve));
      setTimeout(note, 5, "set by the first");
    }, 10);
    setTimeout(() => note("same time, set later"), 20);
    const interval = setInterval(() => note("interval"), 12);
    const never = setTimeout(() => note("never"), 15);
    clearTimeout(never);
    assert.equal(clock.pendingTimers, 4);
    await clock.advance(25);
    clearInterval(interval);
    await clock.advance(1000);
    assert.deepEqual(seen, [["first", 10], ["interval", 12], ["set by the first", 15], ["second", 20], ["same time, set later", 20], ["interval", 24]]);
    assert.equal(clock.pendingTimers, 0);
  });

  test("next goes to the next timer, advanceTo to a point in time", async (t) => {
    const clock = installedClock(t);
    let fired = 0;
    setTimeout(() => fired++, HOUR);
    assert.equal(await clock.next(), true);
    assert.deepEqual([fired, clock.now], [1, NOON + HOUR]);
    assert.equal(await clock.next(), false);
    await clock.advanceTo(new Date(NOON + 2 * HOUR));
    assert.equal(clock.now, NOON + 2 * HOUR);
    await assertRefused(() => clock.advanceTo(NOON), "InvalidConfigurationError", { message: /^time: / });
  });

  test("setSystemTime moves Date alone", async (t) => {
    const clock = installedClock(t);
    let fired = 0;
    setTimeout(() => fired++, 1000);
    const before = performance.now();
    for (const time of [NOON + HOUR, NOON - HOUR]) {
      clock.setSystemTime(time);
      assert.deepEqual([Date.now(), clock.now, performance.now()], [time, time, before]);
    }
    await clock.advance(999);
    assert.equal(fired, 0);
    await clock.advance(1);
    assert.equal(fired, 1);
  });

  test("a timer has the methods of Node's timers", async (t) => {
    const clock = installedClock(t);
    let fired = 0;
    const timer = setTimeout(() => fired++, 100).unref().ref();
    assert.equal(timer.hasRef(), true);
    await clock.advance(60);
    timer.refresh();
    await clock.advance(60);
    assert.equal(fired, 0);
    await clock.advance(40);
    assert.equal(fired, 1);
    clearTimeout(Number(setTimeout(() => fired++, 1)));
    setTimeout(() => fired++, 2 ** 31); // Too long for hosts, which would fire it at once.
    await clock.advance(1);
    assert.equal(fired, 2);
  });

  test("clears timers of the host that were set before it", async () => {
    let fired = false;
    const real = setTimeout(() => (fired = true), 20);
    const clock = virtualClock().install();
    clearTimeout(real);
    clock.uninstall();
    await new Promise((resolve) => setTimeout(resolve, 40));
    assert.equal(fired, false);
  });

  test("errors explain wrong use", async (t) => {
    const clock = virtualClock();
    await assert.rejects(clock.advance(1), /not installed/);
    clock.install();
    closeAfter(t, () => clock.uninstall());
    assert.throws(() => virtualClock().install(), /installed already/);
    await assertRefused(() => clock.advance(-1), "InvalidConfigurationError", { message: /^ms: / });
    await assertRefused(() => virtualClock({ now: "soon" }), "InvalidConfigurationError", { message: /^now: / });
    assert.throws(() => setTimeout("code", 1), TypeError);

    const way = clock.advance(1000);
    await assert.rejects(clock.advance(1), /advancing already/);
    await way;
    setTimeout(() => {
      throw new Error("from a timer");
    }, 1);
    await assert.rejects(clock.advance(1), /from a timer/);
    await clock.advance(1);
    await assert.rejects(clock.until(new Promise(() => setTimeout(() => {}, 2 * HOUR))), /did not settle within 3600000 ms/);
  });

  test("is given back by dispose", () => {
    const { now } = Date;
    const clock = virtualClock({ now: NOON }).install();
    clock[Symbol.dispose]();
    assert.equal(Date.now, now);
  });
});

describe("hours of a manager", () => {
  test("ten hours of background refresh: each token is renewed ahead of time without a caller", async (t) => {
    const clock = installedClock(t);
    const server = scriptedTokenEndpoint();
    const manager = await createWith(t, clientOf(server), { fetch: server.fetch, background: true });
    const events = recordEvents(manager);
    const told = [];
    manager.subscribe("api", (token) => told.push(token));
    await manager.getToken();
    for (let quarter = 0; quarter < 40; quarter++) {
      await clock.advance(15 * MINUTE);
      assert.ok(manager.peekToken(), `a token is there after ${quarter + 1} quarters of an hour`);
    }
    // 3600 seconds, renewed 300 before their end.
    assert.deepEqual(server.requests.map(({ at }) => (at - NOON) / MINUTE), Array.from({ length: 11 }, (_, i) => i * 55));
    assert.equal(told.length, 11);
    assert.equal(events.count("expired"), 0);
    assert.equal(events.count("error"), 0);
  });

  test("the limits of a token's life are where the policy has them, to the second", async (t) => {
    const clock = installedClock(t);
    const api = fakeProvider({ expiresIn: 3600, ...steady });
    const manager = await createWith(t, api);
    await manager.getToken();
    const facts = () => [manager.needsRefresh(), manager.isExpired(), manager.peekToken() !== undefined];
    await clock.advance(3299_000);
    assert.deepEqual(facts(), [false, false, true]);
    await clock.advance(1000);
    assert.deepEqual(facts(), [true, false, true]);
    await clock.advance(240_000);
    assert.deepEqual(facts().slice(0, 2), [true, true]);
    await clock.advance(60_000);
    assert.equal(manager.peekToken(), undefined);
    assert.equal(api.calls.length, 1, "nobody asked, and background refresh is off");
  });

  test("the circuit opens, fails fast, sends one probe per cool-down, and closes", async (t) => {
    const clock = installedClock(t);
    const server = scriptedTokenEndpoint();
    const retryPolicy = { maxAttempts: 1, circuitThreshold: 3, circuitCooldownMs: 30_000 };
    const manager = await createWith(t, clientOf(server, { retryPolicy }), { fetch: server.fetch });
    server.always(answers.status(503));
    for (let i = 0; i < 3; i++) await assertRejects(manager.getToken(), "TokenAcquisitionError", { status: 503 });
    const fast = await assertRejects(manager.getToken(), "TokenAcquisitionError", { code: "circuit_open", retryable: true });
    assert.equal(fast.retryAfterMs, 30_000);
    assert.equal(server.requests.length, 3);

    await clock.advance(30_000);
    await assertRejects(manager.getToken(), "TokenAcquisitionError", { status: 503 });
    const doubled = await assertRejects(manager.getToken(), "TokenAcquisitionError", { code: "circuit_open" });
    assert.equal(doubled.retryAfterMs, 60_000);
    assert.equal(server.requests.length, 4);

    await clock.advance(60_000);
    server.always(answers.token());
    assert.equal(await manager.getToken(), "access-1");
    assert.equal(manager.getTokenInfo().consecutiveFailures, 0);
  });

  test("a server that repeats one token down to its last second costs no caller a token", async (t) => {
    const clock = installedClock(t);
    const server = scriptedTokenEndpoint();
    const manager = await createWith(t, clientOf(server), { fetch: server.fetch });
    let [count, end] = [0, 0];
    server.always(() => {
      if (Date.now() >= end) [count, end] = [count + 1, Date.now() + 300_000];
      return answers.token({ access_token: `repeated-${count}`, expires_in: Math.floor((end - Date.now()) / 1000) });
    });
    for (let i = 0; i < 3_000; i++) {
      assert.match(await clock.until(manager.getToken()), /^repeated-/);
      await clock.advance(200);
    }
    assert.equal(manager.metrics().failures, 0);
  });

  test("until passes the waits between retries, Retry-After among them", async (t) => {
    const clock = installedClock(t);
    const server = scriptedTokenEndpoint();
    const manager = await createWith(t, clientOf(server), { fetch: server.fetch });
    server.next(answers.networkError(), answers.status(503, { retryAfter: 9 }));
    assert.equal(await clock.until(manager.getToken()), "access-1");
    const [first, second, third] = server.requests.map(({ at }) => at);
    assert.ok(second - first <= 500, "full jitter below baseDelayMs");
    assert.equal(third - second, 9_000);
  });

  test("a server that hangs costs no more than the deadline", async (t) => {
    const clock = installedClock(t);
    const server = scriptedTokenEndpoint();
    server.always(answers.hang());
    const manager = await createWith(t, clientOf(server), { fetch: server.fetch });
    const error = await clock.until(rejection(manager.getToken()));
    assert.equal(error.code, "timeout");
    assert.ok(clock.now - NOON <= 30_000, `${clock.now - NOON} ms`);
  });

  test("a token of 25 days sends nothing for three weeks, although no host's timer reaches so far", async (t) => {
    const clock = installedClock(t);
    const server = scriptedTokenEndpoint({ expiresIn: 25 * 86_400 });
    const manager = await createWith(t, clientOf(server), { fetch: server.fetch, background: true });
    await manager.getToken();
    await clock.advance(21 * 24 * HOUR);
    assert.equal(server.requests.length, 1);
    await clock.advance(4 * 24 * HOUR);
    assert.equal(server.requests.length, 2);
  });

  test("a machine that sleeps for an hour: the first call afterwards gets a valid token", async (t) => {
    const clock = installedClock(t);
    const server = scriptedTokenEndpoint();
    const manager = await createWith(t, clientOf(server), { fetch: server.fetch, background: true });
    await manager.getToken();
    clock.setSystemTime(NOON + HOUR);
    assert.equal(server.requests.length, 1, "no timer fired");
    assert.equal(await manager.getToken(), "access-2");
  });

  test("a clock that is set back gives an expired token no second life", async (t) => {
    const clock = installedClock(t);
    const api = fakeProvider({ expiresIn: 600, ...steady });
    const manager = await createWith(t, api);
    await manager.getToken();
    await clock.advance(601_000);
    assert.equal(manager.peekToken(), undefined);
    clock.setSystemTime(NOON);
    assert.equal(manager.peekToken(), undefined);
    assert.equal(await manager.getToken(), "fake-token-2");
  });

  test("a thousand providers over a day share one timer", async (t) => {
    const clock = installedClock(t);
    const names = Array.from({ length: 1000 }, (_, i) => `tenant-${i}`);
    const api = fakeProvider({ expiresIn: 4 * 3600, ...steady });
    const manager = await createManager(t, { background: true, providers: Object.fromEntries(names.map((name) => [name, { ...api }])) });
    await Promise.all(names.map((name) => manager.getToken(name)));
    assert.equal(clock.pendingTimers, 1);
    await clock.advance(24 * HOUR);
    assert.equal(clock.pendingTimers, 1);
    assert.ok(names.every((name) => manager.peekToken(name)));
    assert.equal(api.calls.length, 1000 * 7, "235 minutes each");
  });
});

describe("other fake timers move tokenward, too", () => {
  test("node:test's mock.timers", async (t) => {
    const server = scriptedTokenEndpoint();
    mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"], now: NOON });
    closeAfter(t, () => mock.timers.reset());
    const manager = await createWith(t, clientOf(server), { fetch: server.fetch, background: true });
    assert.equal(await manager.getToken(), "access-1");
    // These mock timers do not replace `performance`, which continues meanwhile.
    assert.equal(Math.round((manager.getTokenInfo().expiresAt - NOON) / MINUTE) * MINUTE, HOUR);
    for (let minute = 0; minute < 180; minute++) {
      mock.timers.tick(MINUTE);
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.equal(server.requests.length, 4, "at 0, 55, 110 and 165 minutes");
    assert.equal(manager.peekToken(), "access-4");
  });

  test("@sinonjs/fake-timers, as Vitest, Jest and Sinon install it", async (t) => {
    const server = scriptedTokenEndpoint();
    // Vitest's and Jest's own defaults leave nextTick and queueMicrotask alone.
    const toFake = ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date", "performance"];
    const clock = FakeTimers.install({ now: NOON, toFake });
    closeAfter(t, () => clock.uninstall());
    const manager = await createWith(t, clientOf(server), { fetch: server.fetch, background: true });
    assert.equal(await manager.getToken(), "access-1");
    for (let minute = 0; minute < 180; minute++) await clock.tickAsync(MINUTE);
    assert.equal(server.requests.length, 4);
    assert.equal(manager.peekToken(), "access-4");
  });
});
