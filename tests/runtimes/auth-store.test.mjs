// The user's state for components, without a framework: status and user follow the manager, the page's callback is finished once, and
// a login begins automatically only where it should. The managers are real; a subclass supplies the outcome where a page would leave.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Application } from "../../pkg/application.js";
import { AuthStore, authOf, finishCallback } from "../../pkg/auth-store.js";
import { none, sourceFrom, sourceOf } from "../../pkg/manager-source.js";
import { tokenOf } from "../../pkg/token-store.js";
import { oauthError, token } from "../support/answers.mjs";
import { closeAfter } from "../support/cleanup.mjs";
import { assertError, assertRejects } from "../support/expect.mjs";
import { signIdToken } from "../support/id-tokens.mjs";
import { MapStorage } from "../support/storages.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { TokenManager, newNamespace, oneAttempt } from "../support/tokenward.mjs";
import { deferred, eventually, nextTurn } from "../support/wait.mjs";

const ISSUER = "https://as.example";
const idToken = (sub, claims) => signIdToken({ issuer: ISSUER, audience: "app" }, { sub, ...claims });

/** A manager in a page. The test supplies the outcomes of the page's callback, of a login and of a logout. */
class PageManager extends TokenManager {
  asked = [];
  arrives = async () => undefined;
  handleCallback() {
    this.asked.push("handleCallback");
    return this.arrives();
  }
  login(...args) {
    this.asked.push(["login", ...args]);
    return this.left ?? new Promise(() => {});
  }
  async logout(...args) {
    this.asked.push(["logout", ...args]);
    await this.clear(args[0]);
    return {};
  }
}

async function setUp(t, more = {}) {
  const server = await startTokenServer(t);
  const provider = {
    grant: "authorization_code", issuer: ISSUER, clientId: "app", redirectUri: "https://app.example/", retryPolicy: oneAttempt,
    authorizationEndpoint: `${server.origin}/authorize`, tokenEndpoint: server.tokenEndpoint, jwksUri: `${server.origin}/jwks`,
  };
  const options = { namespace: newNamespace(), storage: new MapStorage(), providers: { api: provider }, ...more };
  const create = async () => {
    const manager = await PageManager.create(options);
    closeAfter(t, () => manager.close());
    return manager;
  };
  return { server, options, create, manager: await create() };
}

/** A component that shows the signed-in user: its store, and each view it was notified of. */
function component(t, manager, { provider, finishes = true } = {}) {
  const store = authOf(sourceOf(manager), provider, finishes);
  const views = [];
  closeAfter(t, store.subscribe(() => views.push(store.view())));
  return { store, views };
}

const becomes = (store, status) => eventually(() => store.view().status === status, `it is ${status}, not ${store.view().status}`);

describe("who is signed in", () => {
  test("a provider that gets its token from a login shows the login's user, from the sign-in to the sign-out", async (t) => {
    const { manager } = await setUp(t);
    manager.addProvider("mail", { grant: "refresh_token", clientId: "app", refreshToken: { provider: "api" }, scope: "mail" });
    const { store, views } = component(t, manager, { provider: "mail" });
    await becomes(store, "signedOut");
    views.length = 0;
    await manager.setTokens("api", { accessToken: "A", refreshToken: "R", idToken: await idToken("ada") });
    await manager.clear("api");
    assert.deepEqual(views.map(({ status, user }) => [status, user?.id]), [["signedIn", "ada"], ["signedOut", undefined]]);
  });

  test("after a sign-out from the login, no login begins by itself for a provider that gets its token from it; after a session's end, one may", async (t) => {
    const { server, manager } = await setUp(t);
    manager.addProvider("mail", { grant: "refresh_token", clientId: "app", refreshToken: { provider: "api" }, scope: "mail" });
    const { store } = component(t, manager, { provider: "mail" });
    await becomes(store, "signedOut");
    assert.equal(store.gate(), "begin");
    const signIn = async () => manager.setTokens("api", { accessToken: "A", refreshToken: "R", idToken: await idToken("ada") });
    await signIn();
    assert.equal(store.gate(), "open");
    await manager.clear("api");
    assert.equal(store.gate(), "held");
    await signIn();
    await manager.invalidate("api");
    server.next(oauthError("invalid_grant"));
    await assert.rejects(manager.getToken("api"));
    assert.equal(store.gate(), "begin");
  });

  test("a login, a renewal, a new ID token, a sign-out: each change is reported once, and in between the view stays the same object", async (t) => {
    const { server, manager } = await setUp(t);
    const { store, views } = component(t, manager);
    await becomes(store, "signedOut");
    assert.equal(store.view(), store.view());
    await manager.setTokens("api", { accessToken: "A", refreshToken: "R", idToken: await idToken("ada", { name: "before" }) });
    const signedIn = store.view();
    assert.deepEqual([signedIn.status, signedIn.user.id, signedIn.user.claims.name, signedIn.error], ["signedIn", "ada", "before", undefined]);
    server.next(token(), token({ id_token: await idToken("ada", { name: "after" }) }));
    await manager.refresh();
    assert.equal(store.view(), signedIn);
    await manager.refresh();
    assert.equal(store.view().user.claims.name, "after");
    await manager.clear();
    assert.deepEqual([store.view().status, store.view().user], ["signedOut", undefined]);
    assert.deepEqual(views.map(({ status, user }) => [status, user?.claims.name]), [
      ["signedOut", undefined], ["signedIn", "before"], ["signedIn", "after"], ["signedOut", undefined],
    ]);
  });

  test("changes by another manager of the same storage are followed", async (t) => {
    const { create, manager } = await setUp(t);
    const other = await create();
    const { store } = component(t, manager);
    await becomes(store, "signedOut");
    await other.setTokens("api", { accessToken: "A", refreshToken: "R", idToken: await idToken("ada") });
    await manager.getToken();
    await becomes(store, "signedIn");
    await other.clear();
    await assert.rejects(manager.refresh());
    await becomes(store, "signedOut");
  });

  test("a login that fails is no unhandled rejection, since the view has the error, and is one to whoever waits for it", async (t) => {
    const { manager } = await setUp(t);
    const { store } = component(t, manager);
    await becomes(store, "signedOut");
    const unhandled = [];
    const note = (error) => unhandled.push(error);
    process.on("unhandledRejection", note);
    t.after(() => process.off("unhandledRejection", note));
    const failure = new Error("no window");
    manager.left = Promise.reject(failure);
    void store.view().login({ mode: "popup" }); // as `onClick={() => login(…)}` does
    await becomes(store, "error");
    assert.equal(store.view().error, failure);
    await assert.rejects(store.view().login(), failure);
    await nextTurn();
    assert.deepEqual(unhandled, []);
  });

  test("the functions stay the same, belong to the provider, and go to the manager", async (t) => {
    const { manager } = await setUp(t);
    const { store } = component(t, manager, { provider: "api" });
    const { login, logout, getToken, fetch } = store.view();
    await becomes(store, "signedOut");
    await manager.setTokens("api", { accessToken: "A" });
    assert.equal(await getToken(), "A");
    await assertRejects(fetch("https://api.example"), "TokenError", { code: "origin_not_allowed" });
    await logout({ preventDefault() {} });
    void login({ preventDefault() {} });
    void login({ prompt: "login" });
    assert.deepEqual(manager.asked.slice(1), [["logout", "api", undefined], ["login", "api", undefined], ["login", "api", { prompt: "login" }]]);
    assert.deepEqual(store.view(), { ...store.view(), login, logout, getToken, fetch });
  });

  test("an unknown provider and a closed manager are errors to show", async (t) => {
    const { manager } = await setUp(t);
    const { store } = component(t, manager, { provider: "nobody" });
    await becomes(store, "error");
    assertError(store.view().error, "UnknownProviderError");
    const known = component(t, manager, { provider: "api" }).store;
    await becomes(known, "signedOut");
    await manager.close();
    assertError(known.view().error, "ManagerClosedError");
  });

  test("a manager that cannot be made is an error to show, and to the functions", async (t) => {
    const failure = new Error("no core");
    const store = new AuthStore(sourceOf(Promise.reject(failure)), undefined, true);
    closeAfter(t, store.subscribe(() => {}));
    await becomes(store, "error");
    assert.equal(store.view().error, failure);
    await assert.rejects(store.view().getToken(), failure);
    assert.equal(await store.settled(), "held");
  });
});

describe("the page's callback", () => {
  test("it is finished once for all components, the state is loading before, and onSignedIn is called once", async (t) => {
    const { manager } = await setUp(t);
    const arrives = deferred();
    manager.arrives = () => arrives.promise;
    const told = [];
    const source = sourceOf(manager);
    const ends = [finishCallback(source, (result) => told.push(result)), finishCallback(source, (result) => told.push(result))];
    const one = component(t, manager, { provider: "api" }).store;
    const two = component(t, manager).store;
    await nextTurn();
    assert.deepEqual([one.view().status, two.view().status, one.gate()], ["loading", "loading", "wait"]);
    await manager.setTokens("api", { accessToken: "A", idToken: await idToken("ada") });
    assert.equal(one.view().status, "loading", "the login has not ended");
    const result = { provider: "api", appState: "/inbox" };
    arrives.resolve(result);
    await Promise.all(ends);
    assert.deepEqual([one.view().status, two.view().user.id, told], ["signedIn", "ada", [result]]);
    await finishCallback(source, (again) => told.push(again));
    assert.deepEqual([manager.asked, told.length], [["handleCallback"], 1]);
  });

  test("a login that failed is an error until the next one, and none begins by itself", async (t) => {
    const { manager } = await setUp(t);
    const failure = Object.assign(new Error("access denied"), { code: "login_failed" });
    manager.arrives = () => Promise.reject(failure);
    const { store } = component(t, manager);
    assert.equal(await store.settled(), "held");
    assert.deepEqual([store.view().status, store.view().error], ["error", failure]);
    void store.view().login();
    assert.deepEqual([store.view().status, store.view().error, store.gate()], ["signedOut", undefined, "wait"]);
  });

  test("beside a user who is still signed in, a failed login is shown and changes nothing else", async (t) => {
    const { manager } = await setUp(t);
    await manager.setTokens("api", { accessToken: "A", idToken: await idToken("ada") });
    manager.arrives = () => Promise.reject(new Error("access denied"));
    const { store } = component(t, manager);
    assert.equal(await store.settled(), "open");
    assert.deepEqual([store.view().status, store.view().user.id, store.view().error.message], ["signedIn", "ada", "access denied"]);
  });

  test("a callback that other code finishes is not waited for", async (t) => {
    const { manager } = await setUp(t);
    const { store } = component(t, manager, { finishes: false });
    assert.equal(store.view().status, "signedOut");
    assert.deepEqual(manager.asked, []);
  });

  test("a login without a sign-in does not begin another", async (t) => {
    const { manager } = await setUp(t);
    manager.arrives = async () => ({ provider: "api" });
    const { store } = component(t, manager);
    await becomes(store, "signedOut");
    assert.equal(store.gate(), "held");
  });
});

describe("whether a login may begin by itself", () => {
  test("it may begin without a signed-in user, and after the server ended the session; not after a sign-out", async (t) => {
    const { server, manager } = await setUp(t);
    const { store } = component(t, manager);
    assert.equal(await store.settled(), "begin");
    const signIn = async () => manager.setTokens("api", { accessToken: "A", refreshToken: "R", idToken: await idToken("ada") });
    await signIn();
    assert.equal(store.gate(), "open");
    await manager.invalidate();
    server.next(oauthError("invalid_grant"));
    await assert.rejects(manager.getToken());
    assert.equal(store.gate(), "begin");
    await signIn();
    await manager.clear();
    assert.equal(store.gate(), "held");
    await signIn();
    const { logout } = store.view();
    const gates = [];
    closeAfter(t, store.subscribe(() => gates.push(store.gate())));
    await logout();
    assert.deepEqual(gates, ["held"]);
  });

  test("all components wait for a login that has begun; a failed one begins no other, and the caller gets the error", async (t) => {
    const { manager } = await setUp(t);
    const { store, views } = component(t, manager);
    assert.equal(await store.settled(), "begin");
    const left = deferred();
    manager.left = left.promise;
    const called = store.view().login();
    assert.equal(store.gate(), "wait");
    assert.equal(authOf(sourceOf(manager), undefined, true), store);
    const failure = Object.assign(new Error("no metadata"), { code: "network" });
    left.reject(failure);
    await assert.rejects(called, failure);
    assert.deepEqual([store.gate(), views.at(-1).status, views.at(-1).error], ["held", "error", failure]);
  });

  test("while a popup is open none begins beside it", async (t) => {
    const { manager } = await setUp(t);
    const { store } = component(t, manager);
    assert.equal(await store.settled(), "begin");
    const left = deferred();
    manager.left = left.promise;
    const called = store.view().login({ mode: "popup" });
    assert.equal(store.gate(), "held");
    await manager.setTokens("api", { accessToken: "A", idToken: await idToken("ada") });
    left.resolve({ provider: "api" });
    await called;
    assert.equal(store.gate(), "open");
  });

  test("a page that the browser brings back as it was left waits for no login any more, and begins none by itself", async (t) => {
    const page = new EventTarget();
    for (const name of ["addEventListener", "removeEventListener"]) {
      globalThis[name] = page[name].bind(page);
      closeAfter(t, () => void delete globalThis[name]);
    }
    const { manager } = await setUp(t);
    const { store } = component(t, manager);
    assert.equal(await store.settled(), "begin");
    const shown = (persisted) => page.dispatchEvent(Object.assign(new Event("pageshow"), { persisted }));
    void store.view().login();
    shown(false);
    assert.equal(store.gate(), "wait", "the page was loaded while it left");
    const gates = [];
    closeAfter(t, store.subscribe(() => gates.push(store.gate())));
    shown(true);
    assert.deepEqual([store.gate(), gates], ["held", ["held"]]);
    void store.view().login();
    assert.equal(store.gate(), "wait");
  });

  test("a popup is asked for within the click", async (t) => {
    const { manager } = await setUp(t);
    const { store } = component(t, manager);
    await becomes(store, "signedOut");
    void store.view().login({ mode: "popup" });
    assert.deepEqual(manager.asked.at(-1), ["login", undefined, { mode: "popup" }]);
  });
});

describe("an application", () => {
  test("on a server it is loading for ever: no manager, no listener, no request", async () => {
    const untouched = new Proxy({}, { get: (_, name) => assert.fail(`asked for ${String(name)}`) });
    for (const given of [untouched, { providers: {} }, Promise.reject(new Error("nobody looks"))]) {
      if (given instanceof Promise) given.catch(() => {});
      const application = new Application(given);
      application.start()();
      assert.equal(application.source, none);
      for (const store of [application.auth(), tokenOf(application.source, "api")]) {
        const leave = store.subscribe(() => assert.fail("told"));
        assert.equal(store.view().status, "loading");
        assert.equal(store.view(), store.serverView());
        leave();
      }
    }
    assert.equal(sourceFrom({}), none);
  });

  test("in a page it makes one manager of options, and closes it when it stops", async (t) => {
    inPage(t);
    const { options } = await setUp(t);
    const application = new Application(options, { handleCallback: false });
    const stop = application.start();
    const store = application.auth();
    closeAfter(t, store.subscribe(() => {}));
    await becomes(store, "signedOut");
    const { manager } = application.source;
    stop();
    await nextTurn();
    assert.equal(store.view().status, "loading");
    await assertRejects(manager.getToken(), "ManagerClosedError");
  });

  test("it finishes the callback, and reports it, without any component", async (t) => {
    inPage(t);
    const { manager } = await setUp(t);
    const result = { provider: "api" };
    manager.arrives = async () => result;
    const told = await new Promise((resolve) => new Application(Promise.resolve(manager), { onSignedIn: resolve }).start());
    assert.equal(told, result);
  });

  test("a guarded place is open to signed-in users; else a login begins, but not automatically after a sign-out", async (t) => {
    inPage(t);
    const { manager } = await setUp(t);
    const application = new Application(manager);
    application.start();
    await application.finished;
    closeAfter(t, application.auth("api").subscribe(() => {}));
    const logins = () => manager.asked.filter(([call]) => call === "login");
    const options = { appState: "/private" };
    manager.left = Promise.reject(new Error("refused"));
    assert.equal(await application.admit("api", false, options), false);
    assert.deepEqual(logins(), [["login", "api", options]]);
    assert.equal(await application.admit("api", false, options), false, "not again by itself");
    assert.equal(logins().length, 1);
    const popup = deferred();
    manager.left = popup.promise;
    const asked = application.admit("api", true, options);
    await eventually(() => logins().length === 2, "the user asked for it");
    await manager.setTokens("api", { accessToken: "A", refreshToken: "R", idToken: await idToken("ada") });
    popup.resolve({});
    assert.deepEqual([await asked, await application.admit("api", false, options)], [true, true]);
    await manager.clear();
    assert.equal(await application.admit("api", false, options), false);
    assert.equal(logins().length, 2);
  });

  test("a server shows a guarded place as it is before anything is known", async () => {
    assert.equal(await new Application({}).admit("api", false, {}), true);
  });
});

/** Provides a window while the test runs. */
function inPage(t) {
  globalThis.window = {};
  closeAfter(t, () => void delete globalThis.window);
}
