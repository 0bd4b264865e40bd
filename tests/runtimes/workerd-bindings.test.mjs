// Service bindings and mTLS certificates as the option `fetch`, in workerd: they carry token requests and requests to the API.

import assert from "node:assert/strict";
import { test } from "node:test";
import { jwk, sign } from "../support/resource-server.mjs";
import { COMPATIBILITY_DATES, startWorker } from "../support/workerd.mjs";

for (const compatibilityDate of COMPATIBILITY_DATES) {
  for (const way of ["the binding itself", "a function that calls it", "its method, bound", "a certificate"]) {
    test(`${compatibilityDate}, ${way}: metadata, token and API are asked through it`, async (t) => {
      const { seen, call } = await setUp(t, compatibilityDate);
      const { status, text, used, message } = await call(way, "/items");
      assert.deepEqual([status, text], [200, "a body"], message);
      assert.deepEqual(seen(), ["GET auth.internal/.well-known/openid-configuration", "POST auth.internal/token", "POST api.internal/items Bearer token-1"]);
      assert.equal(used, way === "a certificate" ? 3 : 0);
    });
  }

  test(`${compatibilityDate}: a verifier's keys come through it`, async (t) => {
    const { seen, verify } = await setUp(t, compatibilityDate);
    const token = await sign("https://auth.internal");
    for (const way of ["the binding itself", "a certificate"]) assert.deepEqual(await verify(way, token), { sub: "user-1" });
    assert.deepEqual(seen(), Array(2).fill(["GET auth.internal/.well-known/openid-configuration", "GET auth.internal/jwks"]).flat());
    const { error, message } = await verify("an object without it", token);
    assert.deepEqual([error, message], ["InvalidConfigurationError", "fetch: must be a function, or have one as its method"]);
  });

  test(`${compatibilityDate}: after a 401 and a redirect, too`, async (t) => {
    const { seen, call } = await setUp(t, compatibilityDate);
    assert.deepEqual((await call("the binding itself", "/refuses-token-1")).text, "a body");
    assert.deepEqual(seen().slice(2), ["POST api.internal/refuses-token-1 Bearer token-1", "POST auth.internal/token", "POST api.internal/refuses-token-1 Bearer token-2"]);
    assert.deepEqual((await call("the binding itself", "/moved")).text, "a body");
    assert.deepEqual(seen().slice(5), ["POST api.internal/moved Bearer token-2", "POST api.internal/items Bearer token-2"]);
  });
}

test("a binding's method alone, without the binding: a typed error, with the runtime's error as its cause", async (t) => {
  const { call } = await setUp(t);
  const { code, cause } = await call("its method alone", "/items");
  assert.equal(code, "network");
  assert.match(cause, /Illegal invocation/);
});

test("an object without a method fetch is refused", async (t) => {
  const { call } = await setUp(t);
  const { error, message } = await call("an object without it", "/items");
  assert.deepEqual([error, message], ["InvalidConfigurationError", "fetch: must be a function, or have one as its method"]);
});

async function setUp(t, compatibilityDate) {
  const requests = [];
  let tokens = 0;
  const auth = {
    "/.well-known/openid-configuration": () => Response.json({ issuer: "https://auth.internal", token_endpoint: "https://auth.internal/token", jwks_uri: "https://auth.internal/jwks" }),
    "/jwks": async () => Response.json({ keys: [await jwk("RS256", "1")] }),
    "/token": () => Response.json({ access_token: `token-${++tokens}`, token_type: "Bearer", expires_in: 3600 }),
  };
  const api = {
    "/items": async (request) => new Response(await request.text()),
    "/refuses-token-1": async (request) => (request.headers.get("authorization") === "Bearer token-1" ? new Response(null, { status: 401 }) : api["/items"](request)),
    "/moved": () => new Response(null, { status: 307, headers: { location: "/items" } }),
  };
  async function SERVICE(request) {
    const { host, pathname } = new URL(request.url);
    const token = host === "api.internal" ? ` ${request.headers.get("authorization")}` : "";
    requests.push(`${request.method} ${host}${pathname}${token}`);
    return (await { "auth.internal": auth, "api.internal": api }[host]?.[pathname]?.(request)) ?? new Response(null, { status: 404 });
  }
  const worker = await startWorker(t, "bindings", { ...(compatibilityDate && { compatibilityDate }), serviceBindings: { SERVICE } });
  return { seen: () => requests, call: (way, to) => worker.get(`/${encodeURIComponent(way)}?to=${to}`), verify: (way, token) => worker.get(`/${encodeURIComponent(way)}?token=${token}`) };
}
