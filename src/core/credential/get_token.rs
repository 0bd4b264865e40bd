//! Serves a caller that wants a token: with the one in memory, or after a wait for the flight or a fallback. Also ends
//! a wait without a token.

use super::absences::Absences;
use super::callers::{Handed, Waiter};
use super::ids::WaiterId;
use super::io::Output;
use super::turn::Turn;
use super::{Credential, vault::Held};
use crate::core::error::{Class, Code, Error};
use crate::core::lists::add_all;
use crate::core::note::Note;
use crate::core::time::Timestamp;

/// The demands of a caller on its token.
#[derive(Clone, Copy)]
pub(super) struct Demand {
    pub min_lifetime_ms: Option<i64>,
    pub force: bool,
    pub use_fallback: Option<bool>,
}

impl Credential {
    pub(super) fn token_wanted(&mut self, id: WaiterId, demand: Demand, turn: &mut Turn<'_>) {
        let busy = self.is_busy();
        let waiter = Waiter {
            id,
            since: turn.now(),
            deadline: turn
                .now()
                .plus(self.settings.config.retry_policy.deadline_ms),
            min_lifetime_ms: demand.min_lifetime_ms,
            force: demand.force,
            use_fallback: demand.use_fallback,
            asks_fallback: false,
            absences: Absences::default(),
            refused: None,
        };
        self.answer_or_join(waiter, turn);
        note_caller(id, busy, turn);
    }

    fn answer_or_join(&mut self, mut waiter: Waiter, turn: &mut Turn<'_>) {
        self.give_back(turn.now());
        let good = |held: &Held| held.is_good(waiter.min_lifetime_ms, turn.now());
        if !waiter.force && self.vault.held().is_some_and(good) {
            turn.push(Output::Resolve(waiter.id));
            self.renew_ahead(turn);
            return;
        }
        if self.serve_on_loan(&mut waiter, turn) {
            return;
        }
        let force = waiter.force;
        waiter.asks_fallback =
            waiter.use_fallback == Some(true) && self.may_fall_back(waiter.use_fallback);
        let asks = waiter.asks_fallback;
        self.callers.join(waiter);
        if asks {
            self.ask_fallback(force, turn);
        } else if self.flights.is_idle() {
            self.begin_flight(false, turn);
        }
    }

    /// Begins a flight if the held token, which a caller has just received, is due for renewal.
    fn renew_ahead(&mut self, turn: &mut Turn<'_>) {
        let due = self
            .vault
            .held()
            .is_some_and(|held| held.is_due(turn.now()));
        let cooled = self
            .failures
            .next_automatic
            .is_none_or(|next| turn.now() >= next);
        if due
            && cooled
            && self.flights.is_idle()
            && !self.host.offline
            && self.can_renew()
            && !self.failures.automation_stopped
        {
            self.begin_flight(true, turn);
        }
    }

    /// Hands the held tokens to all callers that they satisfy. True if a flight need not go on. For the token of
    /// another target, that is so if the asking credential (`mint`) has it; otherwise if no caller is left and no
    /// renewal is due.
    pub(super) fn serve(&mut self, mint: Option<WaiterId>, turn: &mut Turn<'_>) -> bool {
        let Some(held) = self.vault.held() else {
            return false;
        };
        self.callers.serve(held, turn);
        let good = held.is_good(None, turn.now()) && !held.is_due(turn.now());
        self.give_back(turn.now());
        self.serve_mints(turn);
        match mint {
            Some(waiter) => !self.mints.waits(waiter),
            None => self.callers.is_empty() && good,
        }
    }

    /// Answers these callers: with the current token if it lives and may serve, else with `error`.
    fn refuse_each(&self, waiters: &[Waiter], error: &Error, turn: &mut Turn<'_>) {
        let handed = self.handed();
        let now = turn.now();
        add_all(
            turn.out,
            waiters.iter().map(|w| w.refusal(handed, error, now)),
        );
    }

    /// Ends the waits for a flight that ended without a token: asks a fallback for callers that allow one, and answers
    /// the others with the remaining tokens.
    pub(super) fn refuse_flying(&mut self, error: &Error, turn: &mut Turn<'_>) {
        self.fall_back(error, turn);
        let waiters = self.callers.take_flying();
        self.refuse_each(&waiters, error, turn);
    }

    /// Answers the callers whose deadline is at or before `end`.
    pub(super) fn refuse_before(&mut self, end: Timestamp, error: &Error, turn: &mut Turn<'_>) {
        let waiters = self.callers.take_overdue(end);
        self.refuse_each(&waiters, error, turn);
    }

    pub(super) fn end_overdue_waits(&mut self, turn: &mut Turn<'_>) {
        if self
            .callers
            .next_deadline()
            .is_none_or(|end| turn.now() < end)
        {
            return;
        }
        let class = match self.vault.held() {
            Some(_) => Class::TokenRefresh,
            None => Class::TokenAcquisition,
        };
        let message = "no token came within retryPolicy.deadlineMs";
        let error = Error::new(class, Code::Timeout, message)
            .retryable()
            .of(&self.settings.name);
        self.refuse_before(turn.now(), &error, turn);
    }

    /// The tokens to hand out: a fallback's if there are any, else the credential's own.
    pub(super) fn handed(&self) -> Handed<'_> {
        let loan = self.fallbacks.loan().map(|loan| &loan.held);
        Handed {
            held: loan.or(self.vault.held()),
            on_loan: loan.is_some(),
        }
    }
}

/// Notes whether a new caller was served from memory or joined work that was under way (`busy`).
fn note_caller(id: WaiterId, busy: bool, turn: &mut Turn<'_>) {
    let served = |output: &Output| matches!(output, Output::Resolve(waiter) if *waiter == id);
    if turn.out.iter().any(served) {
        turn.note(Note::CacheHit);
    } else if busy {
        turn.note(Note::Joined);
    }
}
