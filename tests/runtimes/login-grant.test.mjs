// grant "login": each format with each shape of answer, at a server that checks its requests; and failures.

import assert from "node:assert/strict";
import { test } from "node:test";
import { wakingClock } from "../support/clock.mjs";
import { assertBadConfiguration, assertRejects, recordEvents, rejection } from "../support/expect.mjs";
import { CLIENT, FORMATS, startLoginServer, USER } from "../support/login-server.mjs";
import { assertNothingOf } from "../support/secrets.mjs";
import { createWith, oneAttempt, quickRetries } from "../support/tokenward.mjs";
import { pause, within } from "../support/wait.mjs";

const HOUR = 3600_000;
const inAnHour = () => Math.floor((Date.now() + HOUR) / 1000);
const jwt = (claims) => [{ alg: "none", typ: "JWT" }, claims, "sig"].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");

/** A provider for the server, with the fields of all formats. */
const loginAt = (server, more = {}) => ({
  grant: "login", url: server.url, ...USER, ...CLIENT, scope: "read", retryPolicy: oneAttempt, ...more,
});

/** Answers of login APIs: the token is always "the-token", unless it has to be a JWT, and always lives for an hour. */
const SHAPES = {
  access_token: () => ({ body: { access_token: "the-token", expires_in: 3600 } }),
  access: () => ({ body: { access: "the-token", refresh: "r", expires_in: "3600" } }),
  token: () => ({ body: { token: "the-token", expiresIn: 3600, user: { name: "Ada" } } }),
  auth_token: () => ({ body: { auth_token: "the-token", expires_at: inAnHour() } }),
  jwt: () => ({ body: { jwt: "the-token", expiresAt: inAnHour() * 1000 } }),
  accessToken: () => ({ status: 201, body: { accessToken: "the-token", expires: new Date(inAnHour() * 1000).toISOString() } }),
  "a token with its scheme": () => ({ body: { token: "Bearer the-token", expires: new Date(inAnHour() * 1000).toUTCString() } }),
  "a dotted path": () => ({ body: { data: { session: { key: "the-token", expiresIn: 3600 } } }, tokenFields: ["data.session.key"] }),
  "a dotted path, the life at the top": () => ({ body: { data: { key: "the-token" }, expires_in: 3600 }, tokenFields: ["data.key"] }),
  "a name with a dot in it": () => ({ body: { "data.key": "the-token", data: { key: "other" }, expires_in: 3600 }, tokenFields: ["data.key"] }),
  "the second of tokenFields": () => ({ body: { second: "the-token", token: "other", expires_in: 3600 }, tokenFields: ["first", "second"] }),
  "the Authorization header": () => ({ headers: { authorization: "Bearer the-token" }, body: { ok: true, expires_in: 3600 } }),
  "the Authorization header without scheme": () => ({ status: 200, headers: { authorization: "the-token", "content-type": "text/plain" }, body: "welcome", life: "assumed" }),
  "the Authorization header of an answer without body": () => ({ status: 204, headers: { authorization: "bearer the-token" }, life: "assumed" }),
  "a JWT that alone says when it ends": () => ({ body: { token: jwt({ exp: inAnHour() }) }, token: /^eyJ/ }),
  "nothing that says when it ends": () => ({ body: { token: "the-token" }, life: "assumed" }),
};

for (const format of Object.keys(FORMATS)) {
  for (const [shape, make] of Object.entries(SHAPES)) {
    test(`${format}: ${shape}`, async (t) => {
      const { tokenFields, token = /^the-token$/, life, ...answer } = make();
      const server = await startLoginServer(t, { format });
      server.answer = () => answer;
      const manager = await createWith(t, loginAt(server, { formats: [format], tokenFields, refreshPolicy: { assumedLifetimeSeconds: 7200 } }));
      assert.match(await manager.getToken(), token);
      const { remainingSeconds, state } = manager.getTokenInfo();
      assert.equal(state, "valid");
      const expected = life === "assumed" ? 7200 : 3600;
      assert.ok(Math.abs(remainingSeconds - expected) < 15, `it lives for ${remainingSeconds} s`);
      assert.equal(server.requests.length, 1);
      const [{ headers }] = server.requests;
      assert.equal(headers.accept, "application/json");
      assert.equal(headers.cookie, undefined);
      assert.deepEqual(await manager.getAuthHeaders(), { Authorization: `Bearer ${await manager.getToken()}` });
    });
  }
}

test("without formats, those are tried for which the fields are there, and the pair that worked comes first from then on", async (t) => {
  const server = await startLoginServer(t, { format: "form" });
  const { email, username, password } = USER;
  const manager = await createWith(t, { grant: "login", url: server.url, email, username, password, retryPolicy: oneAttempt });
  const first = await manager.getToken();
  assert.deepEqual(server.tried, ["/login json email,password", "/login json username,password", "/login form username,password"]);
  assert.notEqual((await manager.refresh(), await manager.getToken()), first);
  assert.equal(server.requests.length, 4);
  assert.equal(server.tried[3], "/login form username,password");
});

test("the e-mail address is the user name where there is no other", async (t) => {
  const server = await startLoginServer(t, { format: "json_username" });
  server.instead = ({ fields }) => (fields.username === USER.email ? { body: { token: "by-mail" } } : undefined);
  const { email, password } = USER;
  const manager = await createWith(t, { grant: "login", url: server.url, email, password, retryPolicy: oneAttempt });
  assert.equal(await manager.getToken(), "by-mail");
});

test("a remembered pair that no longer works is searched for anew", async (t) => {
  const server = await startLoginServer(t, { format: "form" });
  const manager = await createWith(t, loginAt(server));
  await manager.getToken();
  server.format = "json_email";
  const before = server.requests.length;
  assert.match(await manager.getToken("api", { forceRefresh: true }), /^login-token/);
  assert.deepEqual(server.tried.slice(before), ["/login form username,password", "/login json email,password"]);
});

test("URLs are tried in their order; one without an endpoint gets one request", async (t) => {
  const server = await startLoginServer(t, { path: "/v2/session", format: "json_username" });
  const manager = await createWith(t, loginAt(server, { url: [`${server.origin}/v1/session`, server.url] }));
  await manager.getToken();
  assert.deepEqual(server.tried, ["/v1/session json email,password", "/v2/session json email,password", "/v2/session json username,password"]);
});

test("probe tries the well-known paths of the same origin alone", async (t) => {
  const other = await startLoginServer(t, { path: "/api/login", format: "json_email" });
  const server = await startLoginServer(t, { path: "/api/auth/login", format: "json_email" });
  const manager = await createWith(t, loginAt(server, { url: `${server.origin}/wrong`, probe: true }));
  await manager.getToken();
  assert.deepEqual(
    server.requests.map(({ path }) => path),
    ["/wrong", "/oauth/token", "/api/oauth/token", "/auth/oauth/token", "/api/auth/token", "/api/login", "/api/auth/login"],
  );
  assert.equal(other.requests.length, 0);
});

test("without probe only the URL is requested", async (t) => {
  const server = await startLoginServer(t, { path: "/api/login" });
  const manager = await createWith(t, loginAt(server, { url: `${server.origin}/wrong` }));
  await assertRejects(manager.getToken(), "TokenAcquisitionError", { code: "acquisition_failed", status: 404, retryable: false });
  assert.equal(server.requests.length, 1);
});

for (const status of [401, 403]) {
  test(`a wrong password (${status}) is sent once in each attempt, and no more once the circuit is open`, async (t) => {
    const server = await startLoginServer(t, { format: "json_email" });
    server.instead = ({ fields }) => (fields.password === USER.password ? undefined : { status, body: { message: `wrong password: ${fields.password}` } });
    const WRONG = "wrong-password/+ &ü";
    const manager = await createWith(t, loginAt(server, { password: WRONG, probe: true, retryPolicy: { ...quickRetries, circuitThreshold: 3, circuitCooldownMs: 60_000 } }));
    const events = recordEvents(manager);
    for (let i = 1; i <= 3; i++) {
      const error = await assertRejects(manager.getToken(), "TokenAcquisitionError", { code: "login_failed", status, retryable: false });
      assert.match(error.message, /refused/);
      assert.equal(server.requests.length, i);
      assertNothingOf([WRONG], [error, events.all, manager.getTokenInfo(), manager], "errors");
    }
    for (let i = 0; i < 5; i++) await assertRejects(manager.getToken(), "TokenAcquisitionError", { code: "circuit_open" });
    assert.equal(server.requests.length, 3);
    assert.equal(events.named("error")[0].nextAttemptAt, undefined, "nobody asks again without a caller");
  });
}

test("a refused password stops background refresh, and the token that lives is still handed out", async (t) => {
  const clock = wakingClock(t);
  const server = await startLoginServer(t);
  server.answer = () => ({ body: { token: "the-token", expires_in: 3600 } });
  const manager = await createWith(t, loginAt(server, { refreshPolicy: { jitter: 0 } }), { background: true });
  await manager.getToken();
  server.instead = () => ({ status: 401 });
  for (let i = 0; i < 10; i++) {
    clock.advanceSeconds(340);
    assert.equal(await manager.getToken(), "the-token");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.equal(server.requests.length, 2, "one for the token, one that was refused");
});

test("an OAuth server's invalid_grant is a wrong password, too", async (t) => {
  const server = await startLoginServer(t);
  server.instead = () => ({ status: 400, body: { error: "invalid_grant", error_description: "bad user or password" } });
  const manager = await createWith(t, loginAt(server, { formats: ["oauth_password", "form", "json_email"] }));
  const members = { code: "login_failed", status: 400, oauthError: "invalid_grant", oauthErrorDescription: "bad user or password" };
  await assertRejects(manager.getToken(), "TokenAcquisitionError", members);
  assert.equal(server.requests.length, 1);
});

/** Answers without a token: each format is tried once, and the error describes the answer. */
const USELESS = {
  "a page": [{ headers: { "content-type": "text/html" }, body: "<!doctype html><title>Sign in</title>" }, /HTML/],
  "an empty body": [{ body: "" }, /empty/],
  "no content": [{ status: 204 }, /empty/],
  "a redirect": [{ status: 302, headers: { location: "/elsewhere" } }, /redirect/],
  "half of a JSON text": [{ headers: { "content-type": "application/json" }, body: '{"token":"x"' }, /not a JSON object/],
  "JSON that is no object": [{ headers: { "content-type": "application/json" }, body: '"the-token"' }, /not a JSON object/],
  "JSON without a token": [{ body: { ok: true, user: 1 } }, /tokenFields/],
  "a token that no header can carry": [{ body: { token: "a\nb", access_token: 5, jwt: { token: "x" }, access: "" } }, /tokenFields/],
};

for (const [what, [answer, message]] of Object.entries(USELESS)) {
  test(`${what} is a typed error, after each format was tried once`, async (t) => {
    const server = await startLoginServer(t);
    server.instead = () => answer;
    const manager = await createWith(t, loginAt(server, { retryPolicy: quickRetries }));
    const error = await assertRejects(manager.getToken(), "TokenAcquisitionError", { code: "invalid_response", retryable: false });
    assert.match(error.message, message);
    assert.ok(error.message.includes(server.url), error.message);
    assert.equal(server.requests.length, 5);
    assert.ok(server.requests.every(({ path }) => path === "/login"), "no redirect was followed");
  });
}

test("of several failures the most telling one is the error", async (t) => {
  const server = await startLoginServer(t);
  server.instead = ({ fields }) => (fields.username && !fields.grant_type ? { body: { data: { token: "deep" } } } : { status: 400 });
  const manager = await createWith(t, loginAt(server));
  const error = await assertRejects(manager.getToken(), "TokenAcquisitionError", { code: "invalid_response", status: 200 });
  assert.match(error.message, /\(form\): the answer holds no token in any of tokenFields/);
});

test("429 ends the attempt, and its Retry-After holds for all callers", async (t) => {
  const server = await startLoginServer(t);
  server.instead = () => ({ status: 429, headers: { "retry-after": "120" } });
  const manager = await createWith(t, loginAt(server, { retryPolicy: quickRetries }));
  for (let i = 0; i < 3; i++) {
    const error = await assertRejects(manager.getToken(), "TokenAcquisitionError", { code: "rate_limited", retryable: true });
    assert.ok(error.retryAfterMs > 100_000);
  }
  assert.equal(server.requests.length, 1);
});

test("an outage is retried, in one format for each attempt", async (t) => {
  const server = await startLoginServer(t, { format: "json_username" });
  server.instead = () => (server.requests.length <= 2 ? { status: 503 } : undefined);
  const manager = await createWith(t, loginAt(server, { retryPolicy: quickRetries }));
  assert.match(await manager.getToken(), /^login-token/);
  assert.deepEqual(server.tried, ["/login json email,password", "/login json email,password", "/login json email,password", "/login json username,password"]);
});

test("an outage leaves a remembered pair remembered", async (t) => {
  const server = await startLoginServer(t, { format: "form" });
  const manager = await createWith(t, loginAt(server, { probe: true, retryPolicy: oneAttempt }));
  await manager.getToken();
  server.requests.length = 0;
  server.instead = () => ({ status: 500 });
  await assertRejects(manager.getToken("api", { forceRefresh: true }), "TokenAcquisitionError", { status: 500, retryable: true });
  server.instead = () => undefined;
  await manager.getToken("api", { forceRefresh: true });
  assert.deepEqual(server.tried, ["/login form username,password", "/login form username,password"]);
});

test("another endpoint's refusal does not count while the known one is out of order", async (t) => {
  const server = await startLoginServer(t);
  const other = await startLoginServer(t);
  other.instead = () => ({ status: 401 });
  const manager = await createWith(t, loginAt(server, { url: [server.url, other.url] }));
  await manager.getToken();
  server.instead = () => ({ status: 502 });
  await assertRejects(manager.getToken("api", { forceRefresh: true }), "TokenAcquisitionError", { status: 502, retryable: true });
  server.instead = () => undefined;
  assert.match(await manager.getToken("api", { forceRefresh: true }), /^login-token/);
});

test("an endpoint that hangs gives way to the next URL", async (t) => {
  const silent = await startLoginServer(t);
  silent.instead = () => "nothing";
  const server = await startLoginServer(t);
  const manager = await createWith(t, loginAt(server, { url: [silent.url, server.url], retryPolicy: { ...oneAttempt, timeoutMs: 100 } }));
  assert.match(await within(5_000, manager.getToken()), /^login-token/);
  assert.equal(silent.requests.length, 1);
});

test("an endpoint that was given up and fails late does not spoil the next one's answer", async (t) => {
  const server = await startLoginServer(t);
  let calls = 0;
  // A fetch that ignores its signal: the first request fails while the second one is under way.
  const deaf = async (url, { signal: _, ...init }) => {
    if (++calls === 1) {
      await pause(1_250);
      throw new TypeError("late");
    }
    await pause(500);
    return fetch(url, init);
  };
  const provider = loginAt(server, { url: [`${server.origin}/slow`, server.url], formats: ["json_email"], retryPolicy: { ...oneAttempt, timeoutMs: 1_000 } });
  const manager = await createWith(t, provider, { fetch: deaf });
  assert.match(await manager.getToken(), /^login-token/);
  assert.equal(calls, 2);
});

test("an endpoint that hangs, and nothing else, ends with the deadline", async (t) => {
  const silent = await startLoginServer(t);
  silent.instead = () => "nothing";
  const urls = ["/a", "/b", "/c", "/d"].map((path) => silent.origin + path);
  const manager = await createWith(t, loginAt(silent, { url: urls, retryPolicy: { ...quickRetries, timeoutMs: 150, deadlineMs: 400 } }));
  await assertRejects(within(5_000, manager.getToken()), "TokenAcquisitionError", { code: "timeout", retryable: true });
  assert.ok(silent.requests.length <= 4, `${silent.requests.length} requests`);
});

test("an unreachable server is a network error", async (t) => {
  const manager = await createWith(t, loginAt({ url: "http://127.0.0.1:1/login" }));
  const error = await assertRejects(manager.getToken(), "TokenAcquisitionError", { code: "network", retryable: true });
  assertNothingOf([USER.password, CLIENT.clientSecret], [error, error.cause], "a network error");
});

test("callers share one login", async (t) => {
  const server = await startLoginServer(t, { format: "json_username" });
  const manager = await createWith(t, loginAt(server));
  const tokens = await Promise.all(Array.from({ length: 50 }, () => manager.getToken()));
  assert.equal(new Set(tokens).size, 1);
  assert.equal(server.requests.length, 2);
});

test("a refresh token, the type and other members are kept; renewal logs in again", async (t) => {
  const server = await startLoginServer(t);
  server.answer = () => ({ body: { token: `t${server.requests.length}`, token_type: "JWT", refreshToken: "r1", expiresIn: 3600, user: { id: 7 } } });
  const manager = await createWith(t, loginAt(server));
  assert.deepEqual(await manager.getAuthHeaders(), { Authorization: "JWT t1" });
  const { accessToken, refreshToken, extra } = await manager.getTokens();
  assert.deepEqual({ accessToken, refreshToken, extra }, { accessToken: "t1", refreshToken: "r1", extra: { user: { id: 7 } } });
  await manager.refresh();
  assert.equal(server.tried[1], "/login json email,password");
});

/** Servers that echo too much of their requests. */
const ECHOES = {
  "as it came": ({ body }) => ({ status: 400, body: { message: body } }),
  "in an error": ({ fields }) => ({ status: 401, body: { error: "no", error_description: `bad ${Object.values(fields)}` } }),
  "percent-encoded": ({ fields }) => ({ status: 403, body: { detail: encodeURIComponent(Object.values(fields).join("|")) } }),
  "in base64": ({ fields }) => ({ status: 422, body: { message: Object.values(fields).map((text) => Buffer.from(text).toString("base64")).join(" ") } }),
  "in HTML": ({ body }) => ({ status: 500, headers: { "content-type": "text/html" }, body: `<pre>${body}</pre>` }),
  "in a success": ({ fields }) => ({ body: { echo: fields } }),
  "in a redirect": ({ body }) => ({ status: 302, headers: { location: `/x?${encodeURIComponent(body)}` } }),
};

for (const [where, echo] of Object.entries(ECHOES)) {
  test(`a password that a server echoes ${where} is never shown`, async (t) => {
    const records = [];
    const server = await startLoginServer(t);
    server.instead = echo;
    const options = { logger: (record) => records.push(record), logLevel: "debug" };
    for (const format of Object.keys(FORMATS)) {
      const manager = await createWith(t, loginAt(server, { formats: [format] }), options);
      const events = recordEvents(manager);
      const error = await rejection(manager.getToken());
      assertNothingOf([USER.password, CLIENT.clientSecret], [error, error.oauthErrorDescription, events.all, records, manager.getTokenInfo(), manager], where);
    }
  });
}

const good = { grant: "login", url: "https://app.example/login", email: "a@b.example", password: "secret-password" };
const WRONG = [
  ["url", { url: undefined }], ["url", { url: [] }], ["url", { url: "" }], ["url", { url: "/login" }], ["url", { url: 5 }],
  ["url", { url: "http://app.example/login" }], ["url", { url: "https://app.example/#x" }], ["url", { url: [good.url, "ftp://a.example/"] }],
  ["password", { password: undefined }], ["password", { password: "" }], ["password", { password: 5 }],
  ["username", { email: undefined }], ["email", { email: "" }], ["username", { username: "" }], ["email", { email: 5 }],
  ["formats", { formats: "json" }], ["formats", { formats: [5] }], ["email", { email: undefined, username: "u", formats: ["json_email"] }],
  ["clientId", { formats: ["oauth_client_credentials"] }], ["clientSecret", { clientId: "c", formats: ["form", "oauth_client_credentials"] }],
  ["clientId", { clientSecret: "s" }], ["clientSecret", { clientId: "c", clientSecret: "" }], ["clientId", { clientId: "" }],
  ["scope", { scope: 'a"b' }], ["tokenFields", { tokenFields: [""] }], ["tokenFields", { tokenFields: 5 }], ["probe", { probe: "yes" }],
  ["tokenEndpoint", { tokenEndpoint: good.url }],
];
for (const [path, more] of WRONG) {
  test(`a wrong login provider names ${path}: ${JSON.stringify(more)}`, async () => {
    const error = await assertBadConfiguration({ providers: { api: { ...good, ...more } } }, `providers.api.${path}`);
    assertNothingOf(["secret-password"], [error], path);
  });
}
