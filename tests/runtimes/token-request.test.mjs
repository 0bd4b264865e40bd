// Requests to the token endpoint: RFC 6749 §2.3, §3.2, §4.4, §6 and RFC 8707.

import assert from "node:assert/strict";
import { test } from "node:test";
import { status, token } from "../support/answers.mjs";
import { assertBadConfiguration, assertRejects, rejection } from "../support/expect.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { clientCredentials, createWith, oneAttempt, refreshTokenGrant } from "../support/tokenward.mjs";

test("it is a form-urlencoded POST, and asks for JSON", async (t) => {
  const { method, headers, body } = await requestOf(t, { scope: "a b" });
  assert.equal(method, "POST");
  assert.match(headers["content-type"], /^application\/x-www-form-urlencoded(;\s*charset=utf-8)?$/i);
  assert.match(headers.accept, /application\/json/);
  assert.equal(body.includes("grant_type=client_credentials"), true);
  assert.equal(headers.cookie, undefined);
});

for (const [clientId, clientSecret, expected] of [
  ["client", "secret", "client:secret"],
  ["a:b", "c:d", "a%3Ab:c%3Ad"],
  ["with space", "plus+ and &=?/%", "with+space:plus%2B+and+%26%3D%3F%2F%25"],
  ["ünïcode", "pässwörd🔑", "%C3%BCn%C3%AFcode:p%C3%A4ssw%C3%B6rd%F0%9F%94%91"],
  ["-._*", "~!'()", "-._*:%7E%21%27%28%29"],
]) {
  test(`Basic credentials are form-urlencoded each: ${clientId}`, async (t) => {
    const { headers, form } = await requestOf(t, { clientId, clientSecret });
    const [scheme, encoded] = headers.authorization.split(" ");
    assert.equal(scheme, "Basic");
    assert.equal(Buffer.from(encoded, "base64").toString(), expected);
    assert.equal(form.has("client_secret"), false, "one way of authentication");
    assert.equal(form.has("client_id"), false);
  });
}

test("client_secret_post puts both into the body alone", async (t) => {
  const { headers, form } = await requestOf(t, { clientId: "a:b", clientSecret: "s +&=ü", clientAuth: "client_secret_post" });
  assert.equal(headers.authorization, undefined);
  assert.equal(form.get("client_id"), "a:b");
  assert.equal(form.get("client_secret"), "s +&=ü");
});

test("a public client sends its client_id alone", async (t) => {
  for (const clientAuth of [undefined, "none"]) {
    const { headers, form } = await requestOf(t, { clientSecret: undefined, clientAuth });
    assert.equal(headers.authorization, undefined);
    assert.equal(form.get("client_id"), "client");
    assert.equal(form.has("client_secret"), false);
  }
});

test("nothing empty is sent, and nothing twice", async (t) => {
  const { form } = await requestOf(t, { scope: "", audience: [], resource: [], params: { empty: "", full: "x" } });
  for (const [name, value] of form) {
    assert.notEqual(value, "", name);
    assert.equal(form.getAll(name).length, 1, name);
  }
  assert.deepEqual([...form.keys()].sort(), ["full", "grant_type"]);
});

test("scope is sent as given, whatever its form", async (t) => {
  assert.equal((await requestOf(t, { scope: "b a" })).form.get("scope"), "b a");
  assert.equal((await requestOf(t, { scope: ["b", "a", "https://x.example/.default"] })).form.get("scope"), "b a https://x.example/.default");
});

test("audience and resource are sent, several of them each for itself", async (t) => {
  const one = await requestOf(t, { audience: "https://api.example", resource: "https://r.example/a?b=c" });
  assert.deepEqual(one.form.getAll("audience"), ["https://api.example"]);
  assert.deepEqual(one.form.getAll("resource"), ["https://r.example/a?b=c"]);
  const more = await requestOf(t, { audience: ["a", "b"], resource: ["https://r.example", "https://s.example"] });
  assert.deepEqual(more.form.getAll("audience"), ["a", "b"]);
  assert.deepEqual(more.form.getAll("resource"), ["https://r.example", "https://s.example"]);
});

test("params and headers are sent; special characters survive", async (t) => {
  const params = { "a b": "c&d=e", "ü": "🔑", plus: "+", line: "1\r\n2", __proto__x: "y" };
  const { form, headers } = await requestOf(t, { params, headers: { "X-Tenant": "seven", "x-empty": "" } });
  for (const [name, value] of Object.entries(params)) assert.equal(form.get(name), value);
  assert.equal(headers["x-tenant"], "seven");
});

test("extra parameters and headers cannot double those that the grant sends", async (t) => {
  for (const more of [{ params: { grant_type: "password" } }, { params: { scope: "b" }, scope: "a" }, { params: { client_id: "x" }, clientAuth: "client_secret_post" }]) {
    const server = await startTokenServer(t);
    const made = await createWith(t, clientCredentials(server, more)).catch((error) => error);
    if (made instanceof Error) {
      assert.equal(made.name, "InvalidConfigurationError");
      assert.match(made.message, /providers\.api\.params/);
      continue;
    }
    await made.getToken();
    const [{ form }] = server.requests;
    for (const name of form.keys()) assert.equal(form.getAll(name).length, 1, name);
    assert.equal(form.get("grant_type"), "client_credentials");
  }
});

test("a refresh sends the refresh token, the client and no scope that was not asked for", async (t) => {
  const server = await startTokenServer(t);
  const manager = await createWith(t, refreshTokenGrant(server, { refreshToken: "r+/= ü", resource: "https://r.example" }));
  await manager.getToken();
  const [form] = server.forms;
  assert.deepEqual(form, { grant_type: "refresh_token", refresh_token: "r+/= ü", client_id: "client", resource: "https://r.example" });
});

test("a confidential client authenticates its refreshes, too", async (t) => {
  const server = await startTokenServer(t);
  const manager = await createWith(t, refreshTokenGrant(server, { refreshToken: "r", clientSecret: "s" }));
  await manager.getToken();
  assert.equal(server.requests[0].headers.authorization, `Basic ${Buffer.from("client:s").toString("base64")}`);
});

test("the request is made without cookies, cache or following redirects", async (t) => {
  const server = await startTokenServer(t);
  const seen = [];
  const own = (input, init) => {
    seen.push(new Request(input, init));
    return fetch(input, init);
  };
  const manager = await createWith(t, clientCredentials(server), { fetch: own });
  await manager.getToken();
  assert.equal(seen.length, 1);
  const [{ method, redirect, credentials, cache, signal }] = seen;
  assert.deepEqual({ method, redirect, credentials, cache }, { method: "POST", redirect: "manual", credentials: "omit", cache: "no-store" });
  assert.equal(signal.aborted, false);
  // Only headers that need no preflight, except authorization.
  const headers = [...seen[0].headers.keys()].sort();
  assert.deepEqual(headers, ["accept", "authorization", "content-type"]);
});

test("the manager's fetch is called as a plain function, and may answer with anything", async (t) => {
  const odd = {
    "throws an error": () => { throw new Error("sync"); },
    "throws undefined": () => { throw undefined; },
    "rejects with null": () => Promise.reject(null),
    "rejects with a TypeError": () => Promise.reject(new TypeError("Failed to fetch")),
    "gives undefined": () => undefined,
    "gives null": () => Promise.resolve(null),
    "gives no Response": () => Promise.resolve({ status: "200" }),
    "gives a body that fails": () => new Response(new ReadableStream({ start: (controller) => controller.error(new Error("body")) })),
    "gives a body that was read": async () => {
      const response = new Response("{}");
      await response.text();
      return response;
    },
  };
  for (const [name, own] of Object.entries(odd)) {
    const manager = await createWith(t, { ...clientCredentials({ tokenEndpoint: "https://issuer.example/token" }), retryPolicy: oneAttempt }, { fetch: own });
    const error = await assertRejects(manager.getToken(), "TokenAcquisitionError", { code: ["network", "invalid_response"] });
    assert.ok(error.message, name);
  }
  let self = "not called";
  const manager = await createWith(t, clientCredentials({ tokenEndpoint: "https://issuer.example/token" }), {
    fetch(...args) {
      self = this;
      assert.ok(args.length >= 1);
      return new Response('{"access_token":"T","token_type":"Bearer"}');
    },
  });
  assert.equal(await manager.getToken(), "T");
  assert.ok(self === undefined || self === globalThis, "as the host's own fetch demands");
});

for (const endpoint of ["http://issuer.example/token", "http://127.0.0.1.example/token", "http://localhost.example/token", "http://10.0.0.1/token", "http://[::2]/token"]) {
  test(`plain http is refused: ${endpoint}`, async () => {
    await assertBadConfiguration({ providers: { api: clientCredentials({ tokenEndpoint: endpoint }) } }, "providers.api.tokenEndpoint");
  });
}

for (const endpoint of ["http://localhost:1/token", "http://127.0.0.1:1/token", "http://127.9.9.9:1/token", "http://[::1]:1/token", "https://issuer.example/token"]) {
  test(`https and loopback are allowed: ${endpoint}`, async (t) => {
    await createWith(t, clientCredentials({ tokenEndpoint: endpoint }));
  });
}

test("allowInsecureHttp allows plain http on other hosts", async (t) => {
  const asked = [];
  const own = async (input) => {
    asked.push(String(input?.url ?? input));
    return new Response('{"access_token":"T","token_type":"Bearer"}');
  };
  const manager = await createWith(t, clientCredentials({ tokenEndpoint: "http://issuer.example/token" }, { allowInsecureHttp: true }), { fetch: own });
  assert.equal(await manager.getToken(), "T");
  assert.deepEqual(asked, ["http://issuer.example/token"]);
});

test("a token endpoint's own query is kept", async (t) => {
  const server = await startTokenServer(t);
  const manager = await createWith(t, clientCredentials(server, { tokenEndpoint: `${server.tokenEndpoint}?tenant=7&p=a%20b` }));
  await manager.getToken();
  assert.equal(server.requests[0].query, "tenant=7&p=a%20b");
});

test("each attempt sends the whole request again", async (t) => {
  const server = await startTokenServer(t);
  const manager = await createWith(t, clientCredentials(server, { scope: "a" }));
  server.next(status(503), status(503));
  await manager.getToken();
  assert.equal(server.requests.length, 3);
  for (const { body, headers } of server.requests) {
    assert.equal(body, server.requests[0].body);
    assert.equal(headers.authorization, server.requests[0].headers.authorization);
  }
});

test("a fetch that never settles and ignores its signal ends with the timeout", async (t) => {
  const provider = clientCredentials({ tokenEndpoint: "https://issuer.example/token" }, { retryPolicy: { ...oneAttempt, timeoutMs: 80 } });
  const manager = await createWith(t, provider, { fetch: () => new Promise(() => {}) });
  const error = await rejection(manager.getToken());
  assert.equal(error.code, "timeout");
});

/** The one token request of a client of this configuration. */
async function requestOf(t, more) {
  const server = await startTokenServer(t);
  server.always(token());
  const manager = await createWith(t, clientCredentials(server, more));
  await manager.getToken();
  assert.equal(server.requests.length, 1);
  return server.requests[0];
}
