//! The work that time alone triggers, and the time at which to wake the machine for it.

use super::Credential;
use super::turn::Turn;
use crate::core::time::Timestamp;

impl Credential {
    /// The nearest moment at which [`Input::TimePassed`](super::io::Input::TimePassed) changes something.
    #[must_use]
    pub fn deadline(&self) -> Option<Timestamp> {
        [
            self.flights.current().and_then(|u| u.step.deadline()),
            self.callers.next_deadline(),
            self.vault.next_edge(),
            self.next_sign(),
            self.next_automatic_flight(),
            self.next_automatic_fallback(),
            self.other_tabs.next_look(),
            self.storage.deadline(!self.flights.is_idle()),
        ]
        .into_iter()
        .flatten()
        .min()
    }

    /// Does everything that is due by now.
    pub(super) fn time_passes(&mut self, turn: &mut Turn<'_>) {
        self.tell_edges(turn);
        self.end_overdue_waits(turn);
        self.go_on_in_time(turn);
        self.look(turn);
        self.fall_back_ahead(turn);
        self.ask_again_if_lost(turn);
        self.repeat_storage(turn);
        if self
            .next_automatic_flight()
            .is_some_and(|due| turn.now() >= due)
        {
            self.begin_flight(true, turn);
        }
    }

    fn tell_edges(&mut self, turn: &mut Turn<'_>) {
        let expired = self.vault.tell_edges(turn);
        if !expired
            || !self.flights.is_idle()
            || !self.settings.needs_user()
            || self.refresh_token().is_some()
        {
            return;
        }
        if self.failures.ended.is_some() {
            self.drop_remains(None, turn);
        } else {
            let error = self.nothing_left();
            self.end_session(error, turn);
        }
    }

    /// The time of the next attempt, unless a caller causes one earlier.
    pub(super) fn next_attempt_at(&self) -> Option<Timestamp> {
        let failures = &self.failures;
        failures
            .next_automatic
            .filter(|_| !failures.automation_stopped && failures.ended.is_none())
            .filter(|_| !self.host.offline)
    }

    /// The time when the next flight begins without a caller.
    pub(super) fn next_automatic_flight(&self) -> Option<Timestamp> {
        if !self.host.background
            || self.host.offline
            || !self.flights.is_idle()
            || self.failures.automation_stopped
            || !self.can_renew()
        {
            return None;
        }
        let held = self.vault.held().filter(|held| held.has_access_token());
        let due = held.and_then(|held| held.windows().renew_at);
        // While a fallback's token is used, the provider itself is tried again.
        let on_loan = self.fallbacks.loan().is_some();
        let retry = self.failures.next_automatic.filter(|_| on_loan);
        let due = [due, retry].into_iter().flatten().min()?;
        Some(self.failures.next_automatic.map_or(due, |at| at.max(due)))
    }
}
