//! Whose tokens they are, where the host has to be asked: the subject, actor or assertion of a request is what a function gives, or
//! another provider. Storage is asked only afterwards, since the answer is in the key of the record.
//!
//! A flight asks first of all, and again with each request that it repeats. What is to be done with the record while nobody has
//! asked yet waits for a flight that does nothing else.

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

/// What of a request says whose tokens it asks for.
const SAYS_WHOSE: [&str; 3] = ["assertion", "subject_token", "actor_token"];

impl Credential {
    /// Whether the host is asked whose tokens they are.
    pub(super) fn asks_whose(&self) -> bool {
        identity::asks(&self.settings.config)
    }

    /// Whether it is known where its record lies.
    #[must_use]
    pub fn is_identified(&self) -> bool {
        self.inputs.is_some() || !self.asks_whose()
    }

    /// Whether an input is about the record of nobody knows whom yet.
    pub(super) fn must_wait(&self, input: &Input) -> bool {
        about_record(input).is_some()
            && self.settings.storage.present
            && !self.closing
            && !self.is_identified()
    }

    /// Keeps an input until it is known whose record it is about.
    pub(super) fn wait_until_identified(
        &mut self,
        input: Input,
        at: Moment,
        out: &mut Vec<Output>,
    ) {
        if matches!(input, Input::Cleared(_) | Input::RevokeWanted(_)) {
            // From now on nothing is handed out, whatever is under way.
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

    /// Goes on with what waited, once it is known whose record it is about, or that this cannot be known: then without storage.
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

    /// The flight asks whose tokens it is to get.
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

    /// Whether the flight can do without an answer: it is known whose tokens are held, and they have a refresh token.
    pub(super) fn goes_on_as_before(&self) -> bool {
        self.inputs.is_some() && self.refresh_token().is_some()
    }

    /// Whether what was made for a request is another's than what the flight began with.
    pub(super) fn is_of_another(&self, parts: &[Part]) -> bool {
        let says = |part: &Part| SAYS_WHOSE.contains(&part.name.as_str());
        self.asks_whose() && parts.iter().any(says) && self.inputs.as_deref() != Some(&whose(parts))
    }

    /// It is known whose tokens the flight is to get: it looks at storage.
    pub(super) fn identified(&mut self, parts: Vec<Part>, at: Moment, out: &mut Vec<Output>) {
        if self.is_of_another(&parts) {
            self.become_another(out);
            self.inputs = Some(Box::new(whose(&parts)));
        }
        let Some(flight) = self.flight.as_deref_mut() else {
            return;
        };
        if std::mem::take(&mut flight.locked) {
            // It is the lock of another's record.
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

    /// What is held is another's: it is neither handed out nor used any more. A token of another provider is the same one's, renewed;
    /// what was exchanged for the one before serves until there is a new one.
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

    /// The flight looks at storage, or begins without.
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

/// Who waits for what is done about a stored record.
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
    /// What was made to know whose tokens they are goes into the first request.
    pub(super) fn take_given(&mut self) -> Vec<Part> {
        std::mem::take(&mut self.given)
    }
}

/// The digest of what says whose tokens they are.
fn whose(parts: &[Part]) -> identity::Inputs {
    let says = |part: &&Part| SAYS_WHOSE.contains(&part.name.as_str());
    let parts: Vec<Part> = parts.iter().filter(says).cloned().collect();
    identity::inputs_of(&parts)
}
