//! Facts about the surroundings, from the host and the manager, and the reaction to a lost or returned network.

use super::Credential;
use super::callers::Waiter;
use super::failures::by_network;
use super::flight::Step;
use crate::core::retry::random_share;
use crate::core::time::{Moment, Timestamp};

/// When the network is back, due requests are sent within this time. They are spread because all tabs notice
/// it at once.
const SPREAD_MS: i64 = 2_000;

/// The surroundings, as far as they are known.
#[derive(Debug)]
pub(super) struct Host {
    /// Tokens are renewed without a caller.
    pub background: bool,
    /// The host says that there is no network.
    pub offline: bool,
    /// Nothing new begins.
    pub closing: bool,
    /// The time when the last input came.
    pub looked_at: Timestamp,
}

impl Host {
    pub fn new(now: Timestamp) -> Self {
        Self {
            background: false,
            offline: false,
            closing: false,
            looked_at: now,
        }
    }
}

impl Credential {
    /// Handles a change of the network: the host went online or offline.
    pub(super) fn network_changed(&mut self, online: bool, at: Moment) {
        self.host.offline = !online;
        let wait = self.wait_for_network(at);
        let soon = at.now.plus(random_share(SPREAD_MS, at.random));
        if let Some(Step::Pause(until, error)) = self.flights.step_mut()
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

    /// The time for which the flight waits for the network before it fails, at most as long as for a server that does
    /// not answer. `None` if waiting helps no caller, because a token still lives or there is a fallback.
    pub(super) fn wait_for_network(&self, at: Moment) -> Option<i64> {
        let handed = self.handed().held;
        let lives = handed.is_some_and(|held| held.lives(at.now));
        let helped = |waiter: &Waiter| waiter.force || !lives;
        if !self.settings.fallbacks.is_empty() || !self.callers.iter().any(helped) {
            return None;
        }
        let patience = self.last_start(at.now).since(at.now) - 1;
        let wait = self.settings.config.retry_policy.timeout_ms.min(patience);
        (wait > 0).then_some(wait)
    }
}
