// The package in workerd: managers made at module scope, used by requests that may each end at any time.

import assert from "node:assert/strict";
import { test } from "node:test";
import { answer, delayed, hang, oauthError, status, token } from "../support/answers.mjs";
import { rotatingFamily } from "../support/rotation.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { COMPATIBILITY_DATES, startWorker } from "../support/workerd.mjs";
import { eventually, pause } from "../support/wait.mjs";

for (const compatibilityDate of COMPATIBILITY_DATES) {
  test(`${compatibilityDate}: importing and constructing at module scope does no I/O, and requests get tokens`, async (t) => {
    const { server, worker } = await setUp(t, { compatibilityDate });
    const { calls, version } = await worker.get("/moduleScope");
    assert.deepEqual(calls, []);
    assert.match(version, /^\d+\.\d+\.\d+/);
    assert.equal(server.requests.length, 0);

    const { token: first } = await worker.get("/token");
    assert.match(first, /^access-/);
    assert.equal((await worker.get("/token")).token, first);
    assert.equal((await worker.get("/info")).peek, first);
    assert.equal(server.requests.length, 1);
    assert.equal(server.requests[0].headers.authorization, `Basic ${Buffer.from("worker:s").toString("base64")}`);
  });

  test(`${compatibilityDate}: a manager that create began to make at module scope serves requests`, async (t) => {
    const { worker } = await setUp(t, { compatibilityDate });
    const { token: first } = await worker.get("/createdToken");
    assert.match(first, /^access-/);
    assert.equal((await worker.get("/createdToken")).token, first);
  });

  test(`${compatibilityDate}: a first request that starts and does not wait leaves no later one hanging`, async (t) => {
    const { server, worker } = await setUp(t, { compatibilityDate });
    server.always(delayed(1_200));
    await worker.get("/start");
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => worker.get("/token")));
    assertEachHasTokenOrError(outcomes);
    assert.match((await worker.get("/token")).token, /^access-/);
    assert.ok(server.requests.length <= 4, `${server.requests.length} token requests`);
  });
}

test("later requests get a token, whenever they come while the first one's work is cut off", async (t) => {
  const { server, worker } = await setUp(t);
  server.always(delayed(600));
  await worker.get("/start");
  for (const wait of [0, 100, 700]) {
    await pause(wait);
    const { token: got, code } = await worker.get("/token");
    assert.ok(got ?? code, "a token or a typed error");
  }
  assert.match((await worker.get("/token")).token, /^access-/);
});

test("requests that all start and none of which waits do not pile up, and the next one gets a token", async (t) => {
  const { server, worker } = await setUp(t);
  server.always(delayed(300));
  for (let i = 0; i < 30; i++) await worker.get("/start");
  assert.match((await worker.get("/token")).token, /^access-/);
  assert.ok(server.requests.length <= 31);
});

test("a client that disconnects costs no other request its token", async (t) => {
  const { server, worker } = await setUp(t);
  server.always(delayed(1_000));
  const controller = new AbortController();
  const gone = fetch(new URL("/token", worker.url), { signal: controller.signal }).catch((error) => error);
  await eventually(() => server.requests.length === 1, "its request is under way");
  const others = Promise.all([worker.get("/token"), worker.get("/token")]);
  await pause(50);
  controller.abort();
  assert.equal((await gone).name, "AbortError");
  for (const { token: got, code } of await others) assert.ok(got ?? code);
  assert.match((await worker.get("/token")).token, /^access-/);
});

test("50 concurrent requests share one token request", async (t) => {
  const { server, worker } = await setUp(t);
  server.always(delayed(100));
  await worker.get("/info");
  const outcomes = await Promise.all(Array.from({ length: 50 }, () => worker.get("/token")));
  assertAllSame(outcomes);
  assert.equal(server.requests.length, 1);
});

test("50 concurrent requests on an expired token, and 50 calls in one request, get one new token", async (t) => {
  const { server, worker } = await setUp(t);
  server.next(token({ expires_in: 1 }), delayed(100));
  const { token: first } = await worker.get("/token");
  await pause(1_050);
  const outcomes = await Promise.all(Array.from({ length: 50 }, () => worker.get("/token")));
  assertAllSame(outcomes);
  assert.notEqual(outcomes[0].token, first);
  const { tokens } = await worker.get("/many");
  assert.deepEqual([...new Set(tokens)], [outcomes[0].token]);
  assert.equal(server.requests.length, 2);
});

test("a rotating refresh token is spent once by 50 concurrent requests", async (t) => {
  const { server, worker } = await setUp(t);
  const family = rotatingFamily({ wrap: (answer) => delayed(100, answer) });
  server.always(family.answer);
  await worker.get("/login/user?accessToken=old&refreshToken=refresh-0");
  for (let round = 1; round <= 3; round++) {
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => worker.get("/refresh/user")));
    for (const { info, code } of outcomes) assert.ok(info, code);
  }
  assert.equal(family.reuses, 0);
});

test("inside the soft window a request gets its token at once, and a later one the new token", async (t) => {
  const { server, worker } = await setUp(t);
  server.next(token({ expires_in: 12 }));
  server.always(delayed(300));
  const { token: first } = await worker.get("/token");
  await pause(9_500);
  assert.equal((await worker.get("/token")).token, first, "handed out; its renewal is cut off with this request");
  await pause(2_600);
  const { token: next } = await worker.get("/token");
  assert.match(next, /^access-/);
  assert.notEqual(next, first);
});

test("a server that hangs gives each request a typed error in time, and later ones a token once it answers", async (t) => {
  const { server, worker } = await setUp(t);
  server.always(hang());
  const hanging = await Promise.all(Array.from({ length: 10 }, () => worker.get("/token")));
  for (const { code, message } of hanging) assert.equal(code, "timeout", message);
  server.always(token());
  // The work that timed-out requests left behind may still cost another request its token, but only with a typed error.
  const gotOne = async () => {
    const { token: got, code, message } = await worker.get("/token");
    assert.ok(got ?? code, message);
    return got;
  };
  assert.match(await eventually(gotOne, "a request gets a token", 20_000), /^access-/);
});

for (const compatibilityDate of COMPATIBILITY_DATES) {
  test(`${compatibilityDate}: a request that gets its answer from another one continues in its own context`, async (t) => {
    const { server, worker } = await setUp(t, { compatibilityDate });
    server.always(hang());
    for (let round = 1; round <= 5; round++) {
      await worker.get(`/login/user?accessToken=old-${round}&refreshToken=R`);
      const waiting = Array.from({ length: 3 }, () => worker.get("/refreshAndRest/user"));
      await eventually(() => server.requests.length === round, "the first of them has sent its request");
      await worker.get(`/login/user?accessToken=new-${round}&refreshToken=R`);
      for (const { rested } of await Promise.all(waiting)) assert.ok(rested);
    }
  });
}

test("a server that fails gives each request its typed error", async (t) => {
  const { server, worker } = await setUp(t);
  server.always(status(503));
  const failing = await Promise.all(Array.from({ length: 10 }, () => worker.get("/token")));
  for (const { error, code } of failing) assert.deepEqual([error, code], ["TokenAcquisitionError", "acquisition_failed"]);
  server.always(token());
  assert.match((await worker.get("/token")).token, /^access-/);
});

test("an attempt that fails is repeated within the same request", async (t) => {
  const { server, worker } = await setUp(t);
  server.next(status(503), status(503));
  assert.match((await worker.get("/token")).token, /^access-/);
  assert.equal(server.requests.length, 3);
});

test("a refused refresh token is told to every request, and nothing more is sent", async (t) => {
  const { server, worker } = await setUp(t);
  server.always(oauthError("invalid_grant"));
  await worker.get("/login/user?accessToken=old&refreshToken=R");
  assert.equal((await worker.get("/refresh/user")).code, "reauthentication_required");
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => worker.get("/refresh/user")));
  for (const { code } of outcomes) assert.equal(code, "reauthentication_required");
  assert.equal(server.requests.length, 1);
});

test("a redirect is not followed", async (t) => {
  const { server, worker } = await setUp(t);
  const target = await startTokenServer(t);
  server.always(status(307, { location: target.tokenEndpoint }));
  assert.equal((await worker.get("/token")).error, "TokenAcquisitionError");
  assert.equal(target.requests.length, 0);
});

test("a login endpoint is found, and its token taken out of a header, although the first request does not wait", async (t) => {
  const { server, worker } = await setUp(t);
  server.route("/login", async ({ headers, body }) => {
    await pause(300);
    if (headers["content-type"] !== "application/x-www-form-urlencoded") return status(415);
    return body === "username=ada%40example.com&password=pa55word" ? answer({ headers: { authorization: "Bearer from-a-header" } }) : status(401);
  });
  await worker.get("/start/account");
  assert.deepEqual(await worker.get("/token/account"), { token: "from-a-header" });
  const forms = () => server.otherRequests.filter(({ path }) => path === "/login").length;
  const before = forms();
  await worker.get("/refresh/account");
  assert.equal(forms(), before + 1, "the pair that worked comes first");
});

function assertEachHasTokenOrError(outcomes) {
  for (const { token: got, code, message } of outcomes) assert.ok(got ?? code, `neither a token nor a typed error: ${message}`);
}

function assertAllSame(outcomes) {
  for (const { token: got, code, message } of outcomes) assert.ok(got, `${code}: ${message}`);
  assert.equal(new Set(outcomes.map(({ token: got }) => got)).size, 1);
}

async function setUp(t, options = {}) {
  const server = await startTokenServer(t);
  const worker = await startWorker(t, "tokens", { bindings: { TOKEN_ENDPOINT: server.tokenEndpoint }, ...options });
  return { server, worker };
}
