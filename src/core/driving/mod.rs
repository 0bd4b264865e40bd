//! The common parts of the machines that a driver drives: the [engine](super::engine) of a manager's tokens, and the
//! [desk](super::login::desk) of its logins. Calls, answers and time go in, and numbered effects come out.

pub(super) mod clock;
pub(super) mod numbered;

use super::dpop::Claims;
use super::error::{Cause, Class, Code, Error};
use super::time::Clocks;
use std::rc::Rc;

/// The number of one call. The driver chooses it, a greater one each time.
pub type Caller = u32;

/// The number of one piece of work. The machine chooses it; the answer carries it.
pub type Number = u32;

/// The number under which the driver keeps a provider's JavaScript functions and keys. The driver chooses it.
pub type Functions = u32;

/// The kinds of hosts that decisions distinguish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Host {
    /// A page or a web worker.
    Browser,
    /// A process with a life of its own: Node, Deno, Bun.
    Process,
    /// An edge worker: work, timers and promises end with the request that began them.
    Edge,
    /// A Durable Object: work continues after its request, but a timer costs money.
    DurableObject,
}

/// A reading of the host's clocks and random bits, new for each input.
#[derive(Clone, Copy, Debug)]
pub struct Reading {
    /// The clocks.
    pub clocks: Clocks,
    /// 32 random bits.
    pub random: u32,
}

impl Reading {
    /// A reading of epoch milliseconds, the milliseconds of a clock that is never set, and 32 random bits.
    #[must_use]
    pub fn of(wall: f64, monotonic: f64, random: u32) -> Self {
        let clocks = Clocks {
            wall: wall as i64,
            monotonic: monotonic as i64,
        };
        Self { clocks, random }
    }
}

/// The time at which the driver's one timer fires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// The time left, in milliseconds; 0 if it is past.
    pub in_ms: i64,
    /// True if a caller waits, so that the timer must keep the process alive.
    pub keeps_alive: bool,
}

/// A proof of possession to make (RFC 9449 §4.2). The driver adds `jti`, `htm`, the public key, and for a resource `ath`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The name under which the key is kept.
    pub key: String,
    /// Its claims.
    pub claims: Claims,
}

/// A key pair for proofs of possession.
#[derive(Clone, Debug)]
pub struct FoundKey {
    /// The thumbprint of its public half (RFC 7638).
    pub thumbprint: Rc<str>,
    /// The reason why the key could not be kept beyond this page. Reported once.
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

/// A thrown value.
#[derive(Clone, Debug)]
pub struct Thrown {
    /// The value itself, or a number for it.
    pub cause: Cause,
    /// True if the value declares that the same call may succeed later (`retryable`).
    pub retryable: bool,
    /// The error that the value stands for, if it is one of this library's.
    pub error: Option<Error>,
}

impl Thrown {
    /// This library's error that was thrown, or one with the message `otherwise`.
    #[must_use]
    pub fn into_error(self, otherwise: &'static str) -> Error {
        self.error.unwrap_or_else(|| {
            Error::new(Class::TokenAcquisition, Code::AcquisitionFailed, otherwise)
                .with_cause(Some(self.cause))
        })
    }
}

/// The error for request parts that could not be made.
pub(super) const NOT_MADE: &str = "a part of the token request could not be made: see cause";

/// The error for an answer that does not fit the work, or that came too late although no limit was set.
pub(super) fn senseless() -> Error {
    let message = "the host gave no fitting answer";
    Error::new(Class::TokenAcquisition, Code::AcquisitionFailed, message)
}

/// The longest pause between two looks of a caller, in milliseconds.
const LONGEST_LOOK_MS: i64 = 15;

/// The pause, in milliseconds, before a caller's request looks again, on hosts that require this. The last pause was
/// `before_ms`.
pub(super) fn next_look_ms(before_ms: i64) -> i64 {
    (before_ms + 1).min(LONGEST_LOOK_MS)
}
