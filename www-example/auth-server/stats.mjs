// Counts requests to the token endpoint; `renewals` by the token's API. The page shows the numbers, and the end-to-end test relies on
// them.

/** Begins to count; the returned function returns the counts so far. */
export function countTokenRequests(provider) {
  const stats = { tokenRequests: 0, refused: 0, reuseDetections: 0, grantsRevoked: 0, byGrant: {}, byClient: {}, renewals: {} };

  function count(ctx) {
    stats.tokenRequests += 1;
    add(stats.byGrant, ctx.oidc?.params?.grant_type);
    add(stats.byClient, ctx.oidc?.client?.clientId);
  }

  provider.on("grant.success", (ctx) => {
    count(ctx);
    if (ctx.oidc.params.grant_type === "refresh_token") add(stats.renewals, ctx.oidc.entities.AccessToken.aud);
  });
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
