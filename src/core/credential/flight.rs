//! One flight: the shared work of getting a token, whoever asks, step by step.
//!
//! With shared storage: look into it, take the lock, look again, send, look whether it changed meanwhile, write, let go.
//! Without: send.

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
    /// Nobody asked: the refresh-ahead window or background refresh began it.
    pub automatic: bool,
    /// Attempts that failed so far.
    pub failed_attempts: u32,
    /// When the request was sent: the new token's life is counted from here.
    pub sent_at: Timestamp,
    /// What the request asks for.
    pub intent: Intent,
    /// The stored record as it was when the request was decided on; a change means that somebody else won.
    pub seen: Option<Seen>,
    /// Whether the lock was asked for, so that it has to be let go.
    pub locked: bool,
    /// The last sign of life of the request that the flight belongs to, on hosts whose requests end.
    pub alive_at: Timestamp,
    /// Who waited when the request was sent wanted another token than the cached one.
    pub forced: bool,
    /// What the host made for the request.
    pub parts: Vec<Part>,
    /// What the host gave to tell whose tokens are wanted, until a request takes it.
    pub given: Vec<Part>,
    /// The host has told whose tokens are wanted.
    pub identified: bool,
    /// It is to find that out, and nothing more unless somebody comes.
    pub only_identifies: bool,
    /// The attempt was sent again with another proof of possession: once is enough.
    pub proved_anew: bool,
    /// Of a login: what is still to be tried.
    pub search: Option<Box<Search>>,
    /// How often the host was away meanwhile.
    pub absences: Absences,
    /// Storage was read again after the refresh token was refused: once is enough.
    pub rechecked: bool,
    /// The answer brought a refresh token and, for this reason, no access token: what is guarded and saved is the new refresh
    /// token beside the access token that is held.
    pub refused: Option<Error>,
    /// How often the server repeated a token that had expired.
    pub repeated: u32,
}

#[derive(Debug)]
pub(super) enum Step {
    /// The host is asked whose tokens are wanted, until the moment.
    Identify(Timestamp),
    /// Looking into storage without the lock: another tab may have a good token.
    Peek(Ticket),
    /// Waiting for the lock.
    Lock,
    /// Looking into storage under the lock.
    Check(Ticket),
    /// Waiting for the issuer's metadata, until the moment.
    Discover(Timestamp),
    /// The host makes what the request needs beside the configuration, until the moment.
    Make(Timestamp),
    /// Waiting for the answer, until the moment.
    Sent(Timestamp),
    /// Between two attempts, until the moment; the first of them failed with the error.
    Pause(Timestamp, Box<Error>),
    /// The refresh was refused for good with the error: looking whether a newer token is stored.
    Recheck(Ticket, Error),
    /// The new tokens are there: looking whether somebody else won.
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
    /// A record of ours, by its tokens. Not by its times: where the wall clock was set back, the same record is read as a newer one.
    Record(u64),
}

impl Flight {
    /// When the step's time is up, where it has a limit of its own.
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

    /// New tokens are there: has somebody else won meanwhile?
    pub fn look_before_commit(
        &mut self,
        ticket: Ticket,
        tokens: Box<TokenSet>,
        out: &mut Vec<Output>,
    ) {
        self.step = Step::Guard(ticket, tokens);
        out.push(Output::Load(ticket));
    }

    /// Whether the flight has come so far that the token's state shows it.
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

    /// Whether what becomes of the held refresh token is being decided.
    pub fn is_deciding(&self) -> bool {
        self.has_spent() || matches!(self.step, Step::Recheck(..))
    }

    /// Whether the flight waits for what the read `ticket` gives.
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
