// @ts-check
// The error classes. Every rejection of this package is one of them, or the caller's own abort reason.

/**
 * An error's members besides its message.
 * @typedef {object} TokenErrorFields
 * @property {string} [code]
 * @property {string} [provider]
 * @property {boolean} [retryable]
 * @property {number} [status]
 * @property {string} [oauthError]
 * @property {string} [oauthErrorDescription]
 * @property {string} [suberror]
 * @property {string} [claims]
 * @property {number} [retryAfterMs]
 * @property {unknown} [cause]
 */

/** The members that are shown, in this order. `cause` is not one of them, since it may hold anything. */
const SHOWN = /** @type {const} */ (["code", "provider", "retryable", "status", "oauthError", "oauthErrorDescription", "suberror", "claims", "retryAfterMs"]);

export class TokenError extends Error {
  /**
   * @param {string} [message]
   * @param {TokenErrorFields} [fields]
   */
  constructor(message, fields = {}) {
    // `cause` is passed on only if there is one, since Error makes an own property of it even when it is undefined.
    super(message, fields.cause === undefined ? undefined : { cause: fields.cause });
    /** @type {string} */
    this.code = fields.code ?? CODES[this.name] ?? "acquisition_failed";
    /** @type {boolean} */
    this.retryable = fields.retryable ?? false;
    for (const name of SHOWN) {
      if (fields[name] !== undefined) Object.assign(this, { [name]: fields[name] });
    }
  }

  /** For JSON.stringify: name, message and the members above, without the cause. */
  toJSON() {
    /** @type {Record<string, unknown>} */
    const shown = { name: this.name, message: this.message };
    for (const name of SHOWN) shown[name] = Reflect.get(this, name);
    return shown;
  }
}
export class NotInitializedError extends TokenError {}
export class InvalidConfigurationError extends TokenError {}
export class UnknownProviderError extends TokenError {}
export class TokenNotFoundError extends TokenError {}
export class TokenExpiredError extends TokenError {}
export class TokenAcquisitionError extends TokenError {}
export class TokenRefreshError extends TokenError {}
export class ReauthenticationRequiredError extends TokenRefreshError {}
export class LoginError extends TokenError {}
export class StorageError extends TokenError {}
export class InvalidTokenError extends TokenError {}
export class ManagerClosedError extends TokenError {}

/** Each class with its name and default code. Names are written out since minifiers rename classes. */
const CLASSES = /** @type {const} */ ([
  [TokenError, "TokenError", "acquisition_failed"],
  [NotInitializedError, "NotInitializedError", "not_initialized"],
  [InvalidConfigurationError, "InvalidConfigurationError", "invalid_configuration"],
  [UnknownProviderError, "UnknownProviderError", "unknown_provider"],
  [TokenNotFoundError, "TokenNotFoundError", "token_not_found"],
  [TokenExpiredError, "TokenExpiredError", "token_expired"],
  [TokenAcquisitionError, "TokenAcquisitionError", "acquisition_failed"],
  [TokenRefreshError, "TokenRefreshError", "refresh_failed"],
  [ReauthenticationRequiredError, "ReauthenticationRequiredError", "reauthentication_required"],
  [LoginError, "LoginError", "login_failed"],
  [StorageError, "StorageError", "storage"],
  [InvalidTokenError, "InvalidTokenError", "invalid_token"],
  [ManagerClosedError, "ManagerClosedError", "closed"],
]);

/** @type {Record<string, string>} */
const CODES = {};
/** @type {Record<string, typeof TokenError>} */
const BY_NAME = {};
for (const [constructor, name, code] of CLASSES) {
  Object.defineProperty(constructor.prototype, "name", { value: name, configurable: true, writable: true });
  CODES[name] = code;
  BY_NAME[name] = constructor;
}

/**
 * Makes an error on the core's behalf.
 * @param {string} className
 * @param {string} code
 * @param {string} message
 * @param {TokenErrorFields} fields
 * @returns {TokenError}
 */
export function makeError(className, code, message, fields) {
  const Class = BY_NAME[className] ?? TokenError;
  return new Class(message, { ...fields, code });
}
