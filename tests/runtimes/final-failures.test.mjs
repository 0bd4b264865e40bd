// Final failures: a refused refresh token, a refused client, and the circuit.

import assert from "node:assert/strict";
import { test } from "node:test";
import { answer, delayed, oauthError, status, token } from "../support/answers.mjs";
import { wakingClock } from "../support/clock.mjs";
import { assertError, assertRejects, recordEvents } from "../support/expect.mjs";
import { MapStorage } from "../support/storages.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { clientCredentials, createWith, oneAttempt, quickRetries, refreshTokenGrant } from "../support/tokenward.mjs";
import { eventually, nextTurn, pause } from "../support/wait.mjs";

const REFUSED = { code: "reauthentication_required", provider: "api", retryable: false };

test("invalid_grant asks for a new login exactly once, and nothing more is sent", async (t) => {
  const { server, manager, events } = await setUp(t);
  server.always(oauthError("invalid_grant", { description: "The refresh token is expired" }));

  const outcomes = await Promise.allSettled(Array.from({ length: 100 }, () => manager.getToken()));
  for (const { reason } of outcomes) {
    assertError(reason, "ReauthenticationRequiredError", { ...REFUSED, status: 400, oauthError: "invalid_grant" });
  }
  for (let i = 0; i < 10; i++) {
    await assertRejects(manager.getToken(), "ReauthenticationRequiredError", REFUSED);
    await assertRejects(manager.refresh(), "ReauthenticationRequiredError", REFUSED);
    await assertRejects(manager.getToken("api", { forceRefresh: true }), "ReauthenticationRequiredError", REFUSED);
  }
  assert.equal(server.requests.length, 1, "one request, without a retry");
  assert.equal(events.count("reauthenticate"), 1);
  const [{ error, provider }] = events.named("reauthenticate");
  assert.equal(provider, "api");
  assertError(error, "ReauthenticationRequiredError", { ...REFUSED, oauthErrorDescription: "The refresh token is expired" });
  assert.equal(manager.getTokenInfo().hasRefreshToken, false);
});

test("after a final invalid_grant background refresh and time send nothing either", async (t) => {
  const { clock, server, manager, events } = await setUp(t, { options: { background: true } });
  server.always(oauthError("invalid_grant"));
  await assertRejects(manager.getToken(), "ReauthenticationRequiredError");
  for (let hour = 0; hour < 5; hour++) {
    clock.advanceSeconds(3600);
    await assertRejects(manager.getToken(), "ReauthenticationRequiredError");
    await pause(20);
  }
  assert.equal(server.requests.length, 1);
  assert.equal(events.count("reauthenticate"), 1);
});

for (const word of ["interaction_required", "login_required", "consent_required", "account_selection_required"]) {
  test(`${word} asks for the user once, nothing more is sent, and nothing is deleted`, async (t) => {
    const { clock, server, manager, events } = await setUp(t, { options: { background: true } });
    const claims = { access_token: { capolids: { essential: true, values: ["c1"] } } };
    const body = { error: word, error_description: "AADSTS50076", suberror: "basic_action", claims: JSON.stringify(claims) };
    server.always(answer({ status: 400, body }));
    for (let hour = 0; hour < 6; hour++) {
      const members = { ...REFUSED, status: 400, oauthError: word, oauthErrorDescription: "AADSTS50076", suberror: "basic_action" };
      const error = await assertRejects(manager.getToken(), "ReauthenticationRequiredError", members);
      assert.deepEqual(JSON.parse(error.claims), claims);
      assert.deepEqual([error.toJSON().suberror, error.toJSON().claims], [error.suberror, error.claims]);
      await assertRejects(manager.refresh(), "ReauthenticationRequiredError", REFUSED);
      clock.advanceSeconds(3600);
      await pause(20);
    }
    assert.equal(server.requests.length, 1);
    assert.equal(events.count("reauthenticate"), 1);
    assert.equal(manager.getTokenInfo().hasRefreshToken, true);
    await manager.setTokens("api", { accessToken: "after-login", refreshToken: "refresh-new", expiresIn: 3600 });
    assert.equal(await manager.getToken(), "after-login");
  });
}

test("setTokens brings a refused provider back, and the next refusal is reported again", async (t) => {
  const { clock, server, manager, events } = await setUp(t);
  server.next(oauthError("invalid_grant"));
  await assertRejects(manager.getToken(), "ReauthenticationRequiredError");

  await manager.setTokens("api", { accessToken: "after-login", refreshToken: "refresh-new", expiresIn: 3600 });
  assert.equal(await manager.getToken(), "after-login");
  clock.advanceSeconds(3601);
  assert.match(await manager.getToken(), /^access-/);
  assert.equal(server.forms[1].refresh_token, "refresh-new");

  server.next(oauthError("invalid_grant"));
  clock.advanceSeconds(3601);
  await assertRejects(manager.getToken(), "ReauthenticationRequiredError");
  assert.equal(events.count("reauthenticate"), 2);
});

test("a refused refresh token is not in storage any more: a restart does not send it again", async (t) => {
  const storage = new MapStorage();
  const namespace = "refused";
  const { server, manager } = await setUp(t, { options: { storage, namespace } });
  server.always(oauthError("invalid_grant"));
  await assertRejects(manager.getToken(), "ReauthenticationRequiredError");
  await manager.close();
  assert.ok(!storage.text.includes("refresh-first"));

  const again = await createWith(t, refreshTokenGrant(server), { storage, namespace });
  await assertRejects(again.getToken(), ["ReauthenticationRequiredError", "TokenNotFoundError"]);
  assert.equal(server.requests.length, 1);
});

test("a newer refresh token in storage is adopted before invalid_grant counts", async (t) => {
  const clock = wakingClock(t);
  const server = await startTokenServer(t);
  // Two processes with one store: the same text, but no shared object.
  const items = new Map();
  const view = () => ({ getItem: (k) => items.get(k), setItem: (k, v) => void items.set(k, v), removeItem: (k) => void items.delete(k) });
  const here = await createWith(t, refreshTokenGrant(server), { storage: view(), namespace: "two-processes" });
  await here.setTokens("api", { accessToken: "old", refreshToken: "refresh-spent", expiresIn: 3600 });
  const there = await createWith(t, refreshTokenGrant(server), { storage: view(), namespace: "two-processes" });
  const events = recordEvents(here);
  clock.advanceSeconds(3601);

  // While the server holds our request, the other process rotates the refresh token and stores the new one.
  server.next(async () => {
    await there.setTokens("api", { accessToken: "of-the-other", refreshToken: "refresh-newer", expiresIn: 3600 });
    return oauthError("invalid_grant");
  });
  assert.equal(await here.getToken(), "of-the-other");
  assert.equal(events.count("reauthenticate"), 0);
  assert.equal(server.requests.length, 1);
});

test("a grant that needs no user acquires anew when its refresh token is refused", async (t) => {
  const clock = wakingClock(t);
  const server = await startTokenServer(t);
  server.next(token({ refresh_token: "refresh-1" }));
  const manager = await createWith(t, clientCredentials(server));
  const events = recordEvents(manager);
  await manager.getToken();
  clock.advanceSeconds(3601);

  server.next(oauthError("invalid_grant"));
  assert.match(await manager.getToken(), /^access-/);
  assert.deepEqual(server.forms.map((form) => form.grant_type), ["client_credentials", "refresh_token", "client_credentials"]);
  assert.equal(events.count("reauthenticate"), 0);
});

test("invalid_client stops automation and deletes nothing", async (t) => {
  const clock = wakingClock(t);
  const server = await startTokenServer(t);
  const storage = new MapStorage();
  server.next(token({ refresh_token: "refresh-1" }));
  const provider = clientCredentials(server, { refreshPolicy: { jitter: 0 } });
  const manager = await createWith(t, provider, { storage, background: true });
  const events = recordEvents(manager);
  const first = await manager.getToken();
  const stored = storage.text;

  clock.advanceSeconds(3350);
  server.always(oauthError("invalid_client", { status: 401, headers: { "www-authenticate": "Basic" } }));
  assert.equal(await manager.getToken(), first);
  await eventually(() => events.count("error") > 0, "the failure is told");
  for (let i = 0; i < 50; i++) {
    assert.equal(await manager.getToken(), first);
    await nextTurn();
  }
  await pause(100);

  assert.equal(server.requests.length, 2, "one refresh, no retry, nothing by itself");
  const [{ error }] = events.named("error");
  assertError(error, ["TokenRefreshError", "TokenAcquisitionError"], { status: 401, oauthError: "invalid_client", retryable: false });
  assert.equal(events.count("error"), 1);
  assert.equal(events.count("reauthenticate"), 0);
  assert.equal(events.count("removed"), 0);
  assert.equal(storage.text, stored);
  assert.equal((await manager.getTokens()).refreshToken, "refresh-1");
});

test("repeated failure opens the circuit: calls fail fast and send nothing", async (t) => {
  const clock = wakingClock(t);
  const server = await startTokenServer(t);
  const retryPolicy = { ...oneAttempt, circuitThreshold: 3, circuitCooldownMs: 10_000 };
  const manager = await createWith(t, clientCredentials(server, { retryPolicy }));
  server.always(status(503));

  for (let i = 0; i < 3; i++) {
    await assertRejects(manager.getToken(), "TokenAcquisitionError", { code: "acquisition_failed", status: 503 });
    clock.advanceSeconds(5); // Past any wait between failures.
  }
  assert.equal(server.requests.length, 3);
  const open = await assertRejects(manager.getToken(), "TokenAcquisitionError", { code: "circuit_open" });
  assertError(open.cause, "TokenAcquisitionError", { code: "acquisition_failed", status: 503, retryable: true });
  assert.equal("cause" in open.toJSON(), false);
  await Promise.all(Array.from({ length: 100 }, () => assertOpen(manager, 10_000)));
  assert.equal(server.requests.length, 3);

  // One probe per cool-down, and each cool-down is longer than the last.
  clock.advanceSeconds(11);
  server.always(delayed(20, status(503)));
  await Promise.all(Array.from({ length: 50 }, () => assertRejects(manager.getToken(), "TokenAcquisitionError")));
  assert.equal(server.requests.length, 4, "one probe");
  await assertOpen(manager, 20_000);
  clock.advanceSeconds(11);
  await assertOpen(manager, 20_000);
  assert.equal(server.requests.length, 4);

  // The probe that succeeds closes the circuit.
  server.always(token());
  clock.advanceSeconds(11);
  assert.match(await manager.getToken(), /^access-/);
  assert.equal(manager.getTokenInfo().consecutiveFailures, 0);
  server.always(status(503));
  await assertRejects(manager.refresh(), ["TokenRefreshError", "TokenAcquisitionError"], { status: 503 });
});

async function assertOpen(manager, atMost) {
  const error = await assertRejects(manager.getToken(), "TokenAcquisitionError", { code: "circuit_open", retryable: true });
  assert.ok(error.retryAfterMs > 0 && error.retryAfterMs <= atMost, `${error.retryAfterMs} ms`);
}

test("the open circuit does not remove a valid token", async (t) => {
  const clock = wakingClock(t);
  const server = await startTokenServer(t);
  const retryPolicy = { ...oneAttempt, circuitThreshold: 1 };
  const manager = await createWith(t, clientCredentials(server, { retryPolicy, refreshPolicy: { jitter: 0 } }));
  const first = await manager.getToken();
  server.always(status(503));
  await assertRejects(manager.refresh(), ["TokenRefreshError", "TokenAcquisitionError"]);
  clock.advanceSeconds(3545); // Inside the hard window.
  await manager.getToken();
  for (let i = 0; i < 10; i++) assert.equal(await manager.getToken(), first);
  assert.ok(server.requests.length <= 3);
});

test("after setTokens the circuit is closed", async (t) => {
  const server = await startTokenServer(t);
  const retryPolicy = { ...quickRetries, circuitThreshold: 1 };
  const manager = await createWith(t, clientCredentials(server, { retryPolicy }));
  server.next(status(503), status(503), status(503));
  await assertRejects(manager.getToken(), "TokenAcquisitionError", { status: 503 });
  await assertRejects(manager.getToken(), "TokenAcquisitionError", { code: "circuit_open" });
  await manager.setTokens("api", { accessToken: "given", expiresIn: 3600 });
  assert.equal(await manager.getToken(), "given");
});

async function setUp(t, { options } = {}) {
  const clock = wakingClock(t);
  const server = await startTokenServer(t);
  const manager = await createWith(t, refreshTokenGrant(server, { refreshToken: "refresh-first" }), options);
  return { clock, server, manager, events: recordEvents(manager) };
}
