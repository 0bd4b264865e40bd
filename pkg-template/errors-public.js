// @ts-check
// The error classes that entry points export.

export {
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
} from "./errors.js";
