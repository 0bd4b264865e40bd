// Every consumer's calls to the package: in each runtime the same calls have to give the same answers. This file is copied beside the
// installed package, and imports nothing itself.

/** Uses the exports of an entry point, and of "tokenward/verify", against a token endpoint. The result is plain data. */
export async function scenario(tokenward, tokenEndpoint, verify) {
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
    verified: await Promise.all([tokenward, verify].map(verifies)),
    oneClass: verify.TokenError === TokenError,
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

/** The subject of a good token, the error class for a bad one, and the name of a wrong option. */
async function verifies({ createVerifier, decodeJwt, InvalidTokenError }) {
  const ES256 = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const { privateKey, publicKey } = await crypto.subtle.generateKey(ES256, true, ["sign", "verify"]);
  const jwks = { keys: [{ ...(await crypto.subtle.exportKey("jwk", publicKey)), kid: "1" }] };
  const encode = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const part = (value) => encode(new TextEncoder().encode(JSON.stringify(value)));
  const claims = { iss: "https://login.example", aud: "api", sub: "ada", exp: Math.ceil(Date.now() / 1000) + 60 };
  const input = `${part({ alg: "ES256", kid: "1" })}.${part(claims)}`;
  const signature = await crypto.subtle.sign(ES256, privateKey, new TextEncoder().encode(input));
  const token = `${input}.${encode(new Uint8Array(signature))}`;
  const verifier = createVerifier({ issuer: claims.iss, audience: "api", jwks });
  const refused = await verifier.verify(`${input}.${encode(new Uint8Array(64))}`).catch((error) => error);
  let wrong;
  try {
    createVerifier({ issuer: "http://login.example", audience: "api" });
  } catch (error) {
    wrong = error.message;
  }
  return [(await verifier.verify(token)).claims.sub, decodeJwt(token).payload.sub, refused instanceof InvalidTokenError, wrong];
}
