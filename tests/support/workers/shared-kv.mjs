// Workers that share a rotating refresh token by Workers KV, a use that KV is not meant for.

import { env } from "cloudflare:workers";
import { kvStorage, TokenManager } from "tokenward";

const manager = new TokenManager({
  storage: kvStorage(env.KV, { refreshTokens: true }),
  providers: { user: { grant: "refresh_token", issuer: env.ISSUER, clientId: env.CLIENT_ID, refreshToken: env.REFRESH_TOKEN } },
});

export default {
  async fetch() {
    try {
      return Response.json({ token: await manager.getToken() });
    } catch ({ code, message }) {
      return Response.json({ code, message });
    }
  },
};
