//! The callers that wait for a token, and the demands of each.

use super::absences::Absences;
use super::ids::WaiterId;
use super::io::Output;
use super::turn::Turn;
use super::vault::Held;
use crate::core::error::Error;
use crate::core::lists::add_all;
use crate::core::time::Timestamp;

/// A caller that waits for a token.
#[derive(Debug)]
pub(super) struct Waiter {
    pub id: WaiterId,
    pub since: Timestamp,
    pub deadline: Timestamp,
    pub min_lifetime_ms: Option<i64>,
    pub force: bool,
    pub use_fallback: Option<bool>,
    /// True if it waits for a fallback's token rather than for the flight.
    pub asks_fallback: bool,
    /// The number of times that the deadline was extended because the host was away.
    pub absences: Absences,
    /// The provider's own error.
    pub refused: Option<Error>,
}

/// The tokens that are handed out, and whether they are a fallback's.
#[derive(Clone, Copy)]
pub(super) struct Handed<'a> {
    pub held: Option<&'a Held>,
    pub on_loan: bool,
}

/// The callers that wait.
#[derive(Debug, Default)]
pub(super) struct Callers(Vec<Waiter>);

impl Callers {
    pub fn join(&mut self, waiter: Waiter) {
        self.0.push(waiter);
    }

    /// Removes a caller that gave up.
    pub fn leave(&mut self, id: WaiterId) {
        self.0.retain(|waiter| waiter.id != id);
    }

    pub fn close(&mut self) {
        self.0.clear();
    }

    /// Frees the memory of an empty list.
    pub fn shrink(&mut self) {
        if self.0.is_empty() {
            self.0 = Vec::new();
        }
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> std::slice::Iter<'_, Waiter> {
        self.0.iter()
    }

    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, Waiter> {
        self.0.iter_mut()
    }

    /// True if a caller demands a token other than the cached one.
    pub fn any_forced(&self) -> bool {
        self.0.iter().any(|waiter| waiter.force)
    }

    /// True if a caller waits for the flight.
    pub fn any_flies(&self) -> bool {
        self.0.iter().any(|waiter| !waiter.asks_fallback)
    }

    /// The time when the last caller came that demands a token other than the cached one.
    pub fn last_forced(&self) -> Option<Timestamp> {
        let forced = self.0.iter().filter(|waiter| waiter.force);
        forced.map(|waiter| waiter.since).max()
    }

    /// True if a caller waits for a fallback's token.
    pub fn any_asks_fallback(&self) -> bool {
        self.0.iter().any(|waiter| waiter.asks_fallback)
    }

    /// The time when the first of them gives up.
    pub fn next_deadline(&self) -> Option<Timestamp> {
        self.0.iter().map(|waiter| waiter.deadline).min()
    }

    /// The time when the last of them gives up.
    pub fn last_deadline(&self) -> Option<Timestamp> {
        self.0.iter().map(|waiter| waiter.deadline).max()
    }

    /// Restarts every wait because the host was away: each now ends at `anew`.
    pub fn prolong(&mut self, anew: Timestamp) {
        for waiter in &mut self.0 {
            waiter.absences.prolong(&mut waiter.deadline, anew);
        }
    }

    /// Hands the held token to every caller that it satisfies.
    pub fn serve(&mut self, held: &Held, turn: &mut Turn<'_>) {
        let now = turn.now();
        self.0.retain(|waiter| {
            let fresh = !waiter.force || held.tokens.obtained_at > waiter.since;
            let served = fresh && held.is_good(waiter.min_lifetime_ms, now);
            if served {
                turn.push(Output::Resolve(waiter.id));
            }
            !served
        });
    }

    /// Hands out the token to every caller.
    pub fn resolve_all(&mut self, turn: &mut Turn<'_>) {
        add_all(
            turn.out,
            self.0.drain(..).map(|waiter| Output::Resolve(waiter.id)),
        );
    }

    /// Hands out the token to every caller that waits for a fallback's.
    pub fn resolve_asking(&mut self, turn: &mut Turn<'_>) {
        self.0.retain(|waiter| {
            if waiter.asks_fallback {
                turn.push(Output::Resolve(waiter.id));
            }
            !waiter.asks_fallback
        });
    }

    /// Rejects every caller, even if a token still lives, because the tokens were taken away.
    pub fn reject_all(&mut self, error: &Error, turn: &mut Turn<'_>) {
        let waiters = self.0.drain(..);
        add_all(
            turn.out,
            waiters.map(|waiter| Output::Reject(waiter.id, error.clone())),
        );
    }

    /// Takes out the callers that wait for a fallback's token.
    pub fn take_asking(&mut self) -> Vec<Waiter> {
        self.take(|waiter| waiter.asks_fallback)
    }

    /// Takes out the callers that wait for the flight.
    pub fn take_flying(&mut self) -> Vec<Waiter> {
        self.take(|waiter| !waiter.asks_fallback)
    }

    /// Takes out the callers whose deadline is at or before `end`.
    pub fn take_overdue(&mut self, end: Timestamp) -> Vec<Waiter> {
        self.take(|waiter| waiter.deadline <= end)
    }

    fn take(&mut self, which: impl Fn(&Waiter) -> bool) -> Vec<Waiter> {
        let (taken, rest) = std::mem::take(&mut self.0).into_iter().partition(which);
        self.0 = rest;
        taken
    }
}

impl Waiter {
    /// The answer when no new token can be obtained: the token that is handed out, if it still lives and may serve, or the
    /// error.
    pub fn refusal(&self, handed: Handed<'_>, error: &Error, now: Timestamp) -> Output {
        let handed_out = handed
            .held
            .filter(|_| !handed.on_loan || self.use_fallback != Some(false));
        if !self.force && handed_out.is_some_and(|held| held.lives(now)) {
            Output::Resolve(self.id)
        } else {
            Output::Reject(self.id, error.clone())
        }
    }
}
