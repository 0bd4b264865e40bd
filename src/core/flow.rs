//! The common parts of the protocol's flows: work in steps, which the host does one at a time.
//!
//! A flow only decides. It begins once and returns a [`Next`]. It then gets the [`Answer`] to each step, with the time,
//! until it returns [`Next::Done`]. So native tests cover its whole life, and one loop drives all flows.

use super::config::{OAuthConfig, ProviderConfig};
use super::error::{Cause, Result};
use super::http::{HttpRequest, HttpResponse, Transport};
use super::jws::keys::KeySet;
use super::note::Note;
use super::oauth::form::Part;
use super::oauth::metadata::Metadata;
use super::oauth::parts::Needs;
use super::oauth::token_response::transport_error;
use super::redemption::{Redeemed, Redemption};
use super::secret::Secret;
use super::time::{Moment, Timestamp};
use super::tokens::TokenSet;
use std::rc::Rc;

/// A work that the host does for a flow.
#[derive(Clone, Debug)]
pub enum Work {
    /// Get the metadata of the client's issuer. Answered by [`Answer::Metadata`].
    Discover(Rc<OAuthConfig>),
    /// Make the parts of the client's next request that the configuration does not supply. Answered by
    /// [`Answer::Made`].
    Make(Rc<OAuthConfig>, Box<Needs>),
    /// Get the issuer's keys. Answered by [`Answer::Keys`].
    Keys {
        /// The address of the key set.
        uri: String,
        /// A token names a key that the known set lacks.
        newer: bool,
    },
    /// Check a signature. Answered by [`Answer::Verified`].
    Verify(Box<Verification>),
    /// Draw secret random bytes. Answered by [`Answer::Random`].
    Random,
    /// Make the SHA-256 digest of the text. Answered by [`Answer::Digest`].
    Digest(Secret),
    /// Find the provider's key for proofs of possession. Answered by [`Answer::ProofKey`].
    ProofKey,
    /// Read the entries of the tab's sessionStorage whose keys begin with this. Answered by [`Answer::Session`].
    ReadSession(String),
    /// Write the entry of this key in the tab's sessionStorage, or remove it. Answered by [`Answer::Written`].
    WriteSession(String, Option<Secret>),
    /// Show another URL in the page's address bar, if the callback's is still there. Answered by [`Answer::Written`].
    ShowUrl {
        /// The callback's URL.
        from: Secret,
        /// The URL without the callback's parameters.
        to: Secret,
    },
    /// Find the provider of this name. From then on the flow belongs to it. Answered by [`Answer::Provider`].
    FindProvider(Rc<str>),
    /// Have the code redeemed, unless that has begun already. Answered by [`Answer::Redeemed`].
    Redeem(Rc<Redemption>, ProviderConfig),
    /// Give the provider's credential the tokens of a login. Answered by [`Answer::Given`].
    GiveTokens {
        /// The tokens.
        tokens: Box<TokenSet>,
        /// The number of times that the user had logged out when the login was finished: a logout since then wins.
        logouts: u32,
    },
    /// Find the provider's own ID token. Answered by [`Answer::IdToken`].
    FindIdToken,
    /// Forget the provider's tokens here and in all tabs, and have them revoked if `revoke` is set. Answered by
    /// [`Answer::Written`] when the revocation has ended.
    SignOut {
        /// True if they are revoked.
        revoke: bool,
    },
    /// Send a GET request to this address with the provider's own access token, which is renewed once if it is refused. Answered by
    /// [`Answer::Response`].
    FetchAsUser(String),
    /// Send the request. Answered by [`Answer::Response`].
    Send(Box<HttpRequest>),
    /// Call the custom provider's `revoke` with the tokens. Answered by [`Answer::Called`].
    CallRevoke(Box<TokenSet>),
}

/// A signature to check by WebCrypto.
#[derive(Clone, Debug)]
pub struct Verification {
    /// The key, a JWK.
    pub key: Secret,
    /// The algorithm's parameters for `importKey` and `verify`, a JSON object.
    pub algorithm: &'static str,
    /// The signed bytes.
    pub input: Secret,
    /// The signature.
    pub signature: Vec<u8>,
}

/// Secret random bytes, wiped on drop and hidden in Debug output.
#[derive(Clone)]
pub struct Entropy(pub zeroize::Zeroizing<[u8; ENTROPY_BYTES]>);

/// The length of [`Entropy`]: three secrets of 256 bits.
pub const ENTROPY_BYTES: usize = 96;

impl std::fmt::Debug for Entropy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[redacted]")
    }
}

/// A key for proofs of possession (RFC 9449).
#[derive(Clone, Debug)]
pub struct ProofKey {
    /// Its thumbprint (RFC 7638).
    pub jkt: Rc<str>,
    /// True if it outlives the page.
    pub kept: bool,
}

/// The result of a step.
#[derive(Clone, Debug)]
pub enum Answer {
    /// The issuer's metadata, or the error.
    Metadata(Result<Rc<Metadata>>),
    /// The issuer's keys, or the error.
    Keys(Result<Rc<KeySet>>),
    /// True if the key made the signature. False also for a key or algorithm that the host does not support.
    Verified(bool),
    /// Random bytes, or the error.
    Random(Result<Box<Entropy>>),
    /// The digest, or the error.
    Digest(Result<[u8; 32]>),
    /// The key, if there is one.
    ProofKey(Option<ProofKey>),
    /// The entries: keys and texts. `None` if there is no sessionStorage, or it may not be read.
    Session(Option<Vec<(String, Secret)>>),
    /// True if the entry was written or removed.
    Written(bool),
    /// The ID token, if there is one, or the error.
    IdToken(Result<Option<Secret>>),
    /// The provider's configuration and its user's number of logouts, or the error if there is no such provider.
    Provider(Result<(ProviderConfig, u32)>),
    /// The result of the redemption.
    Redeemed(Result<Redeemed>),
    /// True if the credential took the tokens, false if the user has logged out since.
    Given(Result<bool>),
    /// The parts of the request, or the error.
    Made(Result<Vec<Part>>),
    /// The server's response, or the reason why none came.
    Response(std::result::Result<HttpResponse, (Transport, Option<Cause>)>),
    /// The user's function returned, or threw.
    Called(Result<()>),
    /// The work was not done in time. The host has cancelled it.
    TimedOut,
    /// The wait is over.
    Waited,
}

impl Answer {
    /// The response to a request that asks for tokens or a document, or the error for a request that got none in time.
    pub fn response(self) -> Result<HttpResponse> {
        match self {
            Self::Response(Ok(response)) => Ok(response),
            Self::Response(Err((why, cause))) => Err(transport_error(why, false).with_cause(cause)),
            _ => Err(transport_error(Transport::Timeout, false)),
        }
    }
}

/// The next step of a flow.
#[derive(Debug)]
pub enum Next<T, W = Work> {
    /// The host does the work, and cancels it if it is not done by `until`.
    Do {
        /// The work.
        work: W,
        /// The time when it is answered by [`Answer::TimedOut`].
        until: Timestamp,
    },
    /// Do nothing until then. Answered by [`Answer::Waited`].
    Wait(Timestamp),
    /// The flow is over, with this result.
    Done(T),
}

impl<T, W> Next<T, W> {
    /// The same step, for a larger flow that this one is part of. `done` continues with the result.
    pub fn then<U>(self, done: impl FnOnce(T) -> Next<U, W>) -> Next<U, W> {
        match self {
            Self::Do { work, until } => Next::Do { work, until },
            Self::Wait(until) => Next::Wait(until),
            Self::Done(result) => done(result),
        }
    }
}

/// One flow of works `W`, which are answered by `A`. The driver calls [`Flow::begin`] once and [`Flow::answer`] after each step.
pub trait Flow<W = Work, A = Answer> {
    /// The flow's result.
    type Output;

    /// The first step.
    fn begin(&mut self, at: Moment) -> Next<Self::Output, W>;

    /// Takes the answer to the last step and returns the next step. `closing` is true if the manager is closing:
    /// failures are not retried then.
    fn answer(&mut self, answer: A, closing: bool, at: Moment) -> Next<Self::Output, W>;

    /// Takes the notes of the last step, to be counted and logged.
    fn take_notes(&mut self) -> Vec<Note> {
        Vec::new()
    }
}
