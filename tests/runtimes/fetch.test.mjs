// TokenManager.fetch: the allowed origins, and the repeat after a 401.

import assert from "node:assert/strict";
import { test } from "node:test";
import { after, answer, drop, hang, oauthError, status } from "../support/answers.mjs";
import { assertRejects, recordEvents, rejection } from "../support/expect.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { clientCredentials, createManager, createWith, oneAttempt, refreshTokenGrant } from "../support/tokenward.mjs";
import { eventually } from "../support/wait.mjs";

test("the request goes out with the token, and everything that the caller gave", async (t) => {
  const { server, api, manager } = await setUp(t);
  const response = await manager.fetch(`${api.origin}/items?x=1#part`, { method: "PUT", headers: { "X-Mine": "1" }, body: "text" });
  assert.equal(response.status, 200);
  assert.equal(server.requests.length, 1);
  const [{ method, path, query, headers, body }] = api.otherRequests;
  assert.deepEqual([method, path, query, body, headers["x-mine"]], ["PUT", "/items", "x=1", "text", "1"]);
  assert.equal(headers.authorization, `Bearer ${manager.peekToken()}`);
});

test("strings, URLs and requests are accepted; init overrides the request", async (t) => {
  const { api, manager } = await setUp(t);
  const url = `${api.origin}/items`;
  const request = () => new Request(url, { method: "POST", headers: { "x-a": "1", "content-type": "text/plain" }, body: "of the request" });
  await manager.fetch(url);
  await manager.fetch(new URL(url));
  await manager.fetch(request());
  await manager.fetch(request(), { headers: { "x-b": "2" }, body: "of init" });
  await manager.fetch(url, request());
  const seen = api.otherRequests.map(({ method, body, headers }) => [method, body, headers["x-a"], headers["x-b"], headers.authorization !== undefined]);
  assert.deepEqual(seen, [
    ["GET", "", undefined, undefined, true],
    ["GET", "", undefined, undefined, true],
    ["POST", "of the request", "1", undefined, true],
    ["POST", "of init", undefined, "2", true],
    ["POST", "of the request", "1", undefined, true],
  ]);
});

test("the manager's token goes in place of the caller's Authorization", async (t) => {
  const { api, manager } = await setUp(t);
  await manager.fetch(`${api.origin}/items`, { headers: { authorization: "Basic eDp5" } });
  await manager.fetch(new Request(`${api.origin}/items`, { headers: { Authorization: "Basic eDp5" } }));
  for (const { headers } of api.otherRequests) assert.equal(headers.authorization, `Bearer ${manager.peekToken()}`);
});

for (const [name, target, allowed] of [
  ["none is allowed", (origin) => origin, () => undefined],
  ["another port", (origin) => origin, (origin) => [origin.replace(/:\d+$/, ":1")]],
  ["another host", (origin) => origin.replace("127.0.0.1", "localhost"), (origin) => [origin]],
  ["another scheme", (origin) => origin.replace("http:", "https:"), (origin) => [origin]],
  ["a longer host that begins alike", () => "https://api.example.com.evil.example", () => ["https://api.example.com"]],
  ["an origin in the user name", () => "https://api.example.com@evil.example", () => ["https://api.example.com"]],
  ["no origin at all", () => "data:text/plain,", () => ["https://api.example.com"]],
]) {
  test(`origin_not_allowed before any token is obtained: ${name}`, async (t) => {
    const server = await startTokenServer(t);
    const manager = await createWith(t, clientCredentials(server, { allowedOrigins: allowed(server.origin) }));
    const url = `${target(server.origin)}/items`;
    const error = await assertRejects(manager.fetch(url), "TokenError", { code: "origin_not_allowed", provider: "api", retryable: false });
    assert.ok(error.message.includes(new URL(url).origin) && error.message.includes("providers.api.allowedOrigins"), error.message);
    await assertRejects(manager.fetch(url, { onNoToken: "anonymous" }), "TokenError", { code: "origin_not_allowed" });
    assert.equal(server.requests.length + server.otherRequests.length, 0);
  });
}

test("each of several providers has its own origins", async (t) => {
  const { server, api, manager } = await setUp(t);
  manager.addProvider("other", { grant: "static", token: "by-hand", tokenType: "DPoP-not", allowedOrigins: [server.origin] });
  await assertRejects(manager.fetch("https://elsewhere.example/items"), "UnknownProviderError");
  await assertRejects(manager.fetch(`${api.origin}/items`, { provider: "none" }), "UnknownProviderError", { provider: "none" });
  await assertRejects(manager.fetch(`${api.origin}/items`, { provider: "other" }), "TokenError", { code: "origin_not_allowed", provider: "other" });
  await manager.fetch(`${server.origin}/items`, { provider: "other" });
  assert.equal(server.otherRequests.at(-1).headers.authorization, "DPoP-not by-hand");
});

test("a tenant is resolved when its token is first needed", async (t) => {
  const api = await startApi(t);
  const manager = await createManager(t, { resolveProvider: (name) => ({ grant: "static", token: `of-${name}`, allowedOrigins: [api.origin] }) });
  await manager.fetch(`${api.origin}/items`, { provider: "shop" });
  assert.equal(api.otherRequests[0].headers.authorization, "Bearer of-shop");
});

test("the manager's own fetch is called, with no option that is not fetch's", async (t) => {
  const calls = [];
  const fetch = async (input, init) => {
    calls.push({ input, init });
    return new Response("own");
  };
  const manager = await createManager(t, { fetch, providers: { api: { grant: "static", token: "x", allowedOrigins: ["https://api.example.com"] } } });
  const response = await manager.fetch("https://api.example.com/", { provider: "api", onNoToken: "throw", cf: { cacheTtl: 5 } });
  assert.equal(await response.text(), "own");
  const [{ init }] = calls;
  assert.deepEqual(["provider" in init, "onNoToken" in init, init.cf], [false, false, { cacheTtl: 5 }]);
});

// ─────────────── 401 ───────────────

test("a fetch for one request goes before the manager's own, for its repeat as well, and only for this request", async (t) => {
  const calls = [];
  const noting = (name, code) => async (url, init) => {
    calls.push([name, init.headers.get("authorization") !== null, "fetch" in init]);
    return new Response("", { status: code });
  };
  const server = await startTokenServer(t);
  const provider = clientCredentials(server, { allowedOrigins: ["https://api.example.com"] });
  const manager = await createManager(t, { providers: { api: provider }, fetch: (url, init) => (String(url).startsWith(server.origin) ? fetch(url, init) : noting("manager", 200)(url, init)) });
  await manager.fetch("https://api.example.com/", { fetch: noting("request", 401) });
  await manager.fetch("https://api.example.com/");
  await manager.fetch("https://api.example.com/", { fetch: null });
  assert.deepEqual(calls.map(([name]) => name), ["request", "request", "manager", "manager"]);
  assert.ok(calls.every(([, hasToken, isPassedOn]) => hasToken && !isPassedOn));
  await assertRejects(manager.fetch("https://api.example.com/", { fetch: "often" }), "InvalidConfigurationError", { message: /^init\.fetch: / });
});

test("after a 401 the token is renewed and the request repeated, once", async (t) => {
  const { server, api, manager } = await setUp(t);
  await manager.getToken();
  api.refuse(manager.peekToken());
  const response = await manager.fetch(`${api.origin}/items`);
  assert.equal(response.status, 200);
  assert.equal(server.requests.length, 2);
  assert.equal(api.otherRequests.length, 2);
  assert.notEqual(api.otherRequests[0].headers.authorization, api.otherRequests[1].headers.authorization);
});

test("a second 401 comes back", async (t) => {
  const { server, api, manager } = await setUp(t);
  api.route("/items", () => answer({ status: 401, body: "no" }));
  const response = await manager.fetch(`${api.origin}/items`);
  assert.deepEqual([response.status, await response.text()], [401, "no"]);
  assert.equal(api.otherRequests.length, 2);
  assert.equal(server.requests.length, 2);
});

test("a 403 comes back at once, whatever it says", async (t) => {
  const { server, api, manager } = await setUp(t);
  api.route("/items", status(403, { "www-authenticate": 'Bearer error="insufficient_scope"' }));
  assert.equal((await manager.fetch(`${api.origin}/items`)).status, 403);
  assert.equal(api.otherRequests.length, 1);
  assert.equal(server.requests.length, 1);
});

test("concurrent 401s refresh once", async (t) => {
  const { server, api, manager } = await setUp(t);
  api.refuse(await manager.getToken());
  const responses = await Promise.all(Array.from({ length: 20 }, () => manager.fetch(`${api.origin}/items`)));
  assert.deepEqual([...new Set(responses.map((response) => response.status))], [200]);
  assert.equal(server.requests.length, 2);
  assert.equal(api.otherRequests.length, 40);
});

test("a late 401 for an older token throws the newer one not away", async (t) => {
  const { server, api, manager } = await setUp(t);
  const old = await manager.getToken();
  let answerNow;
  const late = new Promise((resolve) => (answerNow = resolve));
  api.route("/slow", ({ headers }) => (headers.authorization.endsWith(old) ? after(late, status(401)) : status(200)));
  const slow = manager.fetch(`${api.origin}/slow`);
  await eventually(() => api.otherRequests.length === 1, "the slow request is there");
  await manager.refresh();
  const newer = manager.peekToken();
  const events = recordEvents(manager);
  answerNow();
  assert.equal((await slow).status, 200);
  assert.equal(manager.peekToken(), newer);
  assert.equal(server.requests.length, 2);
  assert.deepEqual(events.names, []);
  assert.equal(api.otherRequests.at(-1).headers.authorization, `Bearer ${newer}`);
});

test("a refresh token renews a refused token", async (t) => {
  const server = await startTokenServer(t);
  const api = await startApi(t);
  const manager = await createWith(t, refreshTokenGrant(server, { refreshToken: "r-1", allowedOrigins: [api.origin] }));
  api.refuse(await manager.getToken());
  assert.equal((await manager.fetch(`${api.origin}/items`)).status, 200);
  assert.deepEqual(server.forms.map(({ grant_type }) => grant_type), ["refresh_token", "refresh_token"]);
});

test("a token that nothing can renew is not thrown away", async (t) => {
  const api = await startApi(t);
  api.refuse("by-hand");
  for (const provider of [
    { grant: "static", token: "by-hand" },
    { grant: "authorization_code", tokenEndpoint: `${api.origin}/token`, authorizationEndpoint: `${api.origin}/a`, clientId: "c" },
  ]) {
    const manager = await createWith(t, { ...provider, allowedOrigins: [api.origin] });
    await manager.setTokens("api", { accessToken: "by-hand", expiresIn: 3600 });
    assert.equal((await manager.fetch(`${api.origin}/items`)).status, 401);
    assert.equal(manager.peekToken(), "by-hand");
  }
  assert.equal(api.requests.length, 0);
  assert.equal(api.otherRequests.length, 2);
});

test("if no new token can be obtained the first 401 is returned, its body unread", async (t) => {
  const { server, api, manager } = await setUp(t, { retryPolicy: oneAttempt });
  api.refuse(await manager.getToken());
  server.always(status(503));
  const response = await manager.fetch(`${api.origin}/items`);
  assert.deepEqual([response.status, response.bodyUsed, await response.text()], [401, false, "refused"]);
  assert.equal(api.otherRequests.length, 1);
});

test("a refused token that a fallback lent is renewed there", async (t) => {
  const server = await startTokenServer(t);
  const api = await startApi(t);
  const primary = { grant: "custom", acquire: () => Promise.reject(new Error("down")), retryPolicy: oneAttempt };
  const manager = await createWith(t, { ...primary, allowedOrigins: [api.origin], fallback: clientCredentials(server) });
  api.refuse(await manager.getToken());
  assert.equal((await manager.fetch(`${api.origin}/items`)).status, 200);
  assert.equal(server.requests.length, 2);
});

test("the first answer's body is cancelled before the repeat", async (t) => {
  let cancelled = 0;
  const fetch = async (_, { headers }) => {
    if (new Headers(headers).get("authorization").endsWith("-2")) return new Response("good");
    return new Response(new ReadableStream({ cancel: () => void cancelled++ }), { status: 401 });
  };
  let count = 0;
  const provider = { grant: "custom", acquire: () => ({ accessToken: `token-${++count}` }), allowedOrigins: ["https://api.example.com"] };
  const manager = await createWith(t, provider, { fetch });
  assert.equal(await (await manager.fetch("https://api.example.com/")).text(), "good");
  assert.equal(cancelled, 1);
});

const form = () => {
  const data = new FormData();
  data.set("a", "b");
  data.set("file", new Blob(["content"]), "name.txt");
  return data;
};
for (const [name, init, expected] of [
  ["text", { body: "text" }, /^text$/],
  ["URLSearchParams", { body: new URLSearchParams({ a: "b" }) }, /^a=b$/],
  ["FormData", { body: form() }, /name="a"\r\n\r\nb\r\n.*content/s],
  ["Blob", { body: new Blob(["blob"]) }, /^blob$/],
  ["ArrayBuffer", { body: new TextEncoder().encode("buffer").buffer }, /^buffer$/],
  ["a view", { body: new TextEncoder().encode("view") }, /^view$/],
]) {
  test(`the body is sent again: ${name}`, async (t) => {
    const { api, manager } = await setUp(t);
    for (const call of [(url) => manager.fetch(url, { method: "POST", ...init }), (url) => manager.fetch(new Request(url, { method: "POST", ...init }))]) {
      api.refuse(await manager.getToken());
      assert.equal((await call(`${api.origin}/items`)).status, 200);
      const [first, second] = api.otherRequests.splice(0);
      for (const { body } of [first, second]) assert.match(body, expected);
      assert.equal(second.headers["content-type"]?.split(";")[0], first.headers["content-type"]?.split(";")[0]);
    }
  });
}

test("a large request body is sent again whole", async (t) => {
  const { api, manager } = await setUp(t);
  api.refuse(await manager.getToken());
  const body = "0123456789".repeat(100_000);
  assert.equal((await manager.fetch(new Request(`${api.origin}/items`, { method: "POST", body }))).status, 200);
  assert.deepEqual(api.otherRequests.map((request) => request.body === body), [true, true]);
});

for (const [name, stream] of [
  ["a ReadableStream", () => new Blob(["streamed"]).stream()],
  ["an async iterable", async function* () { yield new TextEncoder().encode("streamed"); }],
]) {
  test(`a stream is sent once, and its 401 comes back; the next call has a new token: ${name}`, async (t) => {
    const { server, api, manager } = await setUp(t);
    api.refuse(await manager.getToken());
    const post = () => manager.fetch(`${api.origin}/items`, { method: "POST", body: stream(), duplex: "half" });
    assert.equal((await post()).status, 401);
    assert.equal(api.otherRequests.length, 1);
    assert.equal((await post()).status, 200);
    assert.deepEqual(api.otherRequests.map(({ body }) => body), ["streamed", "streamed"]);
    assert.equal(server.requests.length, 2);
  });
}

// ─────────────── no token ───────────────

test("no token: the call rejects, or is sent without one if onNoToken is anonymous", async (t) => {
  const { server, api, manager } = await setUp(t, { retryPolicy: oneAttempt });
  server.always(oauthError("invalid_client", { status: 401 }));
  await assertRejects(manager.fetch(`${api.origin}/items`), "TokenAcquisitionError", { oauthError: "invalid_client" });
  assert.equal(api.otherRequests.length, 0);
  const response = await manager.fetch(`${api.origin}/items`, { onNoToken: "anonymous", headers: { authorization: "Basic eDp5" } });
  assert.equal(response.status, 200);
  assert.equal(api.otherRequests[0].headers.authorization, undefined);
});

test("anonymous applies only to a lack of tokens; its 401 is returned", async (t) => {
  const api = await startApi(t);
  const user = { grant: "authorization_code", tokenEndpoint: `${api.origin}/token`, authorizationEndpoint: `${api.origin}/a`, clientId: "c" };
  const manager = await createWith(t, { ...user, allowedOrigins: [api.origin] });
  api.route("/items", status(401));
  assert.equal((await manager.fetch(`${api.origin}/items`, { onNoToken: "anonymous" })).status, 401);
  assert.equal(api.otherRequests.length, 1);
  await assertRejects(manager.fetch(`${api.origin}/items`, { onNoToken: "anonymous", provider: "none" }), "UnknownProviderError");
  await manager.close();
  await assertRejects(manager.fetch(`${api.origin}/items`, { onNoToken: "anonymous" }), "ManagerClosedError");
});

test("anonymous changes nothing for an aborted call or a closed manager", async (t) => {
  for (const giveUp of ["abort", "close"]) {
    const { server, api, manager } = await setUp(t);
    server.always(hang());
    const controller = new AbortController();
    const call = rejection(manager.fetch(`${api.origin}/items`, { onNoToken: "anonymous", signal: controller.signal }));
    await eventually(() => server.requests.length === 1, "the token request is under way");
    if (giveUp === "close") await manager.close();
    else controller.abort(new Error("enough"));
    const error = await call;
    assert.equal(giveUp === "close" ? error.code : error.message, giveUp === "close" ? "closed" : "enough");
    assert.equal(api.otherRequests.length, 0);
  }
});

// ─────────────── the caller ───────────────

test("the signal ends waiting for the token, the request, and waiting for a new token", async (t) => {
  const { server, api, manager } = await setUp(t);
  const url = `${api.origin}/items`;
  const reason = new Error("enough");
  assert.equal(await rejection(manager.fetch(url, { signal: AbortSignal.abort(reason) })), reason);

  server.next(hang());
  const waiting = new AbortController();
  const call = manager.fetch(new Request(url, { signal: waiting.signal }));
  await eventually(() => server.requests.length === 1, "the token request is under way");
  waiting.abort(reason);
  assert.equal((await rejection(call)).message, "enough");
  assert.equal(api.otherRequests.length, 0);

  const { server: other, api: second, manager: fresh } = await setUp(t);
  second.refuse(await fresh.getToken());
  other.always(hang());
  const renewing = new AbortController();
  const repeat = fresh.fetch(`${second.origin}/items`, { signal: renewing.signal });
  await eventually(() => other.requests.length === 2, "the refresh is under way");
  renewing.abort(reason);
  assert.equal(await rejection(repeat), reason);
});

test("an error of the host's fetch is passed on unchanged", async (t) => {
  const { api, manager } = await setUp(t);
  api.route("/items", drop());
  assert.ok((await rejection(manager.fetch(`${api.origin}/items`))) instanceof TypeError);
});

for (const [name, args, message] of [
  ["a relative URL without a page", ["/items"], /^input: /],
  ["no URL", ["http://"], /^input: /],
  ["init that is none", ["https://api.example.com", "POST"], /^init: must be an object/],
  ["a provider that is no name", ["https://api.example.com", { provider: 7 }], /^provider: /],
  ["onNoToken", ["https://api.example.com", { onNoToken: true }], /^init\.onNoToken: must be one of/],
]) {
  test(`a wrong argument is named: ${name}`, async (t) => {
    const manager = await createWith(t, { grant: "static", token: "x", allowedOrigins: ["https://api.example.com"] });
    await assertRejects(manager.fetch(...args), "InvalidConfigurationError", { message });
  });
}

test("a page's own address is where relative URLs begin", async (t) => {
  const { api, manager } = await setUp(t);
  Object.defineProperty(globalThis, "location", { value: { href: `${api.origin}/app/` }, configurable: true });
  t.after(() => delete globalThis.location);
  assert.equal((await manager.fetch("items")).status, 200);
  assert.equal(api.otherRequests[0].path, "/app/items");
});

/** A resource server: refuses the configured tokens, with a body. */
async function startApi(t) {
  const api = await startTokenServer(t);
  const refused = new Set();
  const judge = ({ headers }) => {
    const sent = headers.authorization?.split(" ")[1];
    return refused.has(sent) ? answer({ status: 401, headers: { "www-authenticate": "Bearer" }, body: "refused" }) : answer({ body: { sent } });
  };
  for (const path of ["/items", "/app/items"]) api.route(path, judge);
  api.refuse = (token) => refused.add(token);
  return api;
}

async function setUp(t, more = {}) {
  const server = await startTokenServer(t);
  const api = await startApi(t);
  return { server, api, manager: await createWith(t, clientCredentials(server, { allowedOrigins: [api.origin], ...more })) };
}
