//! The rules for asking a fallback, handing out its token, and returning to the own one.

use super::Credential;
use super::callers::Waiter;
use super::ids::AskId;
use super::info::Source;
use super::io::{Event, Output};
use super::loan::Loan;
use super::turn::Turn;
use super::vault::Held;
use crate::core::error::{Error, Result};
use crate::core::time::Timestamp;
use crate::core::tokens::TokenSet;
use std::rc::Rc;

/// After the cool-down, a caller waits this long for the provider itself before it gets the loan.
const PATIENCE_MS: i64 = 2_000;

impl Credential {
    /// True if a caller with this `use_fallback` may get a fallback's token.
    pub(super) fn may_fall_back(&self, use_fallback: Option<bool>) -> bool {
        use_fallback != Some(false) && !self.settings.fallbacks.is_empty()
    }

    /// Serves a caller with the loan, if that is possible, while the own token is not good. If the provider itself may be
    /// tried again, the caller first waits for it, but no longer than `PATIENCE_MS`.
    pub(super) fn serve_on_loan(&mut self, waiter: &mut Waiter, turn: &mut Turn<'_>) -> bool {
        let serves = |loan: &Loan| loan.held.is_good(waiter.min_lifetime_ms, turn.now());
        if waiter.force
            || waiter.use_fallback == Some(false)
            || !self.fallbacks.loan().is_some_and(serves)
        {
            return false;
        }
        if waiter.use_fallback.is_none() && self.may_try_again(turn.now()) {
            waiter.deadline = waiter.deadline.min(turn.now().plus(PATIENCE_MS));
            return false;
        }
        turn.push(Output::Resolve(waiter.id));
        if self
            .fallbacks
            .loan()
            .is_some_and(|l| l.held.is_due(turn.now()))
        {
            self.ask_fallback(false, turn);
        }
        true
    }

    /// True if the provider itself may be tried again: its cool-down is over.
    fn may_try_again(&self, now: Timestamp) -> bool {
        self.flights.is_idle()
            && self.can_renew()
            && self.failures.gate(now).is_none()
            && self.failures.next_automatic.is_none_or(|at| now >= at)
    }

    /// The time until which the loan may be handed out without asking the machine; `None` if it may not be.
    pub(super) fn lease_of_loan(&self, loan: &Loan, now: Timestamp) -> Option<Timestamp> {
        if self.vault.is_good(None, now) || !loan.held.is_good(None, now) {
            return None;
        }
        let windows = loan.held.windows();
        let mut until = windows.hard_at.unwrap_or(Timestamp(i64::MAX));
        until = until.min(windows.renew_at.unwrap_or(until));
        if self.flights.is_idle() && self.can_renew() {
            until = until.min(self.failures.next_automatic.unwrap_or(now));
        }
        (until > now).then_some(until)
    }

    /// Handles a provider that has no token to give: callers that accept a fallback's token wait for one from now on.
    pub(super) fn fall_back(&mut self, error: &Error, turn: &mut Turn<'_>) {
        let policy = &self.settings.config.retry_policy;
        let final_already = self.failures.ended.is_some()
            || (self.refresh_token().is_none() && !self.settings.can_acquire());
        let enough = self.failures.count >= policy.max_failures_before_fallback;
        if self.settings.fallbacks.is_empty() || self.host.closing || !(enough || final_already) {
            return;
        }
        let good =
            |held: Option<&Held>, min| held.is_some_and(|held| held.is_good(min, turn.now()));
        let mut asks = self.host.background && !good(self.handed().held, None);
        let (own, loan) = (self.vault.held(), self.fallbacks.loan());
        for waiter in self.callers.iter_mut() {
            let served = good(own, waiter.min_lifetime_ms)
                || (good(loan.map(|loan| &loan.held), waiter.min_lifetime_ms) && !waiter.force);
            if waiter.use_fallback != Some(false) && !waiter.asks_fallback && !served {
                waiter.asks_fallback = true;
                waiter.refused = Some(error.clone());
                asks = true;
            }
        }
        if asks {
            self.ask_fallback(false, turn);
        }
    }

    /// Asks the first fallback, unless one is being asked already.
    pub(super) fn ask_fallback(&mut self, force: bool, turn: &mut Turn<'_>) {
        if !self.fallbacks.is_asking() {
            self.fallbacks.ask(0, force, turn);
        }
    }

    /// Handles the result of a fallback: its token, or an error. `None` if this fallback was not asked.
    pub(super) fn fallback_ended(
        &mut self,
        id: AskId,
        result: Result<Box<TokenSet>>,
        turn: &mut Turn<'_>,
    ) -> Option<()> {
        let asking = self.fallbacks.answered(id)?;
        let from = self.settings.fallbacks.get(asking.place).cloned();
        if let (Ok(tokens), Some(from)) = (result, from) {
            self.borrow(*tokens, from, turn);
            self.callers.resolve_asking(turn);
        } else if asking.place + 1 < self.settings.fallbacks.len() {
            self.fallbacks.ask(asking.place + 1, asking.force, turn);
        } else {
            self.no_fallback_left(turn);
        }
        Some(())
    }

    /// Handles the case that no fallback has a token. Callers that the provider already refused get its error. Callers
    /// that asked for a fallback first now try the provider.
    fn no_fallback_left(&mut self, turn: &mut Turn<'_>) {
        let mut tries_itself = false;
        for mut waiter in self.callers.take_asking() {
            if let Some(error) = waiter.refused.take() {
                turn.push(waiter.refusal(self.handed(), &error, turn.now()));
            } else {
                waiter.asks_fallback = false;
                waiter.use_fallback = Some(false);
                self.callers.join(waiter);
                tries_itself = true;
            }
        }
        if tries_itself && self.flights.is_idle() {
            self.begin_flight(false, turn);
        }
    }

    /// Handles a change of the loan: its fallback has a new token, or none.
    pub(super) fn fallback_changed(
        &mut self,
        from: &str,
        tokens: Option<Box<TokenSet>>,
        turn: &mut Turn<'_>,
    ) {
        let Some(loan) = self.fallbacks.loan().filter(|loan| &*loan.from == from) else {
            return;
        };
        match tokens {
            Some(tokens) => self.borrow(*tokens, loan.from.clone(), turn),
            None => {
                self.fallbacks.give_back();
            }
        }
    }

    fn borrow(&mut self, tokens: TokenSet, from: Rc<str>, turn: &mut Turn<'_>) {
        let before = self.handed().held.map(|held| &held.tokens.access_token);
        let news = before != Some(&tokens.access_token);
        let first = before.is_none();
        let from_elsewhere = self.fallbacks.loan().is_none_or(|loan| loan.from != from);
        let policy = &self.settings.config.refresh_policy;
        self.fallbacks.borrow(Loan {
            held: Held::new(tokens, Source::Fallback, policy, turn.at.random),
            from: from.clone(),
        });
        if from_elsewhere {
            turn.emit(Event::Fallback { to: from });
        }
        if news {
            turn.emit(if first {
                Event::Added
            } else {
                Event::Refreshed
            });
        }
    }

    /// Drops the loan if the own token is good again, or is the only one that still lives.
    pub(super) fn give_back(&mut self, now: Timestamp) {
        if let (Some(loan), Some(own)) = (self.fallbacks.loan(), self.vault.held())
            && (own.is_good(None, now) || (own.lives(now) && !loan.held.lives(now)))
        {
            self.fallbacks.give_back();
        }
    }

    /// The time at which background refresh asks a fallback without a caller: when the provider keeps failing and its
    /// own token reaches the hard limit.
    pub(super) fn next_automatic_fallback(&self) -> Option<Timestamp> {
        let policy = &self.settings.config.retry_policy;
        let failing = self.failures.count >= policy.max_failures_before_fallback;
        self.vault.fallback_due().filter(|_| {
            failing
                && self.host.background
                && self.fallbacks.loan().is_none()
                && self.may_fall_back(None)
        })
    }

    /// Asks a fallback without a caller, if that is due.
    pub(super) fn fall_back_ahead(&mut self, turn: &mut Turn<'_>) {
        if self
            .next_automatic_fallback()
            .is_some_and(|due| turn.now() >= due)
        {
            self.vault.fallback_asked();
            self.ask_fallback(false, turn);
        }
    }

    /// Asks again for the callers if the request that asked has ended. The work of a request ends with it.
    pub(super) fn ask_again_if_lost(&mut self, turn: &mut Turn<'_>) {
        if self.settings.requests_end && self.callers.any_asks_fallback() {
            self.fallbacks.ask_again_if_lost(turn);
        }
    }
}
