//! What goes into the state machine of one credential and what comes out of it.

use super::StorageTraits;
use super::ids::{AskId, FlightId, Ticket, WaiterId};
use super::note::Note;
use crate::core::error::{Cause, Error};
use crate::core::http::{HttpRequest, HttpResponse, Transport};
use crate::core::oauth::form::Part;
use crate::core::oauth::metadata::Metadata;
use crate::core::oauth::parts::Needs;
use crate::core::secret::Secret;
use crate::core::time::Timestamp;
use crate::core::tokens::TokenSet;
use std::rc::Rc;

/// Work whose request gave no sign of life for so long was lost with it, on hosts whose requests end. The driver gives several
/// within that time: [`Input::StillAlive`], [`Input::FallbackAlive`].
pub const LOST_AFTER_MS: i64 = 1_500;

/// Why the stored record is not what was to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotSaved {
    /// The storage failed or took too long.
    Failed,
    /// Somebody else changed the record since it was read: nothing was written.
    Changed,
}

/// What a custom provider's function gave holds no access token that could be used.
#[derive(Clone, Debug)]
pub struct Refused {
    /// Why.
    pub error: Error,
    /// A refresh token that it gave all the same.
    pub refresh_token: Option<Secret>,
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self {
            error,
            refresh_token: None,
        }
    }
}

/// What happened.
#[derive(Clone, Debug)]
pub enum Input {
    /// A caller wants a token.
    TokenWanted {
        /// Who gets [`Output::Resolve`] or [`Output::Reject`].
        waiter: WaiterId,
        /// Life that the caller demands, in milliseconds.
        min_lifetime_ms: Option<i64>,
        /// A cached token won't do.
        force: bool,
        /// Whether a fallback's token will do: at once, never, or by default after some failures.
        use_fallback: Option<bool>,
    },
    /// A caller gave up; the shared work goes on.
    Abandoned(WaiterId),
    /// Tokens are to be read from storage if none are in memory; answered by [`Output::Done`].
    RestoreWanted(WaiterId),
    /// Tokens that were obtained elsewhere: by the user's login, or given by hand. Answered by [`Output::Done`].
    TokensSet {
        /// Who gets [`Output::Done`].
        waiter: WaiterId,
        /// The new tokens.
        tokens: Box<TokenSet>,
        /// Whether the provider's own server gave them, in a login, rather than the user by hand.
        by_login: bool,
    },
    /// The access token is to be forgotten and the refresh token kept. Answered by [`Output::Done`].
    Invalidated(WaiterId),
    /// All tokens are to be forgotten. Answered by [`Output::Done`].
    Cleared(WaiterId),
    /// All tokens are to be forgotten, and then revoked at the server. Answered by [`Output::Revoke`].
    RevokeWanted(WaiterId),
    /// Records are kept in another storage from now on, and what is there was copied to it.
    StorageChanged(StorageTraits),
    /// A record came from elsewhere. Answered by [`Output::Done`].
    RecordGiven {
        /// Who gets [`Output::Done`].
        waiter: WaiterId,
        /// The record's text.
        record: Secret,
        /// The user wants it back, whatever was cleared: it is written as well.
        restoring: bool,
    },
    /// A storage read ended; `Err` if the storage failed or took too long.
    Loaded(Ticket, Result<Option<Secret>, ()>),
    /// A storage write or removal ended.
    Saved(Ticket, Result<(), NotSaved>),
    /// The lock between tabs is ours.
    LockGranted(FlightId),
    /// The lock could not be had in time (its holder froze), or there is none: go on without it.
    LockTimedOut(FlightId),
    /// The issuer's metadata came, or could not be had.
    Discovered(FlightId, Result<Rc<Metadata>, Error>),
    /// What a request needs was made, or could not be.
    Made(FlightId, Result<Vec<Part>, Error>),
    /// The server answered.
    Response(FlightId, HttpResponse),
    /// No answer came.
    NetworkFailed(FlightId, Transport, Option<Cause>),
    /// A custom provider's function returned or threw.
    CustomEnded(FlightId, Result<Box<TokenSet>, Refused>),
    /// A fallback gave its token, or has none either.
    FallbackEnded(AskId, Result<Box<TokenSet>, Error>),
    /// The request that asks a fallback still lives (hosts whose requests end).
    FallbackAlive(AskId),
    /// A fallback whose token was lent has another one now, or none.
    FallbackChanged {
        /// The fallback's name.
        from: Rc<str>,
        /// Its tokens, without a refresh token.
        tokens: Option<Box<TokenSet>>,
    },
    /// The request that a flight belongs to still lives (hosts whose requests end, and their work with them).
    StillAlive(FlightId),
    /// The host says that it is online (true), or offline.
    Network(bool),
    /// Another tab, worker or manager said so, or may have.
    Elsewhere(Announcement),
    /// Background refresh was started or stopped.
    Background(bool),
    /// The manager closes, or the provider is removed: nothing is begun any more. A refresh that was sent is brought to its
    /// end if there is a storage to keep what it brings, since the spent refresh token cannot be used again.
    Closing,
    /// The key that tokens are bound to: its thumbprint, or `None` if there can be none. Comes before the first
    /// [`Input::Loaded`], and again when it changed ([`dpop`](crate::core::dpop)).
    ProofKey(Option<Rc<str>>),
    /// Time went by: the timer fired, or somebody looks at the clock.
    TimePassed,
}

/// What the host is to do.
#[derive(Clone, Debug)]
pub enum Output {
    /// Read the stored record; answered by [`Input::Loaded`].
    Load(Ticket),
    /// The same, where a copy that may be late will do: it is only looked at, and looked at again soon.
    Peek(Ticket),
    /// Write the record; answered by [`Input::Saved`].
    Save {
        /// Comes back with the answer.
        ticket: Ticket,
        /// The record's text.
        record: Secret,
        /// When the storage may forget it (epoch milliseconds by the wall clock).
        expires_at: Option<i64>,
        /// Only if the record is still what this read gave. A storage that cannot compare and write in one step writes.
        only_if: Option<Ticket>,
    },
    /// Remove the record; answered by [`Input::Saved`].
    Erase {
        /// Comes back with the answer.
        ticket: Ticket,
        /// Only if the record is still what this read gave.
        only_if: Option<Ticket>,
    },
    /// Remove what lies under this storage key: a record of another subject, which nobody here can ask for again.
    Discard(String),
    /// Take the lock between tabs; answered by [`Input::LockGranted`] or [`Input::LockTimedOut`].
    TakeLock(FlightId),
    /// Let go of the lock, or of the wish for it, once what was to be written or removed before is: who gets it next looks there.
    ReleaseLock(FlightId),
    /// Get the issuer's metadata; answered by [`Input::Discovered`].
    Discover(FlightId),
    /// Make what the request needs beside the configuration; answered by [`Input::Made`].
    Make(FlightId, Box<Needs>),
    /// Send the request; answered by [`Input::Response`] or [`Input::NetworkFailed`].
    Send(FlightId, Box<HttpRequest>),
    /// Call the custom provider's `acquire`; answered by [`Input::CustomEnded`].
    CallAcquire(FlightId),
    /// Call the custom provider's `refresh`; answered by [`Input::CustomEnded`].
    CallRefresh(FlightId, Box<TokenSet>),
    /// Ask a fallback for its token; answered by [`Input::FallbackEnded`].
    AskFallback {
        /// Comes back with the answer.
        ask: AskId,
        /// Its place in [`Settings::fallbacks`](super::Settings::fallbacks).
        place: usize,
        /// A cached token won't do.
        force: bool,
    },
    /// Nobody waits for this flight's request any more: abort it. Its answer must not come in: the flight may have sent
    /// another one.
    Cancel(FlightId),
    /// The tokens are forgotten here, in memory and storage: revoke them (there may have been none), then tell the caller.
    Revoke(WaiterId, Option<Box<TokenSet>>),
    /// The caller's token is there: hand out the one that is held.
    Resolve(WaiterId),
    /// The caller gets no token.
    Reject(WaiterId, Error),
    /// The caller's operation is done.
    Done(WaiterId),
    /// Tell other tabs, workers and managers of the origin.
    Announce(Announcement),
    /// Tell listeners.
    Emit(Event),
    /// Count and log.
    Note(Note),
}

/// What tabs, workers and managers that share a credential tell each other: that it is worth looking, and no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Announcement {
    /// New tokens are stored.
    Renewed,
    /// All tokens were forgotten.
    Cleared,
}

/// What listeners are told.
#[derive(Clone, Debug)]
pub enum Event {
    /// The first token is there.
    Added,
    /// A new token replaced the old one.
    Refreshed,
    /// The token's life is inside the refresh-ahead window.
    Expiring,
    /// The token's life is over.
    Expired,
    /// All tokens were forgotten.
    Removed,
    /// A refresh or acquisition failed, after its retries.
    Failed {
        /// Why.
        error: Error,
        /// When the next attempt is made without anybody asking, if one is.
        next_attempt_at: Option<Timestamp>,
    },
    /// The user has to log in again.
    Reauthenticate(Error),
    /// A fallback's token is handed out from now on.
    Fallback {
        /// The fallback's name.
        to: Rc<str>,
    },
    /// The state changed.
    State {
        /// The state before.
        from: TokenState,
        /// The state now.
        to: TokenState,
    },
    /// A stored record could not be used.
    StorageError(Error),
}

/// Where in its life a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenState {
    /// Nothing is held.
    NotAuthenticated,
    /// A first token is being had.
    Authenticating,
    /// A good token is held.
    Valid,
    /// The token is good and inside the refresh-ahead window.
    Expiring,
    /// The token is being renewed.
    Refreshing,
    /// The token's life is over.
    Expired,
    /// The last attempt failed and no token is left.
    Failed,
}

impl TokenState {
    /// The state's public name, `not_authenticated` say.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotAuthenticated => "not_authenticated",
            Self::Authenticating => "authenticating",
            Self::Valid => "valid",
            Self::Expiring => "expiring",
            Self::Refreshing => "refreshing",
            Self::Expired => "expired",
            Self::Failed => "failed",
        }
    }
}
