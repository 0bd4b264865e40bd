// Answers of a token endpoint (RFC 6749 §5, §7.1, §3.3, §6): a token, or the right typed error.

import assert from "node:assert/strict";
import { test } from "node:test";
import { answer, oauthError, redirect, token } from "../support/answers.mjs";
import { assertError, assertRejects, recordEvents } from "../support/expect.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { clientCredentials, CLIENT_SECRET, createWith, oneAttempt, refreshTokenGrant } from "../support/tokenward.mjs";

const json = (body, status = 200) => answer({ status, body });
const text = (body, status = 200, type = "application/json") => answer({ status, headers: { "content-type": type }, body });
const good = (members) => json({ access_token: "T", token_type: "Bearer", expires_in: 3600, ...members });
const without = (member) => good({ [member]: undefined });
const MIB = 1024 * 1024;

/** Answers without a token: each with its HTTP status, and the error's other members. */
const MALFORMED = {
  "an empty body": [text("")],
  "HTML with status 200": [text("<!doctype html><title>Maintenance</title>", 200, "text/html")],
  "truncated JSON": [text('{"access_token":"T","token_type":"Bea')],
  "something behind the JSON": [text('{"access_token":"T","token_type":"Bearer"} x')],
  "JSON with a trailing comma": [text('{"access_token":"T","token_type":"Bearer",}')],
  "a JSON array": [json([{ access_token: "T", token_type: "Bearer" }])],
  "a JSON string": [json("T")],
  "JSON null": [text("null")],
  "a JSON number": [text("5")],
  "form-urlencoded, as some servers did": [text("access_token=T&token_type=bearer", 200, "application/x-www-form-urlencoded")],
  "bytes that are not UTF-8": [answer({ body: Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]) })],
  "100,000 nested arrays": [text("[".repeat(100_000))],
  "100,000 nested objects in a good answer": [text(`{"access_token":"T","token_type":"Bearer","x":${'{"a":'.repeat(100_000)}`)],
  "no access_token": [without("access_token")],
  "an empty access_token": [good({ access_token: "" })],
  "an access_token that is a number": [good({ access_token: 5 })],
  "an access_token that is an object": [good({ access_token: { a: 1 } })],
  "a null access_token": [good({ access_token: null })],
  "no token_type": [without("token_type")],
  "an empty token_type": [good({ token_type: "" })],
  "a token_type that is a number": [good({ token_type: 1 })],
  "an unknown token_type": [good({ token_type: "mac" })],
  "token_type N_A": [good({ token_type: "N_A" })],
  "DPoP where Bearer was asked for": [good({ token_type: "DPoP" })],
  "a negative expires_in": [good({ expires_in: -1 })],
  "expires_in as text that is no number": [good({ expires_in: "soon" })],
  "expires_in as empty text": [good({ expires_in: "" })],
  "expires_in of NaN as text": [good({ expires_in: "NaN" })],
  "expires_in of infinity as text": [good({ expires_in: "Infinity" })],
  "expires_in beyond every number": [text('{"access_token":"T","token_type":"Bearer","expires_in":1e999}')],
  "expires_in beyond every date": [good({ expires_in: 1e300 })],
  "expires_in that is an object": [good({ expires_in: {} })],
  "expires_in that is true": [good({ expires_in: true })],
  "a refresh_token that is a number": [good({ refresh_token: 5 })],
  "a scope that is an object": [good({ scope: {} })],
  "status 200 with an error member": [json({ error: "invalid_scope", error_description: "no" }), { oauthError: "invalid_scope" }],
  "status 200 with an error beside a token": [good({ error: "invalid_scope" }), { oauthError: "invalid_scope" }],
  "a body over 1 MiB": [text(`{"access_token":"T","token_type":"Bearer","pad":"${"x".repeat(MIB)}"}`)],
  "1 MiB of white space": [text(" ".repeat(MIB + 1))],
  "a body over 1 MiB that says nothing of its length": [chunked()],
  "204 without a body": [answer({ status: 204 }), { status: 204 }],
  "206 with a token": [json({ access_token: "T", token_type: "Bearer" }, 206), { status: 206 }],
  "__proto__ in place of a token": [text('{"__proto__":{"access_token":"T","token_type":"Bearer"}}')],
};

for (const [name, [scripted, { status = 200, oauthError: code } = {}]] of Object.entries(MALFORMED)) {
  test(`${name}: invalid_response`, async (t) => {
    const { server, manager } = await setUp(t);
    server.always(scripted);
    const members = { code: code ? ["invalid_response", "acquisition_failed"] : "invalid_response", oauthError: code, provider: "api" };
    const error = await assertRejects(manager.getToken(), "TokenAcquisitionError", members);
    assert.ok(error.status === status || error.status === undefined, `status ${error.status}`);
    assert.equal(manager.peekToken(), undefined);
    assert.equal({}.access_token, undefined, "nobody's prototype was touched");
    server.always(token());
    assert.match(await manager.getToken(), /^access-/, "the core lives on");
  });
}

/** Error answers: RFC 6749 §5.2 requires 400 and 401 with JSON, but servers send other statuses and bodies, too. */
const REFUSED = {
  "400 with JSON": [oauthError("invalid_request", { description: "What?" }), 400, "invalid_request", "What?"],
  "400 unauthorized_client": [oauthError("unauthorized_client"), 400, "unauthorized_client"],
  "400 invalid_scope": [oauthError("invalid_scope"), 400, "invalid_scope"],
  "401 invalid_client": [oauthError("invalid_client", { status: 401 }), 401, "invalid_client"],
  "403 with JSON": [oauthError("access_denied", { status: 403 }), 403, "access_denied"],
  "400 with HTML": [text("<h1>Bad Request</h1>", 400, "text/html"), 400],
  "401 with an empty body": [answer({ status: 401 }), 401],
  "403 with HTML": [text("<h1>Forbidden</h1>", 403, "text/html"), 403],
  "404 with text": [text("Not Found", 404, "text/plain"), 404],
  "400 with JSON null": [text("null", 400), 400],
  "400 with an error that is no string": [json({ error: { code: 5 }, error_description: ["a"] }, 400), 400],
  "400 with a JSON array": [json(["invalid_grant"], 400), 400],
  "418 with invalid JSON": [text("{", 418), 418],
  "400 with nested arrays": [text("[".repeat(100_000), 400), 400],
  "400 with a token in it": [json({ access_token: "T", token_type: "Bearer" }, 400), 400],
  "400 whose JSON says text/html": [text('{"error":"invalid_scope"}', 400, "text/html"), 400, "invalid_scope"],
};

for (const [name, [scripted, status, code, description]] of Object.entries(REFUSED)) {
  test(`${name}: a typed error with the status, not retried`, async (t) => {
    const { server, manager } = await setUp(t, { retryPolicy: { ...oneAttempt, maxAttempts: 3 } });
    server.always(scripted);
    await assertRejects(manager.getToken(), "TokenAcquisitionError", {
      code: ["acquisition_failed", "invalid_response"], status, oauthError: code, oauthErrorDescription: description, retryable: false, provider: "api",
    });
    assert.equal(server.requests.length, 1);
    assert.equal(manager.peekToken(), undefined);
  });
}

for (const code of [301, 302, 303, 307, 308]) {
  test(`${code}: a redirect is an error and is not followed`, async (t) => {
    const { server, manager } = await setUp(t);
    const target = await startTokenServer(t);
    server.always(redirect(target.tokenEndpoint, code));
    await assertRejects(manager.getToken(), "TokenAcquisitionError", { code: ["invalid_response", "acquisition_failed"], status: [code, undefined] });
    assert.equal(target.requests.length, 0, "the credentials did not go there");
    assert.equal(server.requests.length, 1);
  });
}

test("a redirect on the same host is not followed either", async (t) => {
  const { server, manager } = await setUp(t);
  server.route("/elsewhere", token());
  server.always(redirect("/elsewhere"));
  await assertRejects(manager.getToken(), "TokenAcquisitionError");
  assert.equal(server.otherRequests.length, 0);
});

/** Valid lifetimes, and their seconds. */
const LIFETIMES = [[3600, 3600], [90.5, 90.5], ["3600", 3600], ["90.5", 90.5], [3.6e3, 3600], [null, 3600], [undefined, 3600], [31_536_000, 31_536_000]];
for (const [given, seconds] of LIFETIMES) {
  test(`expires_in ${JSON.stringify(given)} is ${seconds} s${given == null ? ", by assumption" : ""}`, async (t) => {
    const { server, manager } = await setUp(t);
    server.always(token({ expires_in: given }));
    await manager.getToken();
    const { remainingSeconds, expiresAt } = manager.getTokenInfo();
    assert.ok(remainingSeconds > seconds - 10 && remainingSeconds <= seconds, `${remainingSeconds} s`);
    assert.ok(Math.abs(expiresAt - Date.now() - seconds * 1000) < 10_000);
    for (let i = 0; i < 5; i++) await manager.getToken();
    assert.equal(server.requests.length, 1);
  });
}

test("expires_in 0 for ever is a typed error after two requests, and causes no loop", async (t) => {
  const { server, manager } = await setUp(t);
  server.always(token({ expires_in: 0 }));
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => manager.getToken()));
  for (const { reason } of outcomes) assertError(reason, "TokenAcquisitionError", { code: "invalid_response", retryable: true, message: /expired when it came/ });
  assert.equal(server.requests.length, 2);
  assert.equal(manager.peekToken(), undefined);
});

for (const scope of [["chat:read", "chat:edit"], "chat:read chat:edit"]) {
  test(`the scope ${JSON.stringify(scope)} is two scopes`, async (t) => {
    const { server, manager } = await setUp(t);
    server.always(token({ scope }));
    await manager.getToken();
    assert.equal(manager.getTokenInfo().scope, "chat:read chat:edit");
  });
}

test("the lifetime is counted from before the request was sent", async (t) => {
  const { server, manager } = await setUp(t);
  const before = Date.now();
  server.always(async () => {
    await new Promise((resolve) => setTimeout(resolve, 300));
    return token({ expires_in: 100 });
  });
  await manager.getToken();
  const after = Date.now();
  const { obtainedAt, expiresAt } = manager.getTokenInfo();
  assert.ok(obtainedAt >= before - 5 && obtainedAt <= after - 250, "obtained when it was asked for");
  assert.ok(expiresAt <= after - 250 + 100_000);
});

for (const type of ["Bearer", "bearer", "BEARER"]) {
  test(`token_type ${type} is a bearer token`, async (t) => {
    const { server, manager } = await setUp(t);
    server.always(token({ token_type: type, access_token: "T" }));
    assert.match((await manager.getAuthHeaders()).Authorization, /^bearer T$/i);
    assert.equal((await manager.getTokens()).tokenType, type);
  });
}

test("a missing scope means the one that was asked for; a narrower one is shown", async (t) => {
  const { server, manager } = await setUp(t, { scope: ["read", "write"] });
  server.next(token({ scope: undefined }), token({ scope: "read" }), token({ scope: null }));
  await manager.getToken();
  assert.equal(server.forms[0].scope, "read write");
  assert.equal(manager.getTokenInfo().scope, "read write");
  await manager.refresh();
  assert.equal(manager.getTokenInfo().scope, "read");
  await manager.refresh();
  assert.equal((await manager.getTokens()).scope, manager.getTokenInfo().scope);
});

test("unknown members are kept as they came, not judged", async (t) => {
  const { server, manager } = await setUp(t);
  const extra = { custom: "a", number: 5, deep: { a: [1, { b: null }], "ключ": "ü\u0000\u2028" }, empty: "", flag: false };
  server.always(token(extra));
  await manager.getToken();
  assert.deepEqual((await manager.getTokens()).extra, extra);
});

test("members named like parts of a prototype are data", async (t) => {
  const { server, manager } = await setUp(t);
  const body = '{"access_token":"T","token_type":"Bearer","expires_in":3600,"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"toString":"x"}';
  server.always(text(body));
  assert.equal(await manager.getToken(), "T");
  const tokens = await manager.getTokens();
  assert.equal({}.polluted, undefined);
  assert.equal(tokens.polluted, undefined);
  assert.equal(tokens.extra.polluted, undefined, "no prototype was set");
  assert.equal(manager.getTokenInfo().polluted, undefined);
});

test("an answer without a refresh token keeps the old one; one with it replaces it", async (t) => {
  const server = await startTokenServer(t);
  const manager = await createWith(t, refreshTokenGrant(server, { refreshToken: "refresh-0" }));
  server.next(token(), token({ refresh_token: null }), token({ refresh_token: "refresh-1" }), token({ refresh_token: "" }));
  for (const expected of ["refresh-0", "refresh-0", "refresh-1", "refresh-1"]) {
    await manager.getToken("api", { forceRefresh: true });
    assert.equal((await manager.getTokens()).refreshToken, expected);
  }
});

test("a good answer with a wrong Content-Type is accepted", async (t) => {
  const { server, manager } = await setUp(t);
  server.always(text('\ufeff {"access_token":"T","token_type":"Bearer"}', 200, "text/plain"));
  await manager.getToken().then(
    (value) => assert.equal(value, "T"),
    // RFC 8259 allows a reader to refuse a byte order mark.
    (error) => assert.equal(error.code, "invalid_response"),
  );
  server.always(text(' {"access_token":"T","token_type":"Bearer"}\r\n', 200, "text/plain"));
  assert.equal(await manager.getToken(), "T");
});

test("escapes in a token come out as the characters that they stand for", async (t) => {
  const { server, manager } = await setUp(t);
  server.always(text('{"access_token":"a\\u002fb\\/c","token_type":"\\u0042earer"}'));
  assert.equal(await manager.getToken(), "a/b/c");
});

test("a token of half a megabyte comes through whole", async (t) => {
  const { server, manager } = await setUp(t);
  const long = "t".repeat(MIB / 2);
  server.always(token({ access_token: long }));
  assert.equal(await manager.getToken(), long);
});

test("the server's clock skew is told", async (t) => {
  const { server, manager } = await setUp(t);
  const date = new Date(Date.now() - 7_200_000).toUTCString();
  server.always(answer({ headers: { date }, body: { access_token: "T", token_type: "Bearer", expires_in: 60 } }));
  await manager.getToken();
  const { clockSkewMs, remainingSeconds } = manager.getTokenInfo();
  assert.ok(Math.abs(clockSkewMs - 7_200_000) < 5_000, `${clockSkewMs} ms`);
  assert.ok(remainingSeconds > 50, "the lifetime does not depend on it");
});

test("a failed answer is told once as an event, with the same error", async (t) => {
  const { server, manager } = await setUp(t);
  const events = recordEvents(manager);
  server.always(oauthError("invalid_scope", { description: "No such scope" }));
  await assertRejects(manager.getToken(), "TokenAcquisitionError");
  const [{ error }] = events.named("error");
  assert.equal(events.count("error"), 1);
  assert.equal(error.oauthErrorDescription, "No such scope");
  const { lastError } = manager.getTokenInfo();
  assert.equal(lastError.code, error.code);
  assert.equal(lastError.retryable, false);
});

function chunked() {
  return {
    send(response) {
      response.writeHead(200, { "content-type": "application/json" });
      const piece = "x".repeat(64 * 1024);
      response.write('{"access_token":"T","token_type":"Bearer","pad":"');
      let left = 64;
      const more = () => {
        if (response.destroyed) return;
        if (left-- === 0) response.end('"}');
        else response.write(piece, more);
      };
      more();
    },
  };
}

async function setUp(t, more = {}) {
  const server = await startTokenServer(t);
  const manager = await createWith(t, clientCredentials(server, { retryPolicy: oneAttempt, clientSecret: CLIENT_SECRET, ...more }));
  return { server, manager };
}
