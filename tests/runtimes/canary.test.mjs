// A canary in every credential field, in every state of a credential's life, with the logger at debug: no printable value shows the
// canary or a piece of it. `redaction.test.mjs` tests the same with servers that echo their input.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { answer, drop, hang, oauthError, status } from "../support/answers.mjs";
import { wakingClock } from "../support/clock.mjs";
import { recordEvents } from "../support/expect.mjs";
import { assertNothingOf } from "../support/secrets.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { createManager, TokenManager } from "../support/tokenward.mjs";
import { pause } from "../support/wait.mjs";

/** Letters that no message has by chance. */
const plain = (name) => createHash("sha256").update(name).digest("hex").slice(0, 40);
/** Contains characters that forms, headers and JSON encode differently. */
const canary = (name) => `${plain(name)}/+=&%ü! "${plain(`${name}, again`)}`;

const SECRETS = {
  clientSecret: canary("client-secret"),
  password: canary("password"),
  loginSecret: canary("login-client-secret"),
  fallbackSecret: canary("fallback-secret"),
  param: canary("parameter"),
  header: plain("header"),
  refreshToken: plain("refresh-token"),
  staticToken: plain("static-token"),
  customToken: plain("custom-token"),
  givenToken: plain("given-token"),
  givenRefreshToken: plain("given-refresh-token"),
  code: plain("authorization-code"),
  issuedToken: plain("issued-token"),
  issuedRefreshToken: plain("issued-refresh-token"),
  issuedIdToken: plain("issued-id-token"),
};

const retryPolicy = { maxAttempts: 2, baseDelayMs: 1, maxDelayMs: 2, timeoutMs: 100, deadlineMs: 1_000, circuitThreshold: 3, circuitCooldownMs: 60_000 };

/** Every kind of provider that holds a secret, by its grant. */
const providersOf = ({ origin, tokenEndpoint }) => {
  const oauth = { tokenEndpoint, revocationEndpoint: `${origin}/revoke`, clientId: "client", retryPolicy };
  const extras = { params: { p: SECRETS.param }, headers: { "x-h": SECRETS.header } };
  const secret = { clientSecret: SECRETS.clientSecret };
  return {
    basic: { ...oauth, ...extras, ...secret, grant: "client_credentials" },
    post: { ...oauth, ...extras, ...secret, grant: "client_credentials", clientAuth: "client_secret_post" },
    refresh: { ...oauth, grant: "refresh_token", refreshToken: SECRETS.refreshToken },
    password: { ...oauth, grant: "password", username: "ann", password: SECRETS.password },
    login: { grant: "login", url: `${origin}/login`, email: "ann@example.com", username: "ann", password: SECRETS.password, clientId: "client", clientSecret: SECRETS.loginSecret, retryPolicy },
    code: { ...oauth, grant: "authorization_code", authorizationEndpoint: `${origin}/authorize`, redirectUri: "https://app.example/callback" },
    static: { grant: "static", token: SECRETS.staticToken },
    custom: { grant: "custom", acquire: () => ({ accessToken: SECRETS.customToken, refreshToken: SECRETS.givenRefreshToken, expiresIn: 3600 }), retryPolicy },
    fallback: { ...oauth, grant: "client_credentials", clientSecret: SECRETS.clientSecret, fallback: { ...oauth, grant: "client_credentials", clientSecret: SECRETS.fallbackSecret, fallback: { grant: "static", token: SECRETS.staticToken } } },
  };
};

const good = answer({
  body: { access_token: SECRETS.issuedToken, token_type: "Bearer", expires_in: 3600, refresh_token: SECRETS.issuedRefreshToken, id_token: SECRETS.issuedIdToken, other: SECRETS.issuedToken },
});
/** The whole request, echoed in a sentence. */
const spread = (request) => `${request.body} ${JSON.stringify(request.headers)} ${[...request.form.values()].join(" ")}`;

/** Servers' reactions to a credential. */
const SERVERS = {
  "gives tokens": good,
  "is down": status(503),
  "is down and talks": (request) => answer({ status: 500, body: spread(request) }),
  "asks to come later": status(429, { "retry-after": "1" }),
  "refuses the grant": (request) => oauthError("invalid_grant", { description: spread(request) }),
  "refuses the client": (request) => oauthError("invalid_client", { status: 401, description: spread(request) }),
  "answers HTML": (request) => answer({ headers: { "content-type": "text/html" }, body: `<p>${spread(request)}</p>` }),
  "sends elsewhere": (request) => status(302, { location: `https://elsewhere.example/?${request.body}` }),
  "breaks off": drop(),
  "hangs": hang(),
};

const NAMES = Object.keys(providersOf({ origin: "http://127.0.0.1:1", tokenEndpoint: "http://127.0.0.1:1/token" }));

for (const name of NAMES) {
  test(`${name}: in no state does anything that can be printed show a secret`, async (t) => {
    const clock = wakingClock(t);
    const server = await startTokenServer(t);
    let mode = good;
    const answers = (request) => (typeof mode === "function" ? mode(request) : mode);
    server.always(answers);
    for (const path of ["/login", "/revoke"]) server.route(path, answers);
    for (const [what, sends] of Object.entries(SERVERS)) {
      const witness = await Witness.of(t, { providers: { [name]: providersOf(server)[name] } }, name);
      const { manager } = witness;
      mode = sends;
      witness.look();
      const first = witness.call(() => manager.getToken());
      witness.look(); // authenticating
      await first;
      if (name === "code") {
        const { url } = await manager.startLogin();
        const state = new URL(url).searchParams.get("state");
        await witness.call(() => manager.finishLogin(`https://app.example/callback?code=${SECRETS.code}&state=${state}`));
      }
      await witness.call(() => manager.setTokens(name, { accessToken: SECRETS.givenToken, refreshToken: SECRETS.givenRefreshToken, expiresIn: 3600 }));
      clock.advanceSeconds(3_400); // expiring
      witness.look();
      await witness.call(() => manager.getToken());
      await pause(5);
      const refresh = witness.call(() => manager.refresh());
      witness.look(); // refreshing
      await refresh;
      clock.advanceSeconds(3_700); // expired
      witness.look();
      await witness.call(() => manager.getToken());
      for (let failures = 0; failures < 4; failures++) await witness.call(() => manager.getToken(name, { forceRefresh: true })); // failed, circuit open
      await witness.call(() => manager.refreshAll());
      await witness.call(() => manager.invalidate());
      await witness.call(() => manager.getToken());
      await witness.call(() => manager.revoke());
      await witness.call(() => manager.clear());
      await witness.call(() => manager.getToken());
      await manager.close();
      witness.look();
      await witness.call(() => manager.getToken());
      assert.ok(witness.logs.length > 0 && witness.events.all.length > 0);
      const verifiers = server.forms.map((form) => form.code_verifier).filter(Boolean);
      assertNothingOf([...Object.values(SECRETS), ...verifiers], witness.seen, `${name}, a server that ${what}`);
      server.requests.length = 0;
    }
  });
}

test("a canary that was printed would be found", async (t) => {
  const witness = await Witness.of(t, { providers: { api: { grant: "static", token: SECRETS.staticToken } } }, "api");
  witness.seen.push({ deep: [{ token: SECRETS.staticToken }] });
  assert.throws(() => assertNothingOf(Object.values(SECRETS), witness.seen, "a leak"), /a leak/);
});

test("environment variables and their mistakes show no secret", async () => {
  const env = {
    OAUTH2_TOKEN_URL: "https://id.example.com/token", OAUTH2_CLIENT_ID: "client", OAUTH2_CLIENT_SECRET: SECRETS.clientSecret,
    AUTH_URL: "https://id.example.com/login", AUTH_EMAIL: "ann@example.com", AUTH_PASSWORD: SECRETS.password,
    ACCESS_TOKEN: SECRETS.staticToken, REFRESH_TOKEN: SECRETS.refreshToken,
  };
  const manager = await TokenManager.fromEnv(env);
  const seen = [manager, manager.health(), manager.getTokenInfo()];
  await manager.close();
  for (const wrong of [{ OAUTH2_CLIENT_ID: "" }, { TOKEN_REFRESH_AHEAD_SECONDS: SECRETS.password }, { TOKEN_ENABLE_FALLBACK: SECRETS.clientSecret }, { OAUTH2_TOKEN_URL: SECRETS.param }, { AUTH_URL: SECRETS.param }, { OAUTH2_CLIENT_SECRET: 5, AZURE_TENANT_ID: SECRETS.header }]) {
    const error = await TokenManager.fromEnv({ ...env, ...wrong }).then(() => assert.fail("accepted"), (error) => error);
    assert.equal(error.code, "invalid_configuration");
    seen.push(error);
  }
  assertNothingOf(Object.values(SECRETS), seen, "fromEnv");
});

/** Records every printable value of a manager, at any moment. */
class Witness {
  seen = [];
  logs = [];

  static async of(t, options, name) {
    const witness = new Witness();
    witness.name = name;
    witness.manager = await createManager(t, { ...options, logLevel: "debug", logger: (record) => witness.logs.push(record) });
    witness.events = recordEvents(witness.manager);
    witness.seen.push(witness.logs, witness.events.all);
    return witness;
  }

  look() {
    const { manager, name } = this;
    for (const show of [() => manager.getTokenInfo(name), () => manager.health(), () => manager.metrics(), () => manager.listProviders()]) {
      try {
        this.seen.push(show());
      } catch (error) {
        this.seen.push(error);
      }
    }
    this.seen.push(manager);
  }

  /** Calls, keeps the error or any result but a token, and records the printable values. */
  async call(operation) {
    try {
      const value = await operation();
      if (typeof value === "object") this.seen.push(value);
    } catch (error) {
      this.seen.push(error, error.cause);
    }
    this.look();
  }
}
