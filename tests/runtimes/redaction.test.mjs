// Secrets never show: not in errors, events, information or the inspector, even where the server echoes them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { answer, status } from "../support/answers.mjs";
import { wakingClock } from "../support/clock.mjs";
import { recordEvents, rejection } from "../support/expect.mjs";
import { assertNothingOf } from "../support/secrets.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { clientCredentials, createManager, createWith, oneAttempt, TokenManager } from "../support/tokenward.mjs";

const SECRETS = {
  clientSecret: "CANARY-client-secret/+ &=ü",
  refreshToken: "CANARY-refresh-token.0123456789",
  param: "CANARY-parameter%20value",
  header: "CANARY-header-value-abcdef",
  accessToken: "CANARY-access-token.eyJhbGciOi",
  idToken: idTokenWith("CANARY-id-token-signature-01"),
};
/** The parts of the Authorization header of client_secret_basic. */
const BASIC = Buffer.from(`client:${new URLSearchParams({ "": SECRETS.clientSecret }).toString().slice(1)}`).toString("base64");
const ALL = [...Object.values(SECRETS), BASIC];

/** Servers that echo too much of their requests. */
const ECHOES = {
  "in error_description": (request) => json({ error: "invalid_request", error_description: `bad: ${spread(request)}` }),
  "in error": (request) => json({ error: spread(request) }),
  "in HTML": (request) => answer({ status: 400, headers: { "content-type": "text/html" }, body: `<pre>${spread(request)}</pre>` }),
  "in the JSON of a success": (request) => json({ echoed: spread(request), token_type: "Bearer" }, 200),
  "in an error of a success": (request) => json({ error: "failed", error_description: spread(request) }, 200),
  "in token_type": () => json({ access_token: SECRETS.accessToken, token_type: SECRETS.clientSecret }, 200),
  "in expires_in": () => json({ access_token: SECRETS.accessToken, token_type: "Bearer", expires_in: SECRETS.clientSecret }, 200),
  "cut in the middle": ({ form }) => json({ error: "invalid_request", error_description: String(form.get("refresh_token") ?? SECRETS.clientSecret).slice(0, 18) }),
  "as the raw form": ({ body }) => json({ error: "invalid_request", error_description: body }),
  "as the raw Authorization header": ({ headers }) => json({ error: "invalid_request", error_description: String(headers.authorization) }),
  "behind a long text": (request) => json({ error: "invalid_request", error_description: "x".repeat(495) + spread(request) }),
  "with a fault in the JSON": (request) => answer({ body: `{"access_token":"${SECRETS.accessToken}","x":"${encodeURI(spread(request))}",}` }),
  "with status 503": (request) => json({ error: "server_error", error_description: spread(request) }, 503),
  "in the address of a redirect": ({ body }) => status(302, { location: `https://x.example/?${body}` }),
};

for (const clientAuth of ["client_secret_basic", "client_secret_post"]) {
  for (const [where, echo] of Object.entries(ECHOES)) {
    test(`${clientAuth}: a server that echoes secrets ${where}`, async (t) => {
      const { server, manager, events } = await setUp(t, clientAuth);
      server.always(echo);
      const errors = [await rejection(manager.getToken())];
      await manager.setTokens("api", { accessToken: SECRETS.accessToken, refreshToken: SECRETS.refreshToken, idToken: SECRETS.idToken, expiresIn: 3600 });
      errors.push(await rejection(manager.refresh()), await rejection(manager.getToken("api", { forceRefresh: true })));
      const report = await manager.refreshAll();
      const shown = [...errors, ...errors.map(({ oauthError, oauthErrorDescription }) => [oauthError, oauthErrorDescription]), report, events.all, manager.getTokenInfo(), manager];
      assert.ok(server.requests.length >= 2);
      assertNothingOf(ALL, shown, where);
    });
  }
}

test("a description without secrets comes through", async (t) => {
  const { server, manager } = await setUp(t, "client_secret_basic");
  server.always(json({ error: "invalid_request", error_description: "The scope \u201cread\u201d is missing" }));
  const error = await rejection(manager.getToken());
  assert.equal(error.oauthErrorDescription, "The scope \u201cread\u201d is missing");
});

test("echoed secrets are replaced, and the rest of the description stays", async (t) => {
  const { server, manager } = await setUp(t, "client_secret_post");
  server.always(json({ error: "invalid_request", error_description: `Bad secret ${SECRETS.clientSecret}, sorry` }));
  const error = await rejection(manager.getToken());
  assert.match(error.oauthErrorDescription, /^Bad secret .*\[redacted\].*, sorry$/);
});

test("control characters of a description do not reach a terminal", async (t) => {
  const { server, manager } = await setUp(t, "client_secret_basic");
  server.always(json({ error: "e\u001b[31m\r\n", error_description: "a\u001b[2J\u0000\nb" }));
  const error = await rejection(manager.getToken());
  // eslint-disable-next-line no-control-regex
  assert.doesNotMatch(`${error.message}${error.oauthError}${error.oauthErrorDescription}`, /[\u0000-\u001f]/);
});

test("a good life shows no secret either", async (t) => {
  const clock = wakingClock(t);
  const { server, manager, events } = await setUp(t, "client_secret_basic");
  const told = [];
  manager.subscribe("api", (_token, info) => told.push(info));
  server.always(json({ access_token: SECRETS.accessToken, token_type: "Bearer", expires_in: 3600, refresh_token: SECRETS.refreshToken, id_token: SECRETS.idToken }, 200));
  await manager.getToken();
  clock.advanceSeconds(3350);
  await manager.getToken();
  const info = await manager.refresh();
  clock.advanceSeconds(3601);
  manager.isExpired();
  await manager.getToken();
  await manager.clear();
  assertNothingOf(ALL, [events.all, told, info, manager.getTokenInfo(), manager], "events and information");
});

test("wrong configurations show no secret", async (t) => {
  const base = { ...clientCredentials({ tokenEndpoint: "https://issuer.example/token" }), clientSecret: SECRETS.clientSecret, params: { p: SECRETS.param } };
  for (const more of [
    { clientAuth: SECRETS.clientSecret }, { tokenEndpoint: `https://u:${SECRETS.param}@issuer.example/` }, { grant: SECRETS.clientSecret }, { clientId: 5 },
    { scope: { [SECRETS.header]: 1 } }, { headers: { x: `${SECRETS.header}\n` } }, { privateThing: SECRETS.clientSecret },
  ]) {
    const error = await rejection(TokenManager.create({ providers: { api: { ...base, ...more } } }));
    assertNothingOf([SECRETS.clientSecret, SECRETS.param, SECRETS.header], [error], JSON.stringify(Object.keys(more)));
  }
  const manager = await createManager(t);
  const error = await rejection((async () => manager.addProvider("api", { ...base, retryPolicy: { maxAttempts: SECRETS.param } }))());
  assertNothingOf(ALL, [error], "addProvider");
});

test("a network failure shows no secret of the request, not even in its cause", async (t) => {
  const manager = await createWith(t, {
    ...clientCredentials({ tokenEndpoint: "http://127.0.0.1:1/token" }),
    clientSecret: SECRETS.clientSecret,
    params: { p: SECRETS.param },
    headers: { "x-h": SECRETS.header },
    retryPolicy: oneAttempt,
  });
  const error = await rejection(manager.getToken());
  assert.equal(error.code, "network");
  assertNothingOf(ALL, [error, error.cause], "network");
});

const json = (body, code = 400) => answer({ status: code, body });

/** Everything that a careless server could print of a request. */
const spread = ({ headers, form }) => [...form.values(), headers["x-h"], SECRETS.clientSecret].join(" | ");

/** An ID token as a JWT, whose signature must not be shown. */
function idTokenWith(signature) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "RS256" })}.${part({ iss: "i", sub: "s", aud: "client" })}.${signature}`;
}

async function setUp(t, clientAuth) {
  const server = await startTokenServer(t);
  const provider = clientCredentials(server, {
    clientAuth,
    clientSecret: SECRETS.clientSecret,
    params: { p: SECRETS.param },
    headers: { "x-h": SECRETS.header },
    retryPolicy: { ...oneAttempt, circuitThreshold: 100 },
  });
  const manager = await createWith(t, provider);
  return { server, manager, events: recordEvents(manager) };
}
