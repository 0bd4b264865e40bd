// A TokenCoordinator with Cloudflare's types: its binding is declared as by `wrangler types` (worker-configuration.d.ts),
// and its methods can be called through a stub.

import { TokenManager, type TokenInfo, type TokenManagerOptions, type TokenSet } from "tokenward";
import { TokenCoordinator, coordinator } from "tokenward/workers";

export class Tokens extends TokenCoordinator<Env> {
  options(env: Env, name: string): TokenManagerOptions {
    return { providers: { api: { grant: "client_credentials", issuer: "https://as.example", clientId: name, clientSecret: env.SECRET } } };
  }
}

export default {
  async fetch(_request, env) {
    const manager = new TokenManager({ resolveProvider: (name) => coordinator(env.TOKENS, { name, provider: "api" }) });
    const stub = env.TOKENS.get(env.TOKENS.idFromName("a"));
    const tokens: TokenSet = await stub.getToken("api", { minLifetimeSeconds: 60 });
    const { expiresAt, extra } = await stub.getToken();
    const info: TokenInfo = await stub.setTokens("api", { access_token: "t", token_type: "Bearer" });
    const known: TokenInfo = await stub.getTokenInfo();
    await stub.invalidate("api", tokens.accessToken);
    await stub.clear();
    await stub.revoke("api");
    // @ts-expect-error Refresh tokens stay with the object.
    void (await stub.getToken()).refreshToken;
    return Response.json([expiresAt, extra?.["tenant"], info.state, known.state, await manager.getToken("a")]);
  },
} satisfies ExportedHandler<Env>;
