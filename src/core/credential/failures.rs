//! The reaction to failures: the cool-down between flights, and the circuit breaker.

use crate::core::config::RetryPolicy;
use crate::core::error::{Code, Error};
use crate::core::retry::{backoff_limit, random_share};
use crate::core::time::Timestamp;
use std::ops::{Deref, DerefMut};

/// A credential's consecutive failures. Most credentials have none, so none take no memory.
#[derive(Debug, Default)]
pub(super) struct Failures(Option<Box<Streak>>);

#[derive(Debug)]
pub(super) struct Streak {
    /// Flights that failed in a row.
    pub count: u32,
    /// The last failure and its time.
    pub last: Option<(Error, Timestamp)>,
    /// No attempt is made before this moment, unless a caller asks for one.
    pub next_automatic: Option<Timestamp>,
    /// No attempt is made before this moment, even for a caller: either the server demanded it (`Retry-After`), or the
    /// circuit is open.
    pub closed_until: Option<(Timestamp, Gate)>,
    cooldown_ms: i64,
    /// The server refused the client or the password. Nothing more is sent unless a caller asks.
    pub automation_stopped: bool,
    /// The refresh token was refused for good, or the server wants the user. Nothing more is sent until there are new
    /// credentials.
    pub ended: Option<Error>,
}

/// The reason why nothing is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gate {
    /// The server named a time before which it wants no request.
    RetryAfter,
    /// Too many failures in a row.
    Circuit,
}

impl Streak {
    const NONE: Self = Self {
        count: 0,
        last: None,
        next_automatic: None,
        closed_until: None,
        cooldown_ms: 0,
        automation_stopped: false,
        ended: None,
    };
}

impl Deref for Failures {
    type Target = Streak;

    fn deref(&self) -> &Streak {
        const NONE: &Streak = &Streak::NONE;
        self.0.as_deref().unwrap_or(NONE)
    }
}

impl DerefMut for Failures {
    fn deref_mut(&mut self) -> &mut Streak {
        self.0.get_or_insert_with(|| Box::new(Streak::NONE))
    }
}

impl Failures {
    /// Forgets all failures, after a success or with new credentials.
    pub fn reset(&mut self) {
        self.0 = None;
    }

    /// Allows attempts again because there are new credentials to try.
    pub fn reopen(&mut self) {
        if let Some(streak) = &mut self.0 {
            streak.ended = None;
        }
    }

    /// The network is back: ends the waits that network failures caused, but not one that a server demanded.
    pub fn network_is_back(&mut self) {
        let by_network = |streak: &&mut Box<Streak>| {
            let last = streak.last.as_ref();
            last.is_some_and(|(error, _)| by_network(error))
        };
        let Some(streak) = self.0.as_mut().filter(by_network) else {
            return;
        };
        streak.next_automatic = None;
        streak.cooldown_ms = 0;
        match streak.closed_until {
            Some((until, Gate::RetryAfter)) => streak.next_automatic = Some(until),
            _ => streak.closed_until = None,
        }
    }
}

impl Streak {
    /// Counts a flight that failed, and decides when the next one may begin.
    pub fn record(&mut self, error: &Error, policy: &RetryPolicy, now: Timestamp, random: u32) {
        self.count = self.count.saturating_add(1);
        self.last = Some((error.clone(), now));
        let cooldown = if self.count >= policy.circuit_threshold {
            self.cooldown_ms = if self.cooldown_ms == 0 {
                policy.circuit_cooldown_ms
            } else {
                self.cooldown_ms
                    .saturating_mul(2)
                    .min(RetryPolicy::MAX_COOLDOWN_MS.max(policy.circuit_cooldown_ms))
            };
            self.closed_until = Some((now.plus(self.cooldown_ms), Gate::Circuit));
            self.cooldown_ms
        } else {
            // At least half of the limit: after a wait near zero the next automatic attempt would merely continue this one.
            let most = backoff_limit(policy, policy.max_attempts.saturating_add(self.count));
            most / 2 + random_share(most / 2, random)
        };
        let retry_after = error.retry_after_ms.unwrap_or(0);
        if retry_after > cooldown || (retry_after > 0 && self.closed_until.is_none()) {
            self.closed_until = Some((now.plus(retry_after), Gate::RetryAfter));
        }
        self.next_automatic = Some(now.plus(cooldown.max(retry_after)));
    }

    /// The reason why nothing may be sent yet, and the wait in milliseconds.
    pub fn gate(&self, now: Timestamp) -> Option<(Gate, i64)> {
        self.closed_until
            .filter(|(until, _)| now < *until)
            .map(|(until, gate)| (gate, until.since(now)))
    }

    /// True if the circuit was open, so that a flight is a probe: one attempt, no retry.
    pub fn probing(&self, policy: &RetryPolicy) -> bool {
        self.count >= policy.circuit_threshold
    }
}

/// True if the attempt failed without an answer from a server.
pub(super) fn by_network(error: &Error) -> bool {
    error.status.is_none() && matches!(error.code, Code::Network | Code::Timeout)
}
