// TokenCoordinator and coordinator() in workerd: Workers that share one Durable Object, each of them an isolate.

import assert from "node:assert/strict";
import { test } from "node:test";
import { after, answer, delayed, oauthError, status, token } from "../support/answers.mjs";
import { APP, startAuthorizationServer } from "../support/authorization-server.mjs";
import { rotatingFamily } from "../support/rotation.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { deferred, eventually, pause } from "../support/wait.mjs";
import { startWorkers } from "../support/workerd.mjs";

test("all isolates share one token request, and a cached token costs no call", async (t) => {
  const { server, workers } = await setUp(t);
  server.always(delayed(300));
  const all = await Promise.all(Array.from({ length: 40 }, (_, i) => workers.get("/token/service", i % workers.count)));
  assertAllSame(all);
  assert.equal(server.requests.length, 1);
  await workers.get("/evict/service");
  server.always(status(500));
  const again = await Promise.all(Array.from({ length: 8 }, (_, i) => workers.get("/token/service", i % workers.count)));
  assertAllSame([...all, ...again]);
  const { started } = await workers.get("/look/service");
  assert.equal(started, 1, "no cached token has started the object again");
});

test("oidc-provider with rotation: the refresh token is used once each time, by whatever isolate", async (t) => {
  const { issuer, granted, refused, newRefreshToken } = await startAuthorizationServer(t, { accessTokenSeconds: 2 });
  const bindings = { ISSUER: issuer, CLIENT_ID: APP.clientId, REFRESH_TOKEN: await newRefreshToken(), NO_ALARM: true };
  const workers = await startWorkers(t, "coordinator", { count: 4, bindings });
  for (let round = 1; round <= 3; round++) {
    const outcomes = await Promise.all(Array.from({ length: 40 }, (_, i) => workers.get("/token/user", i % 4)));
    assertAllSame(outcomes);
    assert.deepEqual([granted.length, refused], [round, []]);
    await pause(2_050);
  }
});

test("isolates get no refresh token, and the object's secrets are not stored", async (t) => {
  const { server, workers } = await setUp(t, { SECRET: "the-secret-of-the-client" });
  server.always(token({ refresh_token: "the-refresh-token", id_token: undefined }));
  await workers.get("/login/user?accessToken=first&refreshToken=the-first-refresh-token");
  assert.equal((await workers.get("/token/user", 1)).token, "first");
  for (const index of [0, 1]) {
    const { tokens } = await workers.get("/tokens/user", index);
    assert.deepEqual([tokens.accessToken, tokens.refreshToken], ["first", undefined]);
  }
  assert.equal((await workers.get("/info/user", 1)).info.hasRefreshToken, false);
  await workers.get("/refresh/user", 1);
  assert.equal(server.forms[0].refresh_token, "the-first-refresh-token");
  const raw = await workers.get("/raw/user");
  assert.deepEqual([raw.tokens.refreshToken, raw.info.hasRefreshToken], [undefined, true]);
  await workers.get("/token/service");
  const { stored } = await workers.get("/look/user");
  assert.ok(stored.includes("the-refresh-token") && !stored.includes("the-secret-of-the-client"));
});

test("a token for another target is the object's: one request for all isolates, with the refresh token that it keeps", async (t) => {
  const { server, workers } = await setUp(t);
  const family = rotatingFamily();
  server.always(family.answer);
  await workers.get(`/login/user?access_token=A1&refresh_token=${family.current}&expires_in=3600`);
  const mail = await Promise.all(Array.from({ length: 12 }, (_, i) => workers.get("/target/user?scope=mail&resource=https%3A%2F%2Fmail.example", i % workers.count)));
  assertAllSame(mail);
  const [own, files] = await Promise.all([workers.get("/token/user", 1), workers.get("/target/user?scope=files", 2)]);
  assert.equal(own.token, "A1");
  assert.notEqual(files.token, mail[0].token);
  const asked = server.forms.map(({ scope, resource }) => [scope, resource]);
  assert.deepEqual(asked, [["mail", "https://mail.example"], ["files", undefined]]);
  assert.equal(family.reuses, 0);
  await workers.get("/clear/user", 1);
  assert.match((await workers.get("/target/user?scope=mail", 3)).code ?? "", /reauthentication_required/);
});

test("refresh, setTokens, invalidate, clear and revoke go through", async (t) => {
  const { server, workers } = await setUp(t);
  server.route("/revoke", status(200));
  server.always(token({ refresh_token: "R2" }));
  await workers.get("/login/user?access_token=A1&refresh_token=R1&expires_in=3600", 2);
  assert.equal((await workers.get("/token/user", 1)).token, "A1");
  const { token: second } = await workers.get("/refresh/user", 1);
  assert.equal(server.requests.length, 1);
  assert.equal((await workers.get("/token/user", 3)).token, second);
  // An isolate with the newest token makes the object forget it; an isolate with an older one forgets only its own.
  await workers.get("/invalidate/user", 2);
  assert.equal((await workers.get("/token/user", 2)).token, second);
  assert.equal(server.requests.length, 1);
  await workers.get("/invalidate/user", 1);
  const { token: third } = await workers.get("/token/user", 1);
  assert.notEqual(third, second);
  assert.equal(server.requests.length, 2);
  await workers.get("/revoke/user", 3);
  assert.deepEqual(server.otherRequests.map(({ form }) => form.get("token")), ["R2", third]);
  assert.equal((await workers.get("/raw/user")).code ?? "an error of its own", "reauthentication_required");
  await workers.get("/login/user?accessToken=A4&refreshToken=R4", 0);
  await workers.get("/clear/user", 0);
  const { code, error } = await workers.get("/token/user", 0);
  assert.deepEqual([error, code], ["ReauthenticationRequiredError", "reauthentication_required"]);
});

test("after a 401 the object renews only a refused token", async (t) => {
  const { server, workers } = await setUp(t);
  const api = await startTokenServer(t);
  await workers.get("/token/service");
  const [{ form }] = server.requests;
  assert.equal(form.get("grant_type"), "client_credentials");
  api.route("/", ({ headers }) => (headers.authorization === `Bearer ${refused}` ? status(401) : answer({ body: {} })));
  const refused = (await workers.get("/token/service", 1)).token;
  await workers.get("/token/service", 2);
  const rejected = (index) => workers.get(`/invalidate/service`, index);
  await rejected(1);
  await rejected(2);
  const tokens = [await workers.get("/token/service", 1), await workers.get("/token/service", 2)];
  assertAllSame(tokens);
  assert.equal(server.requests.length, 2);
});

test("errors cross with their class, code and members", async (t) => {
  const { server, workers } = await setUp(t);
  server.always(oauthError("invalid_client", { status: 401, description: "who is this" }));
  const refused = await workers.get("/token/service");
  assert.deepEqual([refused.error, refused.code, refused.status, refused.oauthError, refused.retryable, refused.of], ["TokenAcquisitionError", "acquisition_failed", 401, "invalid_client", false, "service"]);
  const alias = await workers.get("/token/alias");
  assert.equal(alias.of, "alias");
  server.always(status(503));
  const before = server.requests.length;
  const failed = await workers.get("/token/service", 1);
  assert.deepEqual([failed.status, failed.retryable], [503, true]);
  assert.equal(server.requests.length - before, 3, "the object tries three times, and the isolate none besides");
  assert.deepEqual([(await workers.get("/token/lost")).error, (await workers.get("/token/lost")).code], ["UnknownProviderError", "unknown_provider"]);
  const login = await workers.get("/token/user");
  assert.deepEqual([login.error, login.code], ["ReauthenticationRequiredError", "reauthentication_required"]);
  assert.deepEqual((await workers.get("/info/user")).events, ["user"]);
});

test("a refused refresh token: every isolate hears of it, nothing more is sent, and new tokens serve at once", async (t) => {
  const { server, workers } = await setUp(t);
  server.always(oauthError("invalid_grant"));
  await workers.get("/login/user?access_token=A&refresh_token=R&expires_in=1");
  await pause(1_050);
  const outcomes = await Promise.all(Array.from({ length: 24 }, (_, i) => workers.get("/token/user", i % workers.count)));
  for (const { code, message } of outcomes) assert.equal(code, "reauthentication_required", message);
  assert.equal(server.requests.length, 1);
  for (let i = 0; i < 8; i++) await workers.get("/token/user", 1);
  await workers.get("/login/user?accessToken=B&refreshToken=S", 0);
  assert.equal((await workers.get("/token/user", 1)).token, "B", "no circuit stands before the object");
  assert.equal(server.requests.length, 1);
});

test("options that throw are an error of the caller, with the thrown error as its cause", async (t) => {
  const { workers } = await setUp(t, { BROKEN: true }, 1);
  const { code, message, cause } = await workers.get("/token/service");
  assert.deepEqual([code, cause], ["acquisition_failed", "Error: Error: options cannot be made"]);
  assert.ok(!message.includes("cannot be made"));
});

test("each name is an object of its own, and knows its name", async (t) => {
  const { server, workers } = await setUp(t);
  const [a, b] = [await workers.get("/token/service/a"), await workers.get("/token/service/b", 1)];
  assert.notEqual(a.token, b.token);
  const clients = server.requests.map(({ headers }) => decodeURIComponent(atob(headers.authorization.slice(6)).split(":")[0]).replaceAll("+", " "));
  assert.deepEqual(clients, ["service of a", "service of b"]);
});

test("tenants on demand: resolveProvider and coordinator make one object for each", async (t) => {
  const { server, workers } = await setUp(t);
  const names = Array.from({ length: 20 }, (_, i) => `t${i}`);
  const first = await Promise.all(names.map((name, i) => workers.get(`/token/${name}`, i % workers.count)));
  const second = await Promise.all(names.map((name, i) => workers.get(`/token/${name}`, (i + 1) % workers.count)));
  assert.deepEqual(second, first);
  assert.equal(new Set(first.map(({ token: got }) => got)).size, 20);
  assert.equal(server.requests.length, 20);
});

test("the alarm renews ahead of time without a caller, and twice is once", async (t) => {
  const { server, workers } = await setUp(t);
  server.next(token({ expires_in: 4 }), token({ expires_in: 3600 }));
  const { token: first } = await workers.get("/token/service");
  const { alarmAt } = await workers.get("/look/service");
  assert.ok(alarmAt > Date.now() - 1_000 && alarmAt < Date.now() + 4_000, String(alarmAt));
  await eventually(() => server.requests.length === 2, "the alarm renews", 8_000);
  await pause(100);
  await workers.get("/alarm/service");
  assert.equal(server.requests.length, 2);
  const { token: second } = await workers.get("/token/service", 1);
  assert.notEqual(second, first);
  assert.ok((await workers.get("/look/service")).alarmAt > Date.now() + 1_800_000);
});

test("an object that was evicted is woken by its alarm and renews what it owns, tenants too", async (t) => {
  const { server, workers } = await setUp(t);
  server.always(token({ expires_in: 4 }));
  await workers.get("/token/t1");
  await workers.get("/token/service/t1");
  await workers.get("/evict/x/t1");
  const ids = () => new Set(server.requests.slice(2).map(({ headers }) => headers.authorization));
  await eventually(() => ids().size === 2, "both are renewed", 8_000);
});

test("a server that refuses the client is not asked again by the alarm", async (t) => {
  const { server, workers } = await setUp(t);
  server.next(token({ expires_in: 2 }));
  server.always(oauthError("invalid_client", { status: 401 }));
  await workers.get("/token/service");
  await eventually(() => server.requests.length === 2, "the alarm renews", 8_000);
  await pause(3_000);
  assert.equal(server.requests.length, 2);
  assert.equal((await workers.get("/look/service")).alarmAt, null);
});

test("evicted between any two calls, the object loses no refresh token", async (t) => {
  const server = await startTokenServer(t);
  const family = rotatingFamily({ expiresIn: 3600 });
  server.always(family.answer);
  const workers = await startWorkers(t, "coordinator", { count: 2, bindings: { TOKEN_ENDPOINT: server.tokenEndpoint } });
  const { access_token, refresh_token } = family.first();
  await workers.get(`/login/user?access_token=${access_token}&refresh_token=${refresh_token}`);
  for (let round = 1; round <= 6; round++) {
    await workers.get("/evict/user");
    const { token: got, code, message } = await workers.get("/refresh/user", round % 2);
    assert.match(got ?? "", /^access-/, `${code}: ${message}`);
  }
  assert.deepEqual([family.reuses, server.requests.length], [0, 6]);
});

test("an alarm that rings again while it renews sends nothing more", async (t) => {
  const { server, workers } = await setUp(t);
  const { promise: goOn, resolve: release } = deferred();
  server.next(token({ expires_in: 3 }), after(goOn, token({ expires_in: 3600 })));
  await workers.get("/token/service");
  await eventually(() => server.requests.length === 2, "the alarm renews", 8_000);
  const again = workers.get("/alarm/service");
  await pause(200);
  release();
  await again;
  await workers.get("/alarm/service");
  assert.equal(server.requests.length, 2);
});

test("an object that is slow is not taken for dead: nothing is sent twice", async (t) => {
  const { server, workers } = await setUp(t, { PATIENT: true }, 2);
  const { promise: goOn, resolve: release } = deferred();
  server.next(after(goOn));
  const outcomes = Array.from({ length: 8 }, (_, i) => workers.get("/token/service", i % 2, 30_000));
  await eventually(() => server.requests.length === 1, "the request is sent");
  await workers.get("/busy/service", 1, 30_000);
  await pause(500);
  release();
  assertAllSame(await Promise.all(outcomes));
  assert.equal(server.requests.length, 1);
});

test("a leading request that ends early leaves no other waiting", async (t) => {
  const { server, workers } = await setUp(t);
  server.always(delayed(600));
  await workers.get("/start/service", 0);
  const outcomes = await Promise.all(Array.from({ length: 16 }, (_, i) => workers.get("/token/service", i % 2)));
  assertAllSame(outcomes);
  assert.equal(server.requests.length, 1);
});

test("a demand for more life reaches the object", async (t) => {
  const { server, workers } = await setUp(t);
  server.next(token({ expires_in: 5 }));
  const { token: first } = await workers.get("/token/service");
  await pause(1_000);
  const { token: longer } = await workers.get("/token/service?life=1200");
  assert.notEqual(longer, first);
  assert.equal(server.requests.length, 2);
});

test("the oldest compatibility date with RPC: one request for all isolates, and typed errors", async (t) => {
  const { server, workers } = await setUp(t, {}, 2, "2024-04-03");
  assertAllSame(await Promise.all(Array.from({ length: 8 }, (_, i) => workers.get("/token/service", i % 2))));
  assert.equal(server.requests.length, 1);
  const { error, code } = await workers.get("/token/lost", 1);
  assert.deepEqual([error, code], ["UnknownProviderError", "unknown_provider"]);
  await workers.get("/evict/service");
  server.always(oauthError("invalid_client", { status: 401 }));
  const refused = await workers.get("/refresh/service", 1);
  assert.deepEqual([refused.error, refused.oauthError], ["TokenRefreshError", "invalid_client"]);
});

test("without RPC, with an old compatibility date, the error says what to do", async (t) => {
  const { workers } = await setUp(t, {}, 1, "2024-01-01");
  const { error, message } = await workers.get("/token/service");
  assert.deepEqual([error, /2024-04-03/.test(message)], ["InvalidConfigurationError", true], message);
});

function assertAllSame(outcomes) {
  for (const { token: got, code, message } of outcomes) assert.ok(got, `${code}: ${message}`);
  assert.equal(new Set(outcomes.map(({ token: got }) => got)).size, 1);
}

async function setUp(t, bindings = {}, count = 4, compatibilityDate = undefined) {
  const server = await startTokenServer(t);
  const workers = await startWorkers(t, "coordinator", {
    count,
    bindings: { TOKEN_ENDPOINT: server.tokenEndpoint, REVOCATION_ENDPOINT: `${server.origin}/revoke`, ...bindings },
    ...(compatibilityDate && { compatibilityDate }),
  });
  return { server, workers };
}
