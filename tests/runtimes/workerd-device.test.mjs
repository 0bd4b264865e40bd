// The login on another device (RFC 8628) in workerd, where no timer outlives the request that set it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { answer, oauthError } from "../support/answers.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { eventually, pause } from "../support/wait.mjs";
import { startWorker } from "../support/workerd.mjs";

test("the server is asked as long as the request lives, and a later request may begin anew", async (t) => {
  const { server, worker } = await setUp(t);
  server.always(oauthError("authorization_pending"));
  assert.equal((await worker.get("/start")).userCode, "ABCD");
  await pause(1_500);
  assert.equal(server.requests.length, 0, "the first request is over, and so is what it began");

  server.next(oauthError("authorization_pending"));
  server.always(answer({ body: { access_token: "of-the-device", token_type: "Bearer", expires_in: 3600 } }));
  assert.deepEqual(await worker.get("/login"), { state: "valid", token: "of-the-device" });
  assert.equal(server.requests.length, 2);
});

test("waitUntil lets it go on beyond the response", async (t) => {
  const { server, worker } = await setUp(t);
  server.always(answer({ body: { access_token: "of-the-device", token_type: "Bearer", expires_in: 3600 } }));
  await worker.get("/waitUntil");
  assert.equal(server.requests.length, 0);
  await eventually(async () => (await worker.get("/peek")).token === "of-the-device", "the token is there");
});

async function setUp(t) {
  const server = await startTokenServer(t);
  const codes = { device_code: "d", user_code: "ABCD", verification_uri: `${server.origin}/verify`, expires_in: 60, interval: 1 };
  server.route("/device", answer({ body: codes }));
  return { server, worker: await startWorker(t, "device", { bindings: { AS: server.origin } }) };
}
