// Revocation (RFC 7009): the tokens are forgotten locally at once, whatever the server does, and then revoked at the server.

import assert from "node:assert/strict";
import { test } from "node:test";
import { answer, delayed, drop, hang, oauthError, status, token } from "../support/answers.mjs";
import { APP, startAuthorizationServer } from "../support/authorization-server.mjs";
import { closeAfter } from "../support/cleanup.mjs";
import { assertError, assertRejects, recordEvents } from "../support/expect.mjs";
import { assertNothingOf } from "../support/secrets.mjs";
import { AsyncStorage, MapStorage } from "../support/storages.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { TokenManager, clientCredentials, createManager, createWith, newNamespace, oneAttempt, quickRetries, refreshTokenGrant } from "../support/tokenward.mjs";
import { eventually, pause, within } from "../support/wait.mjs";

const TOKENS = { accessToken: "access-of-the-session", refreshToken: "refresh-of-the-session", expiresIn: 3600 };

/** A manager that is logged in, with its events and its log records. */
async function loggedIn(t, server, more = {}, options = {}) {
  const records = [];
  const provider = refreshTokenGrant(server, { revocationEndpoint: `${server.origin}/revoke`, ...more });
  const manager = await createWith(t, provider, { logger: (record) => records.push(record), ...options });
  await manager.setTokens("api", TOKENS);
  return { manager, events: recordEvents(manager), records };
}

const revocations = (server) => server.otherRequests.filter(({ path }) => path === "/revoke");
const hints = (server) => revocations(server).map(({ form }) => form.get("token_type_hint"));

test("the refresh token is revoked first, then the access token, and nothing is left here", async (t) => {
  const server = await startTokenServer(t);
  server.route("/revoke", status(200));
  const storage = new MapStorage();
  const { manager, events, records } = await loggedIn(t, server, {}, { storage });
  await manager.revoke("api");
  assert.deepEqual(
    revocations(server).map(({ method, form }) => [method, Object.fromEntries(form)]),
    [
      ["POST", { token: TOKENS.refreshToken, token_type_hint: "refresh_token", client_id: "client" }],
      ["POST", { token: TOKENS.accessToken, token_type_hint: "access_token", client_id: "client" }],
    ],
  );
  assert.equal(storage.items.size, 0);
  assert.equal(manager.peekToken(), undefined);
  assert.equal(await manager.getTokens(), undefined);
  assert.deepEqual(events.names, ["removed"]);
  assert.ok(records.some(({ message, provider }) => message === "tokens revoked" && provider === "api"));
});

test("a confidential client authenticates as at the token endpoint", async (t) => {
  const server = await startTokenServer(t);
  server.route("/revoke", status(200));
  const { manager } = await loggedIn(t, server, { clientSecret: "secret-of-the-client" });
  await manager.revoke();
  const credentials = Buffer.from("client:secret-of-the-client").toString("base64");
  assert.equal(revocations(server)[0].headers.authorization, `Basic ${credentials}`);
  assert.equal(revocations(server)[0].form.get("client_id"), null);
});

test("the endpoint comes from the issuer's metadata", async (t) => {
  const server = await startTokenServer(t);
  server.route("/revoke", status(200));
  const metadata = { issuer: server.origin, token_endpoint: server.tokenEndpoint, revocation_endpoint: `${server.origin}/revoke` };
  server.route("/.well-known/openid-configuration", answer({ body: metadata }));
  const { manager } = await loggedIn(t, server, { revocationEndpoint: undefined, issuer: server.origin });
  await manager.revoke();
  assert.deepEqual(hints(server), ["refresh_token", "access_token"]);
});

test("without a revocation endpoint the tokens are forgotten, and the log says so", async (t) => {
  const server = await startTokenServer(t);
  const metadata = { issuer: server.origin, token_endpoint: server.tokenEndpoint };
  server.route("/.well-known/openid-configuration", answer({ body: metadata }));
  for (const more of [{ revocationEndpoint: undefined }, { revocationEndpoint: undefined, issuer: server.origin }]) {
    const { manager, events, records } = await loggedIn(t, server, more);
    await manager.revoke();
    assert.equal(await manager.getTokens(), undefined);
    assert.deepEqual(events.names, ["removed"]);
    assert.ok(records.some(({ message }) => message.includes("no revocation endpoint")), JSON.stringify(records));
  }
});

test("tokens that only storage holds are read and revoked", async (t) => {
  const server = await startTokenServer(t);
  server.route("/revoke", status(200));
  const [storage, namespace] = [new AsyncStorage(), newNamespace()];
  await loggedIn(t, server, {}, { storage, namespace });
  const provider = refreshTokenGrant(server, { revocationEndpoint: `${server.origin}/revoke` });
  const manager = new TokenManager({ providers: { api: provider }, storage, namespace });
  closeAfter(t, () => manager.close());
  await manager.revoke();
  assert.deepEqual(hints(server), ["refresh_token", "access_token"]);
  assert.equal(storage.items.size, 0);
});

test("a manager without tokens sends no request", async (t) => {
  const server = await startTokenServer(t);
  const provider = clientCredentials(server, { revocationEndpoint: `${server.origin}/revoke` });
  const manager = await createWith(t, provider);
  server.otherRequests.length = 0;
  await manager.revoke();
  assert.equal(server.otherRequests.length, 0);
});

test("from the call on no token is handed out, although the server is slow", async (t) => {
  const server = await startTokenServer(t);
  server.route("/revoke", hang());
  const storage = new MapStorage();
  const { manager } = await loggedIn(t, server, { retryPolicy: { ...oneAttempt, timeoutMs: 400 } }, { storage });
  const revoked = manager.revoke();
  await assertRejects(manager.getToken(), "ReauthenticationRequiredError");
  assert.equal(manager.peekToken(), undefined);
  await eventually(() => revocations(server).length > 0, "the revocation is sent");
  assert.equal(storage.items.size, 0, "the record is gone before the server has answered");
  await within(5_000, revoked, "revoke");
});

test("a server that is unavailable is tried again", async (t) => {
  const server = await startTokenServer(t);
  const answers = [status(503), drop(), status(200), status(200)];
  server.route("/revoke", { send: (...all) => answers.shift().send(...all) });
  const { manager, events } = await loggedIn(t, server, { retryPolicy: quickRetries });
  await manager.revoke();
  assert.deepEqual(hints(server), ["refresh_token", "refresh_token", "refresh_token", "access_token"]);
  assert.equal(events.count("error"), 0);
});

test("a timeout longer than hosts can wait is none that has passed already", async (t) => {
  const server = await startTokenServer(t);
  server.route("/revoke", async () => {
    await pause(30);
    return status(200);
  });
  const month = 30 * 24 * 3_600_000;
  const { manager, events } = await loggedIn(t, server, { retryPolicy: { ...oneAttempt, timeoutMs: month, deadlineMs: 2 * month } });
  await manager.revoke();
  assert.deepEqual(hints(server), ["refresh_token", "access_token"]);
  assert.equal(events.count("error"), 0);
});

test("a server that cannot be reached rejects nothing: an event and the log tell", async (t) => {
  const server = await startTokenServer(t);
  for (const [scripted, members] of [
    [drop(), { code: "network", retryable: true }],
    [status(503), { code: "invalid_response", status: 503, retryable: true }],
    [hang(), { code: "timeout", retryable: true }],
  ]) {
    server.route("/revoke", scripted);
    server.otherRequests.length = 0;
    const { manager, events, records } = await loggedIn(t, server, { retryPolicy: { ...quickRetries, maxAttempts: 2, timeoutMs: 150 } });
    await manager.revoke();
    assert.deepEqual(hints(server), ["refresh_token", "refresh_token"], "bounded, and not once more for the other token");
    assert.equal(await manager.getTokens(), undefined);
    assert.equal(events.count("error"), 1);
    const [{ error, provider }] = events.named("error");
    assertError(error, "TokenError", { provider: "api", ...members });
    assert.equal(provider, "api");
    assert.ok(records.some(({ level, code }) => level === "warn" && code === members.code));
    assertNothingOf([TOKENS.accessToken, TOKENS.refreshToken], [...events.all, ...records], "a failed revocation");
  }
});

test("unavailable metadata is reported like an unreachable server", async (t) => {
  const server = await startTokenServer(t);
  server.route("/.well-known/openid-configuration", status(503));
  const { manager, events } = await loggedIn(t, server, { revocationEndpoint: undefined, issuer: server.origin });
  await manager.revoke();
  assert.equal(await manager.getTokens(), undefined);
  assert.equal(events.count("error"), 1);
});

test("all attempts together end within deadlineMs", async (t) => {
  const server = await startTokenServer(t);
  server.route("/revoke", delayed(60, status(503)));
  const { manager } = await loggedIn(t, server, { retryPolicy: { ...quickRetries, maxAttempts: 1_000, deadlineMs: 300 } });
  await within(5_000, manager.revoke(), "revoke");
  assert.ok(revocations(server).length < 20, `${revocations(server).length} requests`);
});

test("a refusal of one token keeps the other from nothing", async (t) => {
  const server = await startTokenServer(t);
  const answers = [oauthError("invalid_request", { description: `no ${TOKENS.refreshToken}` }), status(200)];
  server.route("/revoke", { send: (...all) => answers.shift().send(...all) });
  const { manager, events, records } = await loggedIn(t, server);
  await manager.revoke();
  assert.deepEqual(hints(server), ["refresh_token", "access_token"]);
  const [{ error }] = events.named("error");
  assertError(error, "TokenError", { status: 400, oauthError: "invalid_request", oauthErrorDescription: "no [redacted]", retryable: false });
  assertNothingOf([TOKENS.refreshToken], [...events.all, ...records], "a refused revocation");
});

test("a server that revokes only refresh tokens causes no error", async (t) => {
  const server = await startTokenServer(t);
  const answers = [status(200), oauthError("unsupported_token_type")];
  server.route("/revoke", { send: (...all) => answers.shift().send(...all) });
  const { manager, events } = await loggedIn(t, server);
  await manager.revoke();
  assert.equal(events.count("error"), 0);
});

test("a custom provider's revoke is called with the tokens, which are forgotten already", async (t) => {
  const calls = [];
  const manager = await createManager(t, {
    providers: {
      api: {
        grant: "custom",
        acquire: () => ({ accessToken: "custom-1", refreshToken: "custom-refresh", expiresIn: 3600 }),
        async revoke(tokens, context) {
          calls.push({ tokens, provider: context.provider, signal: context.signal, held: manager.peekToken() });
        },
      },
    },
  });
  await manager.getToken();
  await manager.revoke();
  assert.equal(calls.length, 1);
  const [{ tokens, provider, signal, held }] = calls;
  assert.deepEqual([tokens.accessToken, tokens.refreshToken, provider, held], ["custom-1", "custom-refresh", "api", undefined]);
  assert.ok(signal instanceof AbortSignal);
});

test("an error of a custom provider's revoke is the cause of the error in the event", async (t) => {
  const server = await startTokenServer(t);
  const thrown = new Error("their server is down");
  const provider = {
    grant: "custom",
    acquire: () => ({ accessToken: "custom-1", expiresIn: 3600 }),
    revoke: () => Promise.reject(thrown),
  };
  const manager = await createWith(t, provider);
  const events = recordEvents(manager);
  await manager.getToken();
  await manager.revoke();
  const [{ error }] = events.named("error");
  assertError(error, "TokenError", { code: "acquisition_failed" });
  assert.equal(error.cause, thrown);
  assert.equal(manager.peekToken(), undefined);
});

test("after a revocation a provider that needs no user begins anew", async (t) => {
  const server = await startTokenServer(t);
  server.route("/revoke", status(200));
  const manager = await createWith(t, clientCredentials(server, { revocationEndpoint: `${server.origin}/revoke` }));
  server.always(token());
  const before = await manager.getToken();
  server.otherRequests.length = 0;
  await manager.revoke();
  assert.deepEqual(hints(server), ["access_token"]);
  assert.notEqual(await manager.getToken(), before);
});

test("a token that a fallback lent is not sent to this provider's server", async (t) => {
  const server = await startTokenServer(t);
  server.route("/revoke", status(200));
  server.always(status(503));
  const provider = { revocationEndpoint: `${server.origin}/revoke`, retryPolicy: oneAttempt, fallback: { grant: "static", token: "by-hand" } };
  const manager = await createWith(t, clientCredentials(server, provider));
  assert.equal(await manager.getToken(), "by-hand");
  await manager.revoke();
  assert.equal(revocations(server).length, 0);
});

test("revoking an unknown provider, or after close, is an error", async (t) => {
  const server = await startTokenServer(t);
  const { manager } = await loggedIn(t, server);
  await assertRejects(manager.revoke("nobody"), "UnknownProviderError");
  await manager.close();
  await assertRejects(manager.revoke(), "ManagerClosedError");
});

test("a real authorization server takes a revoked refresh token no more", async (t) => {
  const real = await startAuthorizationServer(t);
  const provider = { grant: "refresh_token", issuer: real.issuer, clientId: APP.clientId, retryPolicy: quickRetries };
  const manager = await createWith(t, { ...provider, refreshToken: await real.newRefreshToken() });
  const events = recordEvents(manager);
  await manager.getToken();
  const { refreshToken, accessToken } = await manager.getTokens();
  await manager.revoke();
  assert.equal(events.count("error"), 0);

  const thief = await createWith(t, { ...provider, refreshToken });
  await assertRejects(thief.getToken(), "ReauthenticationRequiredError", { oauthError: "invalid_grant" });
  const answered = await fetch(`${real.issuer}/me`, { headers: { authorization: `Bearer ${accessToken}` } });
  assert.equal(answered.status, 401, "the access token is dead there as well");
});
