//! The windows of a token: the time of its renewal, and the time until which it is handed out.

use crate::core::config::RefreshPolicy;
use crate::core::retry::random_share;
use crate::core::time::Timestamp;
use crate::core::tokens::TokenSet;

/// The moments that matter in a token's life. Those that depend on an unknown end are `None` and never come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Windows {
    /// From here on the token counts as expiring (the soft limit).
    pub soft_at: Option<Timestamp>,
    /// From here on it is renewed: the soft limit, moved earlier at random to spread load, or the fixed interval if
    /// that ends before.
    pub renew_at: Option<Timestamp>,
    /// From here on it is not handed out while another can be obtained (the hard limit).
    pub hard_at: Option<Timestamp>,
    /// From here on it is expired.
    pub expires_at: Option<Timestamp>,
    /// Its whole life, in milliseconds.
    pub lifetime_ms: Option<i64>,
}

impl Windows {
    /// The windows of `tokens`. Both limits shrink with the lifetime, the hard one to at most a tenth and the soft one to
    /// at most a quarter of it, so that a short-lived token is not renewed at every call.
    #[must_use]
    pub fn new(tokens: &TokenSet, policy: &RefreshPolicy, random: u32) -> Self {
        let interval_end = policy.interval_ms.map(|ms| tokens.obtained_at.plus(ms));
        let Some(expires_at) = tokens.expires_at else {
            return Self {
                renew_at: interval_end,
                ..Self::default()
            };
        };
        let lifetime = expires_at.since(tokens.obtained_at).max(0);
        let hard = policy.min_lifetime_ms.min(lifetime / 10);
        let soft = policy.ahead_ms.min(lifetime / 4).max(hard);
        let spread = random_share(
            (soft as f64 * f64::from(policy.jitter) / 65_536.0) as i64,
            random,
        );
        let renew_at = expires_at.plus(-soft - spread);
        Self {
            soft_at: Some(expires_at.plus(-soft)),
            renew_at: Some(interval_end.map_or(renew_at, |end| end.min(renew_at))),
            hard_at: Some(expires_at.plus(-hard)),
            expires_at: Some(expires_at),
            lifetime_ms: Some(lifetime),
        }
    }

    /// The time until which the token satisfies a caller that demands `min_lifetime_ms` of life. `None`: always,
    /// because the end is unknown.
    ///
    /// A demand beyond nine tenths of the whole lifetime is reduced to that, because the server issues no longer life.
    /// Otherwise every call would send a request.
    #[must_use]
    pub fn good_until(&self, min_lifetime_ms: Option<i64>) -> Option<Timestamp> {
        let hard_at = self.hard_at?;
        let (Some(wanted), Some(expires_at), Some(lifetime)) =
            (min_lifetime_ms, self.expires_at, self.lifetime_ms)
        else {
            return Some(hard_at);
        };
        Some(hard_at.min(expires_at.plus(-wanted.min(lifetime / 10 * 9))))
    }
}
