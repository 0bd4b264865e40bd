// Bounded waiting. Each wait of a test has a bound, and no test asserts a duration.

/** A promise with its `resolve` and `reject`. */
export function deferred() {
  let resolve, reject;
  const promise = new Promise((yes, no) => ([resolve, reject] = [yes, no]));
  return { promise, resolve, reject };
}

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** One turn of the event loop, with all ready callbacks. */
export const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

/** The promise's outcome, or a rejection that names `what` after `ms`. */
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

/** Resolves with the first truthy value of `condition`; rejects, naming `what`, if there is none within `ms`. */
export async function eventually(condition, what, ms = 5_000) {
  const end = performance.now() + ms;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (performance.now() > end) throw new Error(`within ${ms} ms it did not come about that ${what}`);
    await pause(5);
  }
}
