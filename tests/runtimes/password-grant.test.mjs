// grant "password" (RFC 6749 §4.3): the password first, then the refresh token, and the password again when that is refused.

import assert from "node:assert/strict";
import { test } from "node:test";
import { answer, oauthError, status, token } from "../support/answers.mjs";
import { ACCOUNT, LEGACY_APP, startAuthorizationServer } from "../support/authorization-server.mjs";
import { wakingClock } from "../support/clock.mjs";
import { assertBadConfiguration, assertRejects, recordEvents, rejection } from "../support/expect.mjs";
import { assertNothingOf } from "../support/secrets.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { createWith, oneAttempt, quickRetries } from "../support/tokenward.mjs";

const passwordGrant = (server, more = {}) => ({
  grant: "password", tokenEndpoint: server.tokenEndpoint, clientId: "client", ...ACCOUNT, retryPolicy: quickRetries, ...more,
});

test("a real server: the password, then rotating refresh tokens, then the password again", async (t) => {
  const server = await startAuthorizationServer(t);
  const manager = await createWith(t, {
    grant: "password", issuer: server.issuer, ...LEGACY_APP, ...ACCOUNT, scope: "openid offline_access", retryPolicy: quickRetries,
  });
  const first = await manager.getToken();
  const { refreshToken } = await manager.getTokens();
  await manager.refresh();
  await manager.refresh();
  assert.deepEqual(server.granted, ["password", "refresh_token", "refresh_token"]);
  // A spent refresh token: the server takes back the whole family.
  await manager.setTokens("api", { accessToken: first, refreshToken, expiresIn: 1 });
  await manager.refresh();
  assert.deepEqual(server.granted, ["password", "refresh_token", "refresh_token", "password"]);
  assert.equal(server.refused.length, 1);
  assert.equal(manager.getTokenInfo().hasRefreshToken, true);
});

test("a real server refuses a wrong password once", async (t) => {
  const server = await startAuthorizationServer(t);
  const manager = await createWith(t, { grant: "password", issuer: server.issuer, ...LEGACY_APP, username: "ada", password: "guessed", retryPolicy: quickRetries });
  await assertRejects(manager.getToken(), "TokenAcquisitionError", { oauthError: "invalid_grant", status: 400, retryable: false });
  assert.equal(server.refused.length, 1);
});

test("the request is RFC 6749 §4.3.2's", async (t) => {
  const server = await startTokenServer(t);
  const manager = await createWith(t, passwordGrant(server, { scope: ["a", "b"], audience: "https://api.example" }));
  await manager.getToken();
  assert.deepEqual(server.forms, [{ grant_type: "password", ...ACCOUNT, client_id: "client", scope: "a b", audience: "https://api.example" }]);
  const [{ headers, body }] = server.requests;
  assert.equal(headers["content-type"], "application/x-www-form-urlencoded");
  assert.match(body, /password=p4ss%2Fword%2B\+%26%22%C3%BC%25%3D/);
});

test("a confidential client authenticates beside the user", async (t) => {
  const server = await startTokenServer(t);
  const manager = await createWith(t, passwordGrant(server, { clientSecret: "s" }));
  await manager.getToken();
  assert.equal(server.requests[0].headers.authorization, `Basic ${Buffer.from("client:s").toString("base64")}`);
  assert.equal(server.forms[0].password, ACCOUNT.password);
});

test("a refresh sends the refresh token and neither password nor scope", async (t) => {
  const server = await startTokenServer(t);
  server.next(token({ refresh_token: "r1" }));
  const manager = await createWith(t, passwordGrant(server, { scope: "a" }));
  await manager.getToken();
  await manager.refresh();
  assert.deepEqual(server.forms[1], { grant_type: "refresh_token", refresh_token: "r1", client_id: "client" });
});

test("without a refresh token the password is sent again", async (t) => {
  const server = await startTokenServer(t);
  const manager = await createWith(t, passwordGrant(server));
  await manager.getToken();
  await manager.refresh();
  assert.deepEqual(server.forms.map(({ grant_type }) => grant_type), ["password", "password"]);
});

test("a refused refresh token leads to the password within the same call, and no login is requested", async (t) => {
  const server = await startTokenServer(t);
  server.next(token({ refresh_token: "r1" }), oauthError("invalid_grant"), token({ refresh_token: "r2" }));
  const manager = await createWith(t, passwordGrant(server));
  const events = recordEvents(manager);
  await manager.getToken();
  await manager.refresh();
  assert.deepEqual(server.forms.map(({ grant_type }) => grant_type), ["password", "refresh_token", "password"]);
  assert.equal(events.count("reauthenticate"), 0);
  assert.equal((await manager.getTokens()).refreshToken, "r2");
});

test("a wrong password is final for automation, and callers are bounded by the circuit", async (t) => {
  const clock = wakingClock(t);
  const server = await startTokenServer(t);
  server.next(token({ expires_in: 3600 }));
  server.always(oauthError("invalid_grant"));
  const policies = { refreshPolicy: { jitter: 0 }, retryPolicy: { ...quickRetries, circuitThreshold: 3, circuitCooldownMs: 3_600_000 } };
  const manager = await createWith(t, passwordGrant(server, policies), { background: true });
  const held = await manager.getToken();
  for (let i = 0; i < 8; i++) {
    clock.advanceSeconds(420);
    assert.equal(await manager.getToken(), held);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.equal(server.requests.length, 2, "one for the token, one that was refused");
  clock.advanceSeconds(600);
  const codes = [];
  for (let i = 0; i < 5; i++) codes.push((await rejection(manager.getToken())).code);
  assert.deepEqual(codes, ["acquisition_failed", "acquisition_failed", "circuit_open", "circuit_open", "circuit_open"]);
  assert.equal(server.requests.length, 4);
});

test("an outage is retried with the password", async (t) => {
  const server = await startTokenServer(t);
  server.next(status(503), status(500));
  const manager = await createWith(t, passwordGrant(server));
  await manager.getToken();
  assert.equal(server.requests.length, 3);
});

test("a password that a server echoes is never shown", async (t) => {
  const server = await startTokenServer(t);
  const records = [];
  const manager = await createWith(t, passwordGrant(server, { retryPolicy: oneAttempt }), { logger: (record) => records.push(record), logLevel: "debug" });
  const events = recordEvents(manager);
  for (const echo of [
    ({ body }) => answer({ status: 400, body: { error: "invalid_grant", error_description: body } }),
    ({ form }) => answer({ status: 400, body: { error: form.get("password"), error_description: `no: ${form.get("password")}` } }),
    ({ form }) => answer({ status: 400, body: { error: "invalid_request", error_description: encodeURIComponent(form.get("password")) } }),
  ]) {
    server.always(echo);
    const error = await rejection(manager.getToken());
    assertNothingOf([ACCOUNT.password], [error, error.oauthError, error.oauthErrorDescription, events.all, records, manager.getTokenInfo(), manager], String(echo));
  }
});

const good = { grant: "password", tokenEndpoint: "https://issuer.example/token", clientId: "c", username: "u", password: "secret-password" };
const WRONG = [
  ["username", { username: undefined }], ["username", { username: "" }], ["username", { username: 5 }],
  ["password", { password: undefined }], ["password", { password: "" }], ["password", { password: 5 }],
  ["tokenEndpoint", { tokenEndpoint: undefined }], ["clientId", { clientId: undefined }],
  ["params.password", { params: { password: "other" } }], ["params.username", { params: { username: "other" } }],
  ["username", { grant: "refresh_token", password: undefined }], ["password", { grant: "client_credentials", clientSecret: "s", username: undefined }],
];
for (const [path, more] of WRONG) {
  test(`a wrong password grant names ${path}: ${JSON.stringify(more)}`, async () => {
    const error = await assertBadConfiguration({ providers: { api: { ...good, ...more } } }, `providers.api.${path}`);
    assertNothingOf(["secret-password"], [error], path);
  });
}
