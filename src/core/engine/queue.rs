//! The queued effects for the driver, and the work that the driver has not answered yet.

use super::call::Caller;
use super::effect::{Effect, Number, OwnerCall, Work};
use super::providers::Key;
use crate::core::credential::ids::FlightId;
use crate::core::dpop::Claims;
use crate::core::driving::numbered::Numbered;
use crate::core::http::HttpRequest;
use crate::core::resolving::CallId;
use crate::core::secret::Secret;
use crate::core::tokens::TokenSet;
use std::collections::VecDeque;
use std::rc::Rc;

/// The machine that waits for a step.
#[derive(Clone, Copy, Debug)]
pub(super) enum For {
    /// The flight of an entry.
    Flight(Key, FlightId),
    /// A flow, by its number, and the entry that it belongs to.
    Flow(Option<Key>, u32),
}

impl For {
    pub fn key(self) -> Option<Key> {
        match self {
            Self::Flight(key, _) => Some(key),
            Self::Flow(key, _) => key,
        }
    }
}

/// The kind of a step.
#[derive(Debug)]
pub(super) enum Step {
    /// It gets an issuer's metadata.
    Discover,
    /// It gets the key set at this address.
    Keys(String),
    /// It checks a signature.
    Verify,
    /// It makes the parts of a request.
    Make,
    /// It asks the provider whose refresh token is used. The driver is not involved.
    Mint,
    /// It sends a request. The claims are those of its proof of possession, if it has one.
    Send(Option<Box<Claims>>),
    /// It calls a custom provider's `acquire`, or `refresh` with tokens that hold this refresh token.
    Call(Option<Option<Secret>>),
    /// It calls a custom provider's `revoke`.
    CallRevoke,
}

/// The recipient of the answer to a piece of work.
#[derive(Debug)]
pub(super) enum Purpose {
    /// A step of a storage operation or a move. The name is that of the lock that it takes, if any.
    Record(For, Option<Rc<str>>),
    /// The proof key. The record that is read next is checked against it.
    KeyOfRead(For),
    /// The proof key. A record that a move gives to a credential is checked against it.
    KeyOfGift(u32, Key, Secret, bool),
    /// A step of a machine.
    Step(For, Step),
    /// The proof key for a request.
    KeyOfRequest(For, Box<HttpRequest>),
    /// The lock of the entry's flight.
    Lock(Key, FlightId),
    /// The proof key for tokens from outside the engine. Also: the token type that came with them, and whether a login
    /// issued them.
    KeyOfTokens(Key, Caller, Box<TokenSet>, Option<String>, bool),
    /// The coordinator's part of a call.
    Owner(Key, Caller, OwnerCall),
    /// A call of the user's `resolveProvider` with this name.
    Resolver(Rc<str>, CallId),
}

impl Purpose {
    /// The entry that the work is for.
    pub fn key(&self) -> Option<Key> {
        match self {
            Self::Lock(key, _)
            | Self::KeyOfGift(_, key, ..)
            | Self::KeyOfTokens(key, ..)
            | Self::Owner(key, ..) => Some(*key),
            Self::Record(machine, _)
            | Self::KeyOfRead(machine)
            | Self::Step(machine, _)
            | Self::KeyOfRequest(machine, _) => machine.key(),
            Self::Resolver(..) => None,
        }
    }
}

#[derive(Debug, Default)]
pub(super) struct Effects {
    out: VecDeque<Effect>,
    under_way: Numbered<Purpose>,
}

impl Effects {
    pub fn push(&mut self, effect: Effect) {
        self.out.push_back(effect);
    }

    pub fn next(&mut self) -> Option<Effect> {
        self.out.pop_front()
    }

    /// Has the driver do `work`.
    pub fn begin(&mut self, work: Work, within_ms: Option<i64>, purpose: Purpose) -> Number {
        let number = self.under_way.add(purpose);
        self.begin_as(number, work, within_ms);
        number
    }

    /// Has the driver do `work` under a number that is reserved already.
    pub fn begin_as(&mut self, number: Number, work: Work, within_ms: Option<i64>) {
        self.push(Effect::Do {
            number,
            within_ms,
            work,
        });
    }

    /// Reserves a number for work that begins later.
    pub fn reserve(&mut self, purpose: Purpose) -> Number {
        self.under_way.add(purpose)
    }

    /// Changes the purpose of the answer, because the work goes on with another step.
    pub fn goes_on(&mut self, number: Number, purpose: Purpose) {
        self.under_way.put(number, purpose);
    }

    pub fn purpose(&self, number: Number) -> Option<&Purpose> {
        self.under_way.get(number)
    }

    /// Takes out the purpose of the answer; `None` if none is awaited.
    pub fn answered(&mut self, number: Number) -> Option<Purpose> {
        self.under_way.take(number)
    }

    /// Cancels work.
    pub fn cancel(&mut self, number: Number) {
        if self.under_way.take(number).is_some() {
            self.push(Effect::Cancel(number));
        }
    }

    /// Releases a lock or withdraws the request for it.
    pub fn unlock(&mut self, number: Number) {
        self.under_way.take(number);
        self.push(Effect::Unlock(number));
    }
}
