//! Callers that want a token, and everything that the passing of time triggers.

use super::failures::by_network;
use super::flight::{Flight, Intent, Step};
use super::ids::WaiterId;
use super::io::{Event, LOST_AFTER_MS, Output};
use super::patience::Absences;
use super::{Credential, Held};
use crate::core::error::{Class, Code, Error};
use crate::core::http::Transport;
use crate::core::note::Note;
use crate::core::oauth::token_response::transport_error;
use crate::core::time::{Moment, Timestamp};

/// A caller that waits for a token.
#[derive(Debug)]
pub(super) struct Waiter {
    pub id: WaiterId,
    pub since: Timestamp,
    pub deadline: Timestamp,
    pub min_lifetime_ms: Option<i64>,
    pub force: bool,
    pub use_fallback: Option<bool>,
    /// Whether it waits for a fallback's token rather than for the flight.
    pub asks_fallback: bool,
    /// How often the deadline was extended because the host was away.
    pub absences: Absences,
    /// Why the provider itself had no token.
    pub refused: Option<Error>,
}

impl Credential {
    pub(super) fn token_wanted(&mut self, mut waiter: Waiter, at: Moment, out: &mut Vec<Output>) {
        self.give_back(at.now);
        let good = |held: &Held| held.is_good(waiter.min_lifetime_ms, at.now);
        if !waiter.force && self.held.as_ref().is_some_and(good) {
            out.push(Output::Resolve(waiter.id));
            self.renew_ahead(at, out);
            return;
        }
        if self.wanted_while_lent(&mut waiter, at, out) {
            return;
        }
        let force = waiter.force;
        waiter.asks_fallback =
            waiter.use_fallback == Some(true) && self.may_fall_back(waiter.use_fallback);
        let asks = waiter.asks_fallback;
        self.waiters.push(waiter);
        if asks {
            self.ask_fallback(force, at, out);
        } else if self.flight.is_none() {
            self.begin(false, at, out);
        }
    }

    /// Begins a flight if the held token, which a caller has just received, is due for renewal.
    fn renew_ahead(&mut self, at: Moment, out: &mut Vec<Output>) {
        let due = self.held.as_ref().is_some_and(|held| held.is_due(at.now));
        let cooled = self
            .failures
            .next_automatic
            .is_none_or(|next| at.now >= next);
        if due
            && cooled
            && self.flight.is_none()
            && !self.offline
            && self.can_renew()
            && !self.failures.automation_stopped
        {
            self.begin(true, at, out);
        }
    }

    pub(super) fn begin(&mut self, automatic: bool, at: Moment, out: &mut Vec<Output>) {
        self.next_flight = self.next_flight.wrapping_add(1);
        let ticket = self.ticket();
        self.flight = Some(Box::new(Flight {
            id: self.next_flight,
            step: Step::Peek(ticket),
            started: at.now,
            automatic,
            failed_attempts: 0,
            sent_at: at.now,
            intent: Intent::Acquire,
            seen: None,
            locked: false,
            alive_at: at.now,
            rechecked: false,
            refused: None,
            repeated: 0,
            proved_anew: false,
            forced: false,
            parts: Vec::new(),
            given: Vec::new(),
            identified: false,
            only_identifies: false,
            search: None,
            absences: Absences::default(),
        }));
        if self.asks_whose() {
            self.identify(at, out);
        } else if self.settings.storage.present {
            out.push(Output::Peek(ticket));
        } else {
            self.decide(at, out);
        }
    }

    /// Hands the held token to every waiter that it satisfies. True if the flight need not go on: no waiter is left and no
    /// renewal is due.
    pub(super) fn serve(&mut self, at: Moment, out: &mut Vec<Output>) -> bool {
        let Some(held) = &self.held else { return false };
        let now = at.now;
        self.waiters.retain(|waiter| {
            let fresh = !waiter.force || held.tokens.obtained_at > waiter.since;
            let served = fresh && held.is_good(waiter.min_lifetime_ms, now);
            if served {
                out.push(Output::Resolve(waiter.id));
            }
            !served
        });
        let good = held.is_good(None, now) && !held.is_due(now);
        self.give_back(now);
        self.waiters.is_empty() && good
    }

    /// Hands the held token to every waiter.
    pub(super) fn resolve_all(&mut self, out: &mut Vec<Output>) {
        let waiters = self.waiters.drain(..);
        out.extend(waiters.map(|waiter| Output::Resolve(waiter.id)));
    }

    /// Rejects every waiter, even if a token still lives: it was taken away.
    pub(super) fn reject_all(&mut self, error: &Error, out: &mut Vec<Output>) {
        let waiters = self.waiters.drain(..);
        out.extend(waiters.map(|waiter| Output::Reject(waiter.id, error.clone())));
    }

    /// Answers every waiter: with the held token if it lives and may serve, else with `error`.
    pub(super) fn refuse_waiters(&mut self, error: &Error, at: Moment, out: &mut Vec<Output>) {
        let waiters = std::mem::take(&mut self.waiters);
        out.extend(waiters.iter().map(|w| self.refusal_of(w, error, at)));
    }

    /// The flight ended without a token: asks a fallback for waiters that allow one, and answers the others with what is left.
    pub(super) fn flight_refused(&mut self, error: &Error, at: Moment, out: &mut Vec<Output>) {
        self.fall_back(error, at, out);
        let (asking, rest) = std::mem::take(&mut self.waiters)
            .into_iter()
            .partition(|waiter| waiter.asks_fallback);
        self.waiters = rest;
        self.refuse_waiters(error, at, out);
        self.waiters = asking;
    }

    /// Does everything that is due by now.
    pub(super) fn time_passes(&mut self, at: Moment, out: &mut Vec<Output>) {
        self.tell_edges(at, out);
        self.end_overdue_waits(at, out);
        if let Some(flight) = &self.flight {
            if self.settings.requests_end
                && flight.waits_for_host()
                && at.now.since(flight.alive_at) >= LOST_AFTER_MS
                && !self.waiters.is_empty()
            {
                self.take_over(at, out);
            } else if flight.deadline().is_some_and(|end| at.now >= end) {
                match &flight.step {
                    Step::Pause(..) if self.was_away() => self.begin_anew(at, out),
                    Step::Pause(_, error) if self.offline && by_network(error) => {
                        let error = Error::clone(error);
                        self.fail(error, at, out);
                    }
                    Step::Pause(..) => self.try_again(at, out),
                    _ => {
                        out.push(Output::Cancel(flight.id));
                        let id = flight.id;
                        self.network_failed(id, Transport::Timeout, None, at, out);
                    }
                }
            }
        }
        self.look(at, out);
        self.fall_back_ahead(at, out);
        self.ask_again_if_lost(at, out);
        self.repeat_storage(at, out);
        if self
            .next_automatic_flight()
            .is_some_and(|due| at.now >= due)
        {
            self.begin(true, at, out);
        }
    }

    /// The request that the flight belonged to has ended, and its work with it: the waiters get a new flight.
    fn take_over(&mut self, at: Moment, out: &mut Vec<Output>) {
        let Some(flight) = self.flight.take() else {
            return;
        };
        out.push(Output::Cancel(flight.id));
        if let Step::Guard(_, tokens) | Step::Save(_, tokens) = flight.step {
            // The answer had already come. Starting over only because of the storage would send a spent refresh token again.
            if flight.refused.is_none() {
                self.commit_unsaved(*tokens, at, out);
                return;
            }
            self.keep_refresh_token(*tokens, false);
            self.save_soon(at);
        }
        let failed_attempts = flight.failed_attempts + 1;
        if failed_attempts >= self.settings.config.retry_policy.max_attempts {
            let error = transport_error(Transport::Timeout, flight.intent == Intent::Refresh);
            self.fail(error, at, out);
            return;
        }
        self.begin(flight.automatic, at, out);
        if let Some(flight) = &mut self.flight {
            flight.failed_attempts = failed_attempts;
        }
    }

    fn end_overdue_waits(&mut self, at: Moment, out: &mut Vec<Output>) {
        if self.waiters.iter().all(|waiter| at.now < waiter.deadline) {
            return;
        }
        let class = if self.held.is_some() {
            Class::TokenRefresh
        } else {
            Class::TokenAcquisition
        };
        let message = "no token came within retryPolicy.deadlineMs";
        let error = Error::new(class, Code::Timeout, message)
            .retryable()
            .of(&self.settings.name);
        self.refuse_before(at.now, &error, at, out);
    }

    /// Answers the waiters whose deadline is at or before `end`.
    pub(super) fn refuse_before(
        &mut self,
        end: Timestamp,
        error: &Error,
        at: Moment,
        out: &mut Vec<Output>,
    ) {
        let (overdue, rest) = std::mem::take(&mut self.waiters)
            .into_iter()
            .partition(|w| w.deadline <= end);
        self.waiters = overdue;
        self.refuse_waiters(error, at, out);
        self.waiters = rest;
    }

    fn tell_edges(&mut self, at: Moment, out: &mut Vec<Output>) {
        let Some(held) = self.held.as_mut().filter(|held| held.has_access_token()) else {
            return;
        };
        if held.windows().soft_at.is_some_and(|soft| at.now >= soft) && !held.told_expiring {
            held.told_expiring = true;
            if held.lives(at.now) {
                out.push(Output::Emit(Event::Expiring));
            }
        }
        if held.tokens.expires_at.is_some_and(|end| at.now >= end) && !held.told_expired {
            held.told_expired = true;
            out.push(Output::Emit(Event::Expired));
            if self.flight.is_some() || !self.needs_user() || self.refresh_token().is_some() {
                return;
            }
            if self.ended.is_some() {
                self.drop_remains(None, at, out);
            } else {
                let error = self.nothing_left();
                self.end_session(error, out);
            }
        }
    }
}

/// Notes whether a new caller was served from memory or joined work that was under way (`busy`).
pub(super) fn note_caller(id: WaiterId, busy: bool, out: &mut Vec<Output>) {
    let served = |output: &Output| matches!(output, Output::Resolve(waiter) if *waiter == id);
    if out.iter().any(served) {
        out.push(Output::Note(Note::CacheHit));
    } else if busy {
        out.push(Output::Note(Note::Joined));
    }
}
