//! The repetition of a failed request: exponential back-off with full jitter, unless the server sets the time.

use super::config::RetryPolicy;
use super::error::Error;

/// The wait before a request is sent again after `failed_attempts` (at least 1), in milliseconds. `None` if the failure
/// is permanent or the attempts are used up. The caller compares the wait with its own deadline.
#[must_use]
pub fn wait(error: &Error, policy: &RetryPolicy, failed_attempts: u32, random: u32) -> Option<i64> {
    let again = error.retryable && failed_attempts < policy.max_attempts;
    let wait = || {
        error
            .retry_after_ms
            .unwrap_or_else(|| backoff(policy, failed_attempts, random))
    };
    again.then(wait)
}

/// The wait before attempt `attempt + 1`, in milliseconds: full jitter, a random wait up to `min(max_delay, base_delay
/// · 2ⁿ)`.
#[must_use]
pub fn backoff(policy: &RetryPolicy, attempt: u32, random: u32) -> i64 {
    random_share(backoff_limit(policy, attempt.saturating_sub(1)), random)
}

/// The longest wait after `exponent` doublings, in milliseconds.
pub(super) fn backoff_limit(policy: &RetryPolicy, exponent: u32) -> i64 {
    policy
        .base_delay_ms
        .saturating_mul(1 << exponent.min(30))
        .min(policy.max_delay_ms)
}

/// A random part of `span` milliseconds: none of it for the smallest `random`, nearly all for the largest.
pub(super) fn random_share(span: i64, random: u32) -> i64 {
    (span as f64 * (f64::from(random) / 4_294_967_296.0)) as i64
}
