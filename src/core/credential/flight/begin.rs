//! The first part of a flight, up to its request: storage, the lock, and storage again.

use super::{Flight, Next, Reading, Step};
use crate::core::credential::Credential;
use crate::core::credential::failures::Gate;
use crate::core::credential::ids::Ticket;
use crate::core::credential::io::Output;
use crate::core::credential::mint::Minting;
use crate::core::credential::storage::Stored;
use crate::core::credential::subject::Subject;
use crate::core::credential::turn::Turn;
use crate::core::error::{Cause, Class, Code, Error};
use crate::core::note::Note;
use std::rc::Rc;

impl Credential {
    /// Begins a flight. `automatic` says that no caller waits for it.
    pub(in crate::core::credential) fn begin_flight(
        &mut self,
        automatic: bool,
        turn: &mut Turn<'_>,
    ) {
        let flight = self.flights.begin(automatic, 0, turn.now());
        let next = self.first_step(flight, turn);
        self.flights.go_on(next);
    }

    /// Begins a flight for another target.
    pub(in crate::core::credential) fn begin_minting(
        &mut self,
        minting: Minting,
        turn: &mut Turn<'_>,
    ) {
        let mut flight = self.flights.begin(false, 0, turn.now());
        flight.minting = Some(Box::new(minting));
        let next = self.first_step(flight, turn);
        self.flights.go_on(next);
    }

    pub(super) fn first_step(&mut self, flight: Box<Flight>, turn: &mut Turn<'_>) -> Next {
        if Subject::is_asked_for(&self.settings) {
            self.identify(flight, turn)
        } else {
            self.look_first(flight, turn)
        }
    }

    /// Continues the flight with a look at storage, or without storage.
    pub(super) fn look_first(&mut self, flight: Box<Flight>, turn: &mut Turn<'_>) -> Next {
        if !self.settings.storage.present {
            return self.decide(flight, turn);
        }
        let ticket = self.storage.ticket();
        turn.push(Output::Peek(ticket));
        flight.wait(Step::Read(ticket, Reading::Peek))
    }

    /// Reads the current content of storage.
    pub(super) fn load(
        &mut self,
        flight: Box<Flight>,
        reading: Reading,
        turn: &mut Turn<'_>,
    ) -> Next {
        let ticket = self.storage.ticket();
        turn.push(Output::Load(ticket));
        flight.wait(Step::Read(ticket, reading))
    }

    /// Neither memory nor storage has a good token: decides whether a request may be sent, and takes the lock first.
    pub(super) fn decide(&mut self, mut flight: Box<Flight>, turn: &mut Turn<'_>) -> Next {
        if let Some(error) = self.refusal(&flight, turn) {
            return self.refuse(flight, &error, turn);
        }
        let locks = self.settings.storage.present;
        if locks && !flight.locked {
            flight.locked = true;
            turn.push(Output::TakeLock(flight.id));
            flight.wait(Step::Lock)
        } else {
            self.send(flight, turn)
        }
    }

    /// The reason why nothing may be sent, if there is one.
    fn refusal(&mut self, flight: &Flight, turn: &mut Turn<'_>) -> Option<Error> {
        if let Some(error) = &self.failures.ended {
            return Some(error.clone());
        }
        let holds = self.vault.held().is_some();
        if self.refresh_token().is_none() && !self.settings.can_acquire() {
            let error = self.nothing_left();
            if holds && self.settings.needs_user() && flight.minting.is_none() {
                self.end_session(error.clone(), turn);
            }
            return Some(error);
        }
        let (gate, wait) = self.failures.gate(turn.now())?;
        let class = match holds {
            true => Class::TokenRefresh,
            false => Class::TokenAcquisition,
        };
        let (code, message) = match gate {
            Gate::Circuit => (
                Code::CircuitOpen,
                "too many failures in a row: nothing is sent until the cool-down ends",
            ),
            Gate::RetryAfter => (
                Code::RateLimited,
                "the server asked for a pause: nothing is sent until retryAfterMs have passed",
            ),
        };
        let mut error = Error::new(class, code, message)
            .retryable()
            .of(&self.settings.name);
        error.retry_after_ms = Some(wait);
        if let Some((last, _)) = &self.failures.last {
            error.status = last.status;
            error.cause = Some(Cause(Rc::new(last.clone())));
        }
        Some(error)
    }

    pub(super) fn lock_ended(
        &mut self,
        flight: Box<Flight>,
        granted: bool,
        turn: &mut Turn<'_>,
    ) -> Next {
        let waited_ms = turn.now().since(flight.started);
        let next = self.load(flight, Reading::Check, turn);
        let has_locks = !self.settings.requests_end;
        if has_locks {
            turn.note(Note::LockEnded { granted, waited_ms });
        }
        next
    }

    /// Hands out the stored tokens if they satisfy every caller; otherwise decides on a request. `current` is as in
    /// [`adopt`](Self::adopt).
    pub(super) fn take_over_stored(
        &mut self,
        mut flight: Box<Flight>,
        stored: Stored,
        current: bool,
        turn: &mut Turn<'_>,
    ) -> Next {
        flight.seen = stored.seen();
        self.adopt_stored(stored, current, turn);
        if !self.serve(flight.mint_waiter(), turn) {
            return self.decide(flight, turn);
        }
        flight.land(turn);
        if !current {
            self.look_again_if_late(turn);
        }
        None
    }

    /// Handles the storage read that follows a final refusal of the refresh with `error`. Another tab's refresh token
    /// may be stored by now.
    pub(super) fn rechecked(
        &mut self,
        mut flight: Box<Flight>,
        error: Error,
        (ticket, stored): (Ticket, Stored),
        turn: &mut Turn<'_>,
    ) -> Next {
        flight.seen = stored.seen();
        flight.rechecked = true;
        let refused = self.refresh_token().cloned();
        self.adopt_stored(stored, true, turn);
        if self.serve(flight.mint_waiter(), turn) {
            flight.land(turn);
            None
        } else if self.refresh_token().is_some() && self.refresh_token() != refused.as_ref() {
            self.send(flight, turn)
        } else {
            self.refresh_refused(flight, error, Some(ticket), turn)
        }
    }

    /// Adopts stored tokens that are newer. Treats a missing record as a logout if it was there before.
    fn adopt_stored(&mut self, stored: Stored, current: bool, turn: &mut Turn<'_>) {
        match stored {
            Stored::Tokens(tokens) => self.adopt(*tokens, current, turn),
            Stored::Nothing => {
                if !self.settings.storage.volatile && self.vault.was_stored(turn.now()) {
                    self.forget(turn);
                }
            }
            Stored::Unusable => {}
        }
    }

    /// Sends another request after one that failed. Reads storage first: after a long wait or a freeze, the lock may have
    /// passed to another tab that has renewed.
    pub(super) fn try_again(&mut self, flight: Box<Flight>, turn: &mut Turn<'_>) -> Next {
        if Subject::is_asked_for(&self.settings) && !flight.identification.known {
            self.identify(flight, turn)
        } else if self.settings.storage.present {
            self.load(flight, Reading::Check, turn)
        } else {
            self.send(flight, turn)
        }
    }
}
