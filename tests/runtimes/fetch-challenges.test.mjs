// What TokenManager.fetch makes of a 401: the challenge is read first, and who refuses a new token too is not believed again.

import assert from "node:assert/strict";
import { test } from "node:test";
import { answer } from "../support/answers.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { clientCredentials, createWith } from "../support/tokenward.mjs";

/** An API that answers by `judge(token)`: a challenge, or nothing. */
async function setUp(t, judge) {
  const server = await startTokenServer(t);
  const api = await startTokenServer(t);
  api.route("/items", ({ headers }) => {
    const challenge = judge(headers.authorization.split(" ")[1]);
    return challenge === undefined ? answer({ body: "well" }) : answer({ status: 401, headers: challenge === "" ? {} : { "www-authenticate": challenge }, body: "refused" });
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
  test(`no renewal brings what is asked for: ${challenge}`, async (t) => {
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
