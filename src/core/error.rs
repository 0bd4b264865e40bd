//! The one error type, with the stable codes that the TypeScript classes show.

use std::any::Any;
use std::borrow::Cow;
use std::fmt;
use std::rc::Rc;

/// The TypeScript class of an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Class {
    /// A failure outside the other classes: a revocation's.
    Token,
    /// The core has not been loaded yet.
    NotInitialized,
    /// An option is wrong; the message names it by its path.
    InvalidConfiguration,
    /// No provider has this name.
    UnknownProvider,
    /// There is no token and no way to get one: the user logged out, or no token was ever set.
    TokenNotFound,
    /// A token that cannot be renewed has expired.
    TokenExpired,
    /// A first token could not be obtained.
    TokenAcquisition,
    /// A refresh failed.
    TokenRefresh,
    /// The server refused the refresh token permanently, or a user must log in.
    ReauthenticationRequired,
    /// A user's login failed.
    Login,
    /// The storage failed.
    Storage,
    /// A JWT is malformed or not acceptable.
    InvalidToken,
    /// The manager was closed.
    ManagerClosed,
}

/// The stable machine-readable reason of an error; [`Code::as_str`] is what TypeScript sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[allow(missing_docs)] // The names are clear; the TypeScript contract lists them.
pub enum Code {
    NotInitialized,
    InvalidConfiguration,
    UnknownProvider,
    TokenNotFound,
    TokenExpired,
    AcquisitionFailed,
    RefreshFailed,
    ReauthenticationRequired,
    LoginFailed,
    Network,
    Timeout,
    RateLimited,
    CircuitOpen,
    InvalidResponse,
    Storage,
    Crypto,
    Closed,
    OriginNotAllowed,
    InvalidToken,
    PopupBlocked,
    PopupClosed,
}

impl Code {
    /// All codes.
    pub const ALL: [Self; 21] = [
        Self::NotInitialized,
        Self::InvalidConfiguration,
        Self::UnknownProvider,
        Self::TokenNotFound,
        Self::TokenExpired,
        Self::AcquisitionFailed,
        Self::RefreshFailed,
        Self::ReauthenticationRequired,
        Self::LoginFailed,
        Self::Network,
        Self::Timeout,
        Self::RateLimited,
        Self::CircuitOpen,
        Self::InvalidResponse,
        Self::Storage,
        Self::Crypto,
        Self::Closed,
        Self::OriginNotAllowed,
        Self::InvalidToken,
        Self::PopupBlocked,
        Self::PopupClosed,
    ];

    /// The code's public name, such as `invalid_response`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotInitialized => "not_initialized",
            Self::InvalidConfiguration => "invalid_configuration",
            Self::UnknownProvider => "unknown_provider",
            Self::TokenNotFound => "token_not_found",
            Self::TokenExpired => "token_expired",
            Self::AcquisitionFailed => "acquisition_failed",
            Self::RefreshFailed => "refresh_failed",
            Self::ReauthenticationRequired => "reauthentication_required",
            Self::LoginFailed => "login_failed",
            Self::Network => "network",
            Self::Timeout => "timeout",
            Self::RateLimited => "rate_limited",
            Self::CircuitOpen => "circuit_open",
            Self::InvalidResponse => "invalid_response",
            Self::Storage => "storage",
            Self::Crypto => "crypto",
            Self::Closed => "closed",
            Self::OriginNotAllowed => "origin_not_allowed",
            Self::InvalidToken => "invalid_token",
            Self::PopupBlocked => "popup_blocked",
            Self::PopupClosed => "popup_closed",
        }
    }
}

impl Class {
    /// All classes.
    pub const ALL: [Self; 13] = [
        Self::Token,
        Self::NotInitialized,
        Self::InvalidConfiguration,
        Self::UnknownProvider,
        Self::TokenNotFound,
        Self::TokenExpired,
        Self::TokenAcquisition,
        Self::TokenRefresh,
        Self::ReauthenticationRequired,
        Self::Login,
        Self::Storage,
        Self::InvalidToken,
        Self::ManagerClosed,
    ];

    /// The name of the TypeScript class, such as `TokenRefreshError`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Token => "TokenError",
            Self::NotInitialized => "NotInitializedError",
            Self::InvalidConfiguration => "InvalidConfigurationError",
            Self::UnknownProvider => "UnknownProviderError",
            Self::TokenNotFound => "TokenNotFoundError",
            Self::TokenExpired => "TokenExpiredError",
            Self::TokenAcquisition => "TokenAcquisitionError",
            Self::TokenRefresh => "TokenRefreshError",
            Self::ReauthenticationRequired => "ReauthenticationRequiredError",
            Self::Login => "LoginError",
            Self::Storage => "StorageError",
            Self::InvalidToken => "InvalidTokenError",
            Self::ManagerClosed => "ManagerClosedError",
        }
    }

    /// The class shared by all errors with this code, if there is one. These are the failures of an acquisition or refresh that
    /// a provider's caller must be able to tell apart.
    #[must_use]
    pub fn of(code: Code) -> Option<Self> {
        match code {
            Code::ReauthenticationRequired => Some(Self::ReauthenticationRequired),
            Code::InvalidConfiguration => Some(Self::InvalidConfiguration),
            Code::UnknownProvider => Some(Self::UnknownProvider),
            Code::TokenNotFound => Some(Self::TokenNotFound),
            Code::TokenExpired => Some(Self::TokenExpired),
            _ => None,
        }
    }
}

/// A value that the host or a user's callback threw: kept as it is, never inspected, hidden in Debug output. Or an
/// earlier [`Error`] that led to this one.
#[derive(Clone)]
pub struct Cause(pub Rc<dyn Any>);

impl fmt::Debug for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[cause]")
    }
}

/// The reason why a call failed. Contains no token, secret, code or verifier, nor a piece of one.
///
/// Boxed, since every `?` of the protocol code moves it.
#[derive(Clone, Debug)]
pub struct Error(Box<Details>);

impl std::ops::Deref for Error {
    type Target = Details;

    fn deref(&self) -> &Details {
        &self.0
    }
}

impl std::ops::DerefMut for Error {
    fn deref_mut(&mut self) -> &mut Details {
        &mut self.0
    }
}

/// The content of an [`Error`].
#[derive(Clone, Debug)]
pub struct Details {
    /// The TypeScript class.
    pub class: Class,
    /// The stable code.
    pub code: Code,
    /// A sentence for developers: the error and its remedy.
    pub message: Cow<'static, str>,
    /// The provider's name, if one is concerned.
    pub provider: Option<Rc<str>>,
    /// True if the same call may succeed later with nothing changed.
    pub retryable: bool,
    /// HTTP status, if a server answered.
    pub status: Option<u16>,
    /// The server's `error` (RFC 6749 §5.2), with echoed secrets replaced.
    pub oauth_error: Option<String>,
    /// The server's `error_description` (RFC 6749 §5.2), with echoed secrets replaced.
    pub oauth_error_description: Option<String>,
    /// The server's `suberror` (Entra ID) or `error_subtype` (Google), which is more precise than `error`.
    pub suberror: Option<String>,
    /// The claims request for the next login (OpenID Connect Core §5.5), if the server's answer holds one: the text of a JSON
    /// object.
    pub claims: Option<String>,
    /// The wait before the next attempt, in milliseconds.
    pub retry_after_ms: Option<i64>,
    /// The value that the host or a callback threw, or the failure that led to this one.
    pub cause: Option<Cause>,
}

/// The result of an operation that can fail with an [`Error`].
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error that is not retryable and has no further detail.
    #[must_use]
    pub fn new(class: Class, code: Code, message: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Details {
            class,
            code,
            message: message.into(),
            provider: None,
            retryable: false,
            status: None,
            oauth_error: None,
            oauth_error_description: None,
            suberror: None,
            claims: None,
            retry_after_ms: None,
            cause: None,
        }))
    }

    /// A wrong option. `path` is the option as a developer would write it (`providers.api.tokenEndpoint`). `problem`
    /// tells the developer what to do.
    #[must_use]
    pub fn configuration(path: &str, problem: &str) -> Self {
        let mut message = String::with_capacity(path.len() + problem.len() + 2);
        message.push_str(path);
        message.push_str(": ");
        message.push_str(problem);
        Self::new(
            Class::InvalidConfiguration,
            Code::InvalidConfiguration,
            message,
        )
    }

    /// The manager was closed.
    #[must_use]
    pub fn closed() -> Self {
        Self::new(Class::ManagerClosed, Code::Closed, "the manager was closed")
    }

    /// No provider has this name.
    #[must_use]
    pub fn unknown_provider(name: &Rc<str>) -> Self {
        let message = "no provider has this name: add it first";
        Self::new(Class::UnknownProvider, Code::UnknownProvider, message).of(name)
    }

    /// A user's login that failed, for the reason in `message`.
    #[must_use]
    pub fn login_failed(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Class::Login, Code::LoginFailed, message)
    }

    /// The same error, naming `provider`.
    #[must_use]
    pub fn of(mut self, provider: &Rc<str>) -> Self {
        self.provider = Some(provider.clone());
        self
    }

    /// The same error, marked as worth a retry.
    #[must_use]
    pub fn retryable(mut self) -> Self {
        self.retryable = true;
        self
    }

    /// The same error, with the HTTP status that came with it.
    #[must_use]
    pub fn with_status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    /// The same error, with its cause.
    #[must_use]
    pub fn with_cause(mut self, cause: Option<Cause>) -> Self {
        self.cause = cause;
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        let earlier = self.cause.as_ref()?.0.downcast_ref::<Self>()?;
        Some(earlier)
    }
}
