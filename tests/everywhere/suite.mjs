// One suite for every runtime: the package's exports against a server of server.mjs. It imports nothing, and uses only features of all
// runtimes, so that a thin wrapper can run it anywhere.

const RETRIES = { baseDelayMs: 1, maxDelayMs: 4, timeoutMs: 5_000, deadlineMs: 10_000 };

const CASES = {
  "100 calls on an empty cache send one token request": async ({ server, create }) => {
    const { provider, requests } = server("token");
    const manager = await create(provider);
    const tokens = await Promise.all(Array.from({ length: 100 }, () => manager.getToken()));
    equal([new Set(tokens).size, manager.peekToken(), (await requests()).length], [1, tokens[0], 1]);
    equal(await manager.getAuthHeaders(), { Authorization: `Bearer ${tokens[0]}` });
  },
  "client credentials go by Basic, in a form": async ({ server, create }) => {
    const { provider, requests } = server("token");
    await (await create({ ...provider, scope: ["a", "b"], resource: "https://api.example" })).getToken();
    const [{ method, headers, form }] = await requests();
    equal([method, headers.authorization], ["POST", `Basic ${btoa("client:s3cret")}`]);
    equal(form, { grant_type: "client_credentials", scope: "a b", resource: "https://api.example" });
  },
  "refresh tokens rotate: the newest is sent": async ({ server, create }) => {
    const { provider, requests } = server("rotating");
    const manager = await create({ ...provider, grant: "refresh_token", clientSecret: undefined });
    await manager.setTokens("api", { access_token: "A", refresh_token: "refresh-0", expires_in: 3600 });
    equal(await manager.getToken(), "A");
    await manager.refresh();
    const { refreshToken } = await manager.getTokens();
    await Promise.all([manager.refresh(), manager.refresh()]);
    equal((await requests()).map(({ form }) => form.refresh_token), ["refresh-0", refreshToken]);
  },
  "503 and 429 are tried again": async ({ server, create }) => {
    const { provider, requests } = server("503,429,token");
    equal(typeof (await (await create(provider)).getToken()), "string");
    equal((await requests()).length, 3);
  },
  "a refusal is a typed error, tried once, and shows no secret": async ({ server, create, tokenward }) => {
    const { provider, requests } = server("invalid_client");
    const error = await rejection((await create(provider)).getToken());
    equal([error.name, error.code, error.status, error.oauthError, error.retryable], ["TokenAcquisitionError", "acquisition_failed", 401, "invalid_client", false]);
    equal([error instanceof tokenward.TokenAcquisitionError, error instanceof tokenward.TokenError, error instanceof Error], [true, true, true]);
    equal([(await requests()).length, `${error.message}${error.stack}${JSON.stringify(error)}`.includes("s3cret")], [1, false]);
  },
  "a malformed token response is a typed error": async ({ server, create }) => {
    const error = await rejection((await create(server("html").provider)).getToken());
    equal(error.code, "invalid_response");
  },
  "a server that hangs is a typed error": async ({ server, create }) => {
    const { provider } = server("hang");
    const error = await rejection((await create({ ...provider, retryPolicy: { maxAttempts: 1, timeoutMs: 300 } })).getToken());
    equal([error.code, error.retryable], ["timeout", true]);
  },
  "a signal ends its own caller's wait alone": async ({ server, create }) => {
    const manager = await create(server("429,token").provider);
    const controller = new AbortController();
    const [mine, other] = [manager.getToken("api", { signal: controller.signal }), manager.getToken()];
    controller.abort(new RangeError("enough"));
    equal((await rejection(mine)).message, "enough");
    equal(typeof (await other), "string");
  },
  "invalid_grant asks the user to log in, once": async ({ server, create }) => {
    const { provider, requests } = server("invalid_grant");
    const manager = await create({ ...provider, grant: "refresh_token", refreshToken: "R" });
    const told = [];
    manager.on("reauthenticate", (event) => told.push(event.provider));
    for (let i = 0; i < 3; i++) equal((await rejection(manager.getToken())).code, "reauthentication_required");
    equal([told, (await requests()).length], [["api"], 1]);
  },
  "events and subscribers": async ({ server, create }) => {
    const manager = await create(server("token").provider);
    const [events, tokens] = [[], []];
    for (const name of ["added", "refreshed", "removed"]) manager.on(name, () => events.push(name));
    manager.subscribe("api", (token) => tokens.push(token));
    const first = await manager.getToken();
    await manager.refresh();
    equal(tokens, [first, manager.peekToken()]);
    await manager.clear();
    equal([events, manager.getTokenInfo().hasToken], [["added", "refreshed", "removed"], false]);
  },
  "stored tokens serve another manager": async ({ server, create }) => {
    const { provider, requests } = server("token");
    const storage = storageOf(new Map());
    const token = await (await create(provider, { storage })).getToken();
    equal([await (await create(provider, { storage })).getToken(), (await requests()).length], [token, 1]);
  },
  "encrypted, and damaged": async ({ server, create }) => {
    const { provider, requests } = server("token");
    const map = new Map();
    const options = { storage: storageOf(map), encryption: btoa("k".repeat(32)) };
    const token = await (await create(provider, options)).getToken();
    const [[key, text]] = map;
    equal([text.includes(token), await (await create(provider, options)).getToken()], [false, token]);
    map.set(key, `${text.slice(0, -5)}${text.at(-5) === "x" ? "y" : "x"}${text.slice(-4)}`);
    equal([(await (await create(provider, options)).getToken()) !== token, (await requests()).length], [true, 2]);
  },
  "fetch sends the token to allowed origins alone, and repeats once after a 401": async ({ server, create, origin }) => {
    const { provider, api, apiRequests } = server("token");
    const manager = await create({ ...provider, allowedOrigins: [origin] });
    const response = await manager.fetch(api, { method: "POST", body: "a body" });
    equal([response.status, await response.text()], [200, "a body"]);
    const [first, second] = (await apiRequests()).map(({ headers }) => headers.authorization);
    equal([first !== second, second], [true, `Bearer ${manager.peekToken()}`]);
    equal((await rejection(manager.fetch("https://elsewhere.example/"))).code, "origin_not_allowed");
    manager.addProvider("other", { grant: "static", token: "another", allowedOrigins: ["https://elsewhere.example"] });
    const told = [];
    manager.on("stepUp", (event) => told.push(event));
    const challenge = encodeURIComponent('Bearer error="insufficient_user_authentication", acr_values="a b", max_age=60');
    equal((await manager.fetch(`${api}?challenge=${challenge}`)).status, 403);
    equal(told, [{ provider: "api", error: "insufficient_user_authentication", acrValues: ["a", "b"], maxAgeSeconds: 60 }]);
  },
  "a fallback lends its token": async ({ server, create }) => {
    const manager = await create({ ...server("invalid_client").provider, fallback: { grant: "static", token: "by-hand" } });
    equal([await manager.getToken(), manager.getTokenInfo().source], ["by-hand", "fallback"]);
  },
  "custom providers, and tenants on demand": async ({ create }) => {
    const manager = await create(undefined, { resolveProvider: (tenant) => ({ grant: "custom", acquire: () => ({ accessToken: `of-${tenant}`, expiresIn: 60 }) }) });
    equal(await Promise.all(["a", "b", "a"].map((tenant) => manager.getToken(tenant))), ["of-a", "of-b", "of-a"]);
    equal(manager.listProviders(), ["a", "b"]);
  },
  "private_key_jwt signs an assertion": async ({ server, create }) => {
    const { privateKey, publicKey } = await crypto.subtle.generateKey(ECDSA, false, ["sign", "verify"]);
    const { provider, requests } = server("token");
    await (await create({ ...provider, clientSecret: undefined, privateKey })).getToken();
    const [{ form }] = await requests();
    const [signed, signature] = [form.client_assertion.slice(0, form.client_assertion.lastIndexOf(".")), form.client_assertion.split(".")[2]];
    equal(await crypto.subtle.verify(SHA, publicKey, bytesOf(signature), new TextEncoder().encode(signed)), true);
  },
  "a login by authorization code with PKCE": async ({ server, create }) => {
    const { provider, requests } = server("token");
    const redirectUri = "https://app.example/callback";
    const manager = await create({ ...provider, clientSecret: undefined, grant: "authorization_code", authorizationEndpoint: "https://login.example/authorize", redirectUri });
    const { searchParams: asked } = new URL((await manager.startLogin("api", { appState: { from: "/a" } })).url);
    const result = await manager.finishLogin(`${redirectUri}?code=the-code&state=${asked.get("state")}`);
    const [{ form }] = await requests();
    const challenge = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(form.code_verifier)));
    equal([form.code, asked.get("code_challenge"), result.appState], ["the-code", base64url(challenge), { from: "/a" }]);
    equal((await rejection(manager.finishLogin(`${redirectUri}?code=other&state=other`))).code, "login_failed");
  },
  "tokens bound to a key (DPoP)": async ({ server, create, origin }) => {
    const { provider, api, apiRequests } = server("bound");
    const manager = await create({ ...provider, dpop: true, allowedOrigins: [origin] });
    await manager.fetch(api);
    const [{ headers }] = await apiRequests();
    const [head, claims] = headers.dpop.split(".").slice(0, 2).map((part) => JSON.parse(new TextDecoder().decode(bytesOf(part))));
    equal([headers.authorization.split(" ")[0], head.typ, head.alg, head.jwk.d, claims.htm, claims.htu], ["DPoP", "dpop+jwt", "ES256", undefined, "GET", api]);
  },
  "a verifier accepts valid tokens and no others": async ({ tokenward }) => {
    const { privateKey, publicKey } = await crypto.subtle.generateKey(ECDSA, true, ["sign", "verify"]);
    const jwks = { keys: [{ ...(await crypto.subtle.exportKey("jwk", publicKey)), kid: "1", alg: "ES256" }] };
    const verifier = tokenward.createVerifier({ issuer: "https://login.example", audience: "api", requiredScopes: ["read"], jwks });
    const sign = async (claims) => {
      const parts = [{ alg: "ES256", kid: "1", typ: "at+jwt" }, { iss: "https://login.example", aud: "api", scope: "read", sub: "ada", exp: Date.now() / 1000 + 60, ...claims }];
      const signed = parts.map((part) => base64url(new TextEncoder().encode(JSON.stringify(part)))).join(".");
      return `${signed}.${base64url(new Uint8Array(await crypto.subtle.sign(SHA, privateKey, new TextEncoder().encode(signed))))}`;
    };
    const request = async (claims) => new Request("https://api.example/", { headers: { authorization: `Bearer ${await sign(claims)}` } });
    equal((await verifier.verifyRequest(await request({}))).claims.sub, "ada");
    for (const [claims, status] of [[{ aud: "other" }, 401], [{ exp: 1 }, 401], [{ scope: "write" }, 403]]) {
      const error = await rejection(verifier.verifyRequest(await request(claims)));
      equal([error.name, verifier.challenge(error).status], ["InvalidTokenError", status]);
    }
    const good = await sign({});
    equal((await rejection(verifier.verify(`${good.slice(0, -8)}AAAAAAAA`))).name, "InvalidTokenError");
    equal(tokenward.decodeJwt(good).payload.sub, "ada");
  },
  "configurations that are wrong name the option": async ({ create, tokenward }) => {
    const error = await rejection(create({ grant: "client_credentials", tokenEndpoint: "nowhere", clientId: "a" }));
    equal([error instanceof tokenward.InvalidConfigurationError, error.message.startsWith("providers.api.tokenEndpoint: ")], [true, true]);
    equal((await rejection(create(undefined, { storage: "attic" }))).message.startsWith("storage: "), true);
  },
  "health, metrics and log records": async ({ server, create }) => {
    const records = [];
    const manager = await create(server("token").provider, { logger: (record) => records.push(record), logLevel: "debug" });
    await manager.getToken();
    await manager.getToken();
    const { tokenRequests, acquisitions, cacheHits } = manager.metrics();
    equal([manager.health().status, tokenRequests, acquisitions, cacheHits], ["healthy", 1, 1, 1]);
    equal([records.length > 2, JSON.stringify(records).includes("s3cret")], [true, false]);
  },
  "a client secret is warned of in pages and their workers alone": async ({ server, create }) => {
    const warnings = [];
    await create(server("token").provider, { logger: ({ level, message }) => level === "warn" && warnings.push(message) });
    const inBrowser = /^Mozilla\//.test(globalThis.navigator?.userAgent ?? "");
    equal(warnings.map((message) => message.includes("clientSecret")), inBrowser ? [true] : []);
  },
  "close settles pending calls": async ({ server, create }) => {
    const manager = await create(server("hang").provider);
    const pending = rejection(manager.getToken());
    await manager.close();
    equal([(await pending).name, (await rejection(manager.getToken())).code, manager.peekToken()], ["ManagerClosedError", "closed", undefined]);
  },
};

/** This runtime's name for itself. */
const where = () => [Object.prototype.toString.call(globalThis), globalThis.EdgeRuntime, globalThis.navigator?.userAgent, globalThis.process?.version].join(" ");

/** The cases' names, in their order. */
export const NAMES = Object.keys(CASES);

/**
 * Runs all cases with an entry point's exports. Returns the runtime, and for each case its name and its problem, if any.
 * @returns {Promise<{ where: string, results: Array<{ name: string, problem?: string }> }>}
 */
export async function runSuite(tokenward, origin) {
  const results = [];
  for (const [name, run] of Object.entries(CASES)) {
    const managers = [];
    const create = async (api, options = {}) => {
      const providers = api && { api: { retryPolicy: RETRIES, ...api } };
      const manager = await tokenward.TokenManager.create({ namespace: crypto.randomUUID(), ...options, ...(options.storage && { namespace: "shared" }), background: false, providers });
      managers.push(manager);
      return manager;
    };
    try {
      await run({ tokenward, origin, create, server: (answers) => endpoint(origin, answers) });
      results.push({ name });
    } catch (error) {
      results.push({ name, problem: `${error?.stack ?? error}` });
    }
    await Promise.all(managers.map((manager) => manager.close()));
  }
  return { where: where(), results };
}

/** A token endpoint of its own, with these answers; and an API. */
function endpoint(origin, answers) {
  const base = `${origin}/${crypto.randomUUID()}`;
  const requests = async () => (await fetch(`${base}/requests`)).json();
  return {
    provider: { grant: "client_credentials", tokenEndpoint: `${base}/token?answers=${answers}`, clientId: "client", clientSecret: "s3cret" },
    api: `${base}/api`,
    requests: async () => (await requests()).token,
    apiRequests: async () => (await requests()).api,
  };
}

const ECDSA = { name: "ECDSA", namedCurve: "P-256" };
const SHA = { name: "ECDSA", hash: "SHA-256" };

const base64url = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const bytesOf = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));

const storageOf = (map) => ({
  getItem: (key) => map.get(key) ?? null,
  setItem: (key, value) => void map.set(key, value),
  removeItem: (key) => void map.delete(key),
});

function equal(actual, expected) {
  const [is, shouldBe] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (is !== shouldBe) throw new Error(`${is}, and not ${shouldBe}`);
}

async function rejection(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}
