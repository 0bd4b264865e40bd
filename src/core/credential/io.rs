//! Inputs, outputs and events of a credential's state machine.

use super::StorageTraits;
use super::ids::{AskId, FlightId, Ticket, WaiterId};
use crate::core::error::{Cause, Error};
use crate::core::http::{HttpRequest, HttpResponse, Transport};
use crate::core::note::Note;
use crate::core::oauth::form::Part;
use crate::core::oauth::metadata::Metadata;
use crate::core::oauth::parts::Needs;
use crate::core::secret::Secret;
use crate::core::targets::Mint;
use crate::core::time::Timestamp;
use crate::core::tokens::TokenSet;
use std::rc::Rc;

/// On hosts whose requests end, work counts as lost once its request has given no sign of life for this long. The
/// driver sends several signs within that time: [`Input::StillAlive`], [`Input::FallbackAlive`].
pub const LOST_AFTER_MS: i64 = 1_500;

/// The reason why a record was not written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotSaved {
    /// The storage failed or took too long.
    Failed,
    /// Another writer changed the record after it was read: nothing was written.
    Changed,
}

/// A custom provider's function returned no usable access token.
#[derive(Clone, Debug)]
pub struct Refused {
    /// The error.
    pub error: Error,
    /// The refresh token in the result.
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

/// An input: something that happened.
#[derive(Clone, Debug)]
pub enum Input {
    /// A caller wants a token.
    TokenWanted {
        /// The recipient of [`Output::Resolve`] or [`Output::Reject`].
        waiter: WaiterId,
        /// Remaining life that the caller demands, in milliseconds.
        min_lifetime_ms: Option<i64>,
        /// Demands a token other than the cached one.
        force: bool,
        /// A fallback's token will do at once (true), never (false), or after some failures (the default).
        use_fallback: Option<bool>,
    },
    /// A caller gave up; the shared work goes on.
    Abandoned(WaiterId),
    /// Read tokens from storage if none are in memory. Answered by [`Output::Done`].
    RestoreWanted(WaiterId),
    /// Tokens came from outside a flight: from the user's login, or set by hand. Answered by [`Output::Done`].
    TokensSet {
        /// The recipient of [`Output::Done`].
        waiter: WaiterId,
        /// The new tokens.
        tokens: Box<TokenSet>,
        /// True if the provider's own server issued them in a login, false if the user set them by hand.
        by_login: bool,
    },
    /// Forget the access token, keep the refresh token. Answered by [`Output::Done`].
    Invalidated(WaiterId),
    /// Forget all tokens. Answered by [`Output::Done`].
    Cleared(WaiterId),
    /// Forget all tokens, then revoke them at the server. Answered by [`Output::Revoke`].
    RevokeWanted(WaiterId),
    /// Records are kept in another storage from now on; existing records were copied to it.
    StorageChanged(StorageTraits),
    /// A record came from another place. Answered by [`Output::Done`].
    RecordGiven {
        /// The recipient of [`Output::Done`].
        waiter: WaiterId,
        /// The record's text.
        record: Secret,
        /// The user restores this record even if it was cleared. It is written to storage as well.
        restoring: bool,
    },
    /// A storage read ended; `Err` if the storage failed or took too long.
    Loaded(Ticket, Result<Option<Secret>, ()>),
    /// A storage write or removal ended.
    Saved(Ticket, Result<(), NotSaved>),
    /// The lock between tabs was granted.
    LockGranted(FlightId),
    /// The lock was not granted in time (its holder froze), or locks are not available: go on without it.
    LockTimedOut(FlightId),
    /// The issuer's metadata arrived, or could not be fetched.
    Discovered(FlightId, Result<Rc<Metadata>, Error>),
    /// The host made the parts that a request needs, or failed to.
    Made(FlightId, Result<Vec<Part>, Error>),
    /// The server answered.
    Response(FlightId, HttpResponse),
    /// No answer came.
    NetworkFailed(FlightId, Transport, Option<Cause>),
    /// A custom provider's function returned or threw.
    CustomEnded(FlightId, Result<Box<TokenSet>, Refused>),
    /// Another credential wants an access token for a target, from this one's session. Answered by [`Output::Minted`].
    MintWanted {
        /// The recipient of the answer.
        waiter: WaiterId,
        /// The target, and the demands on its token.
        mint: Rc<Mint>,
    },
    /// Another credential forgets the tokens for its target: this token, or any. Answered by [`Output::Done`].
    TargetDropped {
        /// The recipient of the answer, if there is one.
        waiter: Option<WaiterId>,
        /// The [`identity::target`](crate::core::identity::target).
        id: Rc<str>,
        /// The token.
        token: Option<Secret>,
    },
    /// The supplier returned an access token for this credential's target, or has none.
    Supplied(FlightId, Result<Box<TokenSet>, Error>),
    /// The supplier's session now holds these tokens for this credential's target.
    SupplierChanged {
        /// The tokens, if there are any.
        tokens: Option<Box<TokenSet>>,
        /// True if the supplier has a session.
        session: bool,
    },
    /// A fallback returned its token, or an error.
    FallbackEnded(AskId, Result<Box<TokenSet>, Error>),
    /// The request that asks a fallback is still alive (hosts whose requests end).
    FallbackAlive(AskId),
    /// A fallback that lent its token now has another one, or none.
    FallbackChanged {
        /// The fallback's name.
        from: Rc<str>,
        /// Its tokens, without a refresh token.
        tokens: Option<Box<TokenSet>>,
    },
    /// The request that a flight belongs to is still alive (hosts where work ends with its request).
    StillAlive(FlightId),
    /// The host went online (true) or offline.
    Network(bool),
    /// Another tab, worker or manager announced this change, or may have.
    Elsewhere(Announcement),
    /// Background refresh was started or stopped.
    Background(bool),
    /// The manager closes, or the provider is removed: nothing new begins. A refresh that was already sent is finished if there
    /// is a storage for its result, since the spent refresh token cannot be used again.
    Closing,
    /// The thumbprint of the key that tokens are bound to, or `None` if no key is possible. It comes before the first
    /// [`Input::Loaded`], and again whenever the key changes ([`dpop`](crate::core::dpop)).
    ProofKey(Option<Rc<str>>),
    /// Time passed: the timer fired, or the driver checks the clock.
    TimePassed,
}

/// A command for the host.
#[derive(Clone, Debug)]
pub enum Output {
    /// Read the stored record; answered by [`Input::Loaded`].
    Load(Ticket),
    /// Like [`Output::Load`], but a stale copy is acceptable, because storage is read again soon.
    Peek(Ticket),
    /// Write the record; answered by [`Input::Saved`].
    Save {
        /// Comes back with the answer.
        ticket: Ticket,
        /// The record's text.
        record: Secret,
        /// The time when the storage may drop it (epoch milliseconds by the wall clock).
        expires_at: Option<i64>,
        /// Write only if the record is still what this read returned. A storage without an atomic compare-and-write writes in
        /// any case.
        only_if: Option<Ticket>,
    },
    /// Remove the record; answered by [`Input::Saved`].
    Erase {
        /// Comes back with the answer.
        ticket: Ticket,
        /// Remove only if the record is still what this read returned.
        only_if: Option<Ticket>,
    },
    /// Remove the record under this storage key. It belongs to another subject, and no caller here can ask for it again.
    Discard(String),
    /// Take the lock between tabs; answered by [`Input::LockGranted`] or [`Input::LockTimedOut`].
    TakeLock(FlightId),
    /// Release the lock or withdraw the request for it, but only after earlier writes and removals: the next holder reads
    /// storage.
    ReleaseLock(FlightId),
    /// Fetch the issuer's metadata; answered by [`Input::Discovered`].
    Discover(FlightId),
    /// Make the parts of the request that the configuration does not supply; answered by [`Input::Made`].
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
        /// Demands a token other than the cached one.
        force: bool,
    },
    /// Ask the provider whose refresh token is used for an access token; answered by [`Input::Supplied`].
    AskSupplier {
        /// Comes back with the answer.
        flight: FlightId,
        /// Remaining life that callers demand, in milliseconds.
        min_lifetime_ms: Option<i64>,
        /// A token that the supplier already holds serves only if it was obtained after this time.
        newer_than: Option<Timestamp>,
    },
    /// The result for the credential that wanted an access token for its target.
    Minted(WaiterId, Result<Box<TokenSet>, Error>),
    /// Make the supplier forget this credential's tokens too, by [`Input::TargetDropped`]. Then tell the caller.
    DropAtSupplier {
        /// The caller, if there is one.
        waiter: Option<WaiterId>,
        /// The token; `None` means any.
        token: Option<Secret>,
    },
    /// Abort this flight's request, whose answer is no longer wanted. The answer must not be passed in, since the flight may
    /// have sent another request.
    Cancel(FlightId),
    /// Revoke these tokens (if there were any), then tell the caller. They are already gone from memory and storage.
    Revoke(WaiterId, Option<Box<TokenSet>>),
    /// Hand the held token to the caller.
    Resolve(WaiterId),
    /// The caller gets no token.
    Reject(WaiterId, Error),
    /// The caller's operation is done.
    Done(WaiterId),
    /// Send this to other tabs, workers and managers of the origin.
    Announce(Announcement),
    /// Tell listeners.
    Emit(Event),
    /// Count and log this.
    Note(Note),
}

/// A message between tabs, workers and managers that share a credential. It carries no data: it only says that storage
/// may have changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Announcement {
    /// New tokens are stored.
    Renewed,
    /// All tokens were forgotten.
    Cleared,
}

/// An event for listeners.
#[derive(Clone, Debug)]
pub enum Event {
    /// The first token arrived.
    Added,
    /// A new token replaced the old one.
    Refreshed,
    /// The token's life has entered the refresh-ahead window.
    Expiring,
    /// The token's life is over.
    Expired,
    /// All tokens were forgotten.
    Removed,
    /// A refresh or acquisition failed, after its retries.
    Failed {
        /// The error.
        error: Error,
        /// The time of the next automatic attempt, if there is one.
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
    /// A user signed in, here or elsewhere.
    SignedIn,
    /// The user signed out, here or elsewhere, or the session ended.
    SignedOut,
    /// A stored record could not be used.
    StorageError(Error),
}

/// The stage of a token's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenState {
    /// Nothing is held.
    NotAuthenticated,
    /// A first token is being obtained.
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
    /// The state's public name, such as `not_authenticated`.
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
