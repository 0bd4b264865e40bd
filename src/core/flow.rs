//! What the protocol's flows have in common: work in steps, which the host does one at a time.
//!
//! A flow only decides. It begins once and gives a [`Next`]. It then gets the [`Answer`] to each step, with the time, until it
//! gives [`Next::Done`]. So native tests cover its whole life, and one loop drives all flows.

use super::config::OAuthConfig;
use super::error::{Cause, Error};
use super::http::{HttpRequest, HttpResponse, Transport};
use super::oauth::form::Part;
use super::oauth::metadata::Metadata;
use super::oauth::parts::Needs;
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
    /// Send the request. Answered by [`Answer::Response`].
    Send(Box<HttpRequest>),
    /// Call the custom provider's `revoke` with the tokens. Answered by [`Answer::Called`].
    CallRevoke(Box<TokenSet>),
}

/// How a step ended.
#[derive(Clone, Debug)]
pub enum Answer {
    /// The issuer's metadata, or why it could not be fetched.
    Metadata(Result<Rc<Metadata>, Error>),
    /// What the request needs, or why it could not be made.
    Made(Result<Vec<Part>, Error>),
    /// The server's response, or why none came.
    Response(Result<HttpResponse, (Transport, Option<Cause>)>),
    /// The user's function returned, or threw.
    Called(Result<(), Error>),
    /// The work was not done in time. The host has cancelled it.
    TimedOut,
    /// The wait is over.
    Waited,
}

/// What comes next in a flow.
#[derive(Debug)]
pub enum Next<T> {
    /// The host does the work, and cancels it if it is not done at `until`.
    Do {
        /// The work.
        work: Work,
        /// When it is answered by [`Answer::TimedOut`].
        until: Timestamp,
    },
    /// Do nothing until then. Answered by [`Answer::Waited`].
    Wait(Timestamp),
    /// The flow is over, with this result.
    Done(T),
}

/// One flow. The driver calls [`Flow::begin`] once and [`Flow::answer`] after each step.
pub trait Flow {
    /// The flow's result.
    type Output;

    /// The first step.
    fn begin(&mut self, at: Moment) -> Next<Self::Output>;

    /// Takes the answer to the last step and gives the next one. With `closing` the manager is closing, and failures are not
    /// retried.
    fn answer(&mut self, answer: Answer, closing: bool, at: Moment) -> Next<Self::Output>;
}
