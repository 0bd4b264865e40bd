//! The host was away: it slept, the page was frozen, or the wall clock was set ahead. The time line has jumped, and no answer
//! could arrive meanwhile, so waits start again at waking.
//!
//! A request that was sent may have reached its server and may still be answered. The flight waits for it, since a refresh
//! token that is sent a second time ends the session at servers that detect reuse. Another tab may have taken the lock
//! meanwhile and renewed, so the flight reads storage again before it sends anything more.

use super::Credential;
use super::flight::{Flight, Intent, Step};
use super::io::Output;
use crate::core::http::Transport;
use crate::core::oauth::token_response::transport_error;
use crate::core::time::{Moment, Timestamp};

/// While a caller or a flight waits, the machine is woken at least this often.
const LOOK_MS: i64 = 1_000;
/// A wake-up that comes this late shows an absence. Hosts delay the timers of hidden pages by up to a second.
const LATE_MS: i64 = 1_000;

impl Credential {
    /// When to check next whether the host was away. Hosts whose requests end do not check between requests; there, missing
    /// signs of life show what is lost.
    pub(super) fn next_sign(&self) -> Option<Timestamp> {
        let waits = !self.waiters.is_empty()
            || self
                .flight
                .as_ref()
                .is_some_and(|flight| flight.waits_for_host());
        (waits && !self.settings.requests_end).then(|| self.looked_at.plus(LOOK_MS))
    }

    /// Runs before every input: restarts the waits if the host was away since the last one.
    pub(super) fn notice_absence(&mut self, at: Moment) {
        let expected = self.next_sign().and_then(|_| self.deadline());
        self.looked_at = at.now;
        let Some(away_ms) = expected.map(|expected| at.now.since(expected)) else {
            return;
        };
        if away_ms < LATE_MS {
            return;
        }
        let policy = &self.settings.config.retry_policy;
        for waiter in &mut self.waiters {
            let anew = at.now.plus(policy.deadline_ms);
            waiter.absences.prolong(&mut waiter.deadline, anew);
        }
        if let Some(flight) = self.flight.as_deref_mut() {
            let anew = at.now.plus(policy.timeout_ms);
            flight.started = flight.started.plus(away_ms);
            let Flight { step, absences, .. } = flight;
            match step {
                Step::Discover(end) | Step::Make(end) | Step::Sent(end) => {
                    absences.prolong(end, anew)
                }
                _ => absences.prolong(&mut Timestamp::default(), anew),
            }
        }
    }

    /// Whether the host was away during the flight.
    pub(super) fn was_away(&self) -> bool {
        self.flight
            .as_ref()
            .is_some_and(|flight| flight.absences.any())
    }

    /// An attempt failed after an absence. It counts as a failed attempt, but the flight always gets a second one.
    pub(super) fn attempt_lost(&mut self, at: Moment, out: &mut Vec<Output>) {
        let Some(flight) = &mut self.flight else {
            return;
        };
        flight.failed_attempts += 1;
        let refreshing = flight.intent == Intent::Refresh;
        let last = self.settings.config.retry_policy.max_attempts.max(2);
        if flight.failed_attempts < last || self.closing {
            self.begin_anew(at, out);
        } else {
            self.fail(transport_error(Transport::Timeout, refreshing), at, out);
        }
    }

    /// Starts the flight again, without the lock, from a look at storage.
    pub(super) fn begin_anew(&mut self, at: Moment, out: &mut Vec<Output>) {
        let Some(flight) = &self.flight else { return };
        let (automatic, failed_attempts) = (flight.automatic, flight.failed_attempts);
        self.abort_flight(out);
        if self.closing {
            return;
        }
        self.begin(automatic, at, out);
        if let Some(flight) = &mut self.flight {
            flight.failed_attempts = failed_attempts;
        }
    }
}
