// Unsuccessful callbacks of a login: refusals, mix-ups, old and foreign callbacks. `oidc-provider` is the server where a user decides;
// a scripted one plays dishonest servers.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { after, answer, hang, token } from "../support/answers.mjs";
import { APP, REDIRECT_URI, startAuthorizationServer } from "../support/authorization-server.mjs";
import { newBrowser } from "../support/browser.mjs";
import { wakingClock } from "../support/clock.mjs";
import { assertRejects, recordEvents } from "../support/expect.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { createManager, createWith, newNamespace, oneAttempt } from "../support/tokenward.mjs";
import { deferred, within } from "../support/wait.mjs";

const DAY = 86_400;

describe("a real server", () => {
  const provider = ({ issuer }) => ({ grant: "authorization_code", issuer, ...APP, redirectUri: REDIRECT_URI, scope: "openid offline_access" });

  test("prompt: none without a session at the server comes back as login_required", async (t) => {
    const server = await startAuthorizationServer(t);
    const manager = await createWith(t, provider(server));
    const { url } = await manager.startLogin("api", { prompt: "none", loginHint: "ada" });
    const { left } = await newBrowser().visit(url);
    assert.equal(new URL(left).searchParams.get("iss"), server.issuer);
    const events = recordEvents(manager);
    await assertRejects(manager.finishLogin(left), "LoginError", { code: "login_failed", oauthError: "login_required", provider: "api", retryable: false });
    assert.deepEqual(events.names, []);
    assert.deepEqual([server.granted, server.refused], [[], []]);
  });

  test("prompt: login asks a signed-in user again; loginHint fills in the name", async (t) => {
    const server = await startAuthorizationServer(t);
    const manager = await createWith(t, provider(server));
    const browser = newBrowser();
    const first = await browser.signIn(await browser.visit((await manager.startLogin()).url), "ada");
    assert.equal((await manager.finishLogin(first.left)).claims.sub, "ada");
    const page = await browser.visit((await manager.startLogin("api", { prompt: "login", loginHint: "ada l" })).url);
    assert.match(page.text, /name="prompt" value="login"/);
    assert.match(page.text, /value="ada l"/);
    const { left } = await browser.signIn(page, "ada");
    assert.equal((await manager.finishLogin(left)).claims.sub, "ada");
    assert.deepEqual(server.granted, ["authorization_code", "authorization_code"]);
  });

  test("a user who cancels comes back with access_denied, and may begin anew", async (t) => {
    const server = await startAuthorizationServer(t);
    const manager = await createWith(t, provider(server));
    const browser = newBrowser();
    const page = await browser.visit((await manager.startLogin("api", { appState: 1 })).url);
    const [, abort] = /href="([^"]+\/abort)"/.exec(page.text);
    const { left } = await browser.visit(new URL(abort, page.url).href);
    await assertRejects(manager.finishLogin(left), "LoginError", { oauthError: "access_denied" });
    const { left: again } = await browser.signIn(await browser.visit((await manager.startLogin("api", { appState: 2 })).url));
    assert.equal((await manager.finishLogin(again)).appState, 2);
  });
});

test("an error_description is plain text: markup stays text, control characters are removed, and its length is limited", async (t) => {
  const { manager, begin } = await setUp(t);
  const { callback } = await begin();
  const description = `<img src=x onerror="alert(1)">\u0000\u001b[31m\n${"x".repeat(5_000)}`;
  const error = await assertRejects(manager.finishLogin(callback({ code: undefined, error: "access_denied", error_description: description })), "LoginError");
  assert.ok(error.oauthErrorDescription.startsWith('<img src=x onerror="alert(1)">'));
  assert.ok(!/[\u0000-\u001f]/.test(error.oauthErrorDescription + error.message));
  assert.ok(error.oauthErrorDescription.length <= 600 && error.message.length <= 800);
});

test("an error that no server may send is not repeated", async (t) => {
  const { manager, begin } = await setUp(t);
  const { callback } = await begin();
  const error = await assertRejects(manager.finishLogin(callback({ code: undefined, error: 'bad"quote\\' })), "LoginError");
  assert.equal(error.oauthError, undefined);
});

for (const name of ["code", "error", "error_description", "error_uri", "iss"]) {
  test(`a callback in which ${name} is there twice is refused and uses up the login`, async (t) => {
    const { server, manager, begin } = await setUp(t);
    const { callback } = await begin();
    const url = new URL(callback());
    url.searchParams.append(name, "a");
    url.searchParams.append(name, "b");
    await assertRejects(manager.finishLogin(url), "LoginError", { oauthError: undefined });
    await assertRejects(manager.finishLogin(callback()), "LoginError");
    assert.equal(server.requests.length, 0);
  });
}

test("an error beside a code is an error", async (t) => {
  const { server, manager, begin } = await setUp(t);
  const { callback } = await begin();
  await assertRejects(manager.finishLogin(callback({ error: "access_denied" })), "LoginError", { oauthError: "access_denied" });
  assert.equal(server.requests.length, 0);
});

test("mix-up: one server's answer to another's login goes to neither token endpoint", async (t) => {
  const honest = await startTokenServer(t);
  const attacker = await startTokenServer(t);
  const providers = {};
  for (const [name, server] of [["honest", honest], ["attacker", attacker]]) {
    const metadata = { issuer: server.origin, token_endpoint: server.tokenEndpoint, authorization_endpoint: `${server.origin}/authorize` };
    server.route("/.well-known/openid-configuration", answer({ body: { ...metadata, authorization_response_iss_parameter_supported: true } }));
    providers[name] = { grant: "authorization_code", issuer: server.origin, clientId: "app", redirectUri: REDIRECT_URI, retryPolicy: oneAttempt };
  }
  const manager = await createManager(t, { providers });
  // The attacker sends the user on to the honest server, with the state of the login that was begun at the attacker's.
  for (const iss of [honest.origin, undefined, `${attacker.origin}/`, attacker.origin.toUpperCase()]) {
    const { url } = await manager.startLogin("attacker");
    const back = new URL(REDIRECT_URI);
    for (const [name, value] of Object.entries({ code: "of-the-honest-server", state: new URL(url).searchParams.get("state"), iss })) {
      if (value) back.searchParams.set(name, value);
    }
    await assertRejects(manager.finishLogin(back), "LoginError", { provider: "attacker", oauthError: undefined });
  }
  assert.deepEqual([honest.requests.length, attacker.requests.length], [0, 0]);
});

test("an error from another issuer does not count", async (t) => {
  const { manager, begin } = await setUp(t, { issuer: true });
  const { callback } = await begin();
  const url = callback({ code: undefined, error: "access_denied", error_description: "call this number", iss: "https://attacker.example" });
  await assertRejects(manager.finishLogin(url), "LoginError", { oauthError: undefined, oauthErrorDescription: undefined, message: /issuer/ });
});

test("a login that was begun more than a day ago is over, one of this morning is not", async (t) => {
  const clock = wakingClock(t);
  const { server, manager, begin } = await setUp(t);
  const [old, young] = [await begin(), await begin()];
  clock.advanceSeconds(DAY - 60);
  await manager.finishLogin(young.callback());
  clock.advanceSeconds(61);
  await assertRejects(manager.finishLogin(old.callback()), "LoginError", { provider: "api", message: /day/ });
  assert.equal(server.requests.length, 1);
});

test("only the manager that began a login finishes it, once, and the login ends with the manager", async (t) => {
  const namespace = newNamespace();
  const { server, manager, begin, options } = await setUp(t, { namespace });
  const { callback } = await begin();
  const other = await createManager(t, options);
  await assertRejects(other.finishLogin(callback()), "LoginError", { message: /another manager/ });
  assert.equal((await manager.finishLogin(callback())).provider, "api");
  await assertRejects(manager.finishLogin(callback()), "LoginError", { message: /finished before/ });
  await assertRejects(other.finishLogin(callback()), "LoginError", { message: /another manager/ });
  const later = await begin();
  await manager.close();
  const next = await createManager(t, options);
  await assertRejects(next.finishLogin(later.callback()), "LoginError");
  assert.equal(server.requests.length, 1);
});

test("two providers' logins are finished at the same time", async (t) => {
  const { server, manager, begin } = await setUp(t, { names: ["api", "other"] });
  const gate = deferred();
  server.always(after(gate.promise, token()));
  const logins = [await begin("api"), await begin("other")].map(({ callback }) => manager.finishLogin(callback()));
  gate.resolve();
  assert.deepEqual((await Promise.all(logins)).map(({ provider }) => provider), ["api", "other"]);
  assert.notEqual(await manager.getToken("api"), await manager.getToken("other"));
});

test("a callback for a removed provider is an error that says so", async (t) => {
  const { manager, begin } = await setUp(t);
  const { callback } = await begin();
  await manager.removeProvider("api");
  await assertRejects(manager.finishLogin(callback()), "UnknownProviderError", { provider: "api" });
});

test("close ends calls that wait for the network at once", async (t) => {
  const { server, manager, begin } = await setUp(t);
  const { callback } = await begin();
  server.always(hang());
  const finishing = manager.finishLogin(callback());
  server.route("/.well-known/openid-configuration", hang());
  const discovering = { grant: "authorization_code", issuer: server.origin, clientId: "app", redirectUri: REDIRECT_URI };
  manager.addProvider("discovering", discovering);
  manager.addProvider("device", { ...discovering, grant: "device_code" });
  const calls = [finishing, manager.startLogin("discovering"), manager.logoutUrl("discovering"), manager.startDeviceLogin("device")];
  await new Promise((resolve) => setTimeout(resolve, 20));
  const rejected = calls.map((call) => assertRejects(call, "ManagerClosedError"));
  await manager.close();
  await within(1_000, Promise.all(rejected), "what waited");
});

/** A scripted server and a manager; `begin` starts a login and returns a function that makes its callback. */
async function setUp(t, { issuer = false, names = ["api"], namespace = newNamespace() } = {}) {
  const server = await startTokenServer(t);
  const endpoints = { tokenEndpoint: server.tokenEndpoint, authorizationEndpoint: `${server.origin}/authorize` };
  const metadata = { issuer: server.origin, token_endpoint: server.tokenEndpoint, authorization_endpoint: endpoints.authorizationEndpoint };
  server.route("/.well-known/openid-configuration", answer({ body: metadata }));
  const provider = {
    grant: "authorization_code", clientId: "app", redirectUri: REDIRECT_URI, scope: "read", retryPolicy: oneAttempt, ...(issuer ? { issuer: server.origin } : endpoints),
  };
  const options = { namespace, providers: Object.fromEntries(names.map((name) => [name, provider])) };
  const manager = await createManager(t, options);
  const begin = async (name = names[0]) => {
    const { url } = await manager.startLogin(name);
    const state = new URL(url).searchParams.get("state");
    const callback = (more = {}) => {
      const back = new URL(REDIRECT_URI);
      for (const [name, value] of Object.entries({ code: "the-code", state, ...more })) if (value !== undefined) back.searchParams.set(name, value);
      return back.href;
    };
    return { callback };
  };
  return { server, manager, begin, options };
}
