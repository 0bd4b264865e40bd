// The object of a TokenCoordinator is evicted at each step of a refresh, which requests or its alarm began, at oidc-provider with
// rotation and reuse detection. Only the disk survives: an answer that was not written yet is lost, and its refresh token is sent again,
// once. A server with a leeway for that (most have one) gives another answer. A server without one ends the session, whatever a client
// does: then every caller is told after that one request.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { APP, startAuthorizationServer } from "../support/authorization-server.mjs";
import { deferred, eventually, pause } from "../support/wait.mjs";
import { startWorkers } from "../support/workerd.mjs";

const METADATA = "/.well-known/openid-configuration";
/** The step at which the object is evicted, and whether a server's answer is lost, so that the server has to give another. */
const STEPS = [
  { step: "before it is sent", lost: false },
  { step: "on its way", lost: false },
  { step: "answered", lost: true },
  { step: "half of the answer read", lost: true },
  { step: "before the write", lost: true },
  { step: "after the write", lost: false },
];
/** The first token's lifetime if the alarm renews it, which happens in its last quarter. */
const ALARM_SECONDS = 4;
/** The largest lag of the object's and the isolates' clocks together: clocks stand still while a Worker computes. */
const CLOCKS_SECONDS = 2;

describe("a TokenCoordinator's object that is evicted while it refreshes", { concurrency: 3 }, () => {
  for (const begunBy of ["requests", "the alarm, which rings again twice"]) {
    for (const { step, lost } of STEPS) {
      it(`${step}, begun by ${begunBy}: every isolate gets its token, and the next refresh token is there`, async (t) => {
        const { server, workers, ask } = await refreshing(t, { step, begunBy, leewaySeconds: 30 });
        const outcomes = await ask();
        for (const { token, code, message } of outcomes) assert.ok(token, `${code}: ${message}`);
        assert.equal(new Set(outcomes.map(({ token }) => token)).size, 1);
        assert.deepEqual([server.granted.length, server.refused], [lost ? 2 : 1, []]);
        const { token: next, code } = await workers.get("/refresh/user", 1);
        assert.ok(next && next !== outcomes[0].token, `the refresh token is lost: ${code}`);
      });
    }
  }

  for (const { step, lost } of STEPS) {
    const what = lost ? "one more request, after which everybody is told to log in, and a login serves at once" : "nobody notices";
    it(`${step}, at a server without any leeway: ${what}`, async (t) => {
      const { server, workers, ask } = await refreshing(t, { step, begunBy: "requests", leewaySeconds: 0 });
      const outcomes = await ask();
      assert.deepEqual([server.granted.length, server.refused], [1, lost ? ["refresh token already used"] : []]);
      if (!lost) {
        for (const { token, code, message } of outcomes) assert.ok(token, `${code}: ${message}`);
        return assert.ok((await workers.get("/refresh/user", 1)).token);
      }
      for (const { code, message } of outcomes) assert.equal(code, "reauthentication_required", message);
      for (let i = 0; i < 4; i++) await workers.get("/token/user", i % 2);
      assert.equal(server.refused.length, 1, "nothing more is sent");
      await workers.get(`/login/user?access_token=A&refresh_token=${await server.newRefreshToken()}&expires_in=3600`);
      assert.equal((await workers.get("/token/user", 1)).token, "A");
      assert.ok((await workers.get("/refresh/user")).token);
    });
  }
});

/** A session with an expired token, whose refresh is held at the step. `ask` evicts the object there, and asks for tokens. */
async function refreshing(t, { step, begunBy, leewaySeconds }) {
  const held = deferred();
  const reached = deferred();
  const pages = new Map();
  const server = await startAuthorizationServer(t, { leewaySeconds, pages });
  // Only at the first request.
  const hold = async () => {
    pages.delete(METADATA);
    Object.assign(server.network, { beforeToken: undefined, afterToken: undefined });
    reached.resolve();
    await held.promise;
  };
  if (step === "before it is sent") {
    pages.set(METADATA, {
      async send(response) {
        await hold();
        response.destroy();
      },
    });
  } else if (step === "on its way") {
    server.network.beforeToken = () => hold().then(() => "lost");
  } else {
    server.network.afterToken = (sendHalf) => {
      if (step.startsWith("half")) sendHalf();
      return hold();
    };
  }
  const byAlarm = begunBy !== "requests";
  const bindings = { ISSUER: server.issuer, CLIENT_ID: APP.clientId, ...(!byAlarm && { NO_ALARM: true }) };
  const workers = await startWorkers(t, "coordinator", { count: 2, bindings });
  const atWrite = step.endsWith("write");
  const over = Date.now() + 1_000 * (ALARM_SECONDS + CLOCKS_SECONDS);
  await workers.get(`/login/user?access_token=first&refresh_token=${await server.newRefreshToken()}&expires_in=${byAlarm ? ALARM_SECONDS : 1}`);
  if (atWrite) await workers.get(`/evictAtWrite/${step.split(" ")[0]}`);
  if (!byAlarm) await pause(1_050);

  const all = () => Array.from({ length: 16 }, (_, i) => workers.get("/token/user", i % 2));
  return {
    server,
    workers,
    async ask() {
      const asked = byAlarm ? undefined : all();
      await eventually(() => reached.promise.then(() => true), "the refresh is at the step", 8_000);
      if (!atWrite) await workers.get("/evict/user");
      held.resolve();
      if (asked) return Promise.all(asked);
      await workers.get("/alarm/user");
      // Isolates with the first token in memory ask once it has expired.
      await pause(Math.max(0, over - Date.now()));
      return Promise.all(all());
    },
  };
}
