//! A key set that was fetched: when it is to be fetched again. Times are epoch milliseconds by the wall clock.

use super::keys::KeySet;

/// How long a set is used before it is fetched again: a key that its owner removed checks tokens for so much longer.
pub const MAX_AGE_MS: i64 = 600_000;
/// How long a set is used when it cannot be fetched again.
pub const MAX_STALE_MS: i64 = 24 * 3_600_000;
/// After a fetch an unknown key is no reason for another one for so long, whatever strangers write into `kid`.
pub const COOL_DOWN_MS: i64 = 30_000;

/// A key set, and when it was asked for.
#[derive(Debug, Default)]
pub struct Kept {
    set: Option<(KeySet, i64)>,
    /// When it was last asked for since it was old, and since a key was unknown: each cools down by itself, so that a server
    /// which changes its keys soon after a fetch is no trouble.
    renewed: Option<i64>,
    searched: Option<i64>,
}

impl Kept {
    /// The keys, as long as they may be used.
    #[must_use]
    pub fn keys(&self, now: i64) -> Option<&KeySet> {
        let (set, fetched) = self.set.as_ref()?;
        within(*fetched, now, MAX_STALE_MS).then_some(set)
    }

    /// Whether there are keys, and none so old that newer ones would be asked for.
    #[must_use]
    pub fn is_fresh(&self, now: i64) -> bool {
        (self.set.as_ref()).is_some_and(|(_, fetched)| within(*fetched, now, MAX_AGE_MS))
    }

    /// Whether to fetch before the keys are used: there are none, or they are old. That is noted.
    pub fn renew(&mut self, now: i64) -> bool {
        !self.is_fresh(now) && (self.keys(now).is_none() || once(&mut self.renewed, now))
    }

    /// Whether to fetch since a token names a key that is not among these. That is noted.
    pub fn search(&mut self, now: i64) -> bool {
        once(&mut self.searched, now)
    }

    /// What was asked for came from elsewhere: an unknown key may be a reason once more.
    pub fn search_again(&mut self) {
        self.searched = None;
    }

    /// The set came, fetched at this time. Whether it is another one than before.
    pub fn put(&mut self, set: KeySet, fetched: i64) -> bool {
        let changed = self.set.as_ref().is_none_or(|(old, _)| *old != set);
        self.set = Some((set, fetched));
        changed
    }

    /// Whether a set that was fetched at this time is newer than this one, and not old.
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

/// Whether less than `limit` went by. A clock that was set back tells nothing: then as much may have gone by as you like.
fn within(since: i64, now: i64, limit: i64) -> bool {
    (0..limit).contains(&now.saturating_sub(since))
}
