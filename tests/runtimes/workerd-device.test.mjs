// The login on another device (RFC 8628) in workerd, where no timer outlives the request that set it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { answer, delayed, oauthError } from "../support/answers.mjs";
import { signIdToken } from "../support/id-tokens.mjs";
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

test("concurrent requests each fetch the server's claims about the user", async (t) => {
  const { server, worker } = await setUp(t);
  const body = { issuer: server.origin, token_endpoint: server.tokenEndpoint, device_authorization_endpoint: `${server.origin}/device`, userinfo_endpoint: `${server.origin}/me` };
  server.route("/.well-known/openid-configuration", answer({ body }));
  server.route("/me", delayed(30, answer({ body: { sub: "ada" } })));
  const told = await Promise.all(Array.from({ length: 5 }, () => worker.get("/userInfo")));
  assert.deepEqual(told, Array(5).fill({ sub: "ada" }));
  const asked = server.otherRequests.filter(({ path }) => path === "/me");
  assert.deepEqual(asked.map(({ headers }) => headers.authorization), Array(5).fill("Bearer of-the-user"));
  server.route("/me", answer({ body: { sub: "bob" } }));
  assert.equal((await worker.get("/userInfo")).code, "invalid_response");
});

async function setUp(t) {
  const server = await startTokenServer(t);
  const ID_TOKEN = await signIdToken({ issuer: server.origin, audience: "tv" }, { sub: "ada" });
  const codes = { device_code: "d", user_code: "ABCD", verification_uri: `${server.origin}/verify`, expires_in: 60, interval: 1 };
  server.route("/device", answer({ body: codes }));
  return { server, worker: await startWorker(t, "device", { bindings: { AS: server.origin, ID_TOKEN } }) };
}
