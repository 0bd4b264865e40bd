// Frameworks that watch an application's state put objects behind a Proxy, which has none of a class's private members. The package's
// objects work there as well, and show no secret.

import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import * as mobx from "mobx";
import { reactive, readonly, ref, shallowReactive } from "vue";
import { answer } from "../support/answers.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { clientCredentials, createManager, createWith, TokenManager, tokenward } from "../support/tokenward.mjs";

const TOKEN = "canary-5f0c1ab2d9";

/** The proxies that libraries make of objects, by their name. */
const WRAPPERS = {
  "new Proxy without a trap": (target) => new Proxy(target, {}),
  "a Proxy that passes itself on": (target) => new Proxy(target, { get: (of, name, receiver) => Reflect.get(of, name, receiver) }),
  "a Proxy around a Proxy": (target) => new Proxy(new Proxy(target, {}), {}),
  "a Proxy that wraps every object inside": function deep(target) {
    const get = (of, name, receiver) => {
      const value = Reflect.get(of, name, receiver);
      return typeof value === "object" && value !== null && !(value instanceof Promise) ? deep(value) : value;
    };
    return new Proxy(target, { get });
  },
  "an heir by Object.create": (target) => Object.create(target),
  "Vue's reactive": (target) => reactive({ target }).target,
  "Vue's ref": (target) => ref(target).value,
  "Vue's shallowReactive": (target) => shallowReactive(target),
  "Vue's readonly": (target) => readonly(target),
  "MobX's observable": (target) => mobx.observable({ target }).target,
  "MobX's observable box": (target) => mobx.observable.box(target).get(),
  "MobX's makeAutoObservable": (target) => mobx.makeAutoObservable(target),
};

for (const [name, wrap] of Object.entries(WRAPPERS)) {
  test(`${name}: every method of a manager works`, async (t) => {
    const server = await startTokenServer(t);
    const given = { grant: "static", token: TOKEN };
    const manager = wrap(await createManager(t, { providers: { api: clientCredentials(server), given } }));

    const token = await manager.getToken("api");
    assert.equal(await manager.getToken("api"), token, "from memory");
    assert.equal(manager.peekToken("api"), token);
    assert.deepEqual(await manager.getAuthHeaders("api"), { Authorization: `Bearer ${token}` });
    assert.equal((await manager.getTokens("api")).accessToken, token);
    assert.equal(manager.getTokenInfo("api").state, "valid");
    assert.equal(manager.isExpired("api"), false);
    assert.equal(manager.needsRefresh("api"), false);
    assert.deepEqual(manager.listProviders(), ["api", "given"]);
    assert.equal(manager.health().status, "healthy");
    assert.equal(manager.metrics().providers?.api !== null, true);

    const heard = [];
    const stop = manager.on("refreshed", ({ provider }) => heard.push(provider));
    const leave = manager.subscribe("api", (next) => heard.push(next));
    const renewed = await manager.refresh("api");
    assert.deepEqual(heard.slice(0, 1), [token]);
    assert.ok(heard.includes("api"));
    stop();
    leave();
    manager.off("refreshed", () => {});
    assert.notEqual(manager.peekToken("api"), token);
    assert.ok(renewed);

    manager.addProvider("more", given);
    assert.equal(await manager.getToken("more"), TOKEN);
    await manager.removeProvider("more");
    await manager.invalidate("api");
    await manager.refreshAll();
    await manager.setTokens("api", { accessToken: TOKEN, expiresIn: 600 });
    manager.startBackgroundRefresh();
    assert.equal(manager.isBackgroundRefreshRunning(), true);
    manager.stopBackgroundRefresh();
    await manager.clear("api");
    await manager.revoke("given");
    await manager.close();
    await assert.rejects(manager.getToken("api"), tokenward.ManagerClosedError);
    assert.equal(manager.peekToken("api"), undefined);
  });

  test(`${name}: a manager shows no secret`, async (t) => {
    const manager = wrap(await createWith(t, { grant: "static", token: TOKEN }));
    await manager.getAuthHeaders();
    for (const text of [JSON.stringify(manager), inspect(manager, { depth: 12, showHidden: true, getters: true })]) {
      assert.ok(!text?.includes(TOKEN), text);
    }
    assert.deepEqual(Object.keys(manager).filter((key) => typeof manager[key] !== "function"), []);
  });

  test(`${name}: fetch and logins work`, async (t) => {
    const server = await startTokenServer(t);
    server.route("/items", answer({ body: {} }));
    const provider = clientCredentials(server, { allowedOrigins: [server.origin] });
    const user = { grant: "authorization_code", clientId: "c", authorizationEndpoint: `${server.origin}/authorize`, tokenEndpoint: server.tokenEndpoint, redirectUri: "https://app.example/callback" };
    const manager = wrap(await createManager(t, { providers: { api: provider, user } }));
    assert.equal((await manager.fetch(`${server.origin}/items`, { provider: "api" })).status, 200);
    const { url } = await manager.startLogin("user");
    const back = new URL("https://app.example/callback");
    back.searchParams.set("code", "code");
    back.searchParams.set("state", new URL(url).searchParams.get("state"));
    assert.equal((await manager.finishLogin(back)).provider, "user");
  });

  test(`${name}: a verifier works`, async () => {
    const verifier = wrap(tokenward.createVerifier({ issuer: "https://as.example", audience: "api" }));
    const error = await verifier.verify("no token").catch((thrown) => thrown);
    assert.ok(error instanceof tokenward.InvalidTokenError, String(error));
    await assert.rejects(verifier.verifyRequest(new Request("https://api.example/")), tokenward.InvalidTokenError);
    assert.equal(verifier.challenge(error).status, 401);
  });
}

test("Vue leaves a manager unwrapped", async (t) => {
  const manager = await createWith(t, { grant: "static", token: TOKEN });
  assert.equal(ref(manager).value, manager);
  assert.equal(reactive({ manager }).manager, manager);
});

test("a detached method rejects with an error that says so", async (t) => {
  const { getToken } = await createWith(t, { grant: "static", token: TOKEN });
  await assert.rejects(getToken(), TypeError);
});

test("a class that extends the manager works in a proxy as well", async () => {
  class Mine extends TokenManager {
    async greeting() {
      return `Bearer ${await this.getToken()}`;
    }
  }
  const manager = new Proxy(await Mine.create({ providers: { api: { grant: "static", token: TOKEN } } }), {});
  assert.equal(await manager.greeting(), `Bearer ${TOKEN}`);
  await manager.close();
});
