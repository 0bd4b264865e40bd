//! When to wake the machine: the nearest moment at which time alone changes something.

use super::Credential;
use crate::core::time::Timestamp;

impl Credential {
    /// The nearest moment at which [`Input::TimePassed`](super::io::Input::TimePassed) changes something.
    #[must_use]
    pub fn deadline(&self) -> Option<Timestamp> {
        let flight = self.flight.as_ref().and_then(|flight| flight.deadline());
        let waiters = self.waiters.iter().map(|waiter| waiter.deadline).min();
        // During a flight `repeat_storage` does not write, so this deadline would make the timer fire without end.
        let save_again = self.save_again_at.filter(|_| self.flight.is_none());
        [
            flight,
            waiters,
            self.edge(),
            self.next_sign(),
            self.next_automatic_flight(),
            self.next_automatic_fallback(),
            self.next_look(),
            save_again,
            self.erase_again_at,
        ]
        .into_iter()
        .flatten()
        .min()
    }

    pub(super) fn next_attempt_at(&self) -> Option<Timestamp> {
        self.failures
            .next_automatic
            .filter(|_| !self.failures.automation_stopped && self.ended.is_none() && !self.offline)
    }

    /// When the next flight begins without a caller.
    pub(super) fn next_automatic_flight(&self) -> Option<Timestamp> {
        if !self.background
            || self.offline
            || self.flight.is_some()
            || self.failures.automation_stopped
            || !self.can_renew()
        {
            return None;
        }
        let held = self.held.as_ref().filter(|held| held.has_access_token());
        let due = held.and_then(|held| held.windows().renew_at);
        // While a fallback's token is handed out, the provider itself is tried again.
        let retry = self.failures.next_automatic.filter(|_| self.lent.is_some());
        let due = [due, retry].into_iter().flatten().min()?;
        Some(self.failures.next_automatic.map_or(due, |at| at.max(due)))
    }

    /// When the next `expiring` or `expired` event is due.
    pub(super) fn edge(&self) -> Option<Timestamp> {
        let held = self.held.as_ref().filter(|held| held.has_access_token())?;
        if !held.told_expiring {
            held.windows().soft_at
        } else if !held.told_expired {
            held.tokens.expires_at
        } else {
            None
        }
    }
}
