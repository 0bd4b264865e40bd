//! The events for listeners.

use super::challenge::StepUp;
use super::credential::info::TokenInfo;
use super::credential::io::TokenState;
use super::error::Error;
use super::user::User;
use std::rc::Rc;

/// An event of a provider's token or of the storage. Times are epoch milliseconds by the wall clock.
#[derive(Clone, Debug)]
#[non_exhaustive]
#[allow(missing_docs)] // Each variant says what its members are.
pub enum Event {
    /// `provider` has its first token.
    Added { provider: Rc<str>, info: TokenInfo },
    /// A new token of `provider` replaced the old one.
    Refreshed { provider: Rc<str>, info: TokenInfo },
    /// The token of `provider` is inside the refresh-ahead window.
    Expiring { provider: Rc<str>, info: TokenInfo },
    /// The token of `provider` has expired.
    Expired { provider: Rc<str>, info: TokenInfo },
    /// All tokens of `provider` were forgotten.
    Removed { provider: Rc<str> },
    /// A refresh or acquisition failed, after its retries. At `next_attempt_at` the next one begins by itself.
    Error {
        provider: Rc<str>,
        error: Error,
        next_attempt_at: Option<i64>,
    },
    /// The user of `provider` has to log in again.
    Reauthenticate { provider: Rc<str>, error: Error },
    /// From now on `provider` hands out the token of its fallback `to`.
    Fallback { provider: Rc<str>, to: Rc<str> },
    /// The state of `provider` changed.
    State {
        provider: Rc<str>,
        from: TokenState,
        to: TokenState,
    },
    /// A user of `provider` signed in, here or in another tab.
    SignedIn {
        provider: Rc<str>,
        user: Option<User>,
    },
    /// The user of `provider` signed out, here or in another tab, or the session ended.
    SignedOut { provider: Rc<str> },
    /// An API demands more than the token of `provider` proves.
    StepUp {
        provider: Rc<str>,
        wanted: Box<StepUp>,
    },
    /// The storage failed. Sent once each time that it breaks, not for each operation.
    StorageError { error: Error },
}

impl Event {
    /// The event's public name, such as `refreshed`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Added { .. } => "added",
            Self::Refreshed { .. } => "refreshed",
            Self::Expiring { .. } => "expiring",
            Self::Expired { .. } => "expired",
            Self::Removed { .. } => "removed",
            Self::Error { .. } => "error",
            Self::Reauthenticate { .. } => "reauthenticate",
            Self::Fallback { .. } => "fallback",
            Self::State { .. } => "state",
            Self::SignedIn { .. } => "signedIn",
            Self::SignedOut { .. } => "signedOut",
            Self::StepUp { .. } => "stepUp",
            Self::StorageError { .. } => "storageError",
        }
    }
}
