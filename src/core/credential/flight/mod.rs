//! One flight: the shared work of getting a token, step by step.
//!
//! With storage: read it, take the lock, read again, send, check that the record has not changed meanwhile, write, release the
//! lock. Without: send.
//!
//! An answer takes the flight out of [`Flights`]. Its handler returns the [`Next`]: the flight at another step, or
//! `None` if it has ended. So a flight can neither be forgotten nor be at two steps.
//!
//! - `step.rs`: the steps at which a flight waits; `answers.rs`: each answer goes to the step that waits for it.
//! - `begin.rs`: storage and the lock before a request.
//! - `identify.rs`: asking the host for the owner of the tokens.
//! - `request.rs`: the request is made and sent; `response.rs`: its response.
//! - `target.rs`: a flight for another target than the credential's own.
//! - `login.rs`: the search for a login endpoint, in place of these two.
//! - `commit.rs`: how new tokens take effect.
//! - `failure.rs`: the reaction to a failed attempt, and the end of a flight without a token.
//! - `lost.rs`: the flight's deadlines, and its restart after an absence of the host.

mod answers;
mod begin;
mod commit;
mod failure;
mod identify;
mod login;
mod lost;
mod request;
mod response;
mod step;
mod target;

pub(super) use self::step::{Reading, Step};

use super::absences::Absences;
use super::ids::{FlightId, Ticket, WaiterId};
use super::io::Output;
use super::mint::Minting;
use super::storage::Seen;
use super::turn::Turn;
use crate::core::error::Error;
use crate::core::login_grant::search::Search;
use crate::core::oauth::form::Part;
use crate::core::oauth::metadata::Metadata;
use crate::core::time::Timestamp;
use crate::core::tokens::TokenSet;
use std::rc::Rc;

/// The state that a flight has at all its steps.
#[derive(Debug)]
pub(super) struct Flight {
    pub id: FlightId,
    started: Timestamp,
    /// True if the refresh-ahead window or background refresh began the flight, rather than a waiting caller.
    automatic: bool,
    attempts: Attempts,
    request: Request,
    identification: Identification,
    /// The stored record when the request was decided on; a change means that another tab won.
    pub seen: Option<Seen>,
    /// True if storage was already read again after the refresh token was refused: once is enough.
    rechecked: bool,
    /// True if the lock was requested, and so must be released.
    locked: bool,
    /// For a flight for another target than the credential's own: the target, and the credential that asked.
    minting: Option<Box<Minting>>,
    /// The reason why an answer with a new refresh token has no usable access token. The flight then guards and saves
    /// the new refresh token beside the held access token.
    refused: Option<Error>,
    /// The last sign of life of the request that the flight belongs to, on hosts whose requests end.
    alive_at: Timestamp,
    /// The number of times that the host was away meanwhile.
    absences: Absences,
}

/// The attempts that brought no token.
#[derive(Debug, Default)]
struct Attempts {
    failed: u32,
    /// The number of times that the server repeated a token that had expired.
    repeated: u32,
}

/// The request that is sent, or was sent last.
#[derive(Debug)]
struct Request {
    /// The time when it was sent: the new token's life counts from here.
    sent_at: Timestamp,
    intent: Intent,
    /// True if a caller demanded a token other than the cached one when it was sent.
    forced: bool,
    /// The parts that the host made for it.
    parts: Vec<Part>,
    /// True if the attempt was already sent again with another proof of possession: once is enough.
    proved_anew: bool,
    /// For a login: the remaining candidates.
    search: Option<Box<Search>>,
}

/// The host's answer about the owner of the tokens.
#[derive(Debug, Default)]
struct Identification {
    known: bool,
    /// The parts in that answer, until a request uses them.
    parts: Vec<Part>,
    /// True if the flight only finds out the owner, unless a caller comes meanwhile.
    only: bool,
}

/// The purpose of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Intent {
    Acquire,
    Refresh,
}

/// A flight, and the step that it waits at.
#[derive(Debug)]
pub(super) struct Underway {
    pub step: Step,
    pub flight: Box<Flight>,
}

/// The flight at its next step; `None` if it has ended.
pub(super) type Next = Option<Underway>;

/// The flight under way, and the findings of earlier flights.
#[derive(Debug, Default)]
pub(super) struct Flights {
    current: Option<Underway>,
    last_id: FlightId,
    metadata: Option<Rc<Metadata>>,
    /// The login endpoint and format that worked last time.
    login_pair: Option<u32>,
    last_refresh_at: Option<Timestamp>,
}

impl Underway {
    /// True if a refresh token may have been spent whose successor is not stored yet.
    pub fn has_spent(&self) -> bool {
        match self.step {
            Step::Sent(_) => self.flight.refreshes(),
            Step::Read(_, Reading::Guard(_)) | Step::Save(..) => true,
            Step::Read(_, Reading::Peek | Reading::Check | Reading::Recheck(_))
            | Step::Identify(_)
            | Step::Lock
            | Step::Discover(_)
            | Step::Make(_)
            | Step::Asked
            | Step::Pause(..) => false,
        }
    }

    /// True if the fate of the held refresh token is being decided.
    pub fn is_deciding(&self) -> bool {
        self.has_spent() || matches!(self.step, Step::Read(_, Reading::Recheck(_)))
    }
}

impl Flight {
    /// Lets the flight wait at `step`.
    pub(super) fn wait(self: Box<Self>, step: Step) -> Next {
        Some(Underway { step, flight: self })
    }

    pub fn refreshes(&self) -> bool {
        self.request.intent == Intent::Refresh
    }

    /// The credential that asked for the token, if it is for another target.
    pub fn mint_waiter(&self) -> Option<WaiterId> {
        self.minting.as_ref().map(|minting| minting.waiter)
    }

    /// True if these tokens are older than the flight, and a caller has come since the request.
    pub fn came_too_late_for(&self, tokens: &TokenSet) -> bool {
        !self.request.forced && tokens.obtained_at < self.started
    }

    /// Ends the flight.
    pub(super) fn land(self: Box<Self>, turn: &mut Turn<'_>) {
        if self.locked {
            turn.push(Output::ReleaseLock(self.id));
        }
        drop(self);
    }

    /// Ends the flight early, cancelling the request that it waits for.
    fn abort(self: Box<Self>, turn: &mut Turn<'_>) {
        turn.push(Output::Cancel(self.id));
        self.land(turn);
    }
}

impl Flights {
    pub fn current(&self) -> Option<&Underway> {
        self.current.as_ref()
    }

    pub fn is_idle(&self) -> bool {
        self.current.is_none()
    }

    /// The time when a token was last obtained.
    pub fn last_refresh_at(&self) -> Option<Timestamp> {
        self.last_refresh_at
    }

    pub fn step_mut(&mut self) -> Option<&mut Step> {
        self.current.as_mut().map(|underway| &mut underway.step)
    }

    /// Notes that the request that the flight belongs to is still alive.
    pub fn alive(&mut self, id: FlightId, now: Timestamp) {
        if let Some(underway) = self.current.as_mut().filter(|u| u.flight.id == id) {
            underway.flight.alive_at = now;
        }
    }

    /// From here on, a missing record is no logout elsewhere.
    pub fn forget_seen(&mut self) {
        if let Some(underway) = &mut self.current {
            underway.flight.seen = None;
        }
    }

    /// Restarts a wait for the host because the host was away: it now ends at `anew`.
    pub fn prolong(&mut self, away_ms: i64, anew: Timestamp) {
        let Some(Underway { step, flight }) = &mut self.current else {
            return;
        };
        flight.started = flight.started.plus(away_ms);
        match step {
            Step::Discover(end) | Step::Make(end) | Step::Sent(end) => {
                flight.absences.prolong(end, anew);
            }
            Step::Identify(_)
            | Step::Read(..)
            | Step::Lock
            | Step::Asked
            | Step::Pause(..)
            | Step::Save(..) => {
                flight.absences.count();
            }
        }
    }

    pub fn take(&mut self) -> Option<Underway> {
        self.current.take()
    }

    /// Takes the flight out if its number is `id`.
    fn take_of(&mut self, id: FlightId) -> Option<Underway> {
        self.current.take_if(|underway| underway.flight.id == id)
    }

    /// True if the flight waits for the read `ticket`.
    fn reads(&self, ticket: Ticket) -> bool {
        let step = self.current.as_ref().map(|underway| &underway.step);
        matches!(step, Some(Step::Read(of, _)) if *of == ticket)
    }

    /// Takes the flight out if it waits for the read `ticket`.
    fn take_read(&mut self, ticket: Ticket) -> Option<(Box<Flight>, Reading)> {
        match self.current.take() {
            Some(Underway {
                step: Step::Read(of, reading),
                flight,
            }) if of == ticket => Some((flight, reading)),
            other => {
                self.current = other;
                None
            }
        }
    }

    /// Takes the flight out if it waits for the write `ticket`.
    fn take_saved(&mut self, ticket: Ticket) -> Option<(Box<Flight>, Box<TokenSet>)> {
        match self.current.take() {
            Some(Underway {
                step: Step::Save(of, tokens),
                flight,
            }) if of == ticket => Some((flight, tokens)),
            other => {
                self.current = other;
                None
            }
        }
    }

    /// Puts the flight back at its next step, if it has not ended.
    fn go_on(&mut self, next: Next) {
        self.current = next;
    }

    /// Makes the flight only find out the owner of the tokens, unless a caller comes meanwhile.
    pub fn only_identify(&mut self) {
        if let Some(underway) = &mut self.current {
            underway.flight.identification.only = true;
        }
    }

    /// Makes a new flight, after this many `failed` attempts of the one that it takes over from.
    fn begin(&mut self, automatic: bool, failed: u32, now: Timestamp) -> Box<Flight> {
        self.last_id = self.last_id.wrapping_add(1);
        Box::new(Flight {
            id: self.last_id,
            started: now,
            automatic,
            attempts: Attempts {
                failed,
                repeated: 0,
            },
            request: Request {
                sent_at: now,
                intent: Intent::Acquire,
                forced: false,
                parts: Vec::new(),
                proved_anew: false,
                search: None,
            },
            identification: Identification::default(),
            seen: None,
            rechecked: false,
            locked: false,
            minting: None,
            refused: None,
            alive_at: now,
            absences: Absences::default(),
        })
    }
}
