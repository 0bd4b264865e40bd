// The user's login on another device: RFC 8628. `oidc-provider` is the server, whose pages the user visits. For long waits and for
// faults, a scripted `fetch` and the virtual clock of "tokenward/testing" replace it.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { virtualClock } from "../../pkg/testing.js";
import { APP, startAuthorizationServer, WEB_APP } from "../support/authorization-server.mjs";
import { newBrowser } from "../support/browser.mjs";
import { closeAfter } from "../support/cleanup.mjs";
import { assertBadConfiguration, assertRefused, assertRejects, recordEvents } from "../support/expect.mjs";
import { assertNothingOf } from "../support/secrets.mjs";
import { MapStorage } from "../support/storages.mjs";
import { createManager, createWith, newNamespace } from "../support/tokenward.mjs";

const NOON = Date.UTC(2030, 0, 1, 12);
const DEVICE_CODE = "CANARY-device-code-0123456789";
const GRANT_TYPE = "urn:ietf:params:oauth:grant-type:device_code";

describe("a real server", { concurrency: true }, () => {
  for (const [kind, client] of [["public", APP], ["confidential", WEB_APP]]) {
    test(`${kind} client: the user agrees on the server's pages, and the tokens are kept and renewed`, async (t) => {
      const server = await startAuthorizationServer(t);
      const storage = new MapStorage();
      const namespace = newNamespace();
      const provider = { grant: "device_code", issuer: server.issuer, ...client, scope: "openid offline_access" };
      const manager = await createManager(t, { namespace, storage, providers: { api: provider } });
      const events = recordEvents(manager);
      const before = Date.now();
      const login = await manager.startDeviceLogin("api");
      assert.match(login.userCode, /^\w{4}-\w{4}$/);
      assert.equal(login.verificationUri, `${server.issuer}/device`);
      assert.ok(login.expiresAt > before + 60_000);
      assert.deepEqual(Object.keys(login).sort(), ["cancel", "done", "expiresAt", "userCode", "verificationUri", "verificationUriComplete"]);
      await assertRejects(manager.getToken(), ["ReauthenticationRequiredError", "TokenNotFoundError"]);

      await decide(login.verificationUriComplete, { confirm: "yes" });
      const info = await login.done;
      assert.deepEqual([info.provider, info.state, info.source, info.hasRefreshToken], ["api", "valid", "primary", true]);
      assert.equal(events.count("added"), 1);
      const token = await manager.getToken();
      const { idToken } = await manager.getTokens();
      assert.ok(idToken);
      await manager.refresh();
      assert.notEqual(await manager.getToken(), token);
      assert.deepEqual(server.granted, [GRANT_TYPE, "refresh_token"]);

      const other = await createManager(t, { namespace, storage, providers: { api: provider } });
      assert.equal(await other.getToken(), await manager.getToken(), "a second start has them from storage");
    });
  }

  test("the user's no is a LoginError with access_denied", async (t) => {
    const server = await startAuthorizationServer(t);
    const manager = await createWith(t, { grant: "device_code", issuer: server.issuer, ...APP, scope: "openid" });
    const login = await manager.startDeviceLogin();
    await decide(login.verificationUriComplete, { abort: "yes" });
    await assertRejects(login.done, "LoginError", { code: "login_failed", oauthError: "access_denied", provider: "api", retryable: false });
    assert.equal(manager.peekToken(), undefined);
  });
});

test("the first question comes after the interval, each next one after it again, and slow_down adds five seconds for good", async (t) => {
  const { clock, server, manager } = await setUp(t, { interval: 7 });
  server.next(refusal("authorization_pending"), refusal("slow_down"), refusal("authorization_pending"), refusal("slow_down"));
  const login = await manager.startDeviceLogin();
  const info = await clock.until(login.done);
  assert.equal(info.state, "valid");
  assert.deepEqual(server.gaps(), [7, 7, 12, 12, 17]);
  assert.deepEqual(server.polls[0].form, { client_id: "tv", grant_type: GRANT_TYPE, device_code: DEVICE_CODE });
  assert.equal(login.expiresAt, NOON + 600_000);
});

test("without an interval it is five seconds; with one below a second it is one", async (t) => {
  for (const [interval, seconds] of [[undefined, 5], [null, 5], [0, 1], ["3", 3]]) {
    const { clock, server, manager } = await setUp(t, { interval });
    await clock.until((await manager.startDeviceLogin()).done);
    assert.deepEqual(server.gaps(), [seconds], String(interval));
    clock.uninstall();
  }
});

test("time-outs double the wait; failures of network and server go on", async (t) => {
  const { clock, server, manager } = await setUp(t, { retryPolicy: { timeoutMs: 2_000 } });
  server.next(hang, hang, refusal("authorization_pending"), fail, json(503, {}), json(429, {}, { "retry-after": "30" }));
  await clock.until((await manager.startDeviceLogin()).done);
  assert.deepEqual(server.gaps(), [5, 2 + 10, 2 + 20, 5, 5, 5, 30]);
});

test("when the code expires polling stops, and done rejects with the code timeout", async (t) => {
  const { clock, server, manager } = await setUp(t, { expires_in: 23 });
  server.always(refusal("authorization_pending"));
  const events = recordEvents(manager);
  const { done } = await manager.startDeviceLogin();
  await clock.until(assertRejects(done, "LoginError", { code: "timeout", provider: "api", oauthError: undefined }));
  assert.deepEqual(server.gaps(), [5, 5, 5, 5]);
  await clock.advance(600_000);
  assert.equal(server.polls.length, 4);
  assert.deepEqual(events.names, []);
});

/** Answers that end the login, and the rejections of `done`. */
const ENDS = {
  "access_denied": [() => refusal("access_denied"), { code: "login_failed", oauthError: "access_denied" }],
  "expired_token": [() => refusal("expired_token"), { code: "timeout", oauthError: "expired_token" }],
  "invalid_grant": [() => refusal("invalid_grant"), { code: "login_failed", oauthError: "invalid_grant" }],
  "invalid_client": [() => json(401, { error: "invalid_client" }), { code: "login_failed", status: 401 }],
  "an answer that is none": [() => json(200, []), { code: "invalid_response" }],
  "a token type that nobody knows": [() => json(200, { access_token: "a", token_type: "mac" }), { code: "invalid_response" }],
  "an ID token for another client": [() => json(200, { ...tokens(), id_token: jwt({ aud: "other" }) }), { code: "login_failed" }],
};
for (const [what, [answer, members]] of Object.entries(ENDS)) {
  test(`${what} ends it with a LoginError, and polling stops`, async (t) => {
    const { clock, server, manager } = await setUp(t);
    server.always(answer());
    const { done } = await manager.startDeviceLogin();
    await clock.until(assertRejects(done, "LoginError", { provider: "api", retryable: false, ...members }));
    await clock.advance(600_000);
    assert.equal(server.polls.length, 1);
    assert.equal(manager.peekToken(), undefined);
  });
}

test("cancel ends it at once, also while a question is under way, and after the end it does nothing", async (t) => {
  for (const seconds of [0, 3, 6]) {
    const { clock, server, manager } = await setUp(t);
    server.always(hang);
    const { done, cancel } = await manager.startDeviceLogin();
    await clock.advance(seconds * 1000);
    cancel();
    await assertRejects(done, "LoginError", { code: "login_failed", provider: "api" });
    cancel();
    assert.equal(server.polls.length, seconds > 5 ? 1 : 0);
    assert.ok(server.polls.every(({ signal }) => signal.aborted), "the question is taken back");
    await clock.advance(600_000);
    assert.equal(server.polls.length, seconds > 5 ? 1 : 0);
    clock.uninstall();
  }
});

test("close and removeProvider end it; cancel after close does nothing", async (t) => {
  const { clock, server, manager } = await setUp(t);
  const removed = await manager.startDeviceLogin();
  await manager.removeProvider("api");
  await assertRejects(removed.done, "UnknownProviderError");
  manager.addProvider("api", server.provider);
  const closed = await manager.startDeviceLogin();
  await manager.close();
  await assertRejects(closed.done, "ManagerClosedError");
  closed.cancel();
  removed.cancel();
  await assertRefused(() => manager.startDeviceLogin(), "ManagerClosedError");
  await clock.advance(600_000);
  assert.equal(server.polls.length, 0);
});

test("a second login replaces the first once it has its own code", async (t) => {
  const { clock, server, manager } = await setUp(t);
  const first = await manager.startDeviceLogin();
  server.codes.push(json(503, {}));
  await assertRejects(manager.startDeviceLogin(), "LoginError", { retryable: true });
  await clock.advance(1_000);
  server.codes.push(json(200, { ...codes(), device_code: "another-code" }));
  const second = await manager.startDeviceLogin();
  await assertRejects(first.done, "LoginError", { code: "login_failed" });
  first.cancel();
  const info = await clock.until(second.done);
  assert.equal(info.state, "valid");
  assert.deepEqual(server.polls.map(({ form }) => form.device_code), ["another-code"]);
});

test("two providers' logins go on beside each other", async (t) => {
  const { clock, server, manager } = await setUp(t);
  manager.addProvider("other", { ...server.provider, clientId: "radio" });
  const [one, two] = [await manager.startDeviceLogin("api"), await manager.startDeviceLogin("other")];
  const infos = await clock.until(Promise.all([one.done, two.done]));
  assert.deepEqual(infos.map(({ provider }) => provider), ["api", "other"]);
  assert.deepEqual(server.polls.map(({ form }) => form.client_id), ["tv", "radio"]);
});

test("a logout while the user decides wins", async (t) => {
  const { clock, server, manager } = await setUp(t);
  const { done } = await manager.startDeviceLogin();
  await manager.clear();
  await clock.until(assertRejects(done, "LoginError", { code: "login_failed" }));
  assert.equal(server.polls.length, 0, "nothing more is asked");
  assert.equal(manager.peekToken(), undefined);
});

test("a logout while a question is under way wins over the tokens that it brings", async (t) => {
  const { clock, server, manager } = await setUp(t);
  const events = recordEvents(manager);
  let answered;
  server.always(() => new Promise((resolve) => (answered = resolve)));
  const { done } = await manager.startDeviceLogin();
  await clock.advance(5_000);
  assert.equal(server.polls.length, 1);
  await manager.clear();
  answered(json(200, tokens())());
  await clock.until(assertRejects(done, "LoginError", { code: "login_failed", provider: "api" }));
  assert.equal(manager.peekToken(), undefined);
  assert.equal(events.count("added"), 0);
});

test("a page in the background, whose timers come late, asks once for all that it missed", async (t) => {
  const { clock, server, manager } = await setUp(t);
  server.next(refusal("authorization_pending"));
  const { done } = await manager.startDeviceLogin();
  const now = Date.now;
  Date.now = () => now.call(Date) + 120_000; // The clock advances, and no timer fires.
  closeAfter(t, () => void (Date.now = now));
  await clock.until(done);
  assert.deepEqual(server.gaps(), [5 + 120, 5]);
});

test("a code that expires during sleep is expired, even without timers", async (t) => {
  const { clock, server, manager } = await setUp(t);
  const { done } = await manager.startDeviceLogin();
  const now = Date.now;
  Date.now = () => now.call(Date) + 3_600_000;
  closeAfter(t, () => void (Date.now = now));
  await clock.until(assertRejects(done, "LoginError", { code: "timeout" }));
  assert.equal(server.polls.length, 0);
});

test("tokens are renewed by refresh token; without one the user has to log in again", async (t) => {
  const { clock, server, manager } = await setUp(t);
  const events = recordEvents(manager);
  server.next(json(200, { ...tokens(), refresh_token: "R1", expires_in: 100 }));
  await clock.until((await manager.startDeviceLogin()).done);
  await clock.advance(99_000);
  assert.match(await clock.until(manager.getToken()), /^access-/);
  assert.equal(server.polls.at(-1).form.refresh_token, "R1");

  server.next(json(200, { ...tokens(), expires_in: 100 }));
  await manager.clear();
  await clock.until((await manager.startDeviceLogin()).done);
  await clock.advance(101_000);
  await clock.until(assertRejects(manager.getToken(), "ReauthenticationRequiredError"));
  assert.equal(events.count("reauthenticate"), 1);
});

test("a done that is not awaited is no unhandled rejection", async (t) => {
  const unhandled = [];
  const note = (reason) => unhandled.push(reason);
  process.on("unhandledRejection", note);
  closeAfter(t, () => void process.off("unhandledRejection", note));
  const { manager } = await setUp(t);
  (await manager.startDeviceLogin()).cancel();
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(unhandled, []);
});

/** Answers to the device authorization request that are refused. */
const REFUSED = {
  "no device_code": { device_code: undefined },
  "an empty user_code": { user_code: "" },
  "no verification_uri": { verification_uri: undefined },
  "a verification_uri that is a script": { verification_uri: "javascript:alert(document.cookie)" },
  "a verification_uri of plain http elsewhere": { verification_uri: "http://login.example/device" },
  "a verification_uri_complete that is a script": { verification_uri_complete: "javascript:alert(1)" },
  "no expires_in": { expires_in: undefined },
  "an expires_in below zero": { expires_in: -600 },
  "an interval below zero": { interval: -5 },
  "an interval in words": { interval: "often" },
  "an interval beyond the code's life": { interval: 1e9 },
};
for (const [what, members] of Object.entries(REFUSED)) {
  test(`an answer with ${what} is refused`, async (t) => {
    const { manager } = await setUp(t, members);
    await assertRejects(manager.startDeviceLogin(), "LoginError", { code: "invalid_response", status: 200, provider: "api" });
  });
}

test("a refusal, a failure and a hanging server are typed errors", async (t) => {
  const { clock, server, manager } = await setUp(t, { retryPolicy: { timeoutMs: 2_000 } });
  server.codes.push(refusal("invalid_scope"), json(503, {}), fail, hang);
  await assertRejects(manager.startDeviceLogin(), "LoginError", { code: "login_failed", oauthError: "invalid_scope", status: 400 });
  await assertRejects(manager.startDeviceLogin(), "LoginError", { status: 503, retryable: true });
  await assertRejects(manager.startDeviceLogin(), "LoginError", { code: "network", retryable: true });
  await clock.until(assertRejects(manager.startDeviceLogin(), "LoginError", { code: "timeout", retryable: true }));
});

test("errors name the missing part: the grant, the endpoint", async (t) => {
  const { server, manager } = await setUp(t);
  const { deviceAuthorizationEndpoint, ...without } = server.provider;
  await assertBadConfiguration({ providers: { api: without } }, "providers.api.deviceAuthorizationEndpoint");
  manager.addProvider("service", { grant: "client_credentials", tokenEndpoint: server.provider.tokenEndpoint, clientId: "c", clientSecret: "s" });
  const error = await assertRefused(() => manager.startDeviceLogin("service"), "InvalidConfigurationError");
  assert.match(error.message, /providers\.service\.grant/);
  await assertRefused(() => manager.startLogin("api"), "InvalidConfigurationError");
  await assertRefused(() => manager.startDeviceLogin("nobody"), "UnknownProviderError");
});

test("endpoints come from the metadata; one that is not there is named", async (t) => {
  const { clock, server, manager } = await setUp(t, { discovered: {} });
  await clock.until((await manager.startDeviceLogin()).done);
  const { manager: other } = await setUp(t, { discovered: { device_authorization_endpoint: undefined }, clock });
  const error = await assertRefused(() => other.startDeviceLogin(), "InvalidConfigurationError");
  assert.match(error.message, /providers\.api\.deviceAuthorizationEndpoint/);
  assert.ok(server.polls.length > 0);
});

test("no error, event or log record shows the device code", async (t) => {
  const records = [];
  const { clock, server, manager } = await setUp(t, { logger: (record) => records.push(record) });
  const events = recordEvents(manager);
  server.always((request) => json(400, { error: "invalid_grant", error_description: `what is ${request.form.device_code}?` })(request));
  const login = await manager.startDeviceLogin();
  const error = await clock.until(assertRejects(login.done, "LoginError"));
  assert.ok(records.some(({ message }) => message === "login failed"));
  assertNothingOf([DEVICE_CODE], [error, events.all, records, login, manager.getTokenInfo(), manager], "the login");
});

/** The user opens the page, compares the code, and agrees or refuses. */
async function decide(url, decision) {
  const browser = newBrowser();
  let page = await browser.visit(url); // A form that submits itself.
  page = await browser.submit(page, {});
  page = await browser.submit(page, decision);
  return browser.signIn(page);
}

let issued = 0;
const tokens = () => ({ access_token: `access-${++issued}`, token_type: "Bearer", expires_in: 3600 });
const codes = () => ({ device_code: DEVICE_CODE, user_code: "WDJB-MJHT", verification_uri: "https://login.example/device", expires_in: 600, interval: 5 });
const jwt = (claims) => {
  const now = Math.floor(Date.now() / 1000);
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return [part({ alg: "RS256" }), part({ iss: "https://login.example", sub: "u", aud: "tv", iat: now, exp: now + 60, ...claims }), "c2ln"].join(".");
};

// The server's answers, as functions of the request.
const json = (status, body, headers = {}) => () => new Response(JSON.stringify(body), { status, headers });
const refusal = (error) => json(400, { error });
const fail = () => Promise.reject(new TypeError("fetch failed"));
const hang = ({ signal }) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));

/** A server behind `fetch`, and a clock that stands still until it is advanced. */
async function setUp(t, { discovered, retryPolicy, logger, clock, ...members } = {}) {
  if (clock === undefined) {
    clock = virtualClock({ now: NOON }).install();
    closeAfter(t, () => clock.uninstall());
  }
  const queue = [];
  let always = () => json(200, { ...tokens(), refresh_token: "R" })();
  const started = Date.now();
  const origin = "https://login.example";
  const server = {
    codes: [],
    polls: [],
    next: (...answers) => void queue.push(...answers),
    always: (answer) => void (always = answer),
    /** Seconds from the beginning to the first poll, and between polls. */
    gaps: () => server.polls.map(({ at }, i) => (at - (server.polls[i - 1]?.at ?? started)) / 1000),
    provider: {
      grant: "device_code", tokenEndpoint: `${origin}/token`, deviceAuthorizationEndpoint: `${origin}/device`, clientId: "tv", scope: "read", retryPolicy,
    },
    async fetch(url, { body, signal }) {
      const request = { url, at: Date.now(), signal, form: Object.fromEntries(new URLSearchParams(body)) };
      if (url.includes("/.well-known/")) {
        const endpoints = { token_endpoint: `${origin}/token`, device_authorization_endpoint: `${origin}/device` };
        return json(200, { issuer: origin, ...endpoints, ...discovered })();
      }
      if (url.endsWith("/device")) return (server.codes.shift() ?? json(200, { ...codes(), ...members }))(request);
      server.polls.push(request);
      return (queue.shift() ?? always)(request);
    },
  };
  if (discovered) server.provider = { grant: "device_code", issuer: origin, clientId: "tv", retryPolicy };
  const manager = await createWith(t, server.provider, { fetch: server.fetch, logger });
  return { clock, server, manager };
}
