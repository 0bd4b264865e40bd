// The targets to which TokenManager.fetch sends a token. The host's real request and the lists of all providers involved decide, never a
// prototype.

import assert from "node:assert/strict";
import { test } from "node:test";
import { assertBadConfiguration, assertRejects } from "../support/expect.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { clientCredentials, createManager, createWith, oneAttempt } from "../support/tokenward.mjs";
import { status } from "../support/answers.mjs";

const HERE = "https://here.example";
const THERE = "https://there.example";
const provider = { grant: "static", token: "the-token", allowedOrigins: [HERE] };

/** A `fetch` that records the real target, as the host reads it. */
function recorder() {
  const calls = [];
  const own = async (input, init) => {
    const request = new Request(input, init);
    calls.push({ url: request.url, method: request.method, redirect: request.redirect, token: request.headers.get("authorization") });
    return new Response("");
  };
  return { calls, own };
}

class Liar extends Request {
  get url() {
    return `${HERE}/`;
  }
}
for (const [name, lie] of Object.entries({
  "a member of its own": () => Object.defineProperty(new Request(`${THERE}/`), "url", { value: `${HERE}/` }),
  "a getter of a subclass": () => new Liar(`${THERE}/`),
  "a prototype of its own": () => Object.setPrototypeOf(new Request(`${THERE}/`), Object.create(Request.prototype, { url: { value: `${HERE}/` } })),
})) {
  test(`a Request with a false url by ${name} is checked by the host's real target`, async (t) => {
    const { calls, own } = recorder();
    const manager = await createWith(t, provider, { fetch: own });
    await assertRejects(manager.fetch(lie()), "TokenError", { code: "origin_not_allowed", message: /https:\/\/there\.example/ });
    assert.deepEqual(calls, []);
  });
}

test("a Request's other members are read as the host reads them: redirects are followed without the token", async (t) => {
  const { calls, own } = recorder();
  const manager = await createWith(t, provider, { fetch: own });
  const request = new Request(`${HERE}/items`, { method: "PUT", body: "x" });
  for (const [name, value] of [["redirect", "manual"], ["method", "GET"], ["headers", new Headers({ "x-lie": "1" })]]) Object.defineProperty(request, name, { value });
  await manager.fetch(request);
  // The user's own `fetch` may send the token on a redirect to another origin, so the manager follows redirects itself.
  assert.deepEqual(calls, [{ url: `${HERE}/items`, method: "PUT", redirect: "manual", token: "Bearer the-token" }]);
});

test("provider, onNoToken and the members of a request are not read through prototypes", async (t) => {
  const { calls, own } = recorder();
  const other = { ...provider, token: "of-another" };
  const manager = await createManager(t, { fetch: own, providers: { api: provider, other, none: { ...provider, grant: "custom", token: undefined, acquire: () => Promise.reject(new Error("none")), retryPolicy: oneAttempt } } });
  const polluted = { provider: "other", onNoToken: "anonymous" };
  Object.assign(Object.prototype, polluted);
  try {
    await assertRejects(manager.fetch(`${HERE}/`), "UnknownProviderError");
    await assertRejects(manager.fetch(`${HERE}/`, {}), "UnknownProviderError");
    await assertRejects(manager.fetch(`${HERE}/`, Object.create({ provider: "api" })), "UnknownProviderError");
    await assertRejects(manager.fetch(`${HERE}/`, { provider: "none" }), "TokenAcquisitionError");
    await manager.fetch(`${HERE}/`, { provider: "api" });
  } finally {
    for (const name of Object.keys(polluted)) delete Object.prototype[name];
  }
  assert.deepEqual(calls.map(({ token }) => token), ["Bearer the-token"]);
});

for (const [name, input] of [
  ["a text", `${THERE}/items?x#y`],
  ["a URL", new URL(`${THERE}/items`)],
  ["a Request", new Request(`${THERE}/items`, { method: "POST", body: "x" })],
  ["an upper-case host", "HTTPS://THERE.EXAMPLE/items"],
  ["a default port", "https://there.example:443/items"],
]) {
  test(`without a provider, the only one that allows the origin is taken: ${name}`, async (t) => {
    const { calls, own } = recorder();
    const there = { ...provider, token: "of-there", allowedOrigins: ["https://third.example", THERE] };
    const manager = await createManager(t, { fetch: own, providers: { api: provider, there, none: { grant: "static", token: "x" } } });
    await manager.fetch(input);
    await manager.fetch(`${HERE}/`, { provider: null });
    assert.deepEqual(calls.map(({ token }) => token), ["Bearer of-there", "Bearer the-token"]);
    assert.equal(new URL(calls[0].url).origin, THERE);
    // An explicit name decides, whatever the others allow.
    await assertRejects(manager.fetch(input, { provider: "api" }), "TokenError", { code: "origin_not_allowed", provider: "api" });
  });
}

test("without a provider, a relative URL is the page's", async (t) => {
  const { calls, own } = recorder();
  const manager = await createManager(t, { fetch: own, providers: { api: provider, there: { ...provider, token: "of-there", allowedOrigins: [THERE] } } });
  globalThis.location = new URL(`${THERE}/page/`);
  t.after(() => delete globalThis.location);
  await manager.fetch("../items");
  assert.deepEqual(calls.map(({ url, token }) => [url, token]), [[`${THERE}/items`, "Bearer of-there"]]);
});

test("without a provider, none and several are errors that name the candidates, and nothing is sent", async (t) => {
  const { calls, own } = recorder();
  let acquired = 0;
  const custom = { grant: "custom", acquire: () => ({ accessToken: `token-${++acquired}`, expiresIn: 60 }), allowedOrigins: [HERE] };
  const manager = await createManager(t, { fetch: own, providers: { first: custom, second: custom, third: { ...custom, allowedOrigins: [THERE] } } });
  for (const onNoToken of ["throw", "anonymous"]) {
    const several = await assertRejects(manager.fetch(`${HERE}/`, { onNoToken }), "UnknownProviderError", { code: "unknown_provider", message: /https:\/\/here\.example.*first, second$/ });
    assert.equal(several.provider, undefined);
    for (const url of ["https://other.example/", "https://there.example:444/", "http://there.example/", "data:,x"]) {
      await assertRejects(manager.fetch(url, { onNoToken }), "UnknownProviderError", { message: /first, second, third$/ });
    }
  }
  await manager.removeProvider("second");
  await manager.fetch(`${HERE}/`);
  assert.deepEqual([calls.map(({ token }) => token), acquired], [["Bearer token-1"], 1]);
});

test("a provider that is resolved on demand counts only while it is registered", async (t) => {
  const { calls, own } = recorder();
  const manager = await createManager(t, {
    fetch: own,
    providers: { api: provider, other: { ...provider, allowedOrigins: [] } },
    resolveProvider: (name) => ({ ...provider, token: `of-${name}`, allowedOrigins: [THERE] }),
  });
  await assertRejects(manager.fetch(`${THERE}/`), "UnknownProviderError");
  await manager.fetch(`${THERE}/`, { provider: "tenant" });
  await manager.fetch(`${THERE}/`);
  await manager.removeProvider("tenant");
  await assertRejects(manager.fetch(`${THERE}/`), "UnknownProviderError");
  assert.deepEqual(calls.map(({ token }) => token), ["Bearer of-tenant", "Bearer of-tenant"]);
});

test("a provider that is chosen by the first URL sends its token to no other origin, despite redirects", async (t) => {
  const sent = [];
  const own = async (input, init) => {
    const request = new Request(input, init);
    sent.push([request.url, request.headers.get("authorization")]);
    return request.url === `${HERE}/` ? new Response(null, { status: 307, headers: { location: `${THERE}/` } }) : new Response("");
  };
  const manager = await createManager(t, { fetch: own, providers: { api: provider, there: { ...provider, token: "of-there", allowedOrigins: [THERE] } } });
  await manager.fetch(`${HERE}/`);
  assert.deepEqual(sent, [[`${HERE}/`, "Bearer the-token"], [`${THERE}/`, null]]);
});

const down = { grant: "custom", acquire: () => Promise.reject(new Error("down")), retryPolicy: oneAttempt };
const chains = {
  "in its place": (lists) => ({ api: { ...down, allowedOrigins: [HERE], fallback: { ...provider, allowedOrigins: lists } } }),
  "by name": (lists) => ({ api: { ...down, allowedOrigins: [HERE], fallback: "other" }, other: { ...provider, allowedOrigins: lists } }),
  "of a fallback": (lists) => ({ api: { ...down, allowedOrigins: [HERE], fallback: { ...down, fallback: { ...provider, allowedOrigins: lists } } } }),
};
for (const [name, providers] of Object.entries(chains)) {
  test(`a fallback's token goes where both lists allow it: a fallback ${name}`, async (t) => {
    const { calls, own } = recorder();
    for (const [lists, allowed] of [[[THERE], false], [[HERE], true], [[THERE, HERE], true], [undefined, true]]) {
      calls.length = 0;
      const manager = await createManager(t, { fetch: own, providers: providers(lists) });
      const call = () => manager.fetch(`${HERE}/`, { provider: "api" });
      if (allowed) {
        await call();
        await call();
        assert.deepEqual(calls.map(({ token }) => token), ["Bearer the-token", "Bearer the-token"]);
      } else {
        for (const _ of [1, 2]) await assertRejects(call(), "TokenError", { code: "origin_not_allowed", provider: "api", message: /providers\.(other|api(\.fallback)+)\.allowedOrigins/ });
        await assertRejects(manager.fetch(`${HERE}/`, { provider: "api", onNoToken: "anonymous" }), "TokenError", { code: "origin_not_allowed" });
        assert.deepEqual(calls, []);
      }
      // The fallback's list cannot add origins to the provider's own.
      await assertRejects(manager.fetch(`${THERE}/`, { provider: "api" }), "TokenError", { code: "origin_not_allowed" });
    }
  });
}

test("a provider's own token is not held up by the list of its fallback", async (t) => {
  const server = await startTokenServer(t);
  const api = await startTokenServer(t);
  api.route("/items", status(200));
  const fallback = { ...provider, allowedOrigins: [THERE] };
  const manager = await createWith(t, clientCredentials(server, { allowedOrigins: [api.origin], fallback }));
  assert.equal((await manager.fetch(`${api.origin}/items`)).status, 200);
});

const grants = { static: provider, custom: { grant: "custom", acquire: () => "x" }, client_credentials: { grant: "client_credentials", tokenEndpoint: "https://as.example/t", clientId: "c", clientSecret: "s" } };
for (const [name, grant] of Object.entries(grants)) {
  test(`allowedOrigins are https, http on loopback, or http with allowInsecureHttp: ${name}`, async (t) => {
    const of = (allowedOrigins, more = {}) => ({ providers: { api: { ...grant, allowedOrigins, ...more } } });
    for (const origin of ["http://api.example.com", "http://10.0.0.1:8080", "http://localhost.example.com", "http://128.0.0.1", "http://127.0.0.1.example.com"]) {
      const error = await assertBadConfiguration(of([HERE, origin]), "providers.api.allowedOrigins");
      assert.match(error.message, /https.*allowInsecureHttp/);
      await assertBadConfiguration(of([origin], { allowInsecureHttp: false }), "providers.api.allowedOrigins");
      await createManager(t, of([HERE, origin], { allowInsecureHttp: true }));
    }
    await createManager(t, of(["http://localhost", "http://localhost:3000", "http://app.localhost:1", "http://127.0.0.1:8080", "http://127.9.9.9", "http://[::1]:3000", HERE]));
    await assertBadConfiguration(of([HERE], { allowInsecureHttp: "yes" }), "providers.api.allowInsecureHttp");
    for (const origin of ["https://*.example.com", "https://*", "*", "http://*.localhost"]) {
      const error = await assertBadConfiguration(of([HERE, origin]), "providers.api.allowedOrigins");
      assert.match(error.message, /wildcards/);
    }
  });
}
