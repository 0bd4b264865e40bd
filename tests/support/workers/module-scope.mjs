// Records calls while a Worker's modules are evaluated: there, workerd allows no I/O, no timer and no randomness.

/** Names of the calls. */
export const calls = [];
let evaluating = true;
/** Called by the first request. */
export const evaluated = () => void (evaluating = false);

for (const [target, name] of [
  [globalThis, "fetch"], [globalThis, "setTimeout"], [globalThis, "setInterval"], [crypto, "getRandomValues"], [crypto, "randomUUID"],
]) {
  const original = target[name];
  Object.defineProperty(target, name, {
    configurable: true,
    writable: true,
    value(...args) {
      if (evaluating) calls.push(name);
      return original.apply(target, args);
    },
  });
}
