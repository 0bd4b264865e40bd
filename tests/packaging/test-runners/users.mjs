// Users' tests with tokenward, for any runner: `test` and `expect` are the runner's own, `timers` are its fake timers.

import { TokenManager } from "tokenward";
import { answers, fakeProvider, scriptedTokenEndpoint, virtualClock } from "tokenward/testing";

const client = { grant: "client_credentials", clientId: "consumer", clientSecret: "s3cret" };

export function users({ test, expect, timers }) {
  test("the scripted endpoint and a fake provider give tokens", async () => {
    const server = scriptedTokenEndpoint();
    server.next(answers.token({ scope: "read" }));
    const manager = await TokenManager.create({ fetch: server.fetch, providers: { api: { ...client, issuer: server.issuer }, own: fakeProvider() } });
    expect(await manager.getToken("api")).toBe("access-1");
    expect(await manager.getToken("own")).toBe("fake-token-1");
    expect(manager.getTokenInfo("api").scope).toBe("read");
    server.next(answers.oauthError("invalid_client"));
    await expect(manager.refresh("api")).rejects.toMatchObject({ name: "TokenAcquisitionError", oauthError: "invalid_client" });
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(Array(2).fill(`Basic ${btoa("consumer:s3cret")}`));
    await manager.close();
  });

  test("a fetch of the test's own need not give more than a status and JSON", async () => {
    const body = { access_token: "mocked", token_type: "Bearer", expires_in: 60 };
    for (const read of [{ json: async () => body }, { text: async () => JSON.stringify(body), headers: {} }]) {
      const manager = await TokenManager.create({
        fetch: async () => ({ ok: true, status: 200, ...read }),
        providers: { api: { ...client, tokenEndpoint: "https://login.test/token" } },
      });
      expect(await manager.getToken()).toBe("mocked");
      await manager.close();
    }
  });

  test("the environment's own fetch, if it has one, gets a token of a real server", async () => {
    if (typeof fetch !== "function") return;
    const manager = await TokenManager.create({ providers: { api: { ...client, tokenEndpoint: process.env.TOKEN_ENDPOINT } } });
    expect(await manager.getToken()).toMatch(/^token-\d+$/);
    await manager.close();
  });

  test("the runner's fake timers move tokenward, and hold nothing up", async () => {
    timers.useFakeTimers();
    try {
      const server = scriptedTokenEndpoint();
      const manager = await TokenManager.create({ background: true, fetch: server.fetch, providers: { api: { ...client, issuer: server.issuer } } });
      expect(await manager.getToken()).toBe("access-1");
      await timers.advanceTimersByTimeAsync(3_600_000);
      expect(manager.peekToken()).toBe("access-2");
      await manager.close();
    } finally {
      timers.useRealTimers();
    }
  });

  test("the kit's own clock does as well", async () => {
    const clock = virtualClock().install();
    const server = scriptedTokenEndpoint();
    const manager = await TokenManager.create({ background: true, fetch: server.fetch, providers: { api: { ...client, issuer: server.issuer } } });
    server.next(answers.status(503, { retryAfter: 5 }));
    expect(await clock.until(manager.getToken())).toBe("access-1");
    await clock.advance(10 * 3_600_000);
    expect(server.requests.length).toBeGreaterThan(10);
    await manager.close();
    clock.uninstall();
  });
}
