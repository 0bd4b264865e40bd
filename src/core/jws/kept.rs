//! A fetched key set, and when to fetch it again. Times are in epoch milliseconds.

use super::keys::KeySet;
use crate::core::error::Error;
use std::rc::Rc;

/// How long a set is used before it is fetched again. A key that its owner removed keeps checking tokens for this long.
pub const MAX_AGE_MS: i64 = 600_000;
/// How long a set is used when it cannot be fetched again.
pub const MAX_STALE_MS: i64 = 24 * 3_600_000;
/// For this long after a fetch, an unknown key causes no other one: anybody can write anything into a token's `kid`.
pub const COOL_DOWN_MS: i64 = 30_000;
/// The pause after the second failed fetch in a row; it doubles with each further one, up to [`COOL_DOWN_MS`]. The first
/// failure causes none: a connection that broke once is no reason to refuse tokens.
const FIRST_PAUSE_MS: i64 = 1_000;

/// A key set, and when it was fetched.
#[derive(Debug, Default)]
pub struct Kept {
    set: Option<(Rc<KeySet>, i64)>,
    /// The time when it was last fetched because it was old (`renewed`), and because a key was unknown (`searched`).
    /// Each cools down separately, so that a server may change its keys soon after a fetch.
    renewed: Option<i64>,
    searched: Option<i64>,
    /// The reason why the last fetch failed.
    failure: Option<Error>,
    /// The time when the last fetch failed, and how many failed in a row while there were no keys at all.
    failed_at: i64,
    failures: u32,
}

impl Kept {
    /// The keys, while they may be used.
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

    /// Lets an unknown key cause a fetch at once: the set came from elsewhere, not from the noted fetch.
    pub fn search_again(&mut self) {
        self.searched = None;
    }

    /// Keeps a set fetched at this time. Returns whether it differs from the one before.
    pub fn put(&mut self, set: KeySet, fetched: i64) -> bool {
        let changed = self.set.as_ref().is_none_or(|(old, _)| **old != set);
        self.set = Some((Rc::new(set), fetched));
        self.failure = None;
        self.failures = 0;
        changed
    }

    /// Notes that a fetch failed.
    pub fn failed(&mut self, error: Error, now: i64) {
        // While there are old keys, `renew` decides how often they are fetched.
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

    /// How much longer no keys are fetched while there are none, after failures, in milliseconds.
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
