// Options of a TokenCoordinator: each works inside the object, or is refused with a remedy.

import assert from "node:assert/strict";
import { test } from "node:test";
import { token } from "../support/answers.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { eventually } from "../support/wait.mjs";
import { startWorkers } from "../support/workerd.mjs";

const REFUSED = {
  "dpop": /^providers\.api\.dpop: .*Leave it out here/,
  "dpop in a fallback": /^providers\.api\.fallback\.fallback\.1\.dpop: /,
  "dpop of a provider on demand": /^providers\.api\.dpop: /,
  "encryption: true": /^encryption: .*give your own, 32 bytes as base64/,
  "itself": /^providers\.api: asks this very object/,
  "nothing": /^options: must return an object/,
};
/** The grant type of the single token request of each. */
const GRANTS = {
  "dpop: false": "client_credentials",
  "password": "password",
  "login": undefined,
  "custom": null,
  "private_key_jwt": "client_credentials",
  "jwt_bearer": "urn:ietf:params:oauth:grant-type:jwt-bearer",
  "token_exchange": "urn:ietf:params:oauth:grant-type:token-exchange",
  "allowedOrigins": "client_credentials",
};

for (const [name, says] of Object.entries(REFUSED)) {
  test(`${name}: refused before anything is sent`, async (t) => {
    const { server, object } = await setUp(t);
    const { error, message } = await object(name).get("token");
    assert.deepEqual([error, server.requests.length], ["InvalidConfigurationError", 0], message);
    assert.match(message, says);
  });
}

for (const [name, grant] of Object.entries(GRANTS)) {
  test(`${name}: the object gets the token, and has it still after an eviction`, async (t) => {
    const { server, object } = await setUp(t);
    const { token: got, message } = await object(name).get("token");
    assert.match(got ?? "", /^access-/, message);
    if (grant !== undefined) assert.equal(server.requests.at(-1).form.get("grant_type"), grant);
    const sent = server.requests.length + server.otherRequests.length;
    await object(name).get("evict");
    assert.equal((await object(name).get("token", 1)).token, got);
    assert.equal(server.requests.length + server.otherRequests.length, sent);
  });
}

for (const name of ["authorization_code", "device_code"]) {
  test(`${name}: users log in outside, and the object renews their tokens`, async (t) => {
    const { server, object } = await setUp(t);
    assert.equal((await object(name).get("token")).code, "reauthentication_required");
    for (const begin of ["startLogin", "startDeviceLogin"]) {
      const { error, message } = await object(name).get(begin);
      assert.equal(error, "InvalidConfigurationError", message);
    }
    await object(name).get("login?access_token=A&refresh_token=R&expires_in=3600");
    assert.equal((await object(name).get("token", 1)).token, "A");
    assert.match((await object(name).get("refresh", 1)).token, /^access-/);
    assert.deepEqual([server.forms[0].grant_type, server.forms[0].refresh_token], ["refresh_token", "R"]);
  });
}

for (const name of ["a key as text", "a CryptoKey"]) {
  test(`encryption with ${name}: stored records reveal nothing, and serve after an eviction`, async (t) => {
    const { server, object } = await setUp(t);
    server.always(token({ refresh_token: "the-refresh-token" }));
    const { token: got } = await object(name).get("token");
    const { stored } = await object(name).get("look");
    assert.ok(stored.includes("tokenward:api") && !stored.includes(got) && !stored.includes("the-refresh-token"), stored);
    await object(name).get("evict");
    assert.equal((await object(name).get("token", 1)).token, got);
    assert.equal(server.requests.length, 1);
  });
}

test("storage and background: ignored, since the object's own storage and alarm serve", async (t) => {
  const { object } = await setUp(t);
  await object("storage and background").get("token");
  const { keys, alarmAt } = await object("storage and background").get("look");
  assert.ok(keys.some((key) => key.startsWith("tokenward:api:")) && alarmAt > Date.now() + 1_800_000, `${keys} ${alarmAt}`);
});

test("namespace: of any characters; the alarm finds all records there, providers on demand too", async (t) => {
  const { server, object } = await setUp(t);
  server.next(token({ expires_in: 4 }));
  await object("namespace").get("token");
  await object("namespace").get("evict");
  await eventually(() => server.requests.length === 2, "the alarm renews", 8_000);
});

test("refreshPolicy: an interval is the alarm's", async (t) => {
  const { server, object } = await setUp(t);
  await object("refreshPolicy").get("token");
  await eventually(() => server.requests.length >= 3, "renewed every two seconds", 9_000);
});

test("logger: it hears of the object's work", async (t) => {
  const { object } = await setUp(t);
  await object("logger").get("token");
  const { records } = await object("logger").get("look");
  assert.ok(records.includes("token obtained"), records.join());
});

test("fetch: a binding itself takes the object's requests", async (t) => {
  const { server, object } = await setUp(t);
  assert.match((await object("fetch").get("token")).token, /^access-/);
  assert.equal(server.requests[0].headers["x-by"], "the service");
});

test("fallback: its token is lent to the isolates", async (t) => {
  const { object } = await setUp(t);
  assert.equal((await object("fallback").get("token")).token, "the-fallback's");
  assert.equal((await object("static").get("token")).token, "by-hand");
});

test("a coordinator behind a coordinator: the token of the object that owns it", async (t) => {
  const { server, object } = await setUp(t);
  const { token: got } = await object("another object").get("token");
  assert.equal((await object("dpop: false").get("token", 1)).token, got);
  assert.equal(server.requests.length, 1);
});

async function setUp(t) {
  const server = await startTokenServer(t);
  const issued_token_type = "urn:ietf:params:oauth:token-type:access_token";
  server.always(token({ issued_token_type }));
  server.route("/login", token());
  const workers = await startWorkers(t, "coordinator-options", {
    count: 2,
    bindings: { TOKEN_ENDPOINT: server.tokenEndpoint, LOGIN_URL: `${server.origin}/login` },
    // Only a service behind a binding adds this header.
    serviceBindings: { SERVICE: (request) => fetch(request.url, { method: "POST", body: request.body, duplex: "half", headers: { ...Object.fromEntries(request.headers), "x-by": "the service" } }) },
  });
  const object = (name) => ({
    get(route, index = 0) {
      const [path, query = ""] = route.split("?");
      return workers.get(`/${path}/${encodeURIComponent(name)}?${query}`, index);
    },
  });
  return { server, object };
}
