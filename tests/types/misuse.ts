// Mistakes that the types catch. Each line under `@ts-expect-error` has to be an error, or this file does not compile.

import { TokenManager, kvStorage, presets, type ErrorCode, type TokenError } from "tokenward";

const clientId = "client";
const api = { grant: "client_credentials", clientId } as const;

// @ts-expect-error a grant that does not exist (RFC 9700 §2.1.2)
TokenManager.create({ providers: { api: { grant: "implicit", clientId } } });
// @ts-expect-error a client without its identifier
TokenManager.create({ providers: { api: { grant: "client_credentials" } } });
// @ts-expect-error a misspelt name
TokenManager.create({ providers: { api: { ...api, tokenEndpont: "https://login.example.com/token" } } });
// @ts-expect-error a time-out as text
TokenManager.create({ retryPolicy: { timeoutMs: "10s" } });
// @ts-expect-error a storage that cannot remove
TokenManager.create({ storage: { getItem: () => null, setItem: () => {} } });
// @ts-expect-error an unknown storage
TokenManager.create({ storage: "cookie" });
// @ts-expect-error a custom provider without a source
TokenManager.create({ providers: { own: { grant: "custom" } } });
// @ts-expect-error a login without its password
TokenManager.create({ providers: { own: { grant: "login", url: "https://app.example.com/login", email: "a@example.com" } } });
// @ts-expect-error a login format that does not exist
TokenManager.create({ providers: { own: { grant: "login", url: "https://app.example.com/login", email: "a@example.com", password: "p", formats: ["xml"] } } });
// @ts-expect-error a static provider without its token
TokenManager.create({ providers: { own: { grant: "static" } } });
// @ts-expect-error a KV option that is text
kvStorage({}, { cacheTtlSeconds: "60" });
// @ts-expect-error a preset without its required argument
presets.azureAd({ clientId });
// @ts-expect-error variables that are not an object
TokenManager.fromEnv("production");

export async function mistakes(manager: TokenManager, error: TokenError) {
  // @ts-expect-error the token comes later
  const token: string = manager.getToken();
  // @ts-expect-error there may be none
  const peeked: string = manager.peekToken();
  // @ts-expect-error an unknown event
  manager.on("renewed", () => {});
  // @ts-expect-error this event has no token
  manager.on("refreshed", ({ token }) => token);
  // @ts-expect-error there may be no user
  const id: string = manager.getUser().id;
  // @ts-expect-error an undeclared claim is unknown
  const name: string | undefined = manager.getUser()?.claims["name"];
  // @ts-expect-error options come second
  await manager.getToken({ forceRefresh: true });
  // @ts-expect-error there is no third mode
  await manager.fetch("https://api.example.com/", { onNoToken: "ignore" });
  // @ts-expect-error tokens without an access token
  await manager.setTokens("api", { expiresIn: 60 });
  // @ts-expect-error a code that does not exist
  const code: ErrorCode = "expired";
  // @ts-expect-error errors are read-only
  error.code = "network";
  return { token, peeked, id, name, code };
}
