// The messages between the driver and the engine, as JSON texts with named values. The Rust side is `src/wire/`. A test compares
// both with the same samples (tests/fixtures/wire/).
//
// Times are epoch milliseconds by the wall clock, durations milliseconds.

/** An error. Its class is one of `errors.js`. */
export interface WireError {
  class: string;
  code: string;
  message: string;
  provider?: string;
  retryable: boolean;
  status?: number;
  oauthError?: string;
  oauthErrorDescription?: string;
  suberror?: string;
  claims?: string;
  retryAfterMs?: number;
  /** The number under which the driver keeps the thrown value. */
  cause?: number;
  /** The error that led to this one. */
  earlier?: WireError;
}

/** `TokenInfo`, with `remainingMs` in place of `remainingSeconds`. */
export interface WireInfo {
  provider: string;
  state: string;
  hasToken: boolean;
  hasRefreshToken: boolean;
  tokenType?: string;
  scope?: string;
  obtainedAt?: number;
  expiresAt?: number;
  remainingMs?: number;
  nextRefreshAt?: number;
  lastRefreshAt?: number;
  consecutiveFailures: number;
  lastError?: { code: string; message: string; at: number; retryable: boolean };
  nextAttemptAt?: number;
  source: string;
  clockSkewMs?: number;
}

/** `TokenSet`. */
export interface WireTokens {
  accessToken: string;
  tokenType: string;
  expiresAt?: number;
  obtainedAt: number;
  scope?: string;
  refreshToken?: string;
  idToken?: string;
  extra?: Record<string, unknown>;
}

/** `User`. `claims` is the text of an object. */
export interface WireUser {
  provider: string;
  id: string;
  claims: string;
  authenticatedAt?: number;
}

/** An access token. */
export interface WireToken {
  token: string;
  tokenType: string;
}

/** The claims of a proof of possession (RFC 9449 §4.2), and the name of the key that signs it. */
export interface WireProof {
  key: string;
  htu: string;
  iat: number;
  nonce?: string;
  /** The correction that `iat` contains. */
  skewMs: number;
}

/** The provider of a user's login. */
export interface WireProvider {
  provider: string;
  /** How often its user has logged out. */
  logouts: number;
  /** The name of its key for proofs, if its tokens are bound to one. */
  proofKey?: string;
}

/** The used members of an issuer's metadata, by the names in the document. */
export interface WireMetadata {
  issuer: string;
  code_challenge_methods_supported: string[];
  authorization_response_iss_parameter_supported: boolean;
  require_pushed_authorization_requests: boolean;
  [endpoint: string]: unknown;
}

interface Place {
  /** Number of the storage. */
  storage: number;
  key: string;
}

interface Called {
  functions: number;
  provider: string;
  forceRefresh: boolean;
  minLifetimeMs?: number;
  scope?: string;
  resource?: string[];
  audience?: string[];
}

/** Work that the driver answers. */
export type Work =
  | { work: "fetch"; method: string; url: string; headers: Array<[string, string]>; body?: string; proof?: WireProof }
  | ({ work: "read" | "peek" } & Place)
  | ({ work: "write"; text?: string; expiresAt?: number; expected?: string | null } & Place)
  | { work: "list"; storage: number; prefix: string }
  | { work: "seal"; additionalData: string; text: string }
  | { work: "open"; additionalData: string; bytes: string }
  | ({ work: "lock"; patient: boolean } & Place)
  | { work: "proofKey"; name: string }
  | { work: "verify"; key: string; algorithm: string; input: string; signature: string }
  | {
      work: "makeParts";
      functions: number;
      audience?: string;
      endpoint?: string;
      now: number;
      clientId: string;
      scope: string;
      subjectToken?: string;
    }
  | ({ work: "acquire" } & Called)
  | ({ work: "refresh" | "revoke"; tokens: WireTokens } & Called)
  | { work: "decide"; id: number; answer?: string; closing: boolean }
  | { work: "passOn"; functions: number; provider: string; call: string; argument?: WireTokens | string };

/** The result of a call: nothing, or one of these. */
type Result =
  | { error: WireError }
  | WireToken
  | { info: WireInfo }
  | { value: WireTokens | boolean | string | string[] | WireProvider | WireMetadata }
  | { moved: { restored: number; skipped: number } }
  | { refreshed: string[]; failed: Array<{ provider: string; error: WireError }> }
  | Record<never, never>;

/** One step for the driver. */
export type Effect =
  | ({ effect: "do"; number: number; withinMs?: number } & Work)
  | { effect: "cancel" | "unlock"; number: number }
  | ({ effect: "settle"; caller: number } & Result)
  | ({ effect: "lend"; provider: string; since: number; until: number } & WireToken)
  | { effect: "withdraw"; provider: string }
  | { effect: "only"; provider?: string }
  | { effect: "emit"; name: string; event: Record<string, unknown> }
  | { effect: "log"; record: Record<string, unknown> }
  | { effect: "announce"; text: string }
  | { effect: "listen"; listens: boolean }
  | { effect: "forget"; functions: number }
  | { effect: "loggedOut"; provider: string };

/** The outcome of work. The body of a response goes beside the text, as bytes. */
export type Answer =
  | { answer: "response"; status: number; headers: Array<[string, string]>; proof?: { thumbprint: string; proof: string } }
  | { answer: "noResponse"; why: "network" | "networkOfPage" | "timeout" | "tooLarge" | "noProof"; cause?: number }
  | { answer: "text"; text: string | null }
  | { answer: "sealed"; bytes: string }
  | { answer: "written"; written: boolean }
  | { answer: "keys"; keys: string[] | null }
  | { answer: "locked"; locked: boolean }
  | { answer: "proofKey"; thumbprint?: string; fault?: number }
  | { answer: "verified"; verified: boolean }
  | { answer: "parts"; parts: Array<[string, string]> }
  | ({ answer: "tokens"; path: string; endpointNames: boolean } & GivenTokens)
  | { answer: "noTokens"; message: string; cause?: number; refreshToken?: string }
  | { answer: "decided"; step: string }
  | { answer: "done" | "timedOut" }
  | { answer: "threw"; cause: number; retryable: boolean; error?: Partial<Omit<WireError, "class" | "earlier">> };

/** Tokens from a user's function or call. `extra` is the text of an object. */
export interface GivenTokens {
  accessToken: string;
  tokenType?: string;
  expiresAt?: number;
  expiresInMs?: number;
  obtainedAt?: number;
  scope?: string;
  refreshToken?: string;
  idToken?: string;
  extra?: string;
}
