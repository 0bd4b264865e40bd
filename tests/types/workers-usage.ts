// How "tokenward/workers" is used: it has to compile, with and without Cloudflare's types.

import { TokenManager, durableObjectStorage, type TokenSet, type TokenStorage } from "tokenward";
import { TokenCoordinator, coordinator } from "tokenward/workers";

interface Env {
  TOKENS: unknown;
  SECRET: string;
}

export class Tokens extends TokenCoordinator<Env> {
  options(env: Env, name?: string) {
    return { providers: { api: { grant: "client_credentials" as const, issuer: "https://as.example", clientId: name ?? "none", clientSecret: env.SECRET } } };
  }
  override async alarm(): Promise<void> {
    await super.alarm();
  }
}

export async function isolate(env: Env, object: Tokens): Promise<TokenSet> {
  const manager = new TokenManager({
    providers: { api: coordinator(env.TOKENS, { name: "a", provider: "api", allowedOrigins: ["https://api.example"] }) },
    resolveProvider: (name) => coordinator(env.TOKENS, { name }),
  });
  await manager.getToken("api");
  const storage: TokenStorage = durableObjectStorage({});
  void storage;
  // @ts-expect-error There is no such option.
  coordinator(env.TOKENS, { tenant: "a" });
  return object.getToken("api", { forceRefresh: true });
}
