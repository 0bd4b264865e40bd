//! The host is offline and online again, or slept: what that means for work that is under way or due.

use super::Credential;
use super::failures::by_network;
use super::flight::{Intent, Step};
use super::io::Output;
use super::wanted::Waiter;
use crate::core::http::Transport;
use crate::core::oauth::token_response::transport_error;
use crate::core::retry::random_share;
use crate::core::time::{Moment, Timestamp};

/// When the network is back, what is due is sent within so long: spread, since all tabs hear of it at once.
const SPREAD_MS: i64 = 2_000;
/// A timer that fires so late shows that the host slept, or that the page was frozen.
const LATE_MS: i64 = 5_000;

impl Credential {
    /// The host says that it is online, or offline.
    pub(super) fn network_changed(&mut self, online: bool, at: Moment) {
        self.offline = !online;
        let wait = self.wait_for_network(at);
        let soon = at.now.plus(random_share(SPREAD_MS, at.random));
        if let Some(flight) = &mut self.flight
            && let Step::Pause(until, error) = &mut flight.step
            && by_network(error)
        {
            if online {
                *until = soon.min(*until);
            } else if let Some(wait) = wait {
                *until = at.now.plus(wait);
            }
        }
        if online {
            self.failures.network_is_back();
            if self.next_automatic_flight().is_some_and(|due| due <= soon) {
                self.failures.next_automatic = Some(soon);
            }
        }
    }

    /// How long the flight waits for the network before its callers are told: not longer than for a server that does not
    /// answer. `None` if nobody is helped by that: they have a token that lives, or a fallback.
    pub(super) fn wait_for_network(&self, at: Moment) -> Option<i64> {
        let lives = self.handed().is_some_and(|held| held.lives(at.now));
        let helped = |waiter: &Waiter| waiter.force || !lives;
        if !self.settings.fallbacks.is_empty() || !self.waiters.iter().any(helped) {
            return None;
        }
        let patience = self.last_start().since(at.now) - 1;
        let wait = self.settings.config.retry_policy.timeout_ms.min(patience);
        (wait > 0).then_some(wait)
    }

    /// Whether the flight's step should have ended long ago.
    pub(super) fn slept_through(&self, now: Timestamp) -> bool {
        let end = self.flight.as_ref().and_then(|flight| flight.deadline());
        end.is_some_and(|end| now.since(end) >= LATE_MS)
    }

    /// While the host slept others may have gone on: the flight starts again from a look at what is stored. What it had sent
    /// counts as an attempt that failed, but never as the last one.
    pub(super) fn begin_anew(&mut self, at: Moment, out: &mut Vec<Output>) {
        let Some(flight) = &self.flight else { return };
        let automatic = flight.automatic;
        let sent = !matches!(flight.step, Step::Pause(..));
        let failed_attempts = flight.failed_attempts + u32::from(sent);
        let refreshing = flight.intent == Intent::Refresh;
        self.abort_flight(out);
        if self.closing {
            return;
        }
        if failed_attempts >= self.settings.config.retry_policy.max_attempts.max(2) {
            self.fail(transport_error(Transport::Timeout, refreshing), at, out);
            return;
        }
        self.begin(automatic, at, out);
        if let Some(flight) = &mut self.flight {
            flight.failed_attempts = failed_attempts;
        }
    }

    /// Who slept through the deadline had no chance: gets another one, once.
    pub(super) fn prolong_waits_after_sleep(&mut self, now: Timestamp) {
        if self.settings.requests_end {
            return;
        }
        for waiter in &mut self.waiters {
            if now.since(waiter.deadline) >= LATE_MS && !waiter.prolonged {
                waiter.prolonged = true;
                waiter.deadline = now.plus(self.settings.config.retry_policy.deadline_ms);
            }
        }
    }
}
