//! Asking the host whose tokens they are, where a function or another provider supplies the subject, actor or assertion of a
//! request. Storage is read only afterwards, since the answer is part of the record's key.
//!
//! A flight asks first of all, and again with each request that it repeats. An operation on the record that comes before any
//! flight has asked waits for a flight that does nothing else.

use super::Credential;
use super::StorageTraits;
use super::flight::{Flight, Step};
use super::ids::WaiterId;
use super::io::{Input, Output};
use crate::core::config::Grant;
use crate::core::identity;
use crate::core::oauth::form::Part;
use crate::core::oauth::parts::Needs;
use crate::core::time::Moment;

/// The parameters of a request that say whose tokens it asks for.
const SAYS_WHOSE: [&str; 3] = ["assertion", "subject_token", "actor_token"];

impl Credential {
    /// Whether the host must be asked whose tokens they are.
    pub(super) fn asks_whose(&self) -> bool {
        identity::asks(&self.settings.config)
    }

    /// Whether the location of its record is known.
    #[must_use]
    pub fn is_identified(&self) -> bool {
        self.inputs.is_some() || !self.asks_whose()
    }

    /// Whether an input concerns a record whose subject is not known yet.
    pub(super) fn must_wait(&self, input: &Input) -> bool {
        about_record(input).is_some()
            && self.settings.storage.present
            && !self.closing
            && !self.is_identified()
    }

    /// Keeps an input until the subject of its record is known.
    pub(super) fn wait_until_identified(
        &mut self,
        input: Input,
        at: Moment,
        out: &mut Vec<Output>,
    ) {
        if matches!(input, Input::Cleared(_) | Input::RevokeWanted(_)) {
            // Hand out nothing from now on, even if a flight is under way.
            self.log_out(at, out);
        }
        self.unidentified.push(input);
        if self.flight.is_none() {
            self.begin(true, at, out);
            if let Some(flight) = &mut self.flight {
                flight.only_identifies = true;
            }
        }
    }

    /// Handles the inputs that waited, once the subject is known or proved impossible to find out. In the second case they run
    /// without storage.
    pub(super) fn go_on_identified(&mut self, at: Moment, out: &mut Vec<Output>) {
        if self.unidentified.is_empty() || (self.inputs.is_none() && self.flight.is_some()) {
            return;
        }
        let waiting = std::mem::take(&mut self.unidentified);
        let storage = self.settings.storage;
        if self.inputs.is_none() {
            self.settings.storage = StorageTraits::NONE;
        }
        for input in waiting {
            self.take_in(input, at, out);
        }
        self.settings.storage = storage;
    }

    /// Asks the host whose tokens the flight must get.
    pub(super) fn identify(&mut self, at: Moment, out: &mut Vec<Output>) {
        let until = at.now.plus(self.settings.config.retry_policy.timeout_ms);
        if let Some(flight) = &mut self.flight {
            flight.step = Step::Identify(until);
            flight.alive_at = at.now;
            let needs = Needs {
                client_audience: None,
                grant_endpoint: Some(String::new()),
                now: at.wall(at.now),
            };
            out.push(Output::Make(flight.id, Box::new(needs)));
        }
    }

    /// Whether the flight can go on without an answer: the subject of the held tokens is known, and they have a refresh token.
    pub(super) fn goes_on_as_before(&self) -> bool {
        self.inputs.is_some() && self.refresh_token().is_some()
    }

    /// Whether the parts made for a request name another subject than the known one.
    pub(super) fn is_of_another(&self, parts: &[Part]) -> bool {
        let says = |part: &Part| SAYS_WHOSE.contains(&part.name.as_str());
        self.asks_whose() && parts.iter().any(says) && self.inputs.as_deref() != Some(&whose(parts))
    }

    /// The host has told whose tokens the flight must get: the flight continues with storage.
    pub(super) fn identified(&mut self, parts: Vec<Part>, at: Moment, out: &mut Vec<Output>) {
        if self.is_of_another(&parts) {
            self.become_another(out);
            self.inputs = Some(Box::new(whose(&parts)));
        }
        let Some(flight) = self.flight.as_deref_mut() else {
            return;
        };
        if std::mem::take(&mut flight.locked) {
            // The lock is for another subject's record.
            out.push(Output::ReleaseLock(flight.id));
        }
        flight.seen = None;
        flight.rechecked = false;
        flight.identified = true;
        flight.given = parts;
        if flight.only_identifies && self.waiters.is_empty() {
            self.land(out);
        } else {
            self.look_first(at, out);
        }
    }

    /// The held tokens belong to another subject, so they are no longer handed out or used. Exception: if another provider
    /// supplies the subject, a new token from it is a renewed one of the same subject, and the token exchanged for the old one
    /// serves until there is a new one.
    fn become_another(&mut self, out: &mut Vec<Output>) {
        if self.inputs.is_none() {
            return;
        }
        let key = self.storage_key();
        let by_provider = match &self.settings.config.grant {
            Grant::OAuth(config) => config.made().subject_from.is_some(),
            _ => false,
        };
        if let Some(held) = &mut self.held
            && std::mem::take(&mut held.persisted)
        {
            out.push(Output::Discard(key));
        }
        if !by_provider {
            self.forget(out);
            self.ended = None;
        }
    }

    /// Continues the flight with a look at storage, or without storage.
    pub(super) fn look_first(&mut self, at: Moment, out: &mut Vec<Output>) {
        let ticket = self.ticket();
        match &mut self.flight {
            Some(flight) if self.settings.storage.present => {
                flight.step = Step::Peek(ticket);
                out.push(Output::Peek(ticket));
            }
            _ => self.decide(at, out),
        }
    }
}

/// The caller that waits for an operation on the stored record, if the input is one.
pub(super) fn about_record(input: &Input) -> Option<WaiterId> {
    match input {
        Input::RestoreWanted(waiter)
        | Input::Invalidated(waiter)
        | Input::Cleared(waiter)
        | Input::RevokeWanted(waiter)
        | Input::TokensSet { waiter, .. }
        | Input::RecordGiven { waiter, .. } => Some(*waiter),
        _ => None,
    }
}

impl Flight {
    /// Takes the parts that told whose tokens are wanted, for the first request.
    pub(super) fn take_given(&mut self) -> Vec<Part> {
        std::mem::take(&mut self.given)
    }
}

/// The digest of the parts that say whose tokens they are.
fn whose(parts: &[Part]) -> identity::Inputs {
    let says = |part: &&Part| SAYS_WHOSE.contains(&part.name.as_str());
    let parts: Vec<Part> = parts.iter().filter(says).cloned().collect();
    identity::inputs_of(&parts)
}
