//! What the protocol's flows have in common: work in steps, which the host does one at a time.
//!
//! A flow only decides. It begins once and gives a [`Next`]. It then gets the [`Answer`] to each step, with the time, until it
//! gives [`Next::Done`]. So native tests cover its whole life, and one loop drives all flows.

use super::config::OAuthConfig;
use super::error::{Cause, Result};
use super::http::{HttpRequest, HttpResponse, Transport};
use super::jws::keys::KeySet;
use super::note::Note;
use super::oauth::form::Part;
use super::oauth::metadata::Metadata;
use super::oauth::parts::Needs;
use super::oauth::token_response::transport_error;
use super::secret::Secret;
use super::time::{Moment, Timestamp};
use super::tokens::TokenSet;
use std::rc::Rc;

/// What the host does for a flow.
#[derive(Clone, Debug)]
pub enum Work {
    /// Get the metadata of the client's issuer. Answered by [`Answer::Metadata`].
    Discover(Rc<OAuthConfig>),
    /// Make what the client's next request needs besides the configuration. Answered by [`Answer::Made`].
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
    /// What is signed.
    pub input: Secret,
    /// The signature.
    pub signature: Vec<u8>,
}

/// How a step ended.
#[derive(Clone, Debug)]
pub enum Answer {
    /// The issuer's metadata, or why it could not be fetched.
    Metadata(Result<Rc<Metadata>>),
    /// The issuer's keys, or why there are none.
    Keys(Result<Rc<KeySet>>),
    /// Whether the key made the signature. A key or algorithm that the host does not take made none.
    Verified(bool),
    /// What the request needs, or why it could not be made.
    Made(Result<Vec<Part>>),
    /// The server's response, or why none came.
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

/// What comes next in a flow.
#[derive(Debug)]
pub enum Next<T, W = Work> {
    /// The host does the work, and cancels it if it is not done at `until`.
    Do {
        /// The work.
        work: W,
        /// When it is answered by [`Answer::TimedOut`].
        until: Timestamp,
    },
    /// Do nothing until then. Answered by [`Answer::Waited`].
    Wait(Timestamp),
    /// The flow is over, with this result.
    Done(T),
}

/// One flow of works `W`, which are answered by `A`. The driver calls [`Flow::begin`] once and [`Flow::answer`] after each step.
pub trait Flow<W = Work, A = Answer> {
    /// The flow's result.
    type Output;

    /// The first step.
    fn begin(&mut self, at: Moment) -> Next<Self::Output, W>;

    /// Takes the answer to the last step and gives the next one. With `closing` the manager is closing, and failures are not
    /// retried.
    fn answer(&mut self, answer: A, closing: bool, at: Moment) -> Next<Self::Output, W>;

    /// What is to be counted and logged of the last step.
    fn take_notes(&mut self) -> Vec<Note> {
        Vec::new()
    }
}
