// Runs the case in the address (`?<case>/<storage>/<plain or encrypted>/…`), and leaves the result in `window.result`, with all uncaught
// exceptions and unhandled rejections.

import { TokenManager } from "/pkg/index.js";
import { surviveDamage, surviveSwaps } from "/tests/support/record-damage.mjs";
import { rawAccess } from "./raw.mjs";
import { FAULTS, surviveFault } from "./faults.mjs";

const reached = [];
addEventListener("error", ({ message }) => reached.push(message));
addEventListener("unhandledrejection", ({ reason }) => reached.push(`unhandled: ${reason}`));

const [name, storage, how, ...rest] = decodeURIComponent(location.search.slice(1)).split("/");
const encryption = how === "encrypted" ? true : undefined;
const world = { TokenManager, storage, encryption, namespace: `${name}-${how}`, ...rawAccess(storage) };

const CASES = {
  damage: ([renewEvery]) => surviveDamage({ ...world, sampled: true, renewEvery: Number(renewEvery) }),
  swaps: () => surviveSwaps(world),
  fault: ([fault, step]) => surviveFault(world, FAULTS[storage][how][fault], Number(step)),
};

try {
  const came = await CASES[name](rest);
  await new Promise((resolve) => setTimeout(resolve, 50));
  window.result = { came, reached };
} catch (error) {
  window.result = { thrown: String(error?.stack ?? error), reached };
}
