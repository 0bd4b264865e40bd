// The types of "tokenward/workers".

import type { CoordinatedProvider, GetTokenOptions, ProviderBase, TokenInfo, TokenInput, TokenManagerOptions, TokenSet } from "./index.js";

/**
 * The tokens that a {@link TokenCoordinator} returns: all but the refresh token, in a form that Cloudflare's types allow
 * through RPC.
 */
export interface CoordinatedTokenSet extends Omit<TokenSet, "refreshToken" | "extra"> {
  /** Response members that no standard names, as they came in JSON. */
  extra?: Record<string, null | boolean | number | string | object>;
}

/**
 * Base class of a Durable Object (with SQLite-backed storage) that owns credentials. Every isolate asks this object, and it
 * alone talks to the authorization server, so there is one token request at a time for all isolates. A new token is on disk
 * before any caller gets it. The object's alarm renews tokens ahead of time, and an evicted object continues where it stopped.
 *
 * Subclass it, return the providers it owns from `options`, and bind it in wrangler's configuration (`new_sqlite_classes`):
 *
 * ```ts
 * export class Tokens extends TokenCoordinator<Env> {
 *   options(env: Env) {
 *     return { providers: { api: { grant: "client_credentials", issuer: "https://login.example.com", clientId: "…", clientSecret: env.SECRET } } };
 *   }
 * }
 * ```
 *
 * Calls go by RPC: `compatibility_date` 2024-04-03 or later. {@link coordinator} makes them; calls made by hand reject with
 * errors whose classes RPC has lost. RPC does not reach `options`, a method or a field. It does reach every other public
 * method that a subclass adds, as in any Durable Object: helpers that see secrets must be `#private`. A subclass with an
 * `alarm` of its own must call `super.alarm()`.
 */
export abstract class TokenCoordinator<Env = unknown> {
  /**
   * Cloudflare's types recognize a Durable Object's class by this: `DurableObjectNamespace<Tokens>` requires it. No such value
   * exists.
   */
  readonly __DURABLE_OBJECT_BRAND: never;
  constructor(ctx: unknown, env: Env);
  /**
   * Called when the object starts, also after each eviction. `name` is the object's name (for example a tenant) if it was
   * created by name. The result is never stored: secrets come from `env` each time. Its `storage` and `background` are
   * ignored, and `allowedOrigins` has no use here: give it to {@link coordinator}.
   *
   * Options that cannot work are an InvalidConfigurationError: `dpop: true` (the key could neither leave the object nor
   * outlive its memory), `encryption: true` (give a key of your own), and a provider that asks this very object. Users log in
   * elsewhere: pass the resulting tokens to `setTokens`, and the object renews them.
   */
  abstract options(env: Env, name?: string): TokenManagerOptions | Promise<TokenManagerOptions>;
  /** A valid access token with its details, without the refresh token. */
  getToken(provider?: string, options?: Omit<GetTokenOptions, "signal">): Promise<CoordinatedTokenSet>;
  /** Takes tokens obtained elsewhere; resolves when they are on disk. */
  setTokens(provider: string, tokens: TokenInput): Promise<TokenInfo>;
  /** The state of a provider's token, without its secrets. */
  getTokenInfo(provider?: string): Promise<TokenInfo>;
  /** Forgets the access token and keeps the refresh token. With `token`: only if that is the current one. */
  invalidate(provider?: string, token?: string): Promise<void>;
  /** Forgets all tokens of one provider, or of all. */
  clear(provider?: string): Promise<void>;
  /** Forgets a provider's tokens and revokes them at the server (RFC 7009). */
  revoke(provider?: string): Promise<void>;
  /**
   * Renews the providers' tokens that are due. The runtime calls it, perhaps twice for one alarm. The token of a target (`scope`,
   * `resource`, `audience` of `getToken`) is renewed by its next use: ahead of its end, that call returns the old token at
   * once. A target that is a provider (`refreshToken: { provider }`) is renewed by the alarm.
   */
  alarm(): Promise<void>;
}

/**
 * A provider whose tokens come from a {@link TokenCoordinator}. The manager keeps the tokens in its own memory, so a cached
 * token costs no call. `refresh`, `setTokens`, `invalidate`, `clear` and `revoke` are passed on, and reject with the object's
 * error class and code. Refresh tokens stay with the object. An object that cannot be reached in three tries is an error with
 * the code `network`, retryable.
 *
 * @param namespace the Durable Object binding, such as `env.TOKENS`
 * @param options `name` is the object's name (default "default"), `provider` the provider's name inside the object (default:
 *   the name under which this provider is registered)
 * @throws InvalidConfigurationError
 */
export function coordinator(namespace: unknown, options?: { name?: string; provider?: string } & ProviderBase): CoordinatedProvider;
