// @ts-check
// The host's monotonic clock.

/** Milliseconds since some moment; the wall clock's where the host has no monotonic clock. */
export function monotonicMs() {
  try {
    // Looked up at each call, as `Date` is: test tools replace it.
    return performance.now();
  } catch {
    return Date.now();
  }
}
