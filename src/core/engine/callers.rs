//! Callers that wait, and what the answers of the machines lead to.

use super::call::{Caller, RefreshReport};
use super::effect::{Number, OwnerCall, Work};
use super::providers::Key;
use crate::core::credential::ids::{AskId, WaiterId};
use crate::core::driving::next_look_ms;
use crate::core::driving::numbered::Numbered;
use crate::core::error::Error;
use std::rc::Rc;

/// What a machine's answer leads to.
#[derive(Debug)]
pub(super) enum Then {
    /// The caller gets the token.
    Token(Caller),
    /// The caller gets what is known of the token.
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
    /// The flow goes on: a credential of this version has taken a record, or not.
    Given(u32, u32),
    /// The step of this number, which asks for a token for another target, goes on.
    Minted(Number),
    /// The session is read that this entry gets its tokens from: now the entry itself is asked.
    Again(Key, Box<Then>),
    /// Nobody hears of it.
    Nobody,
    /// The token is exchanged in a request: it goes into this work, which makes the request's parts.
    Subject(Number, Box<Work>),
}

/// One answer of a machine that somebody waits for.
#[derive(Debug)]
pub(super) struct Waiter {
    /// The entry that is asked.
    pub key: Key,
    pub then: Then,
}

/// A call that is not answered yet.
#[derive(Debug, Default)]
pub(super) struct Task {
    /// How many of its parts are under way.
    pub parts: u32,
    /// The first failure of a part.
    pub failure: Option<Error>,
    pub report: Option<Box<RefreshReport>>,
    /// The result of a call that asks whether another token is worth asking for.
    pub flag: bool,
    looked_ms: i64,
}

impl Task {
    /// How long the caller's request waits before it looks again, on hosts where it must.
    pub fn next_look_ms(&mut self) -> i64 {
        self.looked_ms = next_look_ms(self.looked_ms);
        self.looked_ms
    }
}

/// All who wait.
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
