// The example's Worker for operators, in workerd: its authentication, its routes, and its health. First with the example's real
// authorization server, then with a scripted one that fails on demand.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startExample } from "../../www-example/start/example.mjs";
import { anyPorts } from "../../www-example/start/ports.mjs";
import { startWorker } from "../../www-example/worker/run.mjs";
import { answer, oauthError, status, token } from "../support/answers.mjs";
import { startTokenServer } from "../support/token-server.mjs";

const ADMIN_SECRET = "secret-of-the-operator";
const ROUTES = [["GET", "/api/token/status"], ["POST", "/api/token/refresh"], ["DELETE", "/api/token"]];

/** Asks a Worker. `secret` is sent as a bearer token. */
async function ask(worker, method, path, { secret, authorization = secret && `Bearer ${secret}` } = {}) {
  const headers = { connection: "close", ...(authorization && { authorization }) };
  const response = await fetch(`${worker}${path}`, { method, headers });
  const text = await response.text();
  assert.match(response.headers.get("content-type"), /^application\/json/);
  assert.equal(response.headers.get("cache-control"), "no-store");
  return { status: response.status, headers: response.headers, body: JSON.parse(text), text };
}

describe("the example's Worker for operators", { timeout: 60_000 }, () => {
  let example;
  before(async () => {
    example = await startExample({ adminSecret: ADMIN_SECRET });
  });
  after(() => example?.stop());

  const request = (method, path, options) => ask(example.urls.worker, method, path, options);
  const asOperator = (method, path) => request(method, path, { secret: ADMIN_SECRET });

  it("refuses requests without the secret, and says how to authenticate", async () => {
    for (const [method, path] of ROUTES) {
      const nobody = await request(method, path);
      assert.equal(nobody.status, 401);
      assert.equal(nobody.headers.get("www-authenticate"), 'Bearer realm="token administration"');
      for (const authorization of ["Bearer wrong", `Bearer ${ADMIN_SECRET}x`, `Bearer ${ADMIN_SECRET.slice(0, -1)}`, `Basic ${ADMIN_SECRET}`, ADMIN_SECRET, "Bearer "]) {
        const { status, headers, text } = await request(method, path, { authorization });
        assert.equal(status, 401, authorization);
        assert.match(headers.get("www-authenticate"), /^Bearer realm=/);
        assert.doesNotMatch(text, /secret-of/);
      }
    }
    assert.equal(example.stats().byGrant.client_credentials ?? 0, 0, "and sends nothing to the authorization server");
  });

  it("refreshes, reports the status, and forgets, without ever showing the token", async () => {
    const refreshed = await asOperator("POST", "/api/token/refresh");
    assert.equal(refreshed.status, 200);
    assert.equal(refreshed.body.token.state, "valid");
    assert.equal(example.stats().byGrant.client_credentials, 1);

    const told = await asOperator("GET", "/api/token/status");
    assert.equal(told.status, 200);
    assert.equal(told.body.token.hasToken, true);
    assert.equal(told.body.health.status, "healthy");
    assert.equal(told.body.health.storage.ok, true);
    assert.equal(example.stats().byGrant.client_credentials, 1, "looking sends nothing");

    assert.equal((await example.storedKeys()).length, 1);
    const forgotten = await asOperator("DELETE", "/api/token");
    assert.equal(forgotten.status, 200);
    assert.equal(forgotten.body.token.hasToken, false);
    assert.equal((await example.storedKeys()).length, 0);
    for (const { text } of [refreshed, told, forgotten]) assert.doesNotMatch(text, /eyJ|secret-of|Bearer [\w-]{8}/);
  });

  it("takes the scheme's name in any case", async () => {
    const { status } = await request("GET", "/api/token/status", { authorization: `bearer ${ADMIN_SECRET}` });
    assert.equal(status, 200);
  });

  it("answers other methods with 405 and the right one, and other paths with 404", async () => {
    for (const [method, path] of [...ROUTES, ["GET", "/health"], ["GET", "/message"]]) {
      const { status, headers, body } = await asOperator("PUT", path);
      assert.deepEqual([status, headers.get("allow"), body.error], [405, method, "method_not_allowed"]);
    }
    assert.equal((await asOperator("GET", "/api/token/elsewhere")).status, 404);
    assert.equal((await asOperator("GET", "/constructor")).status, 404);
  });

  it("shows everybody its health, and nothing else", async () => {
    const { status, body } = await request("GET", "/health");
    assert.deepEqual({ status, body }, { status: 200, body: { status: "healthy" } });
  });
});

describe("the example's Worker beside a server that fails", { timeout: 60_000 }, () => {
  /** A Worker whose authorization server is scripted. */
  async function start(t, bindings = { ADMIN_SECRET }) {
    const server = await startTokenServer(t);
    const { origin, tokenEndpoint } = server;
    server.route("/.well-known/openid-configuration", answer({ body: { issuer: origin, token_endpoint: tokenEndpoint } }));
    const { worker: port } = await anyPorts();
    const running = await startWorker({ port, bindings: { ISSUER: origin, CLIENT_SECRET: "secret-of-the-client", ...bindings } });
    t.after(() => running.stop());
    return { server, worker: `http://127.0.0.1:${port}` };
  }
  const refresh = (worker) => ask(worker, "POST", "/api/token/refresh", { secret: ADMIN_SECRET });

  it("reports the server's fault by a gateway's status, and is unhealthy", async (t) => {
    const { server, worker } = await start(t);
    server.always(oauthError("invalid_client", { status: 401, description: "Unknown client" }));
    const { status: code, body, text } = await refresh(worker);
    assert.equal(code, 502);
    assert.match(body.message, /invalid_client/);
    assert.doesNotMatch(text, /secret-of/);

    const health = await ask(worker, "GET", "/health");
    assert.deepEqual([health.status, health.body], [503, { status: "unhealthy" }]);
    const told = await ask(worker, "GET", "/api/token/status", { secret: ADMIN_SECRET });
    assert.equal(told.body.token.lastError.code, body.error);

    server.always(token());
    assert.equal((await refresh(worker)).status, 200);
    assert.equal((await ask(worker, "GET", "/health")).status, 200);
  });

  it("passes on the server's Retry-After", async (t) => {
    const { server, worker } = await start(t);
    server.always(status(429, { "retry-after": "120" }));
    const { status: code, headers, body } = await refresh(worker);
    assert.deepEqual([code, body.error], [503, "rate_limited"]);
    assert.ok(Number(headers.get("retry-after")) > 60);
  });

  it("refuses every request while no secret is configured", async (t) => {
    for (const bindings of [{}, { ADMIN_SECRET: "" }]) {
      const { worker } = await start(t, bindings);
      for (const [method, path] of ROUTES) {
        const { status: code, body } = await ask(worker, method, path, { secret: "anything" });
        assert.deepEqual([code, body.error], [503, "not_configured"]);
        assert.match(body.message, /ADMIN_SECRET/);
      }
      assert.equal((await ask(worker, "GET", "/health")).status, 200, "the open route still answers");
    }
  });
});
