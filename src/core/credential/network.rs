//! How work that is under way or due reacts when the host goes offline or online.

use super::Credential;
use super::failures::by_network;
use super::flight::Step;
use super::wanted::Waiter;
use crate::core::retry::random_share;
use crate::core::time::Moment;

/// When the network is back, due requests are sent within this time: spread, since all tabs hear of it at once.
const SPREAD_MS: i64 = 2_000;

impl Credential {
    /// The host went online or offline.
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

    /// How long the flight waits for the network before it fails: no longer than for a server that does not answer. `None` if
    /// waiting helps no caller, because a token still lives or there is a fallback.
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
}
