//! How a flight ends without a token, and what is tried before it does.

use super::Credential;
use super::failures::{Gate, by_network};
use super::flight::{Intent, Step};
use super::ids::Ticket;
use super::io::{Event, Output};
use crate::core::error::{Class, Code, Error};
use crate::core::note::Note;
use crate::core::oauth::refresh_refusal::{self, Refusal};
use crate::core::oauth::token_response;
use crate::core::retry;
use crate::core::time::{Moment, Timestamp};

impl Credential {
    /// An attempt failed: decides whether it was refused for good, is tried again, or ends the flight.
    pub(super) fn attempt_failed(&mut self, error: Error, at: Moment, out: &mut Vec<Output>) {
        let ticket = self.ticket();
        let policy = self.settings.config.retry_policy.clone();
        let probing = self.failures.probing(&policy);
        let last_start = self.last_start();
        if self.closing {
            self.land(out);
            return;
        }
        let Some(flight) = &mut self.flight else {
            return;
        };
        flight.proved_anew = false;
        if token_response::is_expired_on_arrival(&error) {
            self.ask_again(error, at, out);
            return;
        }
        flight.failed_attempts += 1;
        let failed_attempts = flight.failed_attempts;
        if flight.intent == Intent::Refresh && refresh_refusal::of(&error).is_some() {
            if self.settings.storage.present && !flight.rechecked {
                flight.step = Step::Recheck(ticket, error);
                out.push(Output::Load(ticket));
            } else {
                self.refresh_refused(error, None, at, out);
            }
            return;
        }
        let mut wait =
            retry::wait(&error, &policy, failed_attempts, at.random).filter(|_| !probing);
        if wait.is_some() && self.offline && by_network(&error) {
            wait = self.wait_for_network(at);
        }
        let Some(wait) = wait else {
            return self.fail(error, at, out);
        };
        let until = at.now.plus(wait);
        if until >= last_start {
            self.fail(error, at, out);
            return;
        }
        self.pause(wait, &error, at, out);
        if error.retry_after_ms.is_some() {
            let error = error.of(&self.settings.name);
            self.refuse_before(until, &error, at, out);
        }
    }

    /// The server returned a token that has just expired. Some servers repeat a token until its very end and issue a new one a
    /// moment later. This counts as a failure only if it persists.
    fn ask_again(&mut self, error: Error, at: Moment, out: &mut Vec<Output>) {
        let most = self.settings.config.retry_policy.max_attempts;
        let last_start = self.last_start();
        let Some(flight) = &mut self.flight else {
            return;
        };
        let wait = REPEATED_MS << flight.repeated.min(10);
        flight.repeated += 1;
        if flight.repeated > most || at.now.plus(wait) >= last_start {
            self.fail(error, at, out);
        } else {
            self.pause(wait, &error, at, out);
        }
    }

    /// Pauses the flight for `wait_ms` before its next request; `error` is the failure of the last one.
    fn pause(&mut self, wait_ms: i64, error: &Error, at: Moment, out: &mut Vec<Output>) {
        let Some(flight) = &mut self.flight else {
            return;
        };
        flight.step = Step::Pause(at.now.plus(wait_ms), Box::new(error.clone()));
        out.push(Output::Note(Note::RetryPlanned {
            wait_ms,
            code: error.code,
            status: error.status,
        }));
    }

    /// Until when the flight may send another request: until the last waiter's deadline, or without waiters until the deadline
    /// that one would have. With fallbacks, time must be left to ask one.
    pub(super) fn last_start(&self) -> Timestamp {
        let policy = &self.settings.config.retry_policy;
        let waiters = self.waiters.iter().map(|waiter| waiter.deadline);
        let started = self.flight.as_ref().map(|flight| flight.started);
        let patience = waiters
            .max()
            .or(started.map(|started| started.plus(policy.deadline_ms)));
        let to_fall_back = match self.settings.fallbacks.is_empty() {
            true => 0,
            false => policy.timeout_ms,
        };
        patience.unwrap_or_default().plus(-to_fall_back)
    }

    /// The server refused the refresh, and storage had no newer token when it was `looked` at.
    pub(super) fn refresh_refused(
        &mut self,
        error: Error,
        looked: Option<Ticket>,
        at: Moment,
        out: &mut Vec<Output>,
    ) {
        let void = refresh_refusal::of(&error) != Some(Refusal::UserWanted);
        if void || self.can_acquire() {
            self.first_counts = false;
            if let Some(held) = &mut self.held {
                held.tokens.refresh_token = None;
                held.persisted = false;
            }
        }
        if self.can_acquire() {
            // The refused token is gone from memory; the new tokens will overwrite the record.
            self.send(at, out);
            return;
        }
        let mut end = error;
        end.class = Class::ReauthenticationRequired;
        end.code = Code::ReauthenticationRequired;
        end.message = if void {
            "the authorization server refused the refresh token for good: the user has to log in again"
        } else {
            "the authorization server wants the user to take part again: call startLogin, with the error's claims where it has some"
        }
        .into();
        let end = end.of(&self.settings.name);
        self.failures
            .record(&end, &self.settings.config.retry_policy, at.now, at.random);
        self.failures.closed_until = None;
        out.push(Output::Emit(Event::Failed {
            error: end.clone(),
            next_attempt_at: None,
        }));
        self.end_session(end.clone(), out);
        if void {
            self.drop_remains(looked, at, out);
        }
        self.refuse(&end, at, out);
    }

    /// After the refresh token was refused, keeps an access token that still lives and forgets a dead one, in memory and
    /// storage.
    pub(super) fn drop_remains(
        &mut self,
        looked: Option<Ticket>,
        at: Moment,
        out: &mut Vec<Output>,
    ) {
        if !self.held.as_ref().is_some_and(|held| held.lives(at.now)) {
            self.forget(out);
        }
        self.write_held_if(None, looked, None, at, out);
    }

    /// Stops all requests until there are new credentials, and tells listeners once.
    pub(super) fn end_session(&mut self, error: Error, out: &mut Vec<Output>) {
        if self.ended.is_none() {
            self.ended = Some(error.clone());
            out.push(Output::Emit(Event::Reauthenticate(error)));
        }
    }

    /// The flight failed: counts the failure, tells listeners, and answers the waiters with what is left.
    pub(super) fn fail(&mut self, error: Error, at: Moment, out: &mut Vec<Output>) {
        let error = error.of(&self.settings.name);
        self.failures.record(
            &error,
            &self.settings.config.retry_policy,
            at.now,
            at.random,
        );
        if let Some((Gate::Circuit, cooldown_ms)) = self.failures.gate(at.now) {
            out.push(Output::Note(Note::CircuitOpened { cooldown_ms }));
        }
        if stops_automation(&error) {
            self.failures.automation_stopped = true;
        }
        let next_attempt_at = self.next_attempt_at();
        out.push(Output::Emit(Event::Failed {
            error: error.clone(),
            next_attempt_at,
        }));
        self.refuse(&error, at, out);
    }

    /// The flight ends without a token.
    pub(super) fn refuse(&mut self, error: &Error, at: Moment, out: &mut Vec<Output>) {
        self.land(out);
        self.flight_refused(error, at, out);
    }

    /// The flight is over.
    pub(super) fn land(&mut self, out: &mut Vec<Output>) {
        if let Some(flight) = self.flight.take().filter(|flight| flight.locked) {
            out.push(Output::ReleaseLock(flight.id));
        }
    }

    /// Ends the flight early, cancelling the request that it waits for.
    pub(super) fn abort_flight(&mut self, out: &mut Vec<Output>) {
        if let Some(flight) = &self.flight {
            out.push(Output::Cancel(flight.id));
            self.land(out);
        }
    }
}

/// Whether trying again is useless until the configuration changes: the client or the user's password was refused, or the
/// server wants the user. (A refresh token that is refused has an end of its own.)
fn stops_automation(error: &Error) -> bool {
    error.code == Code::LoginFailed
        || token_response::is_client_rejected(error)
        || token_response::is_invalid_grant(error)
        || refresh_refusal::of(error) == Some(Refusal::UserWanted)
}

/// A server that repeats its last token is asked again after this long, then after twice as long, and so on. A server counts in
/// whole seconds, so a lifetime of zero is over within one second.
const REPEATED_MS: i64 = 1_000;
