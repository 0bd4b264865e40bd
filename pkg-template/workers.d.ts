// The types of "tokenward/workers".

import type { CoordinatedProvider, GetTokenOptions, ProviderBase, TokenInfo, TokenInput, TokenManagerOptions, TokenSet } from "./index.js";

/** What a {@link TokenCoordinator} hands out: everything but the refresh token, in a form that Cloudflare's types let through RPC. */
export interface CoordinatedTokenSet extends Omit<TokenSet, "refreshToken" | "extra"> {
  /** Response members that no standard names, as they came in JSON. */
  extra?: Record<string, null | boolean | number | string | object>;
}

/**
 * Base class of a Durable Object (with SQLite-backed storage) that owns credentials. Every isolate asks it, it alone talks to the
 * authorization server, so that there is one token request at a time for all of them. New tokens are on disk before anybody gets
 * them, its alarm renews them ahead of time, and an object that was evicted goes on where it was.
 *
 * Subclass it, say which providers it owns, bind it in wrangler's configuration (`new_sqlite_classes`):
 *
 * ```ts
 * export class Tokens extends TokenCoordinator<Env> {
 *   options(env: Env) {
 *     return { providers: { api: { grant: "client_credentials", issuer: "https://login.example.com", clientId: "…", clientSecret: env.SECRET } } };
 *   }
 * }
 * ```
 *
 * It is asked by RPC: `compatibility_date` 2024-04-03 or later. {@link coordinator} makes the calls; made by hand, they reject with
 * errors whose classes RPC has lost. RPC does not reach `options`, a method or a field. It does reach every other public method that a
 * subclass adds, as in any Durable Object: helpers that see secrets must be `#private`. A subclass that has an `alarm` of its own
 * must call `super.alarm()`.
 */
export abstract class TokenCoordinator<Env = unknown> {
  /** How Cloudflare's types know the class of a Durable Object: `DurableObjectNamespace<Tokens>` asks for it. There is no such value. */
  readonly __DURABLE_OBJECT_BRAND: never;
  constructor(ctx: unknown, env: Env);
  /**
   * Called when the object starts, after each eviction too. `name` is the object's name (a tenant, say) where it was made by name.
   * What it returns is never stored: secrets come from `env` each time. `storage` and `background` in it are ignored, and
   * `allowedOrigins` has no use here: give it to {@link coordinator}. What cannot work is an InvalidConfigurationError: `dpop: true`
   * (the key could not leave the object, nor outlive its memory), `encryption: true` (give a key of your own), and a provider that
   * asks this very object. Users log in elsewhere: hand in what came of it by `setTokens`, and the object renews it.
   */
  abstract options(env: Env, name?: string): TokenManagerOptions | Promise<TokenManagerOptions>;
  /** A valid access token with what is known of it, without the refresh token. */
  getToken(provider?: string, options?: Omit<GetTokenOptions, "signal">): Promise<CoordinatedTokenSet>;
  /** Takes tokens obtained elsewhere; resolves when they are on disk. */
  setTokens(provider: string, tokens: TokenInput): Promise<TokenInfo>;
  /** What is known of a provider's token, without its secrets. */
  getTokenInfo(provider?: string): Promise<TokenInfo>;
  /** Forgets the access token and keeps the refresh token. With `token`: only if that is the one. */
  invalidate(provider?: string, token?: string): Promise<void>;
  /** Forgets all tokens of one provider, or of all. */
  clear(provider?: string): Promise<void>;
  /** Forgets a provider's tokens and revokes them at the server (RFC 7009). */
  revoke(provider?: string): Promise<void>;
  /** Renews what is due. The runtime calls it, perhaps twice. */
  alarm(): Promise<void>;
}

/**
 * A provider whose tokens come from a {@link TokenCoordinator}. The manager keeps what it got in its own memory: a cached token costs
 * no call. `refresh`, `setTokens`, `invalidate`, `clear` and `revoke` go through, and what fails there fails here with the same error
 * class and code. Refresh tokens stay with the object. An object that cannot be reached after three tries is an error with the code
 * `network`, retryable.
 *
 * @param namespace the Durable Object binding, `env.TOKENS` say
 * @param options `name` is the object's name (default "default"), `provider` the name inside it (default: the name under which this
 *   one is registered)
 * @throws InvalidConfigurationError
 */
export function coordinator(namespace: unknown, options?: { name?: string; provider?: string } & ProviderBase): CoordinatedProvider;
