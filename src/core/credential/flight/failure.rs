//! A failed attempt: the server refused for good, the attempt is repeated, or the flight ends without a token.

use super::{Flight, Next, Reading, Step};
use crate::core::credential::Credential;
use crate::core::credential::failures::{Gate, by_network};
use crate::core::credential::ids::Ticket;
use crate::core::credential::io::Event;
use crate::core::credential::turn::Turn;
use crate::core::error::{Class, Code, Error};
use crate::core::note::Note;
use crate::core::oauth::refresh_refusal::{self, Refusal};
use crate::core::oauth::token_response;
use crate::core::retry;
use crate::core::time::Timestamp;

impl Credential {
    /// Handles a failed attempt: decides whether the server refused for good, the attempt is repeated, or the flight
    /// ends.
    pub(in crate::core::credential) fn attempt_failed(
        &mut self,
        mut flight: Box<Flight>,
        error: Error,
        turn: &mut Turn<'_>,
    ) -> Next {
        if self.host.closing {
            flight.land(turn);
            return None;
        }
        flight.request.proved_anew = false;
        let void = refresh_refusal::of(&error) == Some(Refusal::Void);
        if flight.minting.is_some() && !void {
            return self.refuse(flight, &error, turn);
        }
        if token_response::is_expired_on_arrival(&error) {
            return self.ask_again(flight, error, turn);
        }
        flight.attempts.failed += 1;
        if flight.refreshes() && refresh_refusal::of(&error).is_some() {
            return if self.settings.storage.present && !flight.rechecked {
                self.load(flight, Reading::Recheck(error), turn)
            } else {
                self.refresh_refused(flight, error, None, turn)
            };
        }
        let policy = &self.settings.config.retry_policy;
        let mut wait = retry::wait(&error, policy, flight.attempts.failed, turn.at.random)
            .filter(|_| !self.failures.probing(policy));
        if wait.is_some() && self.host.offline && by_network(&error) {
            wait = self.wait_for_network(turn.at);
        }
        let Some(wait) = wait else {
            return self.fail(flight, error, turn);
        };
        let until = turn.now().plus(wait);
        if until >= self.last_start(flight.started) {
            return self.fail(flight, error, turn);
        }
        let next = flight.pause(wait, &error, turn);
        if error.retry_after_ms.is_some() {
            let error = error.of(&self.settings.name);
            self.refuse_before(until, &error, turn);
        }
        next
    }

    /// The server returned a token that has just expired. Some servers repeat a token until its very end and issue a new one a
    /// moment later. This counts as a failure only if it persists.
    fn ask_again(&mut self, mut flight: Box<Flight>, error: Error, turn: &mut Turn<'_>) -> Next {
        let most = self.settings.config.retry_policy.max_attempts;
        let wait = REPEATED_MS << flight.attempts.repeated.min(10);
        flight.attempts.repeated += 1;
        if flight.attempts.repeated > most
            || turn.now().plus(wait) >= self.last_start(flight.started)
        {
            self.fail(flight, error, turn)
        } else {
            flight.pause(wait, &error, turn)
        }
    }

    /// The time until which a flight that began at `started` may send another request: the last caller's deadline, or
    /// without callers the deadline that a caller would have. With fallbacks, time must be left to ask one.
    pub(in crate::core::credential) fn last_start(&self, started: Timestamp) -> Timestamp {
        let policy = &self.settings.config.retry_policy;
        let patience = self.callers.last_deadline();
        let patience = patience.unwrap_or(started.plus(policy.deadline_ms));
        let to_fall_back = match self.settings.fallbacks.is_empty() {
            true => 0,
            false => policy.timeout_ms,
        };
        patience.plus(-to_fall_back)
    }

    /// Handles a refused refresh after storage was `looked` at and had no newer token.
    pub(super) fn refresh_refused(
        &mut self,
        flight: Box<Flight>,
        error: Error,
        looked: Option<Ticket>,
        turn: &mut Turn<'_>,
    ) -> Next {
        let void = refresh_refusal::of(&error) != Some(Refusal::UserWanted);
        let can_acquire = self.settings.can_acquire();
        if void || can_acquire {
            if let Some(token) = self.refresh_token().cloned() {
                self.storage.former.add(&token);
            }
            self.vault.drop_refresh_token();
        }
        if can_acquire {
            // The refused token is gone from memory; the new tokens will overwrite the record.
            return self.send(flight, turn);
        }
        let mut end = error;
        end.class = Class::ReauthenticationRequired;
        end.code = Code::ReauthenticationRequired;
        end.message = if void {
            "the authorization server refused the refresh token for good: the user has to log in again"
        } else {
            "the authorization server requires the user: call startLogin, with the error's claims if it has any"
        }
        .into();
        let end = end.of(&self.settings.name);
        self.failures.record(
            &end,
            &self.settings.config.retry_policy,
            turn.now(),
            turn.at.random,
        );
        self.failures.closed_until = None;
        turn.emit(Event::Failed {
            error: end.clone(),
            next_attempt_at: None,
        });
        self.end_session(end.clone(), turn);
        if void {
            self.drop_remains(looked, turn);
        }
        self.refuse(flight, &end, turn)
    }

    /// After the refresh token was refused, keeps an access token that still lives and forgets a dead one, in memory and
    /// storage.
    pub(in crate::core::credential) fn drop_remains(
        &mut self,
        looked: Option<Ticket>,
        turn: &mut Turn<'_>,
    ) {
        if !self.vault.lives(turn.now()) && !self.vault.has_targets(turn.now()) {
            self.forget(turn);
        }
        self.write_held_if(None, looked, None, turn);
    }

    /// Stops all requests until there are new credentials, and tells listeners once.
    pub(in crate::core::credential) fn end_session(&mut self, error: Error, turn: &mut Turn<'_>) {
        if self.failures.ended.is_none() {
            self.failures.ended = Some(error.clone());
            turn.emit(Event::Reauthenticate(error));
        }
    }

    /// Ends a flight that failed: counts the failure, tells listeners, and answers the callers with the remaining
    /// tokens.
    pub(super) fn fail(&mut self, flight: Box<Flight>, error: Error, turn: &mut Turn<'_>) -> Next {
        if flight.minting.is_some() {
            return self.refuse(flight, &error, turn);
        }
        let error = error.of(&self.settings.name);
        self.failures.record(
            &error,
            &self.settings.config.retry_policy,
            turn.now(),
            turn.at.random,
        );
        if let Some((Gate::Circuit, cooldown_ms)) = self.failures.gate(turn.now()) {
            turn.note(Note::CircuitOpened { cooldown_ms });
        }
        // The server's refusal concerns this target alone, and nothing changes for it until a caller asks.
        let refused = self.settings.is_supplied() && !error.retryable;
        if refused || stops_automation(&error) {
            self.failures.automation_stopped = true;
        }
        if refused && refresh_refusal::of(&error) == Some(Refusal::UserWanted) {
            // Only the user can change that, so callers get this error until the session changes, and no open circuit
            // hides it.
            self.failures.ended = Some(error.clone());
            self.failures.closed_until = None;
        }
        let next_attempt_at = self.next_attempt_at();
        turn.emit(Event::Failed {
            error: error.clone(),
            next_attempt_at,
        });
        self.refuse(flight, &error, turn)
    }

    /// Ends the flight without a token.
    pub(in crate::core::credential) fn refuse(
        &mut self,
        mut flight: Box<Flight>,
        error: &Error,
        turn: &mut Turn<'_>,
    ) -> Next {
        if let Some(minting) = flight.minting.take() {
            return self.land_unminted(flight, &minting, error.clone(), turn);
        }
        flight.land(turn);
        self.refuse_flying(error, turn);
        None
    }
}

impl Flight {
    /// Pauses for `wait_ms` before the next request; `error` is the failure of the last one.
    fn pause(self: Box<Self>, wait_ms: i64, error: &Error, turn: &mut Turn<'_>) -> Next {
        turn.note(Note::RetryPlanned {
            wait_ms,
            code: error.code,
            status: error.status,
        });
        self.wait(Step::Pause(turn.now().plus(wait_ms), error.clone()))
    }
}

/// True if trying again is useless until the configuration changes: the server refused the client or the user's
/// password, or requires the user. (A refused refresh token ends the session elsewhere.)
fn stops_automation(error: &Error) -> bool {
    error.code == Code::LoginFailed
        || token_response::is_client_rejected(error)
        || token_response::is_invalid_grant(error)
        || refresh_refusal::of(error) == Some(Refusal::UserWanted)
}

/// The first pause before a server that repeats its last token is asked again; each further pause is twice as long. A
/// server counts in whole seconds, so a lifetime of zero is over within one second.
const REPEATED_MS: i64 = 1_000;
