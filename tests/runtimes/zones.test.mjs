// zone.js, part of Angular, replaces the host's timers: an application with a pending timer is not stable, and server rendering and
// tests wait for it. None of our timers may do that, in the background or not.

import "zone.js";
import "@angular/compiler";

import assert from "node:assert/strict";
import { test } from "node:test";
import { NgZone } from "@angular/core";
import { drop, hang, status } from "../support/answers.mjs";
import { AUDIENCE, sign } from "../support/resource-server.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { clientCredentials, createManager, refreshTokenGrant, tokenward } from "../support/tokenward.mjs";
import { eventually } from "../support/wait.mjs";

/** An application's zone, entered anew for each test. */
const newZone = () => new NgZone({ enableLongStackTrace: false });

const stable = (zone) => eventually(() => zone.isStable && !zone.hasPendingMacrotasks && !zone.hasPendingMicrotasks, "the zone is stable", 2_000);

test("the timers are zone.js's", () => {
  assert.notEqual(globalThis.setTimeout, globalThis[Zone.__symbol__("setTimeout")]);
  const zone = newZone();
  const timer = zone.run(() => setTimeout(() => {}, 60_000));
  assert.equal(zone.hasPendingMacrotasks, true, "else this file proves nothing");
  zone.run(() => clearTimeout(timer));
});

for (const background of [true, false]) {
  test(`a manager that holds a token leaves the zone stable, with background: ${background}`, async (t) => {
    const server = await startTokenServer(t);
    const zone = newZone();
    const manager = await zone.run(() => createManager(t, { background, providers: { api: clientCredentials(server) } }));
    const token = await zone.run(() => manager.getToken());
    await stable(zone);
    assert.equal(await zone.run(() => manager.getToken()), token);
    await zone.run(() => manager.refresh());
    await stable(zone);
  });
}

test("a wait for a second attempt leaves the zone stable", async (t) => {
  const server = await startTokenServer(t);
  server.next(drop(), status(503, { "retry-after": "2" }));
  const zone = newZone();
  const provider = clientCredentials(server, { retryPolicy: { baseDelayMs: 1, maxDelayMs: 2 } });
  const manager = await zone.run(() => createManager(t, { providers: { api: provider } }));
  const asked = zone.run(() => manager.getToken());
  await eventually(() => server.requests.length === 2, "the second attempt was answered");
  await stable(zone);
  assert.equal(server.requests.length, 2, "the third is yet to come");
  assert.equal(typeof (await asked), "string");
});

test("the time-outs of storages, revocations and custom providers leave the zone stable", async (t) => {
  const server = await startTokenServer(t);
  server.route("/revoke", hang());
  const zone = newZone();
  const never = new Promise(() => {});
  const slow = { getItem: () => never, setItem: () => never, removeItem: () => never };
  const custom = { grant: "custom", acquire: () => never };
  const user = refreshTokenGrant(server, { refreshToken: "r0", revocationEndpoint: `${server.origin}/revoke` });
  const manager = await zone.run(() => createManager(t, { providers: { user, custom } }));
  zone.run(() => void manager.getToken("custom").catch(() => {}));
  zone.run(() => void manager.getToken("user").then(() => manager.revoke("user")).catch(() => {}));
  await stable(zone);
  await zone.run(() => createManager(t, { storage: slow, providers: { user } }));
  await stable(zone);
});

test("a verifier leaves the zone stable while its issuer keeps it waiting", async (t) => {
  const server = await startTokenServer(t);
  for (const path of ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"]) server.route(path, hang());
  const zone = newZone();
  const verifier = zone.run(() => tokenward.createVerifier({ issuer: server.origin, audience: AUDIENCE }));
  const token = await sign(server.origin);
  zone.run(() => void verifier.verify(token).catch(() => {}));
  await eventually(() => server.otherRequests.length > 0, "the issuer is asked");
  await stable(zone);
});

test("a caller in a zone continues in it", async (t) => {
  const server = await startTokenServer(t);
  const zone = newZone();
  const manager = await createManager(t, { providers: { api: clientCredentials(server) } });
  // Not by `await`, which leaves zones: Angular's compiler turns it into `then`.
  const inside = await zone.run(() => manager.getToken().then(() => NgZone.isInAngularZone()));
  assert.equal(inside, true);
});
