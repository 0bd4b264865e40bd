// The log: structured records of a token's whole life, for debugging. Plain values, no secret, and no harm by a bad logger.

import assert from "node:assert/strict";
import { test } from "node:test";
import { answer, drop, oauthError, status, token } from "../support/answers.mjs";
import { assertRejects } from "../support/expect.mjs";
import { assertNothingOf } from "../support/secrets.mjs";
import { MapStorage, throwingStorage } from "../support/storages.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { CLIENT_SECRET, clientCredentials, createManager, createWith, newNamespace, oneAttempt, quickRetries, refreshTokenGrant } from "../support/tokenward.mjs";

/** Options with a logger, and its records. */
function logging(level = "debug") {
  const records = [];
  return {
    records,
    options: { logger: (record) => records.push(record), logLevel: level },
    messages: () => records.map(({ message }) => message),
    one: (message) => {
      const found = records.filter((record) => record.message === message);
      assert.equal(found.length, 1, `${message}: ${JSON.stringify(records)}`);
      return found[0];
    },
  };
}

test("an acquisition is logged step by step", async (t) => {
  const server = await startTokenServer(t);
  server.always(token({ scope: "read" }));
  const log = logging();
  const manager = await createWith(t, clientCredentials(server, { tokenEndpoint: `${server.tokenEndpoint}?tenant=a-secret-tenant` }), log.options);
  await manager.getToken();
  const sent = log.one("token request sent");
  assert.deepEqual({ ...sent, at: 0 }, { level: "debug", message: "token request sent", provider: "api", at: 0, grant: "client_credentials", attempt: 1, endpoint: server.tokenEndpoint });
  assert.ok(Math.abs(sent.at - Date.now()) < 60_000);
  const ended = log.one("token request ended");
  assert.deepEqual([ended.status, typeof ended.ms], [200, "number"]);
  const obtained = log.one("token obtained");
  assert.deepEqual([obtained.level, obtained.source, obtained.scope], ["info", "primary", "read"]);
  assert.ok(obtained.lifetimeSeconds > 3590 && obtained.lifetimeSeconds <= 3600, obtained.lifetimeSeconds);
  assert.deepEqual(log.messages().filter((m) => !m.startsWith("state")), ["provider added", "token request sent", "token request ended", "token obtained"]);
});

test("a retry logs its reason and its wait, and a failure the server's reason", async (t) => {
  const server = await startTokenServer(t);
  const log = logging();
  const manager = await createWith(t, clientCredentials(server, { retryPolicy: { ...quickRetries, maxAttempts: 2 } }), log.options);
  server.next(status(503), oauthError("invalid_scope", { description: "no such scope" }));
  await assertRejects(manager.getToken(), "TokenAcquisitionError");
  const retry = log.one("token request failed: it will be repeated");
  assert.deepEqual([retry.level, retry.status, retry.code, typeof retry.waitMs], ["warn", 503, "acquisition_failed", "number"]);
  assert.deepEqual(log.records.filter(({ message }) => message === "token request sent").map(({ attempt }) => attempt), [1, 2]);
  const failure = log.one("no token could be obtained");
  assert.deepEqual([failure.level, failure.status, failure.oauthError], ["warn", 400, "invalid_scope"]);
});

test("a refresh, its lock, and the stored token", async (t) => {
  const server = await startTokenServer(t);
  server.always(token({ refresh_token: "next" }));
  const log = logging();
  const options = { ...log.options, storage: new MapStorage(), namespace: newNamespace() };
  const manager = await createWith(t, refreshTokenGrant(server, { refreshToken: "first" }), options);
  await manager.getToken();
  assert.equal(log.one("no usable token in storage").level, "debug");
  assert.equal(typeof log.one("lock acquired").waitedMs, "number");
  assert.equal(log.one("token request sent").grant, "refresh_token");
  await manager.refresh();
  assert.equal(log.one("token refreshed").source, "primary");

  const second = logging();
  await createWith(t, refreshTokenGrant(server, { refreshToken: "first" }), { ...options, ...second.options });
  assert.equal(second.one("stored token adopted").provider, "api");
  assert.equal(second.one("token obtained").source, "storage");
});

test("the circuit opens, is probed and closes", async (t) => {
  const server = await startTokenServer(t);
  server.always(status(400));
  const log = logging();
  const retryPolicy = { ...oneAttempt, circuitThreshold: 2, circuitCooldownMs: 20 };
  const manager = await createWith(t, clientCredentials(server, { retryPolicy }), log.options);
  for (let i = 0; i < 2; i++) await assertRejects(manager.getToken(), "TokenAcquisitionError");
  const opened = log.one("circuit opened: nothing is sent until the cool-down ends");
  assert.deepEqual([opened.level, opened.cooldownMs], ["warn", 20]);
  await new Promise((resolve) => setTimeout(resolve, 40));
  server.always(token());
  await manager.getToken();
  log.one("circuit probed by one request");
  log.one("circuit closed");
});

test("a clock that is wrong is noticed", async (t) => {
  const server = await startTokenServer(t);
  const log = logging("warn");
  const date = new Date(Date.now() - 2 * 3_600_000).toUTCString();
  server.always(answer({ headers: { date }, body: { access_token: "a-token", token_type: "Bearer", expires_in: 3600 } }));
  const manager = await createWith(t, clientCredentials(server), log.options);
  await manager.getToken();
  const record = log.one("this machine's clock differs from the server's");
  assert.ok(Math.abs(record.clockSkewMs - 7_200_000) < 60_000, record.clockSkewMs);
});

test("providers, logins and the manager come and go", async (t) => {
  const server = await startTokenServer(t);
  const log = logging();
  const manager = await createManager(t, { ...log.options, background: true });
  manager.addProvider("api", clientCredentials(server));
  manager.addProvider("app", {
    grant: "authorization_code",
    tokenEndpoint: server.tokenEndpoint,
    authorizationEndpoint: `${server.origin}/authorize`,
    clientId: "app",
    redirectUri: "https://app.example/callback",
  });
  const { url } = await manager.startLogin("app");
  const state = new URL(url).searchParams.get("state");
  await manager.finishLogin(`https://app.example/callback?code=the-secret-code&state=${state}`);
  await manager.getToken("api");
  await manager.clear("app");
  await manager.removeProvider("api");
  await manager.close();
  const told = (message) => log.records.filter((r) => r.message === message).map(({ provider }) => provider);
  assert.deepEqual(told("provider added"), ["api", "app"]);
  assert.deepEqual(told("login started"), ["app"]);
  assert.deepEqual(told("login finished"), ["app"]);
  assert.deepEqual(told("logout"), ["app"]);
  assert.deepEqual(told("provider removed"), ["api"]);
  assert.deepEqual(told("manager closed"), [undefined]);
  assert.ok(log.records.some(({ message, inMs }) => message === "timer armed" && inMs > 0));
  assertNothingOf(["the-secret-code", state], log.records, "the log of a login");
});

test("a login that fails is a warning", async (t) => {
  const log = logging("warn");
  const manager = await createManager(t, log.options);
  await assertRejects(manager.finishLogin("https://app.example/callback?code=x&state=unknown-state"), "LoginError");
  assert.equal(log.one("login failed").code, "login_failed");
});

test("a storage that fails is an error, once", async (t) => {
  const server = await startTokenServer(t);
  const log = logging("error");
  const manager = await createWith(t, clientCredentials(server), { ...log.options, storage: throwingStorage() });
  await manager.getToken();
  assert.equal(log.one("the storage failed").level, "error");
});

test("logLevel drops less important records", async (t) => {
  const server = await startTokenServer(t);
  const levels = {};
  for (const level of ["error", "warn", "info", "debug"]) {
    const log = logging(level);
    const manager = await createWith(t, clientCredentials(server), log.options);
    server.next(drop(), token());
    await manager.getToken();
    levels[level] = [...new Set(log.records.map((record) => record.level))].sort();
  }
  assert.deepEqual(levels, { error: [], warn: ["warn"], info: ["info", "warn"], debug: ["debug", "info", "warn"] });
});

test("records hold plain values and no secret, whatever happens", async (t) => {
  const server = await startTokenServer(t);
  const log = logging();
  const secrets = ["first-refresh-token", "second-refresh-token", "first-access-token", "second-access-token", CLIENT_SECRET];
  server.next(
    token({ access_token: "first-access-token", refresh_token: "second-refresh-token" }),
    oauthError("invalid_request", { description: `what is second-refresh-token of ${CLIENT_SECRET}` }),
    token({ access_token: "second-access-token" }),
  );
  const provider = refreshTokenGrant(server, {
    clientSecret: CLIENT_SECRET,
    refreshToken: "first-refresh-token",
    revocationEndpoint: `${server.origin}/revoke`,
    retryPolicy: oneAttempt,
  });
  const manager = await createWith(t, provider, { ...log.options, storage: new MapStorage() });
  await manager.getToken();
  await assertRejects(manager.refresh(), "TokenRefreshError");
  await manager.refresh();
  await manager.invalidate();
  await manager.revoke();
  assert.ok(log.records.length > 15);
  for (const record of log.records) {
    for (const [name, value] of Object.entries(record)) {
      assert.ok(["string", "number", "boolean"].includes(typeof value), `${name} of ${record.message} is ${typeof value}`);
    }
  }
  assertNothingOf(secrets, log.records, "the log");
});

test("a logger that throws, or that calls the manager, disturbs nothing", async (t) => {
  const server = await startTokenServer(t);
  let manager;
  const asked = [];
  const logger = () => {
    if (manager !== undefined && asked.length < 5) asked.push(manager.getToken(), manager.health(), manager.metrics());
    throw new Error("the logger is broken");
  };
  manager = await createWith(t, clientCredentials(server), { logger, logLevel: "debug", background: true });
  const own = await manager.getToken();
  const answers = await Promise.all(asked);
  assert.ok(answers.length > 0);
  assert.ok(answers.every((answer) => typeof answer === "object" || answer === own));
  assert.equal(server.requests.length, 1);
});
