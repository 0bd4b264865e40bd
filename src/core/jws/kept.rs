//! A fetched key set, and the time of its next fetch. Times are in epoch milliseconds.

use super::keys::KeySet;
use crate::core::error::Error;
use std::rc::Rc;

/// The age, in milliseconds, at which a set is fetched again. A key that its owner removed keeps checking tokens for
/// this long.
pub const MAX_AGE_MS: i64 = 600_000;
/// The maximum age, in milliseconds, of a set that cannot be fetched again.
pub const MAX_STALE_MS: i64 = 24 * 3_600_000;
/// After a fetch of an old set, or a fetch for an unknown key, the same reason causes no other fetch for this long, in
/// milliseconds. Any attacker can choose a token's `kid`.
pub const COOL_DOWN_MS: i64 = 30_000;
/// The pause after the second failed fetch in a row; it doubles with each further one, up to [`COOL_DOWN_MS`]. The
/// first failure causes none: a connection that broke once is no reason to refuse tokens.
const FIRST_PAUSE_MS: i64 = 1_000;

/// A key set, and the time of its fetch.
#[derive(Debug, Default)]
pub struct Kept {
    set: Option<(Rc<KeySet>, i64)>,
    /// The times of the last fetch of an old set (`renewed`), and of the last fetch for an unknown key (`searched`).
    /// Each cools down separately, so that a server may change its keys soon after a fetch.
    renewed: Option<i64>,
    searched: Option<i64>,
    /// The reason why the last fetch failed.
    failure: Option<Error>,
    /// The time of the last failed fetch, and the number of failures in a row without any keys.
    failed_at: i64,
    failures: u32,
}

impl Kept {
    /// The keys, if they may still be used.
    #[must_use]
    pub fn keys(&self, now: i64) -> Option<&Rc<KeySet>> {
        let (set, fetched) = self.set.as_ref()?;
        within(*fetched, now, MAX_STALE_MS).then_some(set)
    }

    /// True if there are keys, recent enough to need no fetch.
    #[must_use]
    pub fn is_fresh(&self, now: i64) -> bool {
        (self.set.as_ref()).is_some_and(|(_, fetched)| within(*fetched, now, MAX_AGE_MS))
    }

    /// True to fetch before the keys are used, since there are none or they are old. A fetch of old keys is noted.
    pub fn renew(&mut self, now: i64) -> bool {
        if self.keys(now).is_none() {
            return self.pause(now) == 0;
        }
        !self.is_fresh(now) && once(&mut self.renewed, now)
    }

    /// True to fetch because a token names a key that is not among these. The fetch is noted.
    pub fn search(&mut self, now: i64) -> bool {
        once(&mut self.searched, now)
    }

    /// Lets an unknown key cause a fetch at once, because the set did not come from the noted fetch.
    pub fn search_again(&mut self) {
        self.searched = None;
    }

    /// Keeps a set fetched at this time. True if it differs from the previous one.
    pub fn put(&mut self, set: KeySet, fetched: i64) -> bool {
        let changed = self.set.as_ref().is_none_or(|(old, _)| **old != set);
        self.set = Some((Rc::new(set), fetched));
        self.failure = None;
        self.failures = 0;
        changed
    }

    /// Notes that a fetch failed.
    pub fn failed(&mut self, error: Error, now: i64) {
        // If there are old keys, `renew` limits how often they are fetched.
        let none = self.keys(now).is_none();
        self.failures = if none {
            self.failures.saturating_add(1)
        } else {
            0
        };
        self.failure = Some(error);
        self.failed_at = now;
    }

    /// The reason why the last fetch failed, if it did.
    #[must_use]
    pub fn failure(&self) -> Option<&Error> {
        self.failure.as_ref()
    }

    /// The remaining pause before a fetch, in milliseconds, after failures and without any keys.
    #[must_use]
    pub fn pause(&self, now: i64) -> i64 {
        let Some(doublings) = self.failures.checked_sub(2) else {
            return 0;
        };
        let pause = (FIRST_PAUSE_MS << doublings.min(8)).min(COOL_DOWN_MS);
        // If the clock was set back, any amount of time may have passed.
        match now.saturating_sub(self.failed_at) {
            since if since < 0 => 0,
            since => (pause - since).max(0),
        }
    }

    /// True if a set fetched at this time is newer than this one, and not old.
    #[must_use]
    pub fn would_take(&self, fetched: i64, now: i64) -> bool {
        within(fetched, now, MAX_AGE_MS) && self.set.as_ref().is_none_or(|(_, own)| fetched > *own)
    }
}

fn once(last: &mut Option<i64>, now: i64) -> bool {
    let cool = last.is_none_or(|last| !within(last, now, COOL_DOWN_MS));
    if cool {
        *last = Some(now);
    }
    cool
}

/// True if less than `limit` has passed. False if the clock was set back: then any amount of time may have passed.
fn within(since: i64, now: i64, limit: i64) -> bool {
    (0..limit).contains(&now.saturating_sub(since))
}
