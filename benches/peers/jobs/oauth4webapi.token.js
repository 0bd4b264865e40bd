// oauth4webapi: the same.

import * as oauth from "oauth4webapi";

export async function job({ tokenEndpoint }) {
  const server = { issuer: new URL(tokenEndpoint).origin, token_endpoint: tokenEndpoint };
  const client = { client_id: "service" };
  const insecure = { [oauth.allowInsecureRequests]: true };
  const answer = await oauth.clientCredentialsGrantRequest(server, client, oauth.ClientSecretBasic("s3cret"), new URLSearchParams(), insecure);
  return (await oauth.processClientCredentialsResponse(server, client, answer)).access_token;
}
