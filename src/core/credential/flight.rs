//! One flight: the steps of getting a token, shared by all callers.
//!
//! With storage: read it, take the lock, read again, send, check that the record has not changed meanwhile, write, release the
//! lock. Without: send.

use super::ids::{FlightId, Ticket};
use super::io::Output;
use super::patience::Absences;
use crate::core::error::Error;
use crate::core::login_grant::search::Search;
use crate::core::oauth::form::Part;
use crate::core::time::Timestamp;
use crate::core::tokens::TokenSet;

#[derive(Debug)]
pub(super) struct Flight {
    pub id: FlightId,
    pub step: Step,
    pub started: Timestamp,
    /// Begun by the refresh-ahead window or background refresh rather than for a waiting caller.
    pub automatic: bool,
    /// Attempts that failed so far.
    pub failed_attempts: u32,
    /// When the request was sent: the new token's life counts from here.
    pub sent_at: Timestamp,
    /// What the request asks for.
    pub intent: Intent,
    /// The stored record when the request was decided on; a change means that another tab won.
    pub seen: Option<Seen>,
    /// Whether the lock was requested, and so must be released.
    pub locked: bool,
    /// The last sign of life of the request that the flight belongs to, on hosts whose requests end.
    pub alive_at: Timestamp,
    /// Whether a caller demanded a token other than the cached one when the request was sent.
    pub forced: bool,
    /// The parts that the host made for the request.
    pub parts: Vec<Part>,
    /// The parts with which the host told whose tokens are wanted, until a request uses them.
    pub given: Vec<Part>,
    /// Whether the host has told whose tokens are wanted.
    pub identified: bool,
    /// Whether the flight only finds out whose tokens are wanted, unless a caller comes meanwhile.
    pub only_identifies: bool,
    /// Whether the attempt was already sent again with another proof of possession: once is enough.
    pub proved_anew: bool,
    /// For a login: what is still to be tried.
    pub search: Option<Box<Search>>,
    /// How often the host was away meanwhile.
    pub absences: Absences,
    /// Whether storage was already read again after the refresh token was refused: once is enough.
    pub rechecked: bool,
    /// Why an answer with a new refresh token has no usable access token. The flight then guards and saves the new refresh
    /// token beside the held access token.
    pub refused: Option<Error>,
    /// How often the server repeated a token that had expired.
    pub repeated: u32,
}

#[derive(Debug)]
pub(super) enum Step {
    /// Asking the host whose tokens are wanted, until the moment.
    Identify(Timestamp),
    /// Reading storage without the lock: another tab may have a good token.
    Peek(Ticket),
    /// Waiting for the lock.
    Lock,
    /// Reading storage under the lock.
    Check(Ticket),
    /// Waiting for the issuer's metadata, until the moment.
    Discover(Timestamp),
    /// Waiting for the host to make the parts that the configuration does not supply, until the moment.
    Make(Timestamp),
    /// Waiting for the answer, until the moment.
    Sent(Timestamp),
    /// Pausing between two attempts, until the moment; the last one failed with the error.
    Pause(Timestamp, Box<Error>),
    /// The refresh was refused for good with the error: checking whether a newer token is stored.
    Recheck(Ticket, Error),
    /// The new tokens arrived: checking whether another tab won.
    Guard(Ticket, Box<TokenSet>),
    /// The new tokens are being written.
    Save(Ticket, Box<TokenSet>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Intent {
    Acquire,
    Refresh,
}

/// What storage held at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    Nothing,
    /// A record of this credential, identified by its tokens. Its times would not do: after the wall clock was set back, the
    /// same record looks newer.
    Record(u64),
}

impl Flight {
    /// When the step times out, if it has a limit of its own.
    pub fn deadline(&self) -> Option<Timestamp> {
        match self.step {
            Step::Identify(at)
            | Step::Discover(at)
            | Step::Make(at)
            | Step::Sent(at)
            | Step::Pause(at, _) => Some(at),
            _ => None,
        }
    }

    /// Reads storage to check, before the new tokens take effect, whether another tab won meanwhile.
    pub fn look_before_commit(
        &mut self,
        ticket: Ticket,
        tokens: Box<TokenSet>,
        out: &mut Vec<Output>,
    ) {
        self.step = Step::Guard(ticket, tokens);
        out.push(Output::Load(ticket));
    }

    /// Whether the flight has come far enough to show in the token's state.
    pub fn under_way(&self) -> bool {
        !matches!(
            self.step,
            Step::Identify(_) | Step::Peek(_) | Step::Lock | Step::Check(_)
        )
    }

    /// Whether a refresh token may have been spent whose successor is not stored yet.
    pub fn has_spent(&self) -> bool {
        match self.step {
            Step::Sent(_) => self.intent == Intent::Refresh,
            Step::Guard(..) | Step::Save(..) => true,
            _ => false,
        }
    }

    /// Whether the fate of the held refresh token is being decided.
    pub fn is_deciding(&self) -> bool {
        self.has_spent() || matches!(self.step, Step::Recheck(..))
    }

    /// Whether the flight waits for the read `ticket`.
    pub fn reads(&self, ticket: Ticket) -> bool {
        match self.step {
            Step::Peek(t) | Step::Check(t) | Step::Recheck(t, _) | Step::Guard(t, _) => t == ticket,
            _ => false,
        }
    }

    /// Whether the step waits for the host.
    pub fn waits_for_host(&self) -> bool {
        !matches!(self.step, Step::Pause(..))
    }
}
