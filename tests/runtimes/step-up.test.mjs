// Step-up authentication (RFC 9470): an API's demands reach `stepUp`, a login requests them, and the ID token has to meet them.
// `oidc-provider` is the server; a scripted one issues dishonest ID tokens.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { answer } from "../support/answers.mjs";
import { APP, REDIRECT_URI, startAuthorizationServer } from "../support/authorization-server.mjs";
import { newBrowser } from "../support/browser.mjs";
import { assertError, assertRejects, rejection } from "../support/expect.mjs";
import { CLIENT, startOpenIdProvider } from "../support/openid-provider.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { createWith } from "../support/tokenward.mjs";

const MFA = "urn:example:mfa";
const features = { claimsParameter: { enabled: true }, pushedAuthorizationRequests: { enabled: true } };

async function setUp(t, options = {}) {
  const server = await startAuthorizationServer(t, { acrValues: ["pwd", MFA], features });
  const provider = { grant: "authorization_code", issuer: server.issuer, ...APP, redirectUri: REDIRECT_URI, scope: "openid offline_access" };
  const manager = await createWith(t, { ...provider, ...options });
  const browser = newBrowser();
  /** The callback of a user who authenticates with the class `acr`. */
  const logIn = async (acr, demands) => {
    server.acr = acr;
    const { url } = await manager.startLogin("api", demands);
    return { url, left: (await browser.signIn(await browser.visit(url))).left };
  };
  return { server, manager, logIn };
}

describe("a real server", () => {
  test("an API that wants another authentication is satisfied by the login that stepUp leads to", async (t) => {
    const api = await startTokenServer(t);
    const { manager, logIn } = await setUp(t, { allowedOrigins: [api.origin] });
    await manager.finishLogin((await logIn("pwd")).left);
    const weak = manager.peekToken();
    const challenge = `Bearer error="insufficient_user_authentication", error_description="more", acr_values="${MFA} other", max_age="300"`;
    api.route("/items", ({ headers }) =>
      headers.authorization === `Bearer ${weak}` ? answer({ status: 401, headers: { "www-authenticate": challenge }, body: "refused" }) : answer({ body: "well" }),
    );
    const told = [];
    manager.on("stepUp", (event) => told.push(event));
    const response = await manager.fetch(`${api.origin}/items`);
    assert.deepEqual([response.status, await response.text(), manager.peekToken()], [401, "refused", weak]);
    assert.deepEqual(told, [{ provider: "api", error: "insufficient_user_authentication", acrValues: [MFA, "other"], maxAgeSeconds: 300 }]);

    const [{ provider, error, ...demands }] = told;
    const { left } = await logIn(MFA, { ...demands, prompt: "login" });
    const { user } = await manager.finishLogin(left);
    assert.equal(user.claims.acr, MFA);
    assert.ok(user.authenticatedAt > Date.now() - 60_000);
    assert.equal(await (await manager.fetch(`${api.origin}/items`)).text(), "well");
    assert.equal(told.length, 1);
  });

  for (const [name, options] of [["in the URL", {}], ["pushed (RFC 9126)", { par: true }]]) {
    test(`demands reach the server, and another authentication is no login: ${name}`, async (t) => {
      const { manager, logIn } = await setUp(t, options);
      const demands = { acrValues: `${MFA} phr`, maxAgeSeconds: 600, claims: { userinfo: { sub: null } } };
      const { url, left } = await logIn("pwd", demands);
      const asked = ["acr_values", "max_age", "claims"].map((parameter) => new URL(url).searchParams.get(parameter));
      assert.deepEqual(asked, options.par ? [null, null, null] : [`${MFA} phr`, "600", '{"userinfo":{"sub":null}}']);
      const error = await assertRejects(manager.finishLogin(left), "LoginError", { code: "login_failed", provider: "api", retryable: false });
      assert.match(error.message, /acr is none of acrValues/);
      assert.equal(manager.isAuthenticated(), false);

      const again = await logIn(MFA, { ...demands, prompt: "login" });
      const { claims } = await manager.finishLogin(again.left);
      assert.deepEqual([claims.acr, typeof claims.auth_time], [MFA, "number"]);
    });
  }

  test("claims with an essential acr, as an object, a text or the base64 of a challenge", async (t) => {
    const { manager, logIn } = await setUp(t);
    const claims = { id_token: { acr: { essential: true, values: [MFA] } } };
    const text = JSON.stringify(claims);
    for (const given of [claims, text, Buffer.from(text).toString("base64")]) {
      const { url, left } = await logIn(MFA, { claims: given, prompt: "login" });
      assert.equal(new URL(url).searchParams.get("claims"), text);
      assert.equal((await manager.finishLogin(left)).claims.acr, MFA);
    }
  });

  test("a server that does not know the user's authentication brings no acr", async (t) => {
    const { manager, logIn } = await setUp(t);
    const { left } = await logIn(undefined, { acrValues: [MFA] });
    const error = await assertRejects(manager.finishLogin(left), "LoginError");
    assert.match(error.message, /no acr, which acrValues demands/);
  });
});

const seconds = () => Math.floor(Date.now() / 1000);
for (const [name, demands, claims, complaint] of [
  ["no auth_time", { maxAgeSeconds: 300 }, {}, /no auth_time, which maxAgeSeconds demands/],
  ["an auth_time that is too old", { maxAgeSeconds: 300 }, { auth_time: seconds() - 3600 }, /longer ago than maxAgeSeconds/],
  ["a good auth_time", { maxAgeSeconds: 300 }, { auth_time: seconds() - 200 }],
  ["no acr", { acrValues: "a" }, {}, /no acr/],
  ["the acr of a list", { acrValues: ["a", "b"] }, { acr: "b" }],
  ["an acr that only begins so", { acrValues: "ab" }, { acr: "a" }, /none of acrValues/],
  ["another acr than claims demands", { claims: { id_token: { acr: { essential: true, value: "a" } } } }, { acr: "b" }, /not what claims demands/],
  ["another acr than claims would like", { claims: { id_token: { acr: { value: "a" } } } }, { acr: "b" }],
  ["claims for the access token", { claims: { access_token: { acrs: { essential: true, value: "c1" } } } }, {}],
]) {
  test(`an ID token with ${name} ${complaint ? "ends the login" : "is taken"}`, async (t) => {
    const op = await startOpenIdProvider(t);
    op.idToken = { claims };
    const manager = await createWith(t, { grant: "authorization_code", issuer: op.issuer, ...CLIENT, scope: "openid" });
    const finished = manager.finishLogin(await op.authorize((await manager.startLogin("api", demands)).url));
    if (complaint === undefined) return void (await finished);
    const error = await assertRejects(finished, "LoginError", { code: "login_failed", provider: "api" });
    assert.match(error.message, complaint);
  });
}

test("a demand that is wrong is named, before anything is sent", async (t) => {
  const server = await startTokenServer(t);
  const provider = { grant: "authorization_code", clientId: "app", redirectUri: REDIRECT_URI, tokenEndpoint: server.tokenEndpoint, authorizationEndpoint: `${server.origin}/authorize` };
  const manager = await createWith(t, { ...provider, scope: "openid", jwksUri: `${server.origin}/jwks` });
  const cycle = {};
  cycle.self = cycle;
  const refused = async (given, path, more) => {
    const error = await rejection(manager.startLogin("api", { ...given, ...more }));
    assertError(error, "InvalidConfigurationError", { code: "invalid_configuration" });
    assert.ok(error.message.startsWith(`options.${path}`), error.message);
    return error;
  };
  for (const maxAgeSeconds of [0, -1, 1.5, NaN, Infinity, "60", 2 ** 32, [60]]) await refused({ maxAgeSeconds }, "maxAgeSeconds");
  for (const acrValues of [5, [5], {}]) await refused({ acrValues }, "acrValues");
  for (const claims of [5, [], "x", "[]", "", cycle, true]) await refused({ claims }, "claims");
  for (const given of [{ acrValues: "a" }, { maxAgeSeconds: 5 }, { claims: { id_token: {} } }]) {
    const { message } = await refused(given, Object.keys(given)[0], { scope: "api" });
    assert.match(message, /openid/);
  }
  const { url } = await manager.startLogin("api", { acrValues: [], maxAgeSeconds: null, claims: undefined });
  for (const name of ["acr_values", "max_age", "claims"]) assert.equal(new URL(url).searchParams.get(name), null);
  assert.deepEqual([server.requests, server.otherRequests], [[], []]);
});
