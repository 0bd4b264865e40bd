//! The engine's effects for its driver, and the driver's answers.

use super::call::{Caller, Handed, Outcome};
use super::provider::{Functions, Provider};
pub use super::settings::StorageId;
use crate::core::config::Wish;
pub use crate::core::driving::{FoundKey, Number, Proof, Thrown};
use crate::core::envelope::Sealed;
use crate::core::error::{Cause, Error, Result};
use crate::core::event::Event;
use crate::core::flow::Verification;
use crate::core::given::TokenInput;
use crate::core::http::{HttpRequest, HttpResponse, Transport};
use crate::core::log::LogRecord;
use crate::core::oauth::form::Part;
use crate::core::oauth::parts::Needs;
use crate::core::records::work;
use crate::core::secret::Secret;
use crate::core::tokens::TokenSet;
use std::rc::Rc;

/// A step for the driver. The driver does the steps in the order in which they come.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Begin this work, and bring its result by [`Engine::answer`](super::Engine::answer). The driver begins it and
    /// goes on: further effects do not wait for its end.
    Do {
        /// Comes back with the answer.
        number: Number,
        /// After this many milliseconds the driver cancels the work and answers [`Answer::TimedOut`]. `None`: the work has no
        /// limit of its own, or the engine ends it by [`Effect::Cancel`].
        within_ms: Option<i64>,
        /// The work.
        work: Work,
    },
    /// Abort this work, because its answer is no longer needed. The engine ignores an answer that comes nevertheless.
    /// The number may be unknown to the driver.
    Cancel(Number),
    /// Release the lock that [`Work::Lock`] with this number took, or withdraw the request for it.
    Unlock(Number),
    /// Settle the promise of this caller. This comes once for each call.
    Settle(Caller, Result<Outcome>),
    /// Until `until`, the driver may hand out this token without asking the engine, if the caller has no special
    /// demands. Both times are `Date.now()` values. A clock that shows less than `since` was set back, and the token
    /// must not be handed out.
    Lend {
        /// The provider's name.
        provider: Rc<str>,
        /// The token.
        token: Handed,
        /// The beginning of the lease.
        since: i64,
        /// The end of the lease.
        until: i64,
    },
    /// The provider's token may no longer be handed out without asking the engine.
    Withdraw(Rc<str>),
    /// This is the only provider from now on; `None`: there are none or several. A call without a provider's name means
    /// the only provider.
    Only(Option<Rc<str>>),
    /// Tell listeners. A listener may call the engine at once.
    Emit(Event),
    /// Give this record to the logger.
    Log(LogRecord),
    /// Post this text to the channel of the namespace, if it is open.
    Announce(String),
    /// Open (true) or close (false) the channel of the namespace. It is closed at first. The texts that arrive on it
    /// are passed in as [`Signal::Heard`](super::Signal::Heard).
    Listen(bool),
    /// The provider that these functions belong to is gone: the driver may forget them.
    Forget(Functions),
    /// The user of this provider logs out. The result of a login that has not been taken yet is void.
    LoggedOut(Rc<str>),
}

/// Work that gets an answer. Each variant names its [`Answer`]. In addition, every work may be answered by
/// [`Answer::TimedOut`], and by [`Answer::Threw`] if the host or a user's function threw.
#[derive(Clone, Debug)]
pub enum Work {
    /// Send the request: follow no redirect, send no cookies, use no cache. With a proof, add the header `dpop` (RFC 9449).
    /// Answered by [`Answer::Response`] or [`Answer::NoResponse`].
    Fetch {
        /// The request.
        request: Box<HttpRequest>,
        /// The content of the proof of possession, if the request needs one.
        proof: Option<Box<Proof>>,
    },
    /// Read the text under this key. Answered by [`Answer::Text`].
    Read {
        /// The storage.
        storage: StorageId,
        /// The storage key.
        key: Rc<str>,
    },
    /// Like [`Work::Read`], but the host may return a copy that it has at hand, even if another tab has just replaced
    /// the text.
    Peek {
        /// The storage.
        storage: StorageId,
        /// The storage key.
        key: Rc<str>,
    },
    /// Write a text, or remove it. Answered by [`Answer::Written`].
    Write {
        /// The storage.
        storage: StorageId,
        /// The storage key.
        key: Rc<str>,
        /// The text; `None` removes the text there.
        text: Option<Secret>,
        /// The time when the storage may forget it: epoch milliseconds by the wall clock.
        expires_at: Option<i64>,
        /// If present: write only if the stored text equals this (`Some(None)`: nothing is stored), in one step with
        /// the comparison. A storage that cannot compare writes in any case.
        expected: Option<Option<Secret>>,
    },
    /// List the keys that begin with this text. Answered by [`Answer::Keys`].
    List {
        /// The storage.
        storage: StorageId,
        /// The beginning of the keys.
        prefix: String,
    },
    /// Encrypt the text that is to be stored under this key (AES-256-GCM, the key as additional data). Answered by
    /// [`Answer::Text`].
    Seal {
        /// The storage key.
        key: Rc<str>,
        /// The text.
        text: Secret,
    },
    /// Decrypt the text that is stored under this key. Answered by [`Answer::Text`]: `None` if it cannot be decrypted,
    /// because it was encrypted with another key or for another place, or is damaged.
    Open {
        /// The storage key.
        key: Rc<str>,
        /// The envelope.
        sealed: Box<Sealed>,
    },
    /// Take the lock of this name. Tabs and workers of the origin share it; without such locks, the managers of the
    /// process that use the same storage share it. The driver decides how long to wait for a holder that may be dead.
    /// Answered by [`Answer::Locked`]; ends with [`Effect::Unlock`].
    Lock {
        /// The storage.
        storage: StorageId,
        /// The name.
        name: Rc<str>,
        /// True to wait for another holder.
        patient: bool,
    },
    /// Find or make the key pair for proofs of possession. Answered by [`Answer::ProofKey`].
    ProofKey {
        /// The name under which the key is kept.
        name: String,
    },
    /// Check a signature by WebCrypto. Answered by [`Answer::Verified`].
    Verify(Box<Verification>),
    /// Make what the request needs besides the configuration: assertions (RFC 7523), tokens to exchange (RFC 8693). Answered by
    /// [`Answer::Parts`].
    MakeParts {
        /// The provider's functions and keys.
        functions: Functions,
        /// The missing parts.
        needs: Box<Needs>,
        /// The client's identifier.
        client_id: String,
        /// The scopes that the request asks for.
        scope: String,
        /// The token to exchange, if another provider supplies it.
        subject_token: Option<Handed>,
    },
    /// Call the custom provider's `acquire`. Answered by [`Answer::Tokens`] or [`Answer::NoTokens`].
    Acquire {
        /// The provider's functions.
        functions: Functions,
        /// The context that the function gets.
        context: Context,
    },
    /// Call the custom provider's `refresh` with these tokens. Answered by [`Answer::Tokens`] or [`Answer::NoTokens`].
    Refresh {
        /// The provider's functions.
        functions: Functions,
        /// The context that the function gets.
        context: Context,
        /// The tokens. Times in them are on the engine's time line: see
        /// [`Engine::wall_offset_ms`](super::Engine::wall_offset_ms).
        tokens: Box<TokenSet>,
    },
    /// Call the custom provider's `revoke` with these tokens. Answered by [`Answer::Done`].
    Revoke {
        /// The provider's functions.
        functions: Functions,
        /// The context that the function gets.
        context: Context,
        /// The tokens, as in [`Work::Refresh`].
        tokens: Box<TokenSet>,
    },
    /// Call the user's `resolveProvider`. Answered by [`Answer::Provider`].
    Resolve {
        /// The name that no provider has.
        provider: Rc<str>,
    },
    /// Ask the core that decides the move of this number for the next step. Answered by [`Answer::Decided`].
    Decide {
        /// The move's number.
        id: u32,
        /// The answer to the previous step; `None` at first.
        answer: Option<Box<work::Answer>>,
        /// True if the manager is closing.
        closing: bool,
    },
    /// Have the coordinator that owns the credential repeat this call. Answered by [`Answer::Done`].
    PassOn {
        /// The provider's functions.
        functions: Functions,
        /// The provider's name.
        provider: Rc<str>,
        /// The call.
        call: OwnerCall,
    },
}

/// The context for a custom provider's function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Context {
    /// The provider's name.
    pub provider: Rc<str>,
    /// True if a waiting caller demands a new token. For coordinators.
    pub force_refresh: bool,
    /// The longest remaining life that a waiting caller demands, in milliseconds. For coordinators.
    pub min_lifetime_ms: Option<i64>,
    /// The target, if it is another than the provider's own. For coordinators.
    pub wish: Option<Rc<Wish>>,
}

/// A call that a coordinator repeats.
#[derive(Clone, Debug)]
#[allow(missing_docs)] // The names are those of the public calls.
pub enum OwnerCall {
    SetTokens(Box<TokenSet>),
    /// With the access token that was held.
    Invalidate(Option<Secret>),
    Clear,
    Revoke,
}

impl OwnerCall {
    /// The method's public name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::SetTokens(_) => "setTokens",
            Self::Invalidate(_) => "invalidate",
            Self::Clear => "clear",
            Self::Revoke => "revoke",
        }
    }
}

/// The result of a piece of [`Work`].
#[derive(Clone, Debug)]
pub enum Answer {
    /// The server's response. For a request with a proof, [`HttpResponse::proved`] contains the key and the proof; the
    /// engine sets `again` itself.
    Response(HttpResponse),
    /// No response came.
    NoResponse(Transport, Option<Cause>),
    /// The text, if there is one.
    Text(Option<Secret>),
    /// True if the text was written or removed, false if another text than the expected one was stored.
    Written(bool),
    /// The keys; `None` if the storage cannot list them.
    Keys(Option<Vec<String>>),
    /// True if the lock was granted, false if it was not granted in time or the host has no locks.
    Locked(bool),
    /// The key for proofs of possession; `None` if the host cannot have one.
    ProofKey(Option<FoundKey>),
    /// True if the key made the signature. False also for a key or algorithm that the host does not support.
    Verified(bool),
    /// The parts of the request.
    Parts(Vec<Part>),
    /// The tokens that a custom provider's function returned.
    Tokens(Box<TokenInput>),
    /// A custom provider's function returned no usable tokens.
    NoTokens {
        /// The error.
        error: Error,
        /// The refresh token in the result.
        refresh_token: Option<Secret>,
    },
    /// The provider that `resolveProvider` returned; `None` if it returned none; the error if the result is no
    /// configuration.
    Provider(Result<Option<Box<Provider>>>),
    /// The next step of a move.
    Decided(Box<work::Decision>),
    /// The function returned.
    Done,
    /// The host, the storage or a function threw.
    Threw(Thrown),
    /// The work was not done in time. The driver has cancelled it.
    TimedOut,
}
