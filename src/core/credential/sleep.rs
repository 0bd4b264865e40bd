//! Absences of the host: it slept, the page was frozen, or the wall clock was set ahead. The time line has jumped, and
//! no answer could arrive meanwhile, so waits start again at waking.
//!
//! A request that was sent may have reached its server and may still be answered. The flight waits for the answer,
//! because a refresh token that is sent a second time ends the session at servers that detect reuse. Another tab may
//! have taken the lock meanwhile and renewed, so the flight reads storage again before it sends anything more.

use super::Credential;
use crate::core::time::{Moment, Timestamp};

/// While a caller or a flight waits, the machine is woken at least this often.
const LOOK_MS: i64 = 1_000;
/// A wake-up that comes this late shows an absence. Hosts delay the timers of hidden pages by up to a second.
const LATE_MS: i64 = 1_000;

impl Credential {
    /// The time at which to check next for an absence of the host. Hosts whose requests end do not check between
    /// requests; there, missing signs of life show lost work.
    pub(super) fn next_sign(&self) -> Option<Timestamp> {
        let flight = self.flights.current();
        let waits = !self.callers.is_empty() || flight.is_some_and(|u| u.step.waits_for_host());
        (waits && !self.settings.requests_end).then(|| self.host.looked_at.plus(LOOK_MS))
    }

    /// Runs before every input: restarts the waits if the host was away since the last one.
    pub(super) fn notice_absence(&mut self, at: Moment) {
        let expected = self.next_sign().and_then(|_| self.deadline());
        self.host.looked_at = at.now;
        let Some(away_ms) = expected.map(|expected| at.now.since(expected)) else {
            return;
        };
        if away_ms < LATE_MS {
            return;
        }
        let policy = &self.settings.config.retry_policy;
        self.callers.prolong(at.now.plus(policy.deadline_ms));
        self.flights
            .prolong(away_ms, at.now.plus(policy.timeout_ms));
    }
}
