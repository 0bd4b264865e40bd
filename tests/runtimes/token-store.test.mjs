// The state of a token for components, without a framework: the view stays the same object until something changes.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { OwnSource, sourceOf } from "../../pkg/manager-source.js";
import { TokenStore } from "../../pkg/token-store.js";
import { fakeProvider, virtualClock } from "../../pkg/testing.js";
import { closeAfter } from "../support/cleanup.mjs";
import { assertError, assertRefused, assertRejects } from "../support/expect.mjs";
import { TokenManager, createManager, createWith, newNamespace, oneAttempt } from "../support/tokenward.mjs";
import { deferred, eventually } from "../support/wait.mjs";

/** A component that uses a token of this manager: its store, and the number of notifications. */
function component(t, source, name) {
  const store = new TokenStore(source, name);
  const seen = { store, told: 0 };
  const leave = store.subscribe(() => seen.told++);
  const unwant = store.want();
  closeAfter(t, () => {
    unwant();
    leave();
  });
  return seen;
}

const becomes = (store, status) => eventually(() => store.view().status === status, `it is ${status}, not ${store.view().status}`);

test("nothing is requested before a component needs a token", async (t) => {
  const api = fakeProvider();
  const store = new TokenStore(sourceOf(await createWith(t, api)), "api");
  assert.equal(store.view().status, "loading");
  assert.equal(store.info().state, "not_authenticated");
  const leave = store.subscribe(() => {});
  assert.equal(api.calls.length, 0);
  store.want();
  await becomes(store, "ready");
  assert.equal(store.view().token, "fake-token-1");
  leave();
});

test("an hour without a change: the same view, and no listener is called", async (t) => {
  const clock = virtualClock().install();
  closeAfter(t, () => clock.uninstall());
  const seen = component(t, sourceOf(await createWith(t, fakeProvider({ expiresIn: 7200 }), { background: true })));
  await clock.advance(1000);
  const view = seen.store.view();
  const { told } = seen;
  assert.equal(view.status, "ready");
  for (let minute = 0; minute < 60; minute++) {
    await clock.advance(60_000);
    assert.equal(seen.store.view(), view);
    assert.equal(seen.store.info(), view.info);
  }
  assert.equal(seen.told, told);
  assert.equal("remainingSeconds" in view.info, false);
});

test("a token that a component uses is renewed ahead of its end, with background refresh and without", async (t) => {
  const clock = virtualClock().install();
  closeAfter(t, () => clock.uninstall());
  for (const background of [true, false]) {
    const api = fakeProvider({ expiresIn: 600, refreshPolicy: { jitter: 0 } });
    const { store } = component(t, sourceOf(await createWith(t, api, { background })));
    for (let minute = 0; minute < 60; minute++) {
      await clock.advance(60_000);
      assert.equal(store.view().status, "ready", `background ${background}, minute ${minute}`);
    }
    assert.equal(api.calls.length, 9, "after 450 of 600 seconds each");
  }
});

test("a token that cannot be renewed ends in a typed error, and comes back when the source does", async (t) => {
  const clock = virtualClock().install();
  closeAfter(t, () => clock.uninstall());
  const api = fakeProvider({ expiresIn: 600, retryPolicy: { maxAttempts: 1 } });
  const { store } = component(t, sourceOf(await createWith(t, api, { background: true })));
  await clock.advance(1000);
  api.fail({ retryable: true });
  await clock.advance(500_000);
  assert.equal(store.view().status, "ready");
  assertError(store.view().error, ["TokenRefreshError", "TokenAcquisitionError"]);
  await clock.advance(200_000);
  assert.equal(store.view().status, "error");
  assert.equal(store.view().token, undefined);
  api.succeed();
  await clock.advance(400_000);
  assert.equal(store.view().status, "ready");
  assert.equal(store.view().error, undefined);
});

test("without background refresh, a token that could not be renewed is used to its end, and asked for once more then", async (t) => {
  const clock = virtualClock().install();
  closeAfter(t, () => clock.uninstall());
  const api = fakeProvider({ expiresIn: 600, refreshPolicy: { jitter: 0 }, retryPolicy: { maxAttempts: 1 } });
  const { store } = component(t, sourceOf(await createWith(t, api)));
  await clock.advance(1000);
  api.fail();
  await clock.advance(590_000); // Two calls: without `refresh`, the provider acquires.
  assert.deepEqual([store.view().status, store.view().token, api.calls.length], ["ready", "fake-token-1", 3]);
  await clock.advance(60_000);
  assert.deepEqual([store.view().status, store.view().token, api.calls.length], ["error", undefined, 5]);
});

test("a required sign-in is a state of its own, not an error", async (t) => {
  const provider = { grant: "authorization_code", issuer: "https://login.test", clientId: "c", redirectUri: "https://app.test/" };
  const manager = await createWith(t, provider);
  const { store } = component(t, sourceOf(manager));
  await becomes(store, "none");
  assert.ok(["token_not_found", "reauthentication_required"].includes(store.view().error.code));
  await manager.setTokens("api", { accessToken: "signed-in", expiresIn: 60 });
  assert.deepEqual([store.view().status, store.view().token, store.view().error], ["ready", "signed-in", undefined]);
});

test("events of other providers call no listener", async (t) => {
  const manager = await createManager(t, { providers: { api: fakeProvider(), other: fakeProvider() } });
  const seen = component(t, sourceOf(manager), "api");
  await becomes(seen.store, "ready");
  const { told } = seen;
  await manager.getToken("other");
  await manager.clear("other");
  assert.equal(seen.told, told);
});

test("another provider's failure is not this one's error", async (t) => {
  const other = fakeProvider({ retryPolicy: oneAttempt });
  const manager = await createManager(t, { providers: { api: fakeProvider(), other } });
  const { store } = component(t, sourceOf(manager), "api");
  await becomes(store, "ready");
  other.fail();
  await assertRejects(manager.getToken("other"), "TokenAcquisitionError");
  assert.equal(store.view().error, undefined);
});

test("each listener is called once per new view, however many events there are", async (t) => {
  const store = new TokenStore(sourceOf(await createWith(t, fakeProvider())), "api");
  const views = [];
  closeAfter(t, store.subscribe(() => views.push(store.view())));
  closeAfter(t, store.want());
  await becomes(store, "ready");
  await store.refresh();
  assert.deepEqual(views.map((view, i) => view === views[i - 1]), views.map(() => false));
  assert.equal(views.at(-1).token, "fake-token-2");
});

test("a closed manager is an error at the next look", async (t) => {
  const manager = await createWith(t, fakeProvider());
  const { store } = component(t, sourceOf(manager));
  await becomes(store, "ready");
  await manager.close();
  assert.equal(store.view().status, "error");
  assertError(store.view().error, "ManagerClosedError");
});

test("neither JSON nor own properties show the token", async (t) => {
  const { store } = component(t, sourceOf(await createWith(t, fakeProvider({ tokens: ["canary"] }))));
  await becomes(store, "ready");
  const view = store.view();
  assert.equal(view.token, "canary");
  assert.ok(!JSON.stringify(view).includes("canary"));
  assert.ok(!Object.getOwnPropertyNames(view).includes("token"));
});

describe("where the manager comes from", () => {
  test("one source for one manager; a promise is awaited; other values are refused", async (t) => {
    const manager = await createWith(t, fakeProvider());
    assert.equal(sourceOf(manager), sourceOf(manager));
    const { promise, resolve } = deferred();
    const source = sourceOf(promise);
    const { store } = component(t, source);
    assert.equal(store.view().status, "loading");
    const refreshed = store.refresh();
    resolve(manager);
    await becomes(store, "ready");
    assert.equal((await refreshed).state, "valid");
    await assertRefused(() => sourceOf({}), "InvalidConfigurationError", { message: /^manager: / });
  });

  test("a promise that fails, or gives no manager, is an error to show", async (t) => {
    const failure = new Error("no core");
    const failed = component(t, sourceOf(Promise.reject(failure))).store;
    await becomes(failed, "error");
    assert.equal(failed.view().error, failure);
    await assert.rejects(failed.refresh(), failure);
    const wrong = component(t, sourceOf(Promise.resolve(5))).store;
    await becomes(wrong, "error");
    assertError(wrong.view().error, "InvalidConfigurationError");
  });

  test("leaving and coming back at once keeps the manager; leaving closes it, also one that is still being made", async () => {
    const api = fakeProvider();
    const source = new OwnSource({ namespace: newNamespace(), providers: { api } });
    source.mount()();
    const leave = source.mount();
    const first = await source.ready();
    await first.getToken();
    leave();
    const stay = source.mount();
    await Promise.resolve();
    assert.equal(source.manager, first);
    stay();
    await Promise.resolve();
    assert.equal(source.manager, undefined);
    await assertRejects(first.getToken(), "ManagerClosedError");

    source.mount()(); // Unmounted before its manager was made.
    const again = source.mount();
    const second = await source.ready();
    assert.notEqual(second, first);
    assert.equal(await second.getToken(), "fake-token-2");
    again();
  });

  test("a manager that is ready too late for its component is closed", async (t) => {
    const { close } = TokenManager.prototype;
    let closed = 0;
    TokenManager.prototype.close = function () {
      closed++;
      return close.call(this);
    };
    closeAfter(t, () => void (TokenManager.prototype.close = close));
    const source = new OwnSource({ namespace: newNamespace() });
    source.mount()();
    await eventually(() => closed === 1, "it is closed");
    assert.equal(source.manager, undefined);
  });

  test("a component that leaves while its token is on the way is told nothing more", async (t) => {
    const api = fakeProvider({ retryPolicy: oneAttempt });
    const manager = await createWith(t, api);
    const store = new TokenStore(sourceOf(manager), "api");
    let told = 0;
    const leave = store.subscribe(() => told++);
    const unwant = store.want();
    api.hang();
    await eventually(() => api.calls.length === 1, "it was asked");
    const before = told;
    leave();
    unwant();
    api.fail(new Error("too late"));
    await eventually(() => manager.getTokenInfo().consecutiveFailures === 1, "the flight ended");
    assert.equal(told, before);
  });
});
