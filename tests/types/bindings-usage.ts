// Cloudflare's bindings as the option `fetch`: it has to compile with Cloudflare's types.

import { TokenManager, createVerifier } from "tokenward";

export const manager = (service: Fetcher) => new TokenManager({ fetch: service });
export const byFunction = (service: Fetcher) => new TokenManager({ fetch: (input, init) => service.fetch(input, init) });
export const verifier = (service: Fetcher) => createVerifier({ issuer: "https://as.example", audience: "api", fetch: service });
// @ts-expect-error It has no method fetch.
export const wrong = (namespace: KVNamespace) => new TokenManager({ fetch: namespace });
