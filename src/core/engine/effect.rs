//! What the engine asks of its driver, and the driver's answers.

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

/// One step for the driver. The driver does them in the order in which they come.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Begin this work, and bring its result by [`Engine::answer`](super::Engine::answer). Begin it and go on: further effects
    /// do not wait for its end.
    Do {
        /// Comes back with the answer.
        number: Number,
        /// After this many milliseconds the driver cancels the work and answers [`Answer::TimedOut`]. `None`: the work has no
        /// limit of its own, or the engine ends it by [`Effect::Cancel`].
        within_ms: Option<i64>,
        /// The work.
        work: Work,
    },
    /// Nobody waits for this work any more: abort it. Its answer, if one comes nevertheless, is ignored. The number may be
    /// unknown to the driver.
    Cancel(Number),
    /// Release the lock that [`Work::Lock`] with this number took, or withdraw the request for it.
    Unlock(Number),
    /// Settle the promise of this caller. Comes once for each call.
    Settle(Caller, Result<Outcome>),
    /// Until `until`, the driver may hand out this token without asking the engine, if the caller demands nothing special. Both
    /// times are `Date.now()` values; before `since` the clock was set back, and the token must not be handed out.
    Lend {
        /// The provider's name.
        provider: Rc<str>,
        /// The token.
        token: Handed,
        /// The beginning.
        since: i64,
        /// The end.
        until: i64,
    },
    /// The provider's token may no longer be handed out without asking the engine.
    Withdraw(Rc<str>),
    /// This is the only provider from now on; `None`: there are none or several. Calls without a provider's name mean the only
    /// one.
    Only(Option<Rc<str>>),
    /// Tell listeners. A listener may call the engine at once.
    Emit(Event),
    /// Give this to the logger.
    Log(LogRecord),
    /// Post this text to the channel of the namespace, if it is open.
    Announce(String),
    /// Open (true) or close (false) the channel of the namespace. It is closed at first. Texts from the channel are
    /// [`Signal::Heard`](super::Signal::Heard).
    Listen(bool),
    /// The provider that these functions belong to is gone: the driver may forget them.
    Forget(Functions),
    /// The user of this provider logs out: what a login has brought and nobody has taken is void.
    LoggedOut(Rc<str>),
}

/// Work that is answered. Each variant says by which [`Answer`]; besides it, every work may be answered by
/// [`Answer::TimedOut`], and by [`Answer::Threw`] for what the host or a user's function threw.
#[derive(Clone, Debug)]
pub enum Work {
    /// Send the request: follow no redirect, send no cookies, use no cache. With a proof, add the header `dpop` (RFC 9449).
    /// Answered by [`Answer::Response`] or [`Answer::NoResponse`].
    Fetch {
        /// The request.
        request: Box<HttpRequest>,
        /// What the proof of possession says, if the request needs one.
        proof: Option<Box<Proof>>,
    },
    /// Read the text under this key. Answered by [`Answer::Text`].
    Read {
        /// The storage.
        storage: StorageId,
        /// The storage key.
        key: Rc<str>,
    },
    /// Like [`Work::Read`], but a copy that the host has at hand will do, even if another tab has just replaced the text.
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
        /// The text; `None` removes what lies there.
        text: Option<Secret>,
        /// When the storage may forget it: epoch milliseconds by the wall clock.
        expires_at: Option<i64>,
        /// If there: write only if this is what lies there now (`Some(None)`: nothing), in one step with the comparison. A storage
        /// that cannot compare writes in any case.
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
    /// Decrypt what is stored under this key. Answered by [`Answer::Text`]: `None` if it cannot be decrypted, because it was
    /// encrypted with another key or for another place, or is damaged.
    Open {
        /// The storage key.
        key: Rc<str>,
        /// The envelope.
        sealed: Box<Sealed>,
    },
    /// Take the lock of this name, shared by the tabs and workers of the origin, or else by the managers of the process that use
    /// the same storage. The driver decides how long it waits for a holder that may be dead. Answered by [`Answer::Locked`]; ends
    /// with [`Effect::Unlock`].
    Lock {
        /// The storage.
        storage: StorageId,
        /// The name.
        name: Rc<str>,
        /// Whether to wait for another holder.
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
        /// What is needed.
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
    /// Ask the core that decides the move of this number what is next. Answered by [`Answer::Decided`].
    Decide {
        /// The move's number.
        id: u32,
        /// The answer to the step before; `None` at first.
        answer: Option<Box<work::Answer>>,
        /// Whether the manager is closing.
        closing: bool,
    },
    /// Have the coordinator that owns the credential do the same. Answered by [`Answer::Done`].
    PassOn {
        /// The provider's functions.
        functions: Functions,
        /// The provider's name.
        provider: Rc<str>,
        /// What to call.
        call: OwnerCall,
    },
}

/// What a custom provider's function is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Context {
    /// The provider's name.
    pub provider: Rc<str>,
    /// Whether a waiting caller demands a new token. For coordinators.
    pub force_refresh: bool,
    /// The longest life that a waiting caller demands, in milliseconds. For coordinators.
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

/// How a piece of [`Work`] ended.
#[derive(Clone, Debug)]
pub enum Answer {
    /// The server's response. For a request with a proof, [`HttpResponse::proved`] names the key and the proof; the engine decides
    /// on `again` itself.
    Response(HttpResponse),
    /// No response came.
    NoResponse(Transport, Option<Cause>),
    /// The text, if there is one.
    Text(Option<Secret>),
    /// Whether the text was written or removed. False: another one than the expected lay there.
    Written(bool),
    /// The keys; `None` if the storage cannot list them.
    Keys(Option<Vec<String>>),
    /// Whether the lock was granted. False: it was not granted in time, or the host has no locks.
    Locked(bool),
    /// The key for proofs of possession; `None` if the host cannot have one.
    ProofKey(Option<FoundKey>),
    /// Whether the key made the signature. A key or algorithm that the host does not take made none.
    Verified(bool),
    /// The parts of the request.
    Parts(Vec<Part>),
    /// The tokens that a custom provider's function returned.
    Tokens(Box<TokenInput>),
    /// A custom provider's function returned no usable tokens.
    NoTokens {
        /// Why.
        error: Error,
        /// The refresh token that it returned nevertheless.
        refresh_token: Option<Secret>,
    },
    /// The provider that `resolveProvider` returned, `None` if it returned none, or why what it returned is no configuration.
    Provider(Result<Option<Box<Provider>>>),
    /// What is next in a move.
    Decided(Box<work::Decision>),
    /// The function returned.
    Done,
    /// The host, the storage or a function threw.
    Threw(Thrown),
    /// The work was not done in time. The driver has cancelled it.
    TimedOut,
}
