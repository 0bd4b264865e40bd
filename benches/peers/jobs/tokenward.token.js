// "tokenward": a token for a service.

import { TokenManager } from "tokenward";

export function job({ tokenEndpoint }) {
  return new TokenManager({ providers: { api: { grant: "client_credentials", tokenEndpoint, clientId: "service", clientSecret: "s3cret" } } }).getToken();
}
