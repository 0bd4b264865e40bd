//! Asking the host whose tokens they are, where a function or another provider supplies the subject, actor or assertion of a
//! request. Storage is read only afterwards, since the answer is part of the record's key.
//!
//! A flight asks first of all, and again with each request that it repeats. An operation on the record that comes before any
//! flight has asked waits for a flight that does nothing else.

use super::{Flight, Next, Step};
use crate::core::config::Grant;
use crate::core::credential::Credential;
use crate::core::credential::io::{Input, Output};
use crate::core::credential::settings::StorageTraits;
use crate::core::credential::subject::waiter_for_record;
use crate::core::error::Result;
use crate::core::oauth::form::Part;
use crate::core::oauth::parts::Needs;
use crate::core::time::Moment;

impl Credential {
    /// Whether the location of its record is known.
    #[must_use]
    pub fn is_identified(&self) -> bool {
        self.subject.is_known(&self.settings)
    }

    /// Whether an input concerns a record whose subject is not known yet.
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
        at: Moment,
        out: &mut Vec<Output>,
    ) {
        if matches!(input, Input::Cleared(_) | Input::RevokeWanted(_)) {
            // Hand out nothing from now on, even if a flight is under way.
            self.log_out(at, out);
        }
        self.subject.wait(input);
        if self.flights.is_idle() {
            self.begin_flight(true, at, out);
            self.flights.only_identify();
        }
    }

    /// Handles the inputs that waited, once the subject is known or proved impossible to find out. In the second case they run
    /// without storage.
    pub(in crate::core::credential) fn go_on_identified(
        &mut self,
        at: Moment,
        out: &mut Vec<Output>,
    ) {
        let told = self.subject.is_told();
        if !self.subject.has_waiting() || (!told && !self.flights.is_idle()) {
            return;
        }
        let waiting = self.subject.take_waiting();
        let storage = self.settings.storage;
        if !told {
            self.settings.storage = StorageTraits::NONE;
        }
        for input in waiting {
            self.take_in(input, at, out);
        }
        self.settings.storage = storage;
    }

    /// Asks the host whose tokens the flight must get.
    pub(super) fn identify(
        &mut self,
        mut flight: Box<Flight>,
        at: Moment,
        out: &mut Vec<Output>,
    ) -> Next {
        let until = at.now.plus(self.settings.config.retry_policy.timeout_ms);
        flight.alive_at = at.now;
        let needs = Needs {
            client_audience: None,
            grant_endpoint: Some(String::new()),
            now: at.wall(at.now),
        };
        out.push(Output::Make(flight.id, Box::new(needs)));
        flight.wait(Step::Identify(until))
    }

    /// The host has told whose tokens the flight must get, or failed to.
    pub(super) fn told_whose(
        &mut self,
        flight: Box<Flight>,
        told: Result<Vec<Part>>,
        at: Moment,
        out: &mut Vec<Output>,
    ) -> Next {
        match told {
            Ok(parts) => self.identified(flight, parts, at, out),
            // The function names no other subject, and the held tokens can be renewed without it.
            Err(_) if self.subject.is_told() && self.refresh_token().is_some() => {
                self.identified(flight, Vec::new(), at, out)
            }
            // No caller waits for a token, so the error is not reported.
            Err(_) if flight.whose.only && self.callers.is_empty() => {
                flight.land(out);
                None
            }
            Err(error) => self.not_made(flight, error, at, out),
        }
    }

    /// It is known whose tokens the flight must get: the flight continues with storage.
    pub(super) fn identified(
        &mut self,
        mut flight: Box<Flight>,
        parts: Vec<Part>,
        at: Moment,
        out: &mut Vec<Output>,
    ) -> Next {
        if self.subject.is_another(&parts, &self.settings) {
            self.become_another(&parts, out);
        }
        if std::mem::take(&mut flight.locked) {
            // The lock is for another subject's record.
            out.push(Output::ReleaseLock(flight.id));
        }
        flight.seen = None;
        flight.rechecked = false;
        flight.whose.told = true;
        flight.whose.parts = parts;
        if flight.whose.only && self.callers.is_empty() {
            flight.land(out);
            None
        } else {
            self.look_first(flight, at, out)
        }
    }

    /// The held tokens belong to another subject, so they are no longer handed out or used. Exception: if another provider
    /// supplies the subject, a new token from it is a renewed one of the same subject, and the token exchanged for the old one
    /// serves until there is a new one.
    fn become_another(&mut self, parts: &[Part], out: &mut Vec<Output>) {
        if self.subject.is_told() {
            let key = self.storage_key();
            let by_provider = match &self.settings.config.grant {
                Grant::OAuth(config) => config.made().subject_from.is_some(),
                Grant::Custom(_) | Grant::Login(_) | Grant::Static(_) => false,
            };
            if self.vault.unpersist() {
                out.push(Output::Discard(key));
            }
            if !by_provider {
                self.forget(out);
                self.failures.reopen();
            }
        }
        self.subject.become_that_of(parts);
    }
}
