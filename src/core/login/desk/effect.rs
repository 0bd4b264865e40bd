//! The calls to a desk, its effects for its driver, and the driver's answers.

pub use crate::core::driving::{Caller, FoundKey, Functions, Number, Proof, Thrown};

use crate::core::config::ProviderConfig;
use crate::core::error::{Cause, Error, Result};
use crate::core::flow::{Entropy, Verification};
use crate::core::http::{HttpRequest, HttpResponse, Transport};
use crate::core::log::LogRecord;
use crate::core::login::callbacks::Finished;
use crate::core::login::start::{LoginOptions, LoginUrl};
use crate::core::login::window::{Seen, Window};
use crate::core::note::Note;
use crate::core::oauth::end_session::LogoutOptions;
use crate::core::oauth::form::Part;
use crate::core::oauth::metadata::Metadata;
use crate::core::oauth::parts::Needs;
use crate::core::secret::Secret;
use crate::core::tokens::TokenSet;
use std::rc::Rc;

/// A call, settled by [`Effect::Settle`]. `provider: None` means the only provider.
#[derive(Clone, Debug)]
pub enum Call {
    /// Begin a login. Gives [`Outcome::Url`].
    StartLogin {
        /// The provider's name.
        provider: Option<Rc<str>>,
        /// The options of the login.
        options: LoginOptions,
    },
    /// Have the user log in in a window of its own, or silently in a hidden frame. Gives [`Outcome::Finished`].
    LogIn {
        /// The provider's name.
        provider: Option<Rc<str>>,
        /// The options of the login.
        options: LoginOptions,
        /// The window.
        window: Window,
    },
    /// Finish a login with the URL that the server redirected to. Gives [`Outcome::Finished`].
    FinishLogin {
        /// The URL.
        url: Secret,
    },
    /// Finish a login with the URL of the page, if that is a callback. In a page, the address bar no longer shows the
    /// callback afterwards. Gives [`Outcome::Finished`], or [`Outcome::NoCallback`] if no login that began here waits
    /// for it.
    HandleCallback {
        /// The URL.
        url: Secret,
    },
    /// Get the codes of a login on another device. Gives [`Outcome::Codes`].
    StartDeviceLogin {
        /// The provider's name.
        provider: Option<Rc<str>>,
    },
    /// Find out the decision of a device login's user, and pass the tokens on. Gives [`Outcome::Decided`].
    FinishDeviceLogin {
        /// The number of the login.
        id: u32,
    },
    /// Ask the server for the user's claims (OpenID Connect Core §5.3). Gives [`Outcome::UserInfo`].
    UserInfo {
        /// The provider's name.
        provider: Option<Rc<str>>,
    },
    /// Find the URL for the logout at the server. Gives [`Outcome::LogoutUrl`].
    LogoutUrl {
        /// The provider's name.
        provider: Option<Rc<str>>,
        /// The options of the logout.
        options: LogoutOptions,
        /// If set, also sign the user out here. The value is true if the tokens are then revoked. That cannot fail and
        /// does not wait long.
        signs_out: Option<bool>,
    },
}

/// The result of a [`Call`].
#[derive(Clone, Debug)]
pub enum Outcome {
    /// The URL to which to send the user.
    Url(LoginUrl),
    /// The result of the callback.
    Finished(Finished),
    /// The URL is no callback of a login that began here.
    NoCallback,
    /// The claims of the user: the text of a JSON object.
    UserInfo(String),
    /// The codes to show to the user.
    Codes(DeviceLogin),
    /// The provider that has the tokens.
    Decided(Rc<str>),
    /// The URL to which to send the user for the logout; `None` if the server has none.
    LogoutUrl(Option<String>),
}

/// A login on another device (RFC 8628).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceLogin {
    /// The number of the login.
    pub id: u32,
    /// The code that the user types in.
    pub user_code: String,
    /// The address at which the user types it in.
    pub verification_uri: String,
    /// The same address with the code in it, if the server supplied one.
    pub verification_uri_complete: Option<String>,
    /// The time when the code is void (epoch milliseconds by the wall clock).
    pub expires_at: i64,
}

/// A step for the driver. The driver does the steps in the order in which they come.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Begin this work, and bring its result by [`Desk::answer`](super::Desk::answer).
    Do {
        /// Comes back with the answer.
        number: Number,
        /// After this many milliseconds the driver cancels the work and answers [`Answer::TimedOut`]. `None`: no limit.
        within_ms: Option<i64>,
        /// The work.
        work: Work,
    },
    /// Abort this work, because its answer is no longer needed.
    Cancel(Number),
    /// Settle the promise of this caller. This comes once for each call.
    Settle(Caller, Result<Outcome>),
    /// Give this record to the logger.
    Log(LogRecord),
    /// Tell listeners that a value could not be stored.
    StorageError(Error),
    /// Have this note of a provider counted and logged.
    Note(Rc<str>, Note),
    /// Close the window of this number, and confirm to its callback that the URL arrived. This comes once for each
    /// window.
    CloseWindow(u32),
}

/// Work that gets an answer. Each variant names its [`Answer`]. In addition, every work may be answered by
/// [`Answer::TimedOut`], [`Answer::Failed`] and [`Answer::Threw`].
#[derive(Clone, Debug)]
pub enum Work {
    /// Send the request. See [`engine::effect::Work::Fetch`](crate::core::engine::effect::Work::Fetch). Answered by
    /// [`Answer::Response`] or [`Answer::NoResponse`].
    Fetch {
        /// The request.
        request: Box<HttpRequest>,
        /// The content of the proof of possession, if the request needs one.
        proof: Option<Box<Proof>>,
    },
    /// Send a GET request with the access token of the provider itself, not of a fallback, in the same way as the
    /// manager's `fetch`: with a proof of possession if the token is bound to a key, and once more with a new token
    /// after a 401. A redirect is not followed. Answered by [`Answer::Response`] or [`Answer::NoResponse`].
    FetchAsUser {
        /// The provider's name.
        provider: Rc<str>,
        /// The address, which need not be at an allowed origin.
        url: String,
    },
    /// Make the parts of the request that the configuration does not supply. Answered by [`Answer::Parts`].
    MakeParts {
        /// The provider's functions and keys.
        functions: Functions,
        /// The missing parts.
        needs: Box<Needs>,
        /// The client's identifier.
        client_id: String,
        /// The scopes that the request asks for.
        scope: String,
    },
    /// Check a signature by WebCrypto. Answered by [`Answer::Verified`].
    Verify(Box<Verification>),
    /// Find or make the key pair for proofs of possession. Answered by [`Answer::ProofKey`].
    ProofKey {
        /// The name under which the key is kept.
        name: String,
    },
    /// Draw secret random bytes. Answered by [`Answer::Random`].
    Random,
    /// Make the SHA-256 digest of the text. Answered by [`Answer::Digest`].
    Digest(Secret),
    /// Read the entries of the tab's sessionStorage whose keys begin with this. Answered by [`Answer::Session`].
    ///
    /// If several desks share a page, the driver answers this and [`Work::WriteSession`] before any other work. So a
    /// pending login is taken in one step.
    ReadSession(String),
    /// Write the entry of this key in the tab's sessionStorage, or remove it. Answered by [`Answer::Written`].
    WriteSession(String, Option<Secret>),
    /// Look at a window of a login, after a moment or as soon as it hands over a URL. Answered by [`Answer::Seen`].
    Watch {
        /// The window's number.
        window: u32,
        /// At first: the URL to send it to, and the `state` of the login, which names the channel for its callback.
        go: Option<(String, Secret)>,
    },
    /// Show the URL `to` in the page's address bar if that shows `from`. The entry of the page's history keeps its state.
    /// Answered by [`Answer::Written`].
    ShowUrl {
        /// The URL of a callback.
        from: Secret,
        /// The URL without the callback's parameters.
        to: Secret,
    },
    /// Find the provider of this name, or the only one. Answered by [`Answer::Provider`].
    FindProvider(Option<Rc<str>>),
    /// Get the metadata of the provider's issuer. Answered by [`Answer::Metadata`].
    Discover(Rc<str>),
    /// Find the provider's own ID token. Answered by [`Answer::IdToken`].
    FindIdToken(Rc<str>),
    /// Forget the provider's tokens, as [`Clear`](crate::core::engine::call::Call::Clear) or
    /// [`Revoke`](crate::core::engine::call::Call::Revoke) does. Answered by [`Answer::Written`] when that has ended.
    SignOut {
        /// The provider's name.
        provider: Rc<str>,
        /// True if the tokens are revoked.
        revoke: bool,
    },
    /// Give the provider's credential the tokens of a login. Answered by [`Answer::Given`].
    GiveTokens {
        /// The provider's name.
        provider: Rc<str>,
        /// The tokens. Times in them are on the desk's time line: see [`Desk::wall_offset_ms`](super::Desk::wall_offset_ms).
        tokens: Box<TokenSet>,
        /// The number of times that the user had logged out when the login was finished: a logout since then wins.
        logouts: u32,
    },
}

/// The result of a piece of [`Work`].
#[derive(Clone, Debug)]
pub enum Answer {
    /// The server's response. For a request with a proof, [`HttpResponse::proved`] contains the key and the proof.
    Response(HttpResponse),
    /// No response came.
    NoResponse(Transport, Option<Cause>),
    /// The parts of the request.
    Parts(Vec<Part>),
    /// True if the key made the signature.
    Verified(bool),
    /// The key for proofs of possession, and whether it outlives the page; `None` if the host cannot have one.
    ProofKey(Option<(FoundKey, bool)>),
    /// Random bytes.
    Random(Box<Entropy>),
    /// The digest.
    Digest([u8; 32]),
    /// The entries: keys and texts. `None` if there is no sessionStorage, or it may not be read.
    Session(Option<Vec<(String, Secret)>>),
    /// True if the entry was written or removed.
    Written(bool),
    /// The provider.
    Provider(Box<Provider>),
    /// The issuer's metadata.
    Metadata(Rc<Metadata>),
    /// The ID token, if there is one.
    IdToken(Option<Secret>),
    /// True if the credential took the tokens, false if the user has logged out since.
    Given(bool),
    /// The observation of the window.
    Seen(Box<Seen>),
    /// The work failed on the side that holds the tokens.
    Failed(Error),
    /// The host or a function threw.
    Threw(Thrown),
    /// The work was not done in time. The driver has cancelled it.
    TimedOut,
}

/// A provider, as known to the side that holds its tokens.
#[derive(Clone, Debug)]
pub struct Provider {
    /// Its name.
    pub name: Rc<str>,
    /// The way to obtain its tokens, and its policies.
    pub config: ProviderConfig,
    /// Its functions and keys, if it has any.
    pub functions: Option<Functions>,
    /// The number of times that its user has logged out.
    pub logouts: u32,
    /// The name of its key for proofs of possession, if its tokens are bound to one.
    pub proof_key: Option<String>,
}
