// Bounded waiting. No test waits longer than a bound, and none says how long something takes.

/** A promise with its two ends outside. */
export function deferred() {
  let resolve, reject;
  const promise = new Promise((yes, no) => ([resolve, reject] = [yes, no]));
  return { promise, resolve, reject };
}

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** One turn of the event loop and whatever was ready in it. */
export const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

/** The promise's own outcome, or a rejection that names `what` once `ms` have passed. */
export async function within(ms, promise, what = "it") {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not settle within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Resolves with the first truthy value of `condition`; rejects, naming `what`, if `ms` pass without one. */
export async function eventually(condition, what, ms = 5_000) {
  const end = performance.now() + ms;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (performance.now() > end) throw new Error(`within ${ms} ms it did not come about that ${what}`);
    await pause(5);
  }
}
