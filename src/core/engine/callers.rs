//! Callers that wait, and the next step after each answer of a machine.

use super::call::{Caller, RefreshReport};
use super::effect::{Number, OwnerCall, Work};
use super::providers::Key;
use crate::core::credential::ids::{AskId, WaiterId};
use crate::core::driving::next_look_ms;
use crate::core::driving::numbered::Numbered;
use crate::core::error::Error;
use std::rc::Rc;

/// The next step after a machine's answer.
#[derive(Debug)]
pub(super) enum Then {
    /// The caller gets the token.
    Token(Caller),
    /// The caller gets the information about the token.
    Info(Caller),
    /// The caller gets all tokens.
    Tokens(Caller),
    /// The caller gets the ID token.
    IdToken(Caller),
    /// A part of the caller's call is done; the coordinator, if one owns the credential, repeats the call next.
    Part(Caller, Option<OwnerCall>),
    /// A part of the caller's report.
    Reported(Caller, Rc<str>),
    /// The borrower's machine gets the token.
    Lent { borrower: Key, ask: AskId },
    /// The flow goes on. The numbers: the flow, and the credential's version before a record was given to it.
    Given(u32, u32),
    /// The step of this number, which asks for a token for another target, goes on.
    Minted(Number),
    /// The session that supplies this entry has been read. The entry itself is asked next.
    Again(Key, Box<Then>),
    /// Nothing follows.
    Nobody,
    /// The token is exchanged in a request. This work makes the request's parts from it.
    Subject(Number, Box<Work>),
}

/// A place where one answer of a machine is awaited.
#[derive(Debug)]
pub(super) struct Waiter {
    /// The entry that was asked.
    pub key: Key,
    pub then: Then,
}

/// A call that is not answered yet.
#[derive(Debug, Default)]
pub(super) struct Task {
    /// The number of its parts that are under way.
    pub parts: u32,
    /// The first failure of a part.
    pub failure: Option<Error>,
    pub report: Option<Box<RefreshReport>>,
    /// For a call that asks whether another token may do better: the result.
    pub flag: bool,
    looked_ms: i64,
}

impl Task {
    /// The time, in milliseconds, that the caller's request waits before it looks again, on hosts that require this.
    pub fn next_look_ms(&mut self) -> i64 {
        self.looked_ms = next_look_ms(self.looked_ms);
        self.looked_ms
    }
}

/// All waiters and open calls.
#[derive(Debug, Default)]
pub(super) struct Callers {
    pub tasks: Numbered<Task>,
    pub waiters: Numbered<Waiter>,
}

impl Callers {
    /// The waiters at an entry.
    pub fn at(&self, key: Key) -> Vec<WaiterId> {
        self.waiters.numbers(|waiter| waiter.key == key)
    }

    /// The waiters whose answers `caller` waits for.
    pub fn of(&self, caller: Caller) -> Vec<WaiterId> {
        self.waiters
            .numbers(|waiter| waiter.caller() == Some(caller))
    }
}

impl Waiter {
    fn caller(&self) -> Option<Caller> {
        self.then.caller()
    }
}

impl Then {
    fn caller(&self) -> Option<Caller> {
        match self {
            Self::Token(caller)
            | Self::Info(caller)
            | Self::Tokens(caller)
            | Self::IdToken(caller)
            | Self::Part(caller, _)
            | Self::Reported(caller, _) => Some(*caller),
            Self::Again(_, then) => then.caller(),
            Self::Lent { .. }
            | Self::Given(..)
            | Self::Subject(..)
            | Self::Minted(_)
            | Self::Nobody => None,
        }
    }
}
