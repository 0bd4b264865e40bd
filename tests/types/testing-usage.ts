// How "tokenward/testing" is used: it has to compile, under every set of libraries.

import { TokenManager, type CustomProvider, type TokenManagerOptions } from "tokenward";
import {
  answers,
  fakeProvider,
  scriptedTokenEndpoint,
  virtualClock,
  type Answer,
  type FakeProvider,
  type RecordedRequest,
  type ScriptedTokenEndpoint,
  type VirtualClock,
} from "tokenward/testing";

const server: ScriptedTokenEndpoint = scriptedTokenEndpoint({ issuer: "https://login.test", rotation: true, expiresIn: 60, metadata: { a: 1 } });
const api: FakeProvider = fakeProvider({ tokens: ["a", { accessToken: "b", expiresIn: 5 }], refreshPolicy: { jitter: 0 }, allowedOrigins: [] });
export const custom: CustomProvider = api;
export const options: TokenManagerOptions = {
  fetch: server.fetch,
  providers: { api, other: { grant: "refresh_token", issuer: server.issuer, clientId: "c", refreshToken: server.newRefreshToken() } },
};

const own: Answer = ({ form, headers, at }: RecordedRequest) => (form["scope"] && headers["dpop"] && at ? answers.hang() : new Response(""));
server.next(own, answers.token({ expires_in: 1 }), answers.oauthError("invalid_grant", { description: "d" }), answers.status(503, { retryAfter: new Date() }));
server.always(answers.delayed(5, answers.redirect("/")));
server.route("/api", answers.json({ items: [] }));

export async function hours(): Promise<string> {
  using clock: VirtualClock = virtualClock({ now: "2030-01-01" }).install();
  const manager = await TokenManager.create(options);
  const token = await clock.until(manager.getToken("api"), { limitMs: 1000 });
  await clock.advance(3_600_000);
  await clock.advanceTo(new Date(clock.now + 5));
  const fired: boolean = await clock.next();
  clock.setSystemTime(0);
  api.fail({ code: "network", status: 503, retryable: true });
  api.fail(new Error("own"));
  api.succeed("c");
  api.hang();
  api.next("d", new Error("e"));
  const kinds: Array<"acquire" | "refresh" | "revoke"> = api.calls.map(({ kind }) => kind);
  return `${token} ${fired} ${kinds} ${server.requests.length} ${server.signIn("https://login.test/authorize?redirect_uri=x")}`;
}

export function mistakes() {
  // @ts-expect-error an invalid answer
  server.next("token");
  // @ts-expect-error a code that does not exist
  api.fail({ code: "expired" });
  // @ts-expect-error an option that does not exist
  fakeProvider({ expiryIn: 5 });
}
