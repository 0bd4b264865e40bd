// The use cases of five other token managers, with this one: each test follows one of the project's source documents, step by step. The
// details have tests of their own, which `tests/README.md` lists.

import assert from "node:assert/strict";
import { test } from "node:test";
import { answer, oauthError, status, token } from "../support/answers.mjs";
import { wakingClock } from "../support/clock.mjs";
import { assertRejects, recordEvents } from "../support/expect.mjs";
import { MapStorage } from "../support/storages.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { CLIENT_SECRET, clientCredentials, createManager, oneAttempt, quickRetries, refreshTokenGrant, tokenward, TokenManager } from "../support/tokenward.mjs";
import { eventually } from "../support/wait.mjs";

test("an authentication client: authenticated once, renewed by itself, inspected, kept between starts", async (t) => {
  const clock = wakingClock(t);
  const server = await startTokenServer(t);
  server.always(token({ access_token: jwt({ sub: "ann", scope: "openid profile" }), expires_in: 600, refresh_token: "r1", scope: "openid profile" }));
  const storage = new MapStorage();
  const options = { namespace: "app", storage, refreshPolicy: { minLifetimeSeconds: 60 }, providers: { api: refreshTokenGrant(server, { refreshToken: "r0" }) } };
  const manager = await createManager(t, options);
  const states = [];
  manager.on("state", ({ to }) => states.push(to));

  const begun = performance.now();
  for (let i = 0; i < 100; i++) await manager.getToken();
  assert.equal(server.requests.length, 1, "one token for a hundred calls");
  const info = manager.getTokenInfo();
  assert.deepEqual([info.state, info.scope, info.hasRefreshToken], ["valid", "openid profile", true]);
  // Its life shrank by the elapsed time only; a hundredth of a second allows for two clocks.
  const since = (performance.now() - begun) / 1_000 + 0.01;
  assert.ok(info.remainingSeconds > 600 - since && info.remainingSeconds <= 600, `${info.remainingSeconds} s`);
  assert.equal(tokenward.decodeJwt(await manager.getToken()).payload.sub, "ann");

  const second = await TokenManager.create(options);
  assert.equal(await second.getToken(), await manager.getToken(), "the next start finds the stored token");
  assert.equal(server.requests.length, 1);
  await second.close();

  clock.advanceSeconds(580);
  await manager.getToken();
  assert.equal(server.requests.length, 2, "below the minimum lifetime the token is renewed");
  assert.equal(server.forms[1].grant_type, "refresh_token");
  assert.ok(["authenticating", "valid", "refreshing"].every((state) => states.includes(state)), states.join());

  server.always(oauthError("invalid_grant"));
  const reauthenticate = new Promise((resolve) => manager.on("reauthenticate", resolve));
  clock.advanceSeconds(600);
  await assertRejects(manager.getToken(), "ReauthenticationRequiredError");
  assert.equal((await reauthenticate).provider, "api");
});

test("a background service with observers: started, stopped, refreshed by hand, with failures and a fallback", async (t) => {
  const server = await startTokenServer(t);
  const manager = await createManager(t, {
    background: false,
    refreshPolicy: { intervalSeconds: 45 * 60 },
    providers: { llm: clientCredentials(server, { retryPolicy: oneAttempt, fallback: { grant: "static", token: "other-method" } }) },
  });
  await manager.getToken();
  const extractors = [[], []];
  for (const seen of extractors) manager.subscribe("llm", (text) => seen.push(text));
  assert.deepEqual(extractors.map((seen) => seen.length), [1, 1], "observers have the token at once");
  assert.equal(server.requests.length, 1, "with no request of their own");

  manager.startBackgroundRefresh();
  assert.equal(manager.isBackgroundRefreshRunning(), true);
  const wait = manager.getTokenInfo().nextRefreshAt - Date.now();
  assert.ok(wait <= 45 * 60_000, "the interval in minutes is kept");
  await manager.refresh();
  assert.deepEqual(extractors[0], extractors[1]);
  assert.equal(extractors[0].length, 2, "a manual refresh tells all observers");
  manager.stopBackgroundRefresh();
  assert.equal(manager.isBackgroundRefreshRunning(), false);

  server.always(status(503));
  await manager.invalidate();
  await assertRejects(manager.getToken("llm", { useFallback: false }), ["TokenAcquisitionError", "TokenRefreshError"]);
  assert.equal(manager.getTokenInfo().consecutiveFailures, 1);
  assert.equal(await manager.getToken("llm", { useFallback: true }), "other-method");
  assert.equal(manager.health().status, "degraded");

  await tokenward.getDefaultManager({ providers: { llm: { grant: "static", token: "t" } } });
  await tokenward.resetDefaultManager();
});

test("many providers: presets and generic ones, cached, forced, listed, cleared, diagnosed, closed", async (t) => {
  const server = await startTokenServer(t);
  const manager = await createManager(t);
  manager.addProvider("azure_storage", tokenward.presets.azureAd({
    tenantId: "contoso", clientId: "id", clientSecret: CLIENT_SECRET, scope: "https://storage.azure.com/.default", tokenEndpoint: server.tokenEndpoint, retryPolicy: quickRetries,
  }));
  manager.addProvider("external_api", clientCredentials(server, { scope: "read write", params: { resource_owner: "x" } }));
  assert.deepEqual(manager.listProviders(), ["azure_storage", "external_api"]);

  const tokens = await Promise.all(Array.from({ length: 20 }, () => manager.getToken("azure_storage")));
  assert.equal(new Set(tokens).size, 1);
  assert.equal(server.requests.length, 1, "concurrent requests are shared");
  assert.equal(server.forms[0].scope, "https://storage.azure.com/.default");
  assert.notEqual(await manager.getToken("azure_storage", { forceRefresh: true }), tokens[0]);

  await manager.getToken("external_api");
  assert.equal(server.forms.at(-1).resource_owner, "x");
  const report = await manager.refreshAll();
  assert.deepEqual(report.refreshed.toSorted(), ["azure_storage", "external_api"]);
  assert.equal(manager.getTokenInfo("external_api").hasToken, true);
  await manager.clear("external_api");
  assert.equal(manager.getTokenInfo("external_api").hasToken, false);
  await manager.clear();
  assert.equal(manager.peekToken("azure_storage"), undefined);
  assert.ok(manager.metrics().tokenRequests >= 5);
  await assertRejects(manager.getToken("nobody"), "UnknownProviderError");
  await manager.close();
  await assertRejects(manager.getToken("azure_storage"), "ManagerClosedError");
});

test("a login with e-mail and password, found by trying, with a token given by hand as the last resort", async (t) => {
  const server = await startTokenServer(t);
  const login = (request) => {
    const credentials = JSON.parse(request.headers["content-type"]?.startsWith("application/json") ? request.body : "{}");
    if (credentials.email !== "demo@example.com") return status(400);
    return answer({ body: { jwt: jwt({ exp: Math.floor(Date.now() / 1000) + 900 }) } });
  };
  server.route("/api/auth/login", login);
  const env = { EXTERNAL_AUTH_URL: `${server.origin}/api/login/`, EXTERNAL_AUTH_EMAIL: "demo@example.com", EXTERNAL_AUTH_PASSWORD: "Test@123", EXTERNAL_ACCESS_TOKEN: "by-hand" };
  const fromEnv = await TokenManager.fromEnv(env, { prefix: "EXTERNAL_", namespace: "login-from-env", retryPolicy: oneAttempt });
  t.after(() => fromEnv.close());
  assert.equal(await fromEnv.getToken(), "by-hand", "the configured address knows no login, so the token given by hand serves");

  const manager = await createManager(t, {
    providers: { external: { grant: "login", url: env.EXTERNAL_AUTH_URL, email: env.EXTERNAL_AUTH_EMAIL, password: env.EXTERNAL_AUTH_PASSWORD, probe: true, retryPolicy: oneAttempt, allowedOrigins: [server.origin] } },
  });
  const { Authorization } = await manager.getAuthHeaders();
  assert.match(Authorization, /^Bearer ey/);
  assert.equal(Math.round(manager.getTokenInfo().remainingSeconds / 10), 90, "its end is read from the JWT");
  assert.equal(manager.health().status, "healthy");

  let calls = 0;
  server.route("/data", ({ headers }) => (++calls === 1 ? status(401) : answer({ body: { authorization: headers.authorization } })));
  const response = await manager.fetch(`${server.origin}/data`);
  assert.match((await response.json()).authorization, /^Bearer ey/, "a 401 is followed by one new token and one repeat");

  server.route("/api/auth/login", status(503));
  await manager.clear();
  const anonymous = await manager.fetch(`${server.origin}/data`, { onNoToken: "anonymous" });
  assert.equal((await anonymous.json()).authorization, undefined);
});

test("token structures: set, got, checked against two buffers, moved, backed up, cleared with the stored copy", async (t) => {
  const fromEnv = await TokenManager.fromEnv({ AXIOM_ACCESS_TOKEN: "given" }, { prefix: "AXIOM_", namespace: "axiom-env" });
  t.after(() => fromEnv.close());
  assert.equal(await fromEnv.getToken(), "given");

  const [file, otherFile, copy] = [new MapStorage(), new MapStorage(), new MapStorage()];
  const server = await startTokenServer(t);
  const manager = await createManager(t, {
    storage: file,
    refreshPolicy: { minLifetimeSeconds: 300, aheadSeconds: 900 },
    providers: { axiom: refreshTokenGrant(server) },
  });
  await assertRejects(manager.getToken(), ["ReauthenticationRequiredError", "TokenNotFoundError"]);
  await manager.setTokens("axiom", { accessToken: "a", refreshToken: "r", expiresIn: 3600 });
  const tokens = await manager.getTokens();
  assert.deepEqual([tokens.accessToken, tokens.refreshToken], ["a", "r"]);
  assert.ok(tokens.expiresAt > Date.now());
  assert.deepEqual([manager.isExpired(), manager.needsRefresh()], [false, false]);
  await manager.setTokens("axiom", { accessToken: "b", refreshToken: "r", expiresAt: Date.now() + 600_000, obtainedAt: Date.now() - 8_000_000 });
  assert.deepEqual([manager.isExpired(), manager.needsRefresh()], [false, true]);

  assert.deepEqual(await manager.backup(copy), { copied: 1 });
  assert.deepEqual(await manager.migrateStorage(otherFile), { moved: 1 });
  assert.deepEqual([file, otherFile, copy].map(({ items }) => items.size), [0, 1, 1]);
  await manager.clear();
  assert.equal(otherFile.items.size, 0);
  assert.deepEqual(await manager.restore(copy), { restored: 1, skipped: 0 });
  assert.equal((await manager.getTokens()).accessToken, "b");

  const events = recordEvents(manager);
  await manager.clear();
  await eventually(() => events.count("removed") === 1, "the logout is told");
  assert.equal(otherFile.items.size, 0);
});

/** An access token as a JWT; its signature is not checked here. */
function jwt(claims) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "RS256", typ: "at+jwt" })}.${part(claims)}.c2lnbmF0dXJl`;
}
