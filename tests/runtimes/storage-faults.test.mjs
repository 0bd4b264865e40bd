// A user's own storage that fails in each way, at each call, once or for good: the manager continues, every call ends, and the failure
// is reported once.

import assert from "node:assert/strict";
import { test } from "node:test";
import { liveThrough } from "../support/storage-life.mjs";
import { MapStorage } from "../support/storages.mjs";
import { newNamespace, TokenManager } from "../support/tokenward.mjs";
import { nextTurn } from "../support/wait.mjs";

const never = () => new Promise(() => {});
const throws = (thrown) => () => {
  throw thrown;
};
const full = throws(new DOMException("The quota has been exceeded.", "QuotaExceededError"));
const broken = new Error("The storage is broken");

/** The methods by kind of operation. */
const FAULTS = {
  "is full": { setItem: full },
  "is full and asynchronous": { setItem: async () => full() },
  "throws at every call": { getItem: throws(broken), setItem: throws(broken), removeItem: throws(broken) },
  "throws on reading": { getItem: throws(broken) },
  "throws on writing": { setItem: throws(broken) },
  "throws on removing": { removeItem: throws(broken) },
  "throws undefined": { getItem: throws(undefined), setItem: throws(undefined), removeItem: throws(undefined) },
  "rejects at every call": { getItem: () => Promise.reject(broken), setItem: () => Promise.reject(broken), removeItem: () => Promise.reject(null) },
  "hangs on reading": { getItem: never },
  "hangs on writing": { setItem: never },
  "hangs on removing": { removeItem: never },
  "reads null": { getItem: () => null },
  "reads undefined": { getItem: async () => undefined },
  "reads a number": { getItem: () => 5 },
  "reads an object": { getItem: async () => ({ access_token: "wrong" }) },
  "reads an array": { getItem: () => ["wrong"] },
  "reads an empty text": { getItem: () => "" },
  "reads somebody else's text": { getItem: async () => JSON.stringify({ access_token: "wrong" }) },
  "forgets what it is told to keep": { setItem: () => {} },
};
/** A storage that reads or keeps nothing looks like a new one, so no failure is reported. */
const FORGETS = new Set(["reads null", "reads undefined", "forgets what it is told to keep"]);

/** A storage that fails at call number `at` of the affected methods, or from there on. */
function faulty(methods, at, lasting) {
  let calls = 0;
  let hits = 0;
  let healed = false;
  const storage = new MapStorage();
  const isHit = () => {
    if (healed) return false;
    calls += 1;
    const hit = lasting ? calls >= at : calls === at;
    if (hit) hits += 1;
    return hit;
  };
  for (const [method, fault] of Object.entries(methods)) {
    const whole = storage[method].bind(storage);
    storage[method] = (...given) => (isHit() ? fault(...given) : whole(...given));
  }
  return { storage, fault: { hits: () => hits, heal: () => (healed = true) } };
}

const unhandled = [];
process.on("unhandledRejection", (reason) => unhandled.push(reason));

for (const [name, methods] of Object.entries(FAULTS)) {
  for (const lasting of [false, true]) {
    test(`a storage that ${name}, ${lasting ? "from each call on" : "at each call alone"}, stops no caller`, async (t) => {
      let positions = 0;
      for (let at = 1, met = true; met; at += 8) {
        // Concurrently, since some of them wait.
        const lives = Array.from({ length: 8 }, async (_, index) => {
          const { storage, fault } = faulty(methods, at + index, lasting);
          const world = { TokenManager, storage, namespace: newNamespace() };
          const forgets = FORGETS.has(name);
          const result = await liveThrough(world, fault, { tells: lasting && !forgets, forgets });
          return { at: at + index, ...result };
        });
        const ended = await Promise.all(lives);
        assert.deepEqual(ended.filter(({ wrong }) => wrong.length > 0), []);
        positions += ended.filter(({ hits }) => hits > 0).length;
        met = ended.every(({ hits }) => hits > 0);
      }
      await nextTurn();
      assert.deepEqual(unhandled.splice(0), []);
      assert.ok(positions > 0, "the fault was met");
      t.diagnostic(`at ${positions} calls`);
    });
  }
}
