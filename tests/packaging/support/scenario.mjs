// What every consumer does with the package, whatever it runs in: the same calls have to give the same answers. This file is
// copied beside the installed package, and imports nothing itself.

/** Uses the exports of an entry point against a token endpoint. What it gives back is plain data. */
export async function scenario(tokenward, tokenEndpoint) {
  const { InvalidConfigurationError, TokenError, TokenManager, init, version } = tokenward;
  await init();
  const manager = await TokenManager.create({
    providers: { api: { grant: "client_credentials", tokenEndpoint, clientId: "consumer", clientSecret: "s3cret" } },
  });
  const together = await Promise.all([manager.getToken(), manager.getToken("api")]);
  const later = await manager.getToken();
  const headers = await manager.getAuthHeaders();
  const { state, hasToken } = manager.getTokenInfo();
  await manager.close();

  const error = await TokenManager.create({
    providers: { api: { grant: "client_credentials", tokenEndpoint: "nowhere", clientId: "consumer" } },
  }).catch((thrown) => thrown);

  return {
    version,
    tokens: [...together, later],
    headers,
    state,
    hasToken,
    error: {
      name: error.name,
      code: error.code,
      classes: [InvalidConfigurationError, TokenError, Error].map((type) => error instanceof type),
      namesTheOption: error.message.includes("providers.api.tokenEndpoint"),
    },
  };
}
