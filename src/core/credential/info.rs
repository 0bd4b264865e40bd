//! Public information about a credential: everything but its secrets.

use super::io::TokenState;
use crate::core::error::Code;
use serde::{Serialize, Serializer};

/// Information about a provider's token, without its secrets. Times are epoch milliseconds by the wall clock.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TokenInfo {
    /// The provider's name.
    pub provider: String,
    /// The token's state.
    pub state: TokenState,
    /// True if an access token is held, living or not.
    pub has_token: bool,
    /// True if a refresh token is held.
    pub has_refresh_token: bool,
    /// The type, as the server sent it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_type: Option<String>,
    /// The granted scope.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// The time when the token was requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub obtained_at: Option<i64>,
    /// The time when it expires.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<i64>,
    /// The remaining life; not negative.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remaining_seconds: Option<f64>,
    /// The time of its renewal, if renewal is possible.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_refresh_at: Option<i64>,
    /// The time when a token was last obtained by this manager.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_refresh_at: Option<i64>,
    /// Failed refreshes and acquisitions in a row.
    pub consecutive_failures: u32,
    /// The last of these failures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_error: Option<ErrorInfo>,
    /// After failures: when the next automatic attempt is made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_attempt_at: Option<i64>,
    /// The token's origin.
    pub source: Source,
    /// This machine's clock minus the server's, in milliseconds, if the server sent its time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clock_skew_ms: Option<i64>,
}

/// A failure, in short.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ErrorInfo {
    /// The stable code.
    #[serde(serialize_with = "code_name")]
    pub code: Code,
    /// The message.
    pub message: String,
    /// The time when it happened: epoch milliseconds by the wall clock.
    pub at: i64,
    /// True if the same attempt may succeed later with nothing changed.
    pub retryable: bool,
}

fn code_name<S: Serializer>(code: &Code, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(code.as_str())
}

/// The origin of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Source {
    /// From storage: an earlier start of the program, or another tab.
    Storage,
    /// From the provider itself. This includes a user's login.
    Primary,
    /// From a provider of the fallback chain.
    Fallback,
    /// Set by hand: a static token, or `setTokens`.
    Manual,
    /// There is none.
    None,
}

impl Source {
    /// The source's public name, such as `primary`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Storage => "storage",
            Self::Primary => "primary",
            Self::Fallback => "fallback",
            Self::Manual => "manual",
            Self::None => "none",
        }
    }
}
