// @ts-check
// The object's alarm, by which tokens are renewed ahead of time although nobody asks.

/** What is due already and was not renewed by an alarm is looked at again after this: nothing is tried without end. */
const AGAIN_MS = 1_000;

/**
 * When a provider's token is to be renewed; undefined if it is not.
 * @param {any} info
 * @returns {number | undefined}
 */
function dueAt({ hasToken, state, nextAttemptAt, nextRefreshAt, lastError }) {
  // After a failure the manager says whether, and when, to try again. A refresh that is under way tells what comes next itself.
  if (lastError !== undefined) return nextAttemptAt;
  return hasToken && state !== "refreshing" ? nextRefreshAt : undefined;
}

/**
 * When to look again; undefined if nothing will be due.
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
 * Renews what is due. Twice is fine: what the first time renewed is not due at the second.
 * @param {import("../api.js").TokenManager} manager
 * @param {string[]} providers
 */
export async function renewDue(manager, providers) {
  await Promise.all(
    providers.map(async (provider) => {
      try {
        await manager.getTokens(provider); // From storage, if the object was evicted meanwhile.
        const due = dueAt(manager.getTokenInfo(provider));
        if (due !== undefined && due <= Date.now()) await manager.refresh(provider);
      } catch {
        // Told as an event, and tried again when the manager says so.
      }
    }),
  );
}
