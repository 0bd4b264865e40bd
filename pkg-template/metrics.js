// @ts-check
// The core's counters as users see them.

/** In the order that the core returns them. */
const COUNTERS = /** @type {const} */ ([
  "cacheHits", "tokenRequests", "refreshes", "acquisitions", "failures", "retries", "fallbacks", "deduplicated",
  "storageReads", "storageWrites", "storageErrors",
]);

/**
 * @param {Float64Array} numbers the counters, then count, p50, p95 and maximum of the latencies
 * @param {number} hits cache hits that the core was not asked for
 */
export function metricsReport(numbers, hits) {
  const counters = /** @type {Record<typeof COUNTERS[number], number>} */ ({});
  COUNTERS.forEach((name, place) => (counters[name] = numbers[place] ?? 0));
  counters.cacheHits += hits;
  const [count = 0, p50 = 0, p95 = 0, max = 0] = numbers.subarray(COUNTERS.length);
  return { ...counters, refreshLatencyMs: { count, p50, p95, max } };
}
