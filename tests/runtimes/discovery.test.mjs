// Endpoints from the issuer's metadata: RFC 8414 puts the well-known path before the issuer's path, OpenID Connect behind it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { answer, delayed, redirect, status } from "../support/answers.mjs";
import { assertBadConfiguration, assertRejects } from "../support/expect.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { clientCredentials, createManager, createWith, oneAttempt, quickRetries } from "../support/tokenward.mjs";

const RFC8414 = "/.well-known/oauth-authorization-server";
const OIDC = "/.well-known/openid-configuration";

for (const [name, path, place] of [
  ["RFC 8414", "", RFC8414],
  ["OpenID Connect", "", OIDC],
  ["RFC 8414 with a path", "/tenant/7", `${RFC8414}/tenant/7`],
  ["OpenID Connect with a path", "/tenant/7", `/tenant/7${OIDC}`],
]) {
  test(`metadata is found where ${name} has it`, async (t) => {
    const server = await startTokenServer(t);
    const issuer = server.origin + path;
    server.route(place, answer({ body: metadata(server, issuer) }));
    const manager = await createWith(t, byIssuer(issuer));
    assert.match(await manager.getToken(), /^access-/);
    assert.equal(server.requests.length, 1);
    for (const { method, headers } of server.otherRequests) {
      assert.equal(method, "GET");
      assert.equal(headers.authorization, undefined);
    }
  });
}

test("metadata is asked for once, however many callers, refreshes and providers of that issuer there are", async (t) => {
  const server = await startTokenServer(t);
  server.route(OIDC, delayed(20, answer({ body: metadata(server, server.origin) })));
  const manager = await createManager(t, { providers: { a: byIssuer(server.origin), b: byIssuer(server.origin) } });
  await Promise.all(Array.from({ length: 100 }, () => manager.getToken("a")));
  await manager.refresh("a");
  await manager.getToken("b");
  assert.equal(server.requests.length, 3);
  assert.equal(server.otherRequests.filter(({ path }) => path === OIDC).length, 1);
});

test("a provider's leave to use plain http is its own, though both have the same issuer's metadata", async (t) => {
  const asked = [];
  const own = async (url, init = {}) => {
    asked.push(`${init.method} ${url}`);
    const body = init.method === "GET" ? { issuer: "https://issuer.example", token_endpoint: "http://issuer.example/token" } : { access_token: "at", token_type: "Bearer", expires_in: 60 };
    return Response.json(body);
  };
  const providers = { lax: byIssuer("https://issuer.example", { allowInsecureHttp: true }), strict: byIssuer("https://issuer.example") };
  const manager = await createManager(t, { providers, fetch: own });
  assert.equal(await manager.getToken("lax"), "at");
  await assertRejects(manager.getToken("strict"), "TokenAcquisitionError", { code: "invalid_response", message: /token_endpoint must be an https URL/ });
  assert.deepEqual(asked.filter((line) => line.startsWith("POST")), ["POST http://issuer.example/token"]);
});

test("an error in metadata is reported with its address, and a wrong issuer with both texts", async (t) => {
  const server = await startTokenServer(t);
  server.route(OIDC, answer({ body: metadata(server, "https://another.example") }));
  server.route(RFC8414, status(404));
  const url = new RegExp(`${server.origin}${OIDC}`);
  const manager = await createWith(t, byIssuer(server.origin));
  for (const message of [url, /"https:\/\/another\.example"/, new RegExp(`"${server.origin}"`)]) await assertRejects(manager.refresh(), "TokenAcquisitionError", { message });
  server.route(OIDC, status(500));
  await assertRejects((await createWith(t, byIssuer(server.origin))).getToken(), "TokenAcquisitionError", { message: url, status: 500 });
  const unreachable = async () => { throw new TypeError("fetch failed"); };
  const other = await createWith(t, byIssuer(server.origin), { fetch: unreachable });
  const error = await assertRejects(other.getToken(), "TokenAcquisitionError", { message: url, code: "network" });
  assert.ok(error.cause instanceof TypeError);
});

for (const odd of ["", "http://keycloak:8080/revoke", "https://x.example/#fragment", 7, ["https://x.example"]]) {
  test(`an invalid endpoint that is not used (${JSON.stringify(odd)}) does not make the metadata useless`, async (t) => {
    const server = await startTokenServer(t);
    const body = { ...metadata(server, server.origin), jwks_uri: odd, authorization_endpoint: odd, revocation_endpoint: odd, end_session_endpoint: odd };
    server.route(OIDC, answer({ body }));
    assert.match(await (await createWith(t, byIssuer(server.origin))).getToken(), /^access-/);
  });
}

test("nothing is asked for when the token endpoint is given", async (t) => {
  const server = await startTokenServer(t);
  const manager = await createWith(t, clientCredentials(server, { issuer: server.origin }));
  await manager.getToken();
  assert.equal(server.otherRequests.length, 0);
});

for (const [name, change] of [
  ["another issuer", () => "https://attacker.example"],
  ["a slash more", (issuer) => `${issuer}/`],
  ["another case", (issuer) => issuer.replace("http", "HTTP")],
  ["no issuer", () => undefined],
  ["an issuer that is no string", () => ["a"]],
]) {
  test(`metadata with ${name} is refused, and no credentials are sent`, async (t) => {
    const server = await startTokenServer(t);
    const target = await startTokenServer(t);
    const body = { ...metadata(target, server.origin), issuer: change(server.origin) };
    server.route(RFC8414, answer({ body }));
    server.route(OIDC, answer({ body }));
    const manager = await createWith(t, byIssuer(server.origin));
    await assertRejects(manager.getToken(), "TokenAcquisitionError", { code: ["invalid_response", "acquisition_failed"], retryable: false });
    assert.equal(server.requests.length + target.requests.length, 0);
  });
}

const BROKEN = {
  "that is missing": status(404),
  "that is HTML": answer({ headers: { "content-type": "text/html" }, body: "<h1>Welcome</h1>" }),
  "that is truncated": answer({ body: '{"issuer":"http' }),
  "that is an array": answer({ body: [] }),
  "without a token endpoint": (server) => answer({ body: { issuer: server.origin } }),
  "whose token endpoint is no URL": (server) => answer({ body: { issuer: server.origin, token_endpoint: "token" } }),
  "whose token endpoint is no string": (server) => answer({ body: { issuer: server.origin, token_endpoint: 5 } }),
  "whose token endpoint is plain http elsewhere": (server) => answer({ body: { issuer: server.origin, token_endpoint: "http://issuer.example/token" } }),
  "that redirects": (server) => redirect(`${server.origin}/elsewhere`),
};
for (const [name, scripted] of Object.entries(BROKEN)) {
  test(`metadata ${name} is a typed error`, async (t) => {
    const server = await startTokenServer(t);
    const scriptedAnswer = typeof scripted === "function" ? scripted(server) : scripted;
    server.route(RFC8414, scriptedAnswer);
    server.route(OIDC, scriptedAnswer);
    server.route("/elsewhere", answer({ body: metadata(server, server.origin) }));
    const manager = await createWith(t, byIssuer(server.origin));
    const classes = ["TokenAcquisitionError", "InvalidConfigurationError"];
    await assertRejects(manager.getToken(), classes, { code: ["invalid_response", "acquisition_failed", "invalid_configuration"] });
    assert.equal(server.requests.length, 0);
  });
}

test("metadata that cannot be fetched now is requested again later", async (t) => {
  const server = await startTokenServer(t);
  server.route(RFC8414, status(503));
  server.route(OIDC, status(503));
  const manager = await createWith(t, byIssuer(server.origin, { retryPolicy: { ...quickRetries, circuitThreshold: 100 } }));
  await assertRejects(manager.getToken(), "TokenAcquisitionError", { retryable: true });
  server.route(OIDC, answer({ body: metadata(server, server.origin) }));
  server.route(RFC8414, status(404));
  assert.match(await manager.getToken(), /^access-/);
});

test("an issuer that is no https URL, or has a query or fragment, is refused", async () => {
  for (const issuer of ["http://issuer.example", "issuer.example", "https://issuer.example?a=b", "https://issuer.example#a", "", 5, "ftp://issuer.example"]) {
    await assertBadConfiguration({ providers: { api: byIssuer(issuer) } }, "providers.api.issuer");
  }
});

const metadata = (server, issuer) => ({ issuer, token_endpoint: server.tokenEndpoint, authorization_endpoint: `${issuer}/authorize`, response_types_supported: ["code"] });

function byIssuer(issuer, more = {}) {
  const { tokenEndpoint, ...client } = clientCredentials({});
  return { ...client, issuer, retryPolicy: oneAttempt, ...more };
}
