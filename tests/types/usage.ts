// Uses of the package as in the README and beyond: the file has to compile, under every set of libraries.

import {
  InvalidConfigurationError,
  ReauthenticationRequiredError,
  TokenError,
  TokenManager,
  createVerifier,
  decodeJwt,
  getDefaultManager,
  init,
  kvStorage,
  presets,
  resetDefaultManager,
  version,
  type ErrorCode,
  type TokenInfo,
  type TokenManagerOptions,
  type DeviceLogin,
  type AesKey,
  type TokenStorage,
  type SigningKey,
  type Verifier,
} from "tokenward";
import { TokenManager as TokenManagerOfWeb } from "tokenward/web";

/** A page: a user signs in, and comes back. */
export async function page(here: string, go: (url: string) => void): Promise<string | undefined> {
  const manager = await TokenManager.create({
    storage: "local",
    providers: {
      api: {
        grant: "authorization_code",
        issuer: "https://login.example.com",
        clientId: "my-page",
        redirectUri: "https://app.example.com/",
        scope: ["openid", "offline_access"],
      },
    },
  });
  if (new URL(here).searchParams.has("code")) {
    const { info, appState, claims } = await manager.finishLogin(here);
    const [provider, subject, returnTo]: [string, unknown, unknown] = [info.provider, claims?.["sub"], appState];
    void [provider, subject, returnTo];
  }
  const stop = manager.on("reauthenticate", async ({ provider, error }) => {
    const code: ErrorCode = error.code;
    void code;
    go((await manager.startLogin(provider, { prompt: "login", appState: { page: here } })).url);
  });
  manager.subscribe("api", (token: string, info: TokenInfo) => void [token, info.remainingSeconds]);
  stop();
  return manager.peekToken();
}

/** The user logs out: here, in all tabs, and at the server. */
export async function signOut(manager: TokenManager, go: (url: string) => void): Promise<void> {
  const url: string | undefined = await manager.logoutUrl("api", { postLogoutRedirectUri: "https://app.example.com/", state: "bye" });
  await manager.revoke();
  if (url !== undefined) go(url);
}

/** A device without a browser: the user logs in on another one. */
export async function device(show: (text: string) => void): Promise<TokenInfo> {
  const manager = await TokenManager.create({ providers: { tv: { grant: "device_code", issuer: "https://login.example.com", clientId: "tv" } } });
  const login: DeviceLogin = await manager.startDeviceLogin("tv");
  show(`${login.verificationUri}: ${login.userCode}, until ${new Date(login.expiresAt).toISOString()}`);
  const timer = setTimeout(() => login.cancel(), 60_000);
  return login.done.finally(() => clearTimeout(timer));
}

/** A pushed login's link expires. */
export async function link(manager: TokenManager): Promise<{ href: string; until: number | undefined }> {
  const { url, expiresAt } = await manager.startLogin("api");
  return { href: url, until: expiresAt };
}

/** A Worker: client credentials, kept in KV. */
export function worker(env: { TOKENS: unknown; CLIENT_SECRET: string }): Promise<TokenManager> {
  return TokenManager.create({
    storage: kvStorage(env.TOKENS, { prefix: "auth/", cacheTtlSeconds: 60 }),
    providers: {
      api: { grant: "client_credentials", tokenEndpoint: "https://login.example.com/token", clientId: "my-worker", clientSecret: env.CLIENT_SECRET },
    },
  });
}

/** Configuration from variables, and the default manager. */
export async function configured(env: { OAUTH2_CLIENT_SECRET: string; TOKENS: unknown }): Promise<string[]> {
  const tenant = await TokenManager.fromEnv(env, { prefix: "TENANT_A_", provider: "a", storage: kvStorage(env.TOKENS) });
  const everybodys = await getDefaultManager({
    providers: {
      graph: presets.azureAd({ tenantId: "contoso.example", clientId: "app", clientSecret: env.OAUTH2_CLIENT_SECRET }),
      page: presets.okta({ domain: "example.okta.com", clientId: "page", redirectUri: "https://app.example.com/", scope: ["openid"] }),
    },
  });
  const tokens = [await tenant.getToken(), await everybodys.getToken("graph")];
  await resetDefaultManager();
  return tokens;
}

/** Options from other modules keep their type. */
export const options: TokenManagerOptions = {
  namespace: "shop",
  background: false,
  refreshPolicy: { minLifetimeSeconds: 30, aheadSeconds: 120, jitter: 0.2 },
  retryPolicy: { maxAttempts: 2, deadlineMs: 5_000 },
  logger: ({ level, message, provider, at }) => void [level, message, provider, at],
  providers: {
    firstParty: { grant: "login", url: ["https://app.example.com/login"], email: "a@example.com", password: "p", formats: ["json_email", "form"], tokenFields: ["data.token"], probe: true },
    legacy: { grant: "password", issuer: "https://login.example.com", clientId: "my-app", username: "ada", password: "p" },
    fixed: { grant: "static", token: "opaque", expiresAt: Date.now() + 60_000 },
    own: {
      grant: "custom",
      acquire: async ({ provider, signal, fetch }) => {
        const response = await fetch(`https://example.com/${provider}`, { signal });
        return (await response.json()) as { access_token: string; expires_in: number };
      },
      refresh: (tokens) => ({ accessToken: tokens.accessToken, expiresIn: 60 }),
    },
  },
};

/** A user's own storage: three methods. */
export const storage: TokenStorage = new (class {
  #entries = new Map<string, string>();
  getItem(key: string) {
    return this.#entries.get(key);
  }
  async setItem(key: string, value: string, { expiresAt }: { expiresAt?: number } = {}) {
    if (expiresAt === undefined || expiresAt > Date.now()) this.#entries.set(key, value);
  }
  removeItem(key: string) {
    this.#entries.delete(key);
  }
})();

/** Requests with the token. */
export async function requests(manager: TokenManager, signal: AbortSignal): Promise<number[]> {
  const answers = [
    await manager.fetch("https://api.example.com/items"),
    await manager.fetch(new URL("https://api.example.com/items"), { method: "POST", body: new URLSearchParams({ a: "b" }), signal }),
    await manager.fetch(new Request("https://api.example.com/items"), { provider: "api", onNoToken: "anonymous", headers: { accept: "text/plain" } }),
  ];
  return answers.map(({ status }) => status);
}

/** Errors are distinguished by class or by code. */
export async function headers(manager: TokenManager, signal: AbortSignal): Promise<{ Authorization: string } | string> {
  try {
    return await manager.getAuthHeaders("api", { signal, minLifetimeSeconds: 600 });
  } catch (error) {
    if (error instanceof ReauthenticationRequiredError) return `sign in at ${error.provider}`;
    if (error instanceof InvalidConfigurationError) throw error;
    if (error instanceof TokenError) return `${error.code} ${error.status ?? ""} ${error.retryAfterMs ?? 0} ${error.retryable}`;
    throw error;
  }
}

/** The rest of the class. */
export async function everythingElse(manager: TokenManager): Promise<unknown[]> {
  await init();
  manager.addProvider("more", { grant: "static", token: "opaque" });
  const info = await manager.setTokens("more", { access_token: "a", expires_in: "60", anything: true });
  const report = await manager.refreshAll();
  manager.startBackgroundRefresh();
  const facts = [
    version,
    info.state === "valid",
    report.failed.map(({ provider, error }) => [provider, error.code]),
    manager.isBackgroundRefreshRunning(),
    manager.isExpired("more") || manager.needsRefresh("more"),
    manager.listProviders().length,
    manager.getTokenInfo("more").lastError?.retryable,
    manager.isAuthenticated() && manager.getUser("more")?.claims.sub.length,
    manager.getUser<{ name?: string }>()?.claims.name?.length,
    manager.userInfo().then(({ sub, email }) => [sub.length, email]),
    manager.userInfo<{ name?: string }>("more").then(({ sub, name }) => [sub.length, name?.length]),
    manager.startLogin("more", { prompt: "create" }),
    manager.on("signedIn", ({ provider, user }) => [provider, user?.id, user?.claims["name"], user?.authenticatedAt]),
    manager.on("signedOut", ({ provider }) => provider),
    manager.on("stepUp", ({ provider, error: _, ...demands }) => manager.startLogin(provider, demands)),
    (await manager.getTokens("more"))?.refreshToken,
    (await manager.refresh("more")).nextRefreshAt,
    decodeJwt("a.b.c").payload["exp"],
  ];
  manager.stopBackgroundRefresh();
  await manager.invalidate("more");
  await manager.clear();
  await manager.removeProvider("more");
  await manager.close();
  return facts;
}

/** Both entry points have one class. */
export const sameClass: typeof TokenManager = TokenManagerOfWeb;

/** The end of a scope closes a manager. */
export async function disposed(): Promise<string> {
  await using manager = await TokenManager.create(options);
  return manager.getToken("fixed");
}

/** Encryption at rest, by each kind of key. */
export async function encrypted(key: AesKey): Promise<void> {
  for (const encryption of [true, key, "base64"] as const) await TokenManager.create({ storage: "indexeddb", encryption });
  await TokenManager.create({ storage: "session" });
}

/** A resource server of opaque tokens. */
export function introspecting(privateKey: SigningKey, clientSecret: string): Verifier[] {
  const api = { issuer: "https://login.example.com", audience: "https://api.example.com" };
  const client = { endpoint: "https://login.example.com/introspect", clientId: "api" };
  return [
    createVerifier({ ...api, introspection: { ...client, clientSecret, clientAuth: "client_secret_post", timeoutMs: 1_000 }, cacheSeconds: 10 }),
    createVerifier({ ...api, introspection: { ...client, privateKey, keyId: "1", allowUntyped: true } }),
  ];
}

/** A resource server. */
export async function protectedBy(request: Request, storage: TokenStorage): Promise<Response> {
  const verifier: Verifier = createVerifier({
    issuer: "https://login.example.com", audience: ["https://api.example.com"], requiredScopes: ["read"], typ: "at+jwt", storage, cacheSeconds: 30,
  });
  try {
    const { claims } = await verifier.verifyRequest(request);
    return Response.json(claims["sub"]);
  } catch (error) {
    return verifier.challenge(error);
  }
}
