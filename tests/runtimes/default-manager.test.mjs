// getDefaultManager and resetDefaultManager: configure once, use everywhere.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { assertRejects } from "../support/expect.mjs";
import { newNamespace, tokenward } from "../support/tokenward.mjs";

const { getDefaultManager, resetDefaultManager, TokenManager } = tokenward;
const options = (token) => ({ namespace: newNamespace(), providers: { api: { grant: "static", token } } });

afterEach(resetDefaultManager);

test("the first call makes the manager, later ones get the same, whatever options they bring", async () => {
  const manager = await getDefaultManager(options("first"));
  assert.ok(manager instanceof TokenManager);
  assert.equal(await getDefaultManager(options("second")), manager);
  assert.equal(await getDefaultManager(), manager);
  assert.equal(await manager.getToken(), "first");
});

test("concurrent first calls make one", async () => {
  const managers = await Promise.all(["a", "b", "c"].map((token) => getDefaultManager(options(token))));
  assert.equal(new Set(managers).size, 1);
  assert.equal(await managers[2].getToken(), "a");
});

test("without options it is a manager without providers", async () => {
  assert.deepEqual((await getDefaultManager()).listProviders(), []);
});

test("a failure reaches all callers, and is not remembered", async () => {
  const wrong = { namespace: "" };
  const both = [getDefaultManager(wrong), getDefaultManager(options("too-late"))];
  for (const call of both) await assertRejects(call, "InvalidConfigurationError", { message: /namespace/ });
  assert.equal(await (await getDefaultManager(options("good"))).getToken(), "good");
});

test("reset closes it, and the next call makes a new one", async () => {
  const manager = await getDefaultManager(options("first"));
  await resetDefaultManager();
  await assertRejects(manager.getToken(), "ManagerClosedError", { code: "closed" });
  const next = await getDefaultManager(options("second"));
  assert.notEqual(next, manager);
  assert.equal(await next.getToken(), "second");
});

test("reset closes a manager that is still being made, and works without one", async () => {
  await resetDefaultManager();
  const making = getDefaultManager(options("first"));
  const reset = resetDefaultManager();
  const next = getDefaultManager(options("second"));
  await reset;
  await assertRejects((await making).getToken(), "ManagerClosedError");
  assert.equal(await (await next).getToken(), "second");

  await resetDefaultManager();
  const failing = getDefaultManager({ namespace: "" });
  await resetDefaultManager();
  await assertRejects(failing, "InvalidConfigurationError");
});

test("one that was closed by hand is replaced", async () => {
  const manager = await getDefaultManager(options("first"));
  await manager.close();
  assert.equal(await (await getDefaultManager(options("second"))).getToken(), "second");
});
