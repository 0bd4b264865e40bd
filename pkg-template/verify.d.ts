// Types of "tokenward/verify": `createVerifier` with a core of its own, for APIs that verify tokens and hold none. The exports,
// classes included, are the same as those of "tokenward".
export {
  createVerifier,
  decodeJwt,
  InvalidConfigurationError,
  InvalidTokenError,
  LoginError,
  ManagerClosedError,
  NotInitializedError,
  ReauthenticationRequiredError,
  StorageError,
  TokenAcquisitionError,
  TokenError,
  TokenExpiredError,
  TokenNotFoundError,
  TokenRefreshError,
  UnknownProviderError,
} from "./index.js";
export type { ErrorCode, IntrospectionOptions, PrivateJwk, SigningKey, TokenStorage, Verifier, VerifierOptions } from "./index.js";
