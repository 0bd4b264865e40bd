//! Asks the host for the owner of the tokens, where a function or another provider supplies the subject, actor or
//! assertion of a request. Storage is read only afterwards, since the answer is part of the record's key.
//!
//! A flight asks before anything else, and again with each request that it repeats. An operation on the record may come
//! before any flight has asked. It then waits for a flight that does nothing else.

use super::{Flight, Next, Step};
use crate::core::config::Grant;
use crate::core::credential::Credential;
use crate::core::credential::io::{Input, Output};
use crate::core::credential::settings::StorageTraits;
use crate::core::credential::subject::waiter_for_record;
use crate::core::credential::turn::Turn;
use crate::core::error::Result;
use crate::core::oauth::form::Part;
use crate::core::oauth::parts::Needs;

impl Credential {
    /// True if the location of its record is known.
    #[must_use]
    pub fn is_identified(&self) -> bool {
        self.subject.is_known(&self.settings)
    }

    /// True if an input concerns a record whose subject is not known yet.
    pub(in crate::core::credential) fn must_wait(&self, input: &Input) -> bool {
        waiter_for_record(input).is_some()
            && self.settings.storage.present
            && !self.host.closing
            && !self.is_identified()
    }

    /// Keeps an input until the subject of its record is known.
    pub(in crate::core::credential) fn wait_until_identified(
        &mut self,
        input: Input,
        turn: &mut Turn<'_>,
    ) {
        if matches!(input, Input::Cleared(_) | Input::RevokeWanted(_)) {
            // From now on nothing is handed out, even if a flight is under way.
            self.log_out(turn);
        }
        self.subject.wait(input);
        if self.flights.is_idle() {
            self.begin_flight(true, turn);
            self.flights.only_identify();
        }
    }

    /// Handles the inputs that waited, once the subject is known or cannot be found out. In the second case they run
    /// without storage.
    pub(in crate::core::credential) fn go_on_identified(&mut self, turn: &mut Turn<'_>) {
        let named = self.subject.is_named();
        if !self.subject.has_waiting() || (!named && !self.flights.is_idle()) {
            return;
        }
        let waiting = self.subject.take_waiting();
        let storage = self.settings.storage;
        if !named {
            self.settings.storage = StorageTraits::NONE;
        }
        for input in waiting {
            self.take_in(input, turn);
        }
        self.settings.storage = storage;
    }

    /// Asks the host for the owner of the flight's tokens.
    pub(super) fn identify(&mut self, mut flight: Box<Flight>, turn: &mut Turn<'_>) -> Next {
        let until = turn
            .now()
            .plus(self.settings.config.retry_policy.timeout_ms);
        flight.alive_at = turn.now();
        let needs = Needs {
            client_audience: None,
            grant_endpoint: Some(String::new()),
            now: turn.at.wall(turn.now()),
        };
        turn.push(Output::Make(flight.id, Box::new(needs)));
        flight.wait(Step::Identify(until))
    }

    /// Handles the host's answer about the owner of the flight's tokens.
    pub(super) fn owner_answered(
        &mut self,
        flight: Box<Flight>,
        told: Result<Vec<Part>>,
        turn: &mut Turn<'_>,
    ) -> Next {
        match told {
            Ok(parts) => self.identified(flight, parts, turn),
            // The function names no other subject, and the held tokens can be renewed without it.
            Err(_) if self.subject.is_named() && self.refresh_token().is_some() => {
                self.identified(flight, Vec::new(), turn)
            }
            // No caller waits for a token, so the error is not reported.
            Err(_) if flight.identification.only && self.callers.is_empty() => {
                flight.land(turn);
                None
            }
            Err(error) => self.not_made(flight, error, turn),
        }
    }

    /// Continues the flight with storage, now that the owner of its tokens is known.
    pub(super) fn identified(
        &mut self,
        mut flight: Box<Flight>,
        parts: Vec<Part>,
        turn: &mut Turn<'_>,
    ) -> Next {
        if self.subject.is_another(&parts, &self.settings) {
            self.become_another(&parts, turn);
        }
        if std::mem::take(&mut flight.locked) {
            // The lock is for another subject's record.
            turn.push(Output::ReleaseLock(flight.id));
        }
        flight.seen = None;
        flight.rechecked = false;
        flight.identification.known = true;
        flight.identification.parts = parts;
        if flight.identification.only && self.callers.is_empty() {
            flight.land(turn);
            None
        } else {
            self.look_first(flight, turn)
        }
    }

    /// Drops the held tokens, which belong to another subject: they are no longer handed out or used. There is one
    /// exception. If another provider supplies the subject, its new token is a renewed one of the same subject. The
    /// token that was exchanged for the old one then serves until there is a new one.
    fn become_another(&mut self, parts: &[Part], turn: &mut Turn<'_>) {
        if self.subject.is_named() {
            let key = self.storage_key();
            let by_provider = match &self.settings.config.grant {
                Grant::OAuth(config) => config.made().subject_from.is_some(),
                Grant::Custom(_) | Grant::Login(_) | Grant::Static(_) => false,
            };
            if self.vault.unpersist() {
                turn.push(Output::Discard(key));
            }
            if !by_provider {
                self.forget(turn);
                self.failures.reopen();
            }
        }
        self.subject.become_that_of(parts);
    }
}
