// Counts what reaches the token endpoint. The page shows the numbers, the end-to-end test relies on them.

/** Begins to count; the returned function gives the counts so far. */
export function countTokenRequests(provider) {
  const stats = { tokenRequests: 0, refused: 0, reuseDetections: 0, grantsRevoked: 0, byGrant: {}, byClient: {} };

  function count(ctx) {
    stats.tokenRequests += 1;
    add(stats.byGrant, ctx.oidc?.params?.grant_type);
    add(stats.byClient, ctx.oidc?.client?.clientId);
  }

  provider.on("grant.success", count);
  provider.on("grant.error", (ctx, error) => {
    count(ctx);
    stats.refused += 1;
    if (error.error_detail === "refresh token already used") stats.reuseDetections += 1;
  });
  provider.on("grant.revoked", () => (stats.grantsRevoked += 1));

  return () => structuredClone(stats);
}

function add(counts, key = "unknown") {
  counts[key] = (counts[key] ?? 0) + 1;
}
