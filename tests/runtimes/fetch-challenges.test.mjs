// The reactions of TokenManager.fetch to a 401 and a 403: it reads the challenge first, reports a step-up, and no longer renews for an
// origin that refuses a new token too.

import assert from "node:assert/strict";
import { test } from "node:test";
import { answer } from "../support/answers.mjs";
import { recordEvents } from "../support/expect.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { clientCredentials, createWith } from "../support/tokenward.mjs";

/** An API that answers by `judge(token)`: a challenge, or nothing. */
async function setUp(t, judge, status = 401) {
  const server = await startTokenServer(t);
  const api = await startTokenServer(t);
  api.route("/items", ({ headers }) => {
    const challenge = judge(headers.authorization?.split(" ")[1]);
    return challenge === undefined ? answer({ body: "well" }) : answer({ status, headers: challenge === "" ? {} : { "www-authenticate": challenge }, body: "refused" });
  });
  const manager = await createWith(t, clientCredentials(server, { allowedOrigins: [api.origin, api.origin.replace("127.0.0.1", "localhost")] }));
  await manager.getToken();
  const call = (url = `${api.origin}/items`) => manager.fetch(url);
  return { server, api, manager, call };
}

for (const challenge of [
  'Bearer error="insufficient_scope", scope="write"',
  'Bearer realm="a, Bearer error=\\"invalid_token\\"", error=insufficient_scope',
  'Basic realm="x", bearer error="insufficient_user_authentication", acr_values="phr", max_age=0',
]) {
  test(`no renewal meets the demand: ${challenge}`, async (t) => {
    const { server, api, manager, call } = await setUp(t, () => challenge);
    const before = manager.peekToken();
    for (let i = 0; i < 5; i++) {
      const response = await call();
      assert.deepEqual([response.status, response.headers.get("www-authenticate"), await response.text()], [401, challenge, "refused"]);
    }
    assert.deepEqual([api.otherRequests.length, server.requests.length, manager.peekToken()], [5, 1, before]);
  });
}

for (const challenge of ["", "Bearer", 'Bearer error="invalid_token"', 'Bearer error_description="insufficient_scope"', 'Custom error="insufficient_scope"']) {
  test(`a token that an origin refuses when it is new is left until it changes: ${challenge || "no challenge"}`, async (t) => {
    const { server, api, manager, call } = await setUp(t, () => challenge);
    for (let i = 0; i < 5; i++) assert.equal((await call()).status, 401);
    assert.deepEqual([api.otherRequests.length, server.requests.length], [6, 2], "one renewal in all");

    await manager.refresh();
    for (let i = 0; i < 5; i++) assert.equal((await call()).status, 401);
    assert.deepEqual([api.otherRequests.length, server.requests.length], [12, 4], "another token is given another try");
  });
}

test("a token that one origin refuses when it is new is still renewed for another that refuses it later", async (t) => {
  const revoked = new Set();
  const { server, api, manager, call } = await setUp(t, (token) => (revoked.has(token) || revoked.has("all") ? "Bearer" : undefined));
  revoked.add("all");
  await call();
  await call();
  assert.equal(server.requests.length, 2);
  revoked.delete("all");
  const elsewhere = `${api.origin.replace("127.0.0.1", "localhost")}/items`;
  assert.equal((await call(elsewhere)).status, 200);
  revoked.add(manager.peekToken());
  assert.equal((await call(elsewhere)).status, 200);
  assert.equal(server.requests.length, 3);
});

test("an origin whose refusal passes gets the renewed token as ever", async (t) => {
  const revoked = new Set();
  const { server, manager, call } = await setUp(t, (token) => (revoked.has(token) ? "Bearer" : undefined));
  for (let i = 0; i < 4; i++) {
    revoked.add(await manager.getToken());
    assert.equal((await call()).status, 200);
  }
  assert.equal(server.requests.length, 5);
});

const CLAIMS = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}';
const step = (error, rest = {}) => ({ provider: "api", error, ...rest });
for (const [challenge, told] of [
  ['Bearer error="insufficient_scope", scope="read write"', step("insufficient_scope", { scope: "read write" })],
  ['Bearer error="insufficient_user_authentication", acr_values="urn:mfa phr", max_age=0', step("insufficient_user_authentication", { acrValues: ["urn:mfa", "phr"], maxAgeSeconds: 1 })],
  ['DPoP algs="ES256", error="insufficient_user_authentication", max_age="60"', step("insufficient_user_authentication", { maxAgeSeconds: 60 })],
  ['Basic realm="x", Bearer error=insufficient_scope, DPoP error="insufficient_scope", scope="x"', step("insufficient_scope")],
  [`Bearer realm="", authorization_uri="https://as.example", error="insufficient_claims", claims="${btoa(CLAIMS)}"`, step("insufficient_claims", { claims: CLAIMS })],
  [`Bearer error="invalid_token", claims="${btoa(CLAIMS)}"`, step("insufficient_claims", { claims: CLAIMS })],
  [`Bearer error="insufficient_scope", scope="a\tb ä \\"c\\" d", acr_values="${"x".repeat(9_000)}", max_age="-1", claims="e30x"`, step("insufficient_scope", { scope: "d" })],
  ['Bearer error="insufficient_scope', step("insufficient_scope")],
]) {
  test(`stepUp is emitted once for each answer, which is returned unchanged: ${challenge.slice(0, 100)}`, async (t) => {
    for (const status of [401, 403]) {
      const { server, api, manager, call } = await setUp(t, () => challenge, status);
      const events = recordEvents(manager);
      manager.on("stepUp", () => {
        throw new Error("a listener's own");
      });
      const error = t.mock.method(console, "error", () => {});
      for (let i = 1; i <= 3; i++) {
        const response = await call();
        assert.deepEqual([response.status, await response.text()], [status, "refused"]);
        assert.deepEqual(events.named("stepUp").map(({ name, ...event }) => event), Array(i).fill(told));
      }
      assert.deepEqual([api.otherRequests.length, server.requests.length, events.names], [3, 1, Array(3).fill("stepUp")]);
      error.mock.restore();
    }
  });
}

test("no stepUp comes for other challenges, for a 403 without one, for another origin, and for a request without a token", async (t) => {
  const STEP_UP = 'Bearer error="insufficient_scope", scope="write"';
  const { api, manager, call } = await setUp(t, (token) => (token === undefined ? STEP_UP : ""), 403);
  const events = recordEvents(manager);
  assert.equal((await call()).status, 403);
  const elsewhere = await startTokenServer(t);
  elsewhere.route("/", answer({ status: 403, headers: { "www-authenticate": STEP_UP } }));
  api.route("/away", answer({ status: 302, headers: { location: `${elsewhere.origin}/` } }));
  assert.equal((await call(`${api.origin}/away`)).status, 403);
  manager.addProvider("none", { grant: "custom", acquire: () => Promise.reject(new Error("none")), allowedOrigins: [api.origin], retryPolicy: { maxAttempts: 1 } });
  assert.equal((await manager.fetch(`${api.origin}/items`, { provider: "none", onNoToken: "anonymous" })).status, 403);
  assert.equal(events.count("stepUp"), 0);
});

test("a renewed token whose answer asks for a step-up is no refused one", async (t) => {
  const first = [];
  const { server, manager, call } = await setUp(t, (token) => {
    if (first.length === 0) first.push(token);
    return token === first[0] ? 'Bearer error="invalid_token"' : 'Bearer error="insufficient_scope", scope="write"';
  });
  const events = recordEvents(manager);
  for (let i = 0; i < 2; i++) assert.equal((await call()).status, 401);
  assert.deepEqual([server.requests.length, events.count("stepUp")], [2, 2]);
});
