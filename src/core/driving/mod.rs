//! What the machines that a driver drives have in common: the [engine](super::engine) of a manager's tokens, and the
//! [desk](super::login::desk) of its logins. Calls, answers and time go in, and numbered effects come out.

pub(super) mod clock;
pub(super) mod numbered;

use super::dpop::Claims;
use super::error::{Cause, Class, Code, Error};
use super::time::Clocks;
use std::rc::Rc;

/// The number of one call. The driver makes it, a greater one each time.
pub type Caller = u32;

/// The number of one piece of work. The machine makes it; the answer carries it.
pub type Number = u32;

/// The number under which the driver keeps a provider's JavaScript functions and keys. The driver makes it.
pub type Functions = u32;

/// The kinds of hosts, as far as decisions depend on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Host {
    /// A page or a web worker.
    Browser,
    /// A process that lives on by itself: Node, Deno, Bun.
    Process,
    /// An edge worker: work, timers and promises end with the request that began them.
    Edge,
    /// A Durable Object: work goes on after its request, but a timer is paid for.
    DurableObject,
}

/// The host's clocks and dice, read anew for each input.
#[derive(Clone, Copy, Debug)]
pub struct Reading {
    /// The clocks.
    pub clocks: Clocks,
    /// 32 random bits.
    pub random: u32,
}

/// When the driver's one timer fires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// In how many milliseconds; 0 if it is past.
    pub in_ms: i64,
    /// Whether a caller waits, so that the timer must keep the process alive.
    pub keeps_alive: bool,
}

/// A proof of possession to make (RFC 9449 §4.2). The driver adds `jti`, `htm`, the public key, and for a resource `ath`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The name under which the key is kept.
    pub key: String,
    /// What it says.
    pub claims: Claims,
}

/// A key pair for proofs of possession.
#[derive(Clone, Debug)]
pub struct FoundKey {
    /// The thumbprint of its public half (RFC 7638).
    pub thumbprint: Rc<str>,
    /// Why the key could not be kept beyond this page. Given once.
    pub fault: Option<Cause>,
}

impl FoundKey {
    /// The error for a key that could not be kept.
    #[must_use]
    pub fn not_kept(fault: Cause) -> Error {
        let message =
            "the DPoP key cannot be kept in IndexedDB: its tokens are lost with this page";
        Error::new(Class::Storage, Code::Storage, message).with_cause(Some(fault))
    }
}

/// What was thrown.
#[derive(Clone, Debug)]
pub struct Thrown {
    /// The value itself, or a number for it.
    pub cause: Cause,
    /// Whether the value says of itself that the same call may succeed later (`retryable`).
    pub retryable: bool,
    /// The error that the value stands for, if it is one of ours.
    pub error: Option<Error>,
}

impl Thrown {
    /// The error of ours that was thrown, or one with `otherwise` for a message.
    #[must_use]
    pub fn into_error(self, otherwise: &'static str) -> Error {
        self.error.unwrap_or_else(|| {
            Error::new(Class::TokenAcquisition, Code::AcquisitionFailed, otherwise)
                .with_cause(Some(self.cause))
        })
    }
}

/// The error where a request's parts could not be made.
pub(super) const NOT_MADE: &str = "a part of the token request could not be made: see cause";

/// The error where the answer is none to the work, or came too late where no limit was set.
pub(super) fn senseless() -> Error {
    let message = "the host gave no fitting answer";
    Error::new(Class::TokenAcquisition, Code::AcquisitionFailed, message)
}

/// The longest pause between two looks of a caller, in milliseconds.
const LONGEST_LOOK_MS: i64 = 15;

/// How long a caller's request waits before it looks again, on hosts where it must, after it waited for `before_ms`.
pub(super) fn next_look_ms(before_ms: i64) -> i64 {
    (before_ms + 1).min(LONGEST_LOOK_MS)
}
