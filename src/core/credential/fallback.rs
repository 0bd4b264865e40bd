//! Fallback chains: another provider lends its token while this one has no good token of its own.
//!
//! A lent token is kept beside the held tokens, never instead of them and never in storage. So the provider's own refresh token
//! survives, and the first token that the provider gets by itself replaces the lent one.

use super::ids::{AskId, WaiterId};
use super::io::{Event, LOST_AFTER_MS, Output};
use super::wanted::Waiter;
use super::{Credential, Held, Source};
use crate::core::error::{Error, Result};
use crate::core::time::{Moment, Timestamp};
use crate::core::tokens::TokenSet;
use std::rc::Rc;

/// A token that a fallback lent.
#[derive(Debug)]
pub(super) struct Lent {
    pub held: Held,
    /// The provider that it came from.
    pub from: Rc<str>,
}

/// A fallback is being asked for its token.
#[derive(Debug)]
pub(super) struct Asking {
    id: AskId,
    /// The index of the fallback in the settings.
    place: usize,
    force: bool,
    /// The last sign of life of the request that asks, on hosts whose requests end.
    alive_at: Timestamp,
}

/// After the cool-down, a caller waits this long for the provider itself before it gets the lent token.
const PATIENCE_MS: i64 = 2_000;

impl Credential {
    /// The token that is handed out: the lent one if there is one, else its own.
    pub(super) fn handed(&self) -> Option<&Held> {
        let lent = self.lent.as_ref().map(|lent| &lent.held);
        lent.or(self.held.as_ref())
    }

    /// Whether a caller with this `use_fallback` may get a fallback's token.
    pub(super) fn may_fall_back(&self, use_fallback: Option<bool>) -> bool {
        use_fallback != Some(false) && !self.settings.fallbacks.is_empty()
    }

    /// Serves a caller with the lent token, if that is possible, while the own one is not good. If the provider itself may be
    /// tried again, the caller first waits for it, but no longer than `PATIENCE_MS`.
    pub(super) fn wanted_while_lent(
        &mut self,
        waiter: &mut Waiter,
        at: Moment,
        out: &mut Vec<Output>,
    ) -> bool {
        let serves = |lent: &Lent| lent.held.is_good(waiter.min_lifetime_ms, at.now);
        if waiter.force
            || waiter.use_fallback == Some(false)
            || !self.lent.as_deref().is_some_and(serves)
        {
            return false;
        }
        if waiter.use_fallback.is_none() && self.may_try_again(at.now) {
            waiter.deadline = waiter.deadline.min(at.now.plus(PATIENCE_MS));
            return false;
        }
        out.push(Output::Resolve(waiter.id));
        if self.lent.as_ref().is_some_and(|l| l.held.is_due(at.now)) {
            self.ask_fallback(false, at, out);
        }
        true
    }

    /// Whether the provider itself may be tried again: its cool-down is over.
    fn may_try_again(&self, now: Timestamp) -> bool {
        self.flight.is_none()
            && self.can_renew()
            && self.failures.gate(now).is_none()
            && self.failures.next_automatic.is_none_or(|at| now >= at)
    }

    /// Until when the lent token may be handed out without asking the machine; `None` if it may not be.
    pub(super) fn lent_lease_until(&self, lent: &Lent, now: Timestamp) -> Option<Timestamp> {
        let own = self.held.as_ref().is_some_and(|h| h.is_good(None, now));
        if own || !lent.held.is_good(None, now) {
            return None;
        }
        let windows = lent.held.windows();
        let mut until = windows.hard_at.unwrap_or(Timestamp(i64::MAX));
        until = until.min(windows.renew_at.unwrap_or(until));
        if self.flight.is_none() && self.can_renew() {
            until = until.min(self.failures.next_automatic.unwrap_or(now));
        }
        (until > now).then_some(until)
    }

    /// The provider has no token to give: callers that accept a fallback's token wait for one from now on.
    pub(super) fn fall_back(&mut self, error: &Error, at: Moment, out: &mut Vec<Output>) {
        let policy = &self.settings.config.retry_policy;
        let final_already =
            self.ended.is_some() || (self.refresh_token().is_none() && !self.can_acquire());
        let enough = self.failures.count >= policy.max_failures_before_fallback;
        if self.settings.fallbacks.is_empty() || self.closing || !(enough || final_already) {
            return;
        }
        let good = |held: Option<&Held>, min| held.is_some_and(|held| held.is_good(min, at.now));
        let mut asked = self.background && !good(self.handed(), None);
        for waiter in &mut self.waiters {
            let lent = self.lent.as_ref().map(|lent| &lent.held);
            let served = good(self.held.as_ref(), waiter.min_lifetime_ms)
                || (good(lent, waiter.min_lifetime_ms) && !waiter.force);
            if waiter.use_fallback != Some(false) && !waiter.asks_fallback && !served {
                waiter.asks_fallback = true;
                waiter.refused = Some(error.clone());
                asked = true;
            }
        }
        if asked {
            self.ask_fallback(false, at, out);
        }
    }

    /// Asks the first fallback, unless one is being asked already.
    pub(super) fn ask_fallback(&mut self, force: bool, at: Moment, out: &mut Vec<Output>) {
        if self.asking.is_none() {
            self.ask(0, force, at, out);
        }
    }

    fn ask(&mut self, place: usize, force: bool, at: Moment, out: &mut Vec<Output>) {
        self.next_ask = self.next_ask.wrapping_add(1);
        let id = self.next_ask;
        self.asking = Some(Box::new(Asking {
            id,
            place,
            force,
            alive_at: at.now,
        }));
        out.push(Output::AskFallback {
            ask: id,
            place,
            force,
        });
    }

    pub(super) fn fallback_alive(&mut self, id: AskId, now: Timestamp) {
        if let Some(asking) = self.asking.as_mut().filter(|asking| asking.id == id) {
            asking.alive_at = now;
        }
    }

    /// Asks again for the waiters if the request that asked has ended, and its work with it.
    pub(super) fn ask_again_if_lost(&mut self, at: Moment, out: &mut Vec<Output>) {
        let waited_for = self.waiters.iter().any(|waiter| waiter.asks_fallback);
        if let Some(asking) = &self.asking
            && self.settings.requests_end
            && waited_for
            && at.now.since(asking.alive_at) >= LOST_AFTER_MS
        {
            let (place, force) = (asking.place, asking.force);
            self.ask(place, force, at, out);
        }
    }

    /// A fallback returned its token, or has none either.
    pub(super) fn fallback_ended(
        &mut self,
        id: AskId,
        result: Result<Box<TokenSet>>,
        at: Moment,
        out: &mut Vec<Output>,
    ) {
        let Some(asking) = self.asking.take_if(|asking| asking.id == id) else {
            return;
        };
        let from = self.settings.fallbacks.get(asking.place).cloned();
        if let (Ok(tokens), Some(from)) = (result, from) {
            self.lend(*tokens, from, at, out);
            self.waiters.retain(|waiter| {
                if waiter.asks_fallback {
                    out.push(Output::Resolve(waiter.id));
                }
                !waiter.asks_fallback
            });
        } else if asking.place + 1 < self.settings.fallbacks.len() {
            self.ask(asking.place + 1, asking.force, at, out);
        } else {
            self.no_fallback_left(at, out);
        }
    }

    /// No fallback has a token. Waiters that the provider already refused get its error; waiters that asked for a fallback
    /// first now try the provider.
    fn no_fallback_left(&mut self, at: Moment, out: &mut Vec<Output>) {
        let (asking, rest) = std::mem::take(&mut self.waiters)
            .into_iter()
            .partition(|waiter| waiter.asks_fallback);
        self.waiters = rest;
        let mut tries_itself = false;
        for mut waiter in asking {
            if let Some(error) = waiter.refused.take() {
                let answer = self.refusal_of(&waiter, &error, at);
                out.push(answer);
            } else {
                waiter.asks_fallback = false;
                waiter.use_fallback = Some(false);
                self.waiters.push(waiter);
                tries_itself = true;
            }
        }
        if tries_itself && self.flight.is_none() {
            self.begin(false, at, out);
        }
    }

    /// A fallback that lent its token now has a new one, or none.
    pub(super) fn fallback_changed(
        &mut self,
        from: &str,
        tokens: Option<Box<TokenSet>>,
        at: Moment,
        out: &mut Vec<Output>,
    ) {
        let Some(lent) = self.lent.as_ref().filter(|lent| &*lent.from == from) else {
            return;
        };
        match tokens {
            Some(tokens) => self.lend(*tokens, lent.from.clone(), at, out),
            None => {
                self.drop_lent();
            }
        }
    }

    fn lend(&mut self, tokens: TokenSet, from: Rc<str>, at: Moment, out: &mut Vec<Output>) {
        let own = |tokens: &TokenSet| tokens.access_token.clone();
        let before = self.handed().map(|held| own(&held.tokens));
        let news = before.as_ref() != Some(&tokens.access_token);
        let from_elsewhere = self.lent.as_ref().is_none_or(|lent| lent.from != from);
        self.lent = Some(Box::new(Lent {
            held: Held {
                tokens,
                policy: self.settings.config.refresh_policy.clone(),
                random: at.random,
                source: Source::Fallback,
                persisted: true,
                told_expiring: true,
                told_expired: true,
                asked_fallback: true,
            },
            from: from.clone(),
        }));
        self.version = self.version.wrapping_add(1);
        if from_elsewhere {
            out.push(Output::Emit(Event::Fallback { to: from }));
        }
        if news {
            let first = before.is_none();
            out.push(Output::Emit(if first {
                Event::Added
            } else {
                Event::Refreshed
            }));
        }
    }

    /// Drops the lent token. True if there was one.
    pub(super) fn drop_lent(&mut self) -> bool {
        let dropped = self.lent.take().is_some();
        if dropped {
            self.version = self.version.wrapping_add(1);
        }
        dropped
    }

    /// Drops the lent token if the own one is good again, or is the only one that still lives.
    pub(super) fn give_back(&mut self, now: Timestamp) {
        if let (Some(lent), Some(own)) = (&self.lent, &self.held)
            && (own.is_good(None, now) || (own.lives(now) && !lent.held.lives(now)))
        {
            self.drop_lent();
        }
    }

    /// When background refresh asks a fallback without a caller: when the provider keeps failing and its own token reaches the
    /// hard limit.
    pub(super) fn next_automatic_fallback(&self) -> Option<Timestamp> {
        let failing = self.failures.count
            >= self
                .settings
                .config
                .retry_policy
                .max_failures_before_fallback;
        let held = self.held.as_ref().filter(|held| {
            held.has_access_token() && !held.asked_fallback && self.lent.is_none()
        })?;
        held.windows()
            .hard_at
            .filter(|_| self.background && failing && self.may_fall_back(None))
    }

    /// Asks a fallback without a caller, if that is due.
    pub(super) fn fall_back_ahead(&mut self, at: Moment, out: &mut Vec<Output>) {
        if self
            .next_automatic_fallback()
            .is_some_and(|due| at.now >= due)
        {
            if let Some(held) = &mut self.held {
                held.asked_fallback = true;
            }
            self.ask_fallback(false, at, out);
        }
    }

    /// The answer for a caller when no new token can be obtained: a token that still lives, or the error.
    pub(super) fn refusal_of(&self, waiter: &Waiter, error: &Error, at: Moment) -> Output {
        let id: WaiterId = waiter.id;
        let handed = self
            .handed()
            .filter(|_| self.lent.is_none() || waiter.use_fallback != Some(false));
        if !waiter.force && handed.is_some_and(|held| held.lives(at.now)) {
            Output::Resolve(id)
        } else {
            Output::Reject(id, error.clone())
        }
    }
}
