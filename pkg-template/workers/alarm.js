// @ts-check
// The object's alarm, which renews tokens ahead of time without a request.

/** Minimum delay for a token that is due but that no alarm has renewed, so that retries can't run in a tight loop. */
const AGAIN_MS = 1_000;

/**
 * The time at which a provider's token is to be renewed; undefined if it is not.
 * @param {any} info
 * @returns {number | undefined}
 */
function dueAt({ hasToken, state, nextAttemptAt, nextRefreshAt, lastError }) {
  // After a failure, the manager decides whether and when to retry. A refresh in progress reports the next time itself.
  if (lastError !== undefined) return nextAttemptAt;
  return hasToken && state !== "refreshing" ? nextRefreshAt : undefined;
}

/**
 * The time of the next check; undefined if nothing will be due.
 * @param {import("../api.js").TokenManager} manager
 * @returns {number | undefined}
 */
export function nextLook(manager) {
  const times = manager.listProviders().map((provider) => dueAt(manager.getTokenInfo(provider)));
  const known = times.filter((time) => time !== undefined);
  const now = Date.now();
  return known.length === 0 ? undefined : Math.min(...known.map((time) => (time > now ? time : now + AGAIN_MS)));
}

/**
 * Renews all due tokens. A second run is harmless: a token that the first one renewed is no longer due.
 * @param {import("../api.js").TokenManager} manager
 * @param {string[]} providers
 */
export async function renewDue(manager, providers) {
  await Promise.all(
    providers.map(async (provider) => {
      try {
        await manager.getTokens(provider); // Reads from storage, in case the object was evicted meanwhile.
        const due = dueAt(manager.getTokenInfo(provider));
        if (due !== undefined && due <= Date.now()) await manager.refresh(provider);
      } catch {
        // Reported as an event, and retried when the manager says so.
      }
    }),
  );
}
