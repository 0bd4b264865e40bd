//! The times of the requests for the user's decision, and the meaning of their responses (RFC 8628 §3.4, §3.5).
//!
//! Nothing here counts ticks: each call looks at the clock. So a timer may fire late, in a background page or after sleep.

use super::authorization::DeviceCode;
use crate::core::error::{Class, Code, Error, Result};
use crate::core::time::{SECOND, Timestamp};

/// The polling from the codes to the user's decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Polling {
    interval_ms: i64,
    /// Requests in a row that timed out.
    timeouts: u32,
    next_at: Timestamp,
    expires_at: Timestamp,
}

/// The next step.
#[derive(Clone, Debug)]
pub enum Next {
    /// Do nothing for this many milliseconds.
    Wait(i64),
    /// Ask the token endpoint.
    Ask,
    /// The code is void.
    Over(Error),
}

/// The amount that `slow_down` adds to the interval, for good.
const SLOW_DOWN_MS: i64 = 5 * SECOND;
/// The maximum number of times that time-outs double the wait.
const MOST_DOUBLINGS: u32 = 6;

impl Polling {
    /// Begins. The first request also waits for the interval, since the user needs some time.
    #[must_use]
    pub fn new(code: &DeviceCode, now: Timestamp) -> Self {
        Self {
            interval_ms: code.interval_ms,
            timeouts: 0,
            next_at: now.plus(code.interval_ms),
            expires_at: code.expires_at,
        }
    }

    /// The next step at `now`.
    #[must_use]
    pub fn next(&self, now: Timestamp) -> Next {
        if now >= self.expires_at {
            let message = "the user did not decide in time, and the code has expired: start anew";
            Next::Over(Error::new(Class::Login, Code::Timeout, message))
        } else if now >= self.next_at {
            Next::Ask
        } else {
            Next::Wait(self.next_at.min(self.expires_at).since(now))
        }
    }

    /// Handles the error of a request that brought no tokens, at `now`.
    ///
    /// # Errors
    /// Polling is over: the user refused, the code is void, or the server rejects the client.
    pub fn failed(&mut self, mut error: Error, now: Timestamp) -> Result<()> {
        let mut wait = 0;
        self.timeouts = match error.oauth_error.as_deref() {
            Some("authorization_pending") => 0,
            Some("slow_down") => {
                self.interval_ms = self.interval_ms.saturating_add(SLOW_DOWN_MS);
                0
            }
            // Polls less often each time (§3.5), until there is a response again.
            _ if error.retryable && error.code == Code::Timeout => {
                (self.timeouts + 1).min(MOST_DOUBLINGS)
            }
            // The connection, or the server, may recover before the code is void.
            _ if error.retryable => {
                wait = error.retry_after_ms.unwrap_or(0);
                0
            }
            what => {
                (error.code, error.message) = match what {
                    Some("access_denied") => (Code::LoginFailed, "the user refused".into()),
                    Some("expired_token") => (
                        Code::Timeout,
                        "the user did not decide in time, and the code has expired: start anew"
                            .into(),
                    ),
                    _ => (error.code, std::mem::take(&mut error.message)),
                };
                return Err(error);
            }
        };
        let interval = self.interval_ms.saturating_mul(1 << self.timeouts);
        self.next_at = now.plus(interval.max(wait));
        Ok(())
    }
}
