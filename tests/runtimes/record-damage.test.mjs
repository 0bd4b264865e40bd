// Every bit of every byte of a stored record flipped, in storages of the user's own, synchronous and not, plain and encrypted.
// e2e/record-damage.test.mjs does the same in browsers' storages.

import assert from "node:assert/strict";
import { test } from "node:test";
import { surviveDamage, surviveSwaps } from "../support/record-damage.mjs";
import { MapStorage } from "../support/storages.mjs";
import { newNamespace, TokenManager } from "../support/tokenward.mjs";
import { nextTurn } from "../support/wait.mjs";

class PromisedStorage extends MapStorage {
  getItem = async (key) => super.getItem(key) ?? undefined;
  setItem = async (key, value) => super.setItem(key, value);
  removeItem = async (key) => super.removeItem(key);
}

/** An asynchronous storage takes longer for the same cases, so it runs fewer. */
const THOROUGHLY = new Map([
  [MapStorage, { bits: 16, renewEvery: 8 }],
  [PromisedStorage, { bits: 8, renewEvery: 32 }],
]);
const KEY = Buffer.alloc(32, 7).toString("base64");

for (const [Storage, thoroughly] of THOROUGHLY) {
  for (const [how, encryption] of Object.entries({ plain: undefined, encrypted: KEY })) {
    const world = () => {
      const storage = new Storage();
      const read = (key) => storage.items.get(key);
      const write = (key, text) => void storage.items.set(key, text);
      const keyOf = (start) => [...storage.items.keys()].find((key) => key.startsWith(start));
      return { TokenManager, storage, encryption, namespace: newNamespace(), read, write, keyOf };
    };

    test(`${Storage.name}, ${how}: every damage to a record is a miss, reported once`, async (t) => {
      const unhandled = [];
      const note = (reason) => unhandled.push(reason);
      process.on("unhandledRejection", note);
      t.after(() => process.off("unhandledRejection", note));
      const { tried, renewed, characters, wrong } = await surviveDamage({ ...world(), ...thoroughly });
      await nextTurn();
      assert.deepEqual({ wrong, unhandled }, { wrong: [], unhandled: [] });
      assert.ok(tried > characters * thoroughly.bits && renewed > 50, `${tried} damages to ${characters} characters, ${renewed} renewals`);
      t.diagnostic(`${tried} damages to a record of ${characters} characters`);
    });

    test(`${Storage.name}, ${how}: a record in another's place is a miss`, async () => {
      assert.deepEqual(await surviveSwaps(world()), { tried: 16, wrong: [] });
    });
  }
}
