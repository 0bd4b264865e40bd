//! The credential's own tokens in memory.

use super::info::Source;
use super::io::Event;
use super::settings::StorageTraits;
use super::storage::sum_of;
use super::turn::Turn;
use super::windows::Windows;
use crate::core::config::{Grant, RefreshPolicy};
use crate::core::secret::Secret;
use crate::core::time::Timestamp;
use crate::core::tokens::{Targets, TokenSet};
use std::rc::Rc;

/// The tokens that are handed out.
#[derive(Debug)]
pub(super) struct Held {
    /// After `invalidate` the access token in it is empty.
    pub tokens: TokenSet,
    /// Together with the tokens' times, this determines the windows. Storing it takes a tenth of the memory of storing
    /// the windows.
    policy: Rc<RefreshPolicy>,
    random: u32,
    pub source: Source,
    /// True if storage is known to hold these tokens.
    persisted: bool,
    told_expiring: bool,
    told_expired: bool,
    /// True if a fallback was already asked without a caller. This happens at most once per token.
    asked_fallback: bool,
}

impl Held {
    pub fn new(tokens: TokenSet, source: Source, policy: &Rc<RefreshPolicy>, random: u32) -> Self {
        Self {
            tokens,
            policy: policy.clone(),
            random,
            source,
            persisted: false,
            told_expiring: false,
            told_expired: false,
            asked_fallback: false,
        }
    }

    pub fn windows(&self) -> Windows {
        Windows::new(&self.tokens, &self.policy, self.random)
    }

    pub fn has_access_token(&self) -> bool {
        !self.tokens.access_token.is_empty()
    }

    /// True if the access token has any life left.
    pub fn lives(&self, now: Timestamp) -> bool {
        self.has_access_token() && self.tokens.expires_at.is_none_or(|end| now < end)
    }

    /// True if the access token is good enough to hand out, even though a new one could be obtained.
    pub fn is_good(&self, min_lifetime_ms: Option<i64>, now: Timestamp) -> bool {
        self.has_access_token()
            && self
                .windows()
                .good_until(min_lifetime_ms)
                .is_none_or(|end| now < end)
    }

    pub fn is_due(&self, now: Timestamp) -> bool {
        !self.has_access_token() || self.windows().renew_at.is_some_and(|at| now >= at)
    }
}

/// The credential's tokens, and the refresh token that counts.
#[derive(Debug)]
pub(super) struct Vault {
    held: Option<Held>,
    /// True if the configured refresh token may still be used: only until a server's token replaces it.
    first_counts: bool,
    version: u32,
    /// The checksum of the record that this credential wrote or adopted last.
    record: u64,
}

impl Vault {
    pub fn new() -> Self {
        Self {
            held: None,
            first_counts: true,
            version: 0,
            record: 0,
        }
    }

    pub fn held(&self) -> Option<&Held> {
        self.held.as_ref()
    }

    pub fn tokens(&self) -> Option<&TokenSet> {
        self.held.as_ref().map(|held| &held.tokens)
    }

    /// A number that grows whenever the tokens change.
    pub fn version(&self) -> u32 {
        self.version
    }

    /// True if an access token is held that has any life left.
    pub fn lives(&self, now: Timestamp) -> bool {
        self.held.as_ref().is_some_and(|held| held.lives(now))
    }

    pub fn is_good(&self, min_lifetime_ms: Option<i64>, now: Timestamp) -> bool {
        self.held
            .as_ref()
            .is_some_and(|held| held.is_good(min_lifetime_ms, now))
    }

    /// The tokens, if they are worth keeping in storage.
    pub fn worth_keeping(&self) -> Option<&TokenSet> {
        self.tokens().filter(|t| {
            !t.access_token.is_empty() || t.refresh_token.is_some() || !t.targets.list().is_empty()
        })
    }

    /// True if a token for another target lives.
    pub fn has_targets(&self, now: Timestamp) -> bool {
        let last = self
            .tokens()
            .and_then(|tokens| tokens.targets.last_expires_at());
        last.is_some_and(|end| now < end)
    }

    /// The tokens for other targets.
    pub fn targets(&self) -> Targets {
        self.tokens()
            .map_or_else(Targets::default, |tokens| tokens.targets.clone())
    }

    /// Forgets the tokens for a target: only `token`, or any. True if there were such tokens.
    pub fn drop_target(&mut self, id: &str, token: Option<&Secret>) -> bool {
        let Some(held) = &mut self.held else {
            return false;
        };
        let drops = held.tokens.targets.has(id, token);
        if drops {
            held.tokens.targets.remove(id);
            // Newer than before, so that other tabs drop it too.
            held.tokens.obtained_at = held.tokens.obtained_at.plus(1);
            self.version = self.version.wrapping_add(1);
        }
        drops
    }

    /// The refresh token, if there is one: the held one, or the configured one until a server's token replaces it.
    pub fn refresh_token<'a>(&'a self, grant: &'a Grant) -> Option<&'a Secret> {
        self.tokens()
            .and_then(|tokens| tokens.refresh_token.as_ref())
            .or(self.first_refresh_token(grant))
    }

    /// The refresh token to use next. A static token has none, since it has no server to send one to.
    pub fn usable_refresh_token<'a>(&'a self, grant: &'a Grant) -> Option<&'a Secret> {
        match grant {
            Grant::Static(_) => None,
            _ => self.refresh_token(grant),
        }
    }

    /// The configured refresh token, until a server's token replaces it.
    fn first_refresh_token<'a>(&self, grant: &'a Grant) -> Option<&'a Secret> {
        match grant {
            Grant::OAuth(config) if self.first_counts => config.refresh_token.as_ref(),
            _ => None,
        }
    }

    /// The tokens that a refresh starts from.
    pub fn previous(&self, grant: &Grant, now: Timestamp) -> Option<TokenSet> {
        if let Some(tokens) = self.tokens() {
            let mut tokens = tokens.clone();
            tokens.refresh_token = self.usable_refresh_token(grant).cloned();
            return Some(tokens);
        }
        self.first_refresh_token(grant)
            .map(|token| TokenSet::from_refresh_token(token.clone(), now))
    }

    /// Hands out these tokens from now on. `persisted` says whether storage is known to hold them as well.
    pub fn hold(&mut self, mut held: Held, persisted: bool) {
        held.persisted = persisted;
        if persisted {
            self.record = sum_of(&held.tokens);
        }
        if held.tokens.refresh_token.is_some() {
            self.first_counts = false;
        }
        self.held = Some(held);
        self.version = self.version.wrapping_add(1);
    }

    /// Keeps the tokens of an answer that are not an access token of the provider's own: a refresh token, an ID token,
    /// the token for another target.
    pub fn keep_beside(&mut self, tokens: TokenSet, persisted: bool, policy: &Rc<RefreshPolicy>) {
        self.first_counts = false;
        self.version = self.version.wrapping_add(1);
        if persisted {
            self.record = sum_of(&tokens);
        }
        let held = match &mut self.held {
            Some(held) => {
                held.tokens.refresh_token = tokens.refresh_token;
                held.tokens.id_token = tokens.id_token;
                held.tokens.targets = tokens.targets;
                held.tokens.obtained_at = tokens.obtained_at;
                held
            }
            None => {
                let held = self
                    .held
                    .insert(Held::new(tokens, Source::Primary, policy, 0));
                // Without an access token there are no `expiring` or `expired` events.
                held.told_expiring = true;
                held.told_expired = true;
                held
            }
        };
        held.persisted = persisted;
    }

    /// Drops the refresh token that the server refused for good.
    pub fn drop_refresh_token(&mut self) {
        self.first_counts = false;
        if let Some(held) = &mut self.held {
            held.tokens.refresh_token = None;
            held.persisted = false;
        }
    }

    /// Stops using the configured refresh token, because its session was ended.
    pub fn drop_first_refresh_token(&mut self) {
        self.first_counts = false;
    }

    /// Takes the access token out; the refresh token stays. `None` if nothing is held.
    pub fn invalidate(&mut self) -> Option<Secret> {
        let held = self.held.as_mut()?;
        held.told_expiring = true;
        held.told_expired = true;
        self.version = self.version.wrapping_add(1);
        Some(std::mem::take(&mut held.tokens.access_token))
    }

    /// Forgets the tokens. True if there were any.
    pub fn forget(&mut self) -> bool {
        let forgotten = self.held.take().is_some();
        if forgotten {
            self.version = self.version.wrapping_add(1);
        }
        forgotten
    }

    /// Notes whether the tokens of this version were written, as the record with this checksum. False if other tokens are
    /// held by now.
    pub fn written(&mut self, version: u32, record: u64, persisted: bool) -> bool {
        if persisted {
            self.record = record;
        }
        match &mut self.held {
            Some(held) if version == self.version => {
                held.persisted = persisted;
                true
            }
            _ => false,
        }
    }

    /// Notes that storage may no longer hold the tokens. True if it was known to hold them.
    pub fn unpersist(&mut self) -> bool {
        let held = self.held.as_mut();
        held.is_some_and(|held| std::mem::take(&mut held.persisted))
    }

    /// True if storage should still hold a record of the tokens. A storage may drop a record whose tokens are of no
    /// more use.
    pub fn was_stored(&self, now: Timestamp) -> bool {
        self.held
            .as_ref()
            .is_some_and(|h| h.persisted && (h.lives(now) || h.tokens.refresh_token.is_some()))
    }

    /// True if `stored`, the current record, replaced the held tokens. In a storage that tabs share, only successors
    /// overwrite tokens. Times are not compared, since a successor looks older after the clock was set back. The record that
    /// this credential wrote or adopted last is no successor: a token that only it has was dropped from memory since.
    pub fn was_replaced(&self, stored: &TokenSet, storage: StorageTraits) -> bool {
        let persisted = self.held.as_ref().is_some_and(|held| held.persisted);
        storage.shared && persisted && self.record != sum_of(stored) && !self.has_all_of(stored)
    }

    /// True if `stored` has no token that the held ones lack.
    pub fn has_all_of(&self, stored: &TokenSet) -> bool {
        self.tokens().is_some_and(|held| !differ(held, stored))
    }

    /// The stored tokens, if they are newer than the held ones and so replace them. `current` says whether they are
    /// certainly the stored ones now: a peek may return a record that was just replaced.
    pub fn newer(
        &mut self,
        mut stored: TokenSet,
        current: bool,
        storage: StorageTraits,
    ) -> Option<TokenSet> {
        let replaced = current && self.was_replaced(&stored, storage);
        if let Some(held) = &mut self.held {
            // After a clock change the same record may look newer than it is.
            let same = held.tokens.access_token == stored.access_token
                && held.tokens.refresh_token == stored.refresh_token
                && !held.tokens.targets.are_news_after(&stored.targets)
                && !stored.targets.are_news_after(&held.tokens.targets);
            if storage.keeps_refresh_tokens
                && held.tokens.obtained_at == stored.obtained_at
                && held.tokens.access_token == stored.access_token
                && stored.refresh_token.is_none()
            {
                // Another tab's refresh was refused, so that tab dropped the refresh token and kept the access token,
                // which still lives.
                held.tokens.refresh_token = None;
            }
            if (held.tokens.obtained_at >= stored.obtained_at && !replaced) || same {
                held.persisted |= same || held.tokens.obtained_at == stored.obtained_at;
                if same {
                    self.record = sum_of(&stored);
                }
                return None;
            }
            if !storage.keeps_refresh_tokens {
                stored.refresh_token = held.tokens.refresh_token.take();
            }
        }
        Some(stored)
    }

    /// The time when the next `expiring` or `expired` event is due.
    pub fn next_edge(&self) -> Option<Timestamp> {
        let held = self.held.as_ref().filter(|held| held.has_access_token())?;
        if !held.told_expiring {
            held.windows().soft_at
        } else if !held.told_expired {
            held.tokens.expires_at
        } else {
            None
        }
    }

    /// Emits the `expiring` and `expired` events that are due. True if the token has just expired.
    pub fn tell_edges(&mut self, turn: &mut Turn<'_>) -> bool {
        let now = turn.now();
        let Some(held) = self.held.as_mut().filter(|held| held.has_access_token()) else {
            return false;
        };
        if held.windows().soft_at.is_some_and(|soft| now >= soft) && !held.told_expiring {
            held.told_expiring = true;
            if held.lives(now) {
                turn.emit(Event::Expiring);
            }
        }
        if held.told_expired || held.tokens.expires_at.is_none_or(|end| now < end) {
            return false;
        }
        held.told_expired = true;
        turn.emit(Event::Expired);
        true
    }

    /// The time at which a fallback may be asked without a caller: the hard limit, unless one was already asked for
    /// this token.
    pub fn fallback_due(&self) -> Option<Timestamp> {
        self.held
            .as_ref()
            .filter(|held| held.has_access_token() && !held.asked_fallback)?
            .windows()
            .hard_at
    }

    pub fn fallback_asked(&mut self) {
        if let Some(held) = &mut self.held {
            held.asked_fallback = true;
        }
    }
}

/// True if `after` has a token that `before` lacks, rather than being `before` minus a token that was invalidated or
/// refused.
fn differ(before: &TokenSet, after: &TokenSet) -> bool {
    let (old, new) = (&before.access_token, &after.access_token);
    let refresh_token = after.refresh_token.as_ref();
    refresh_token.is_some_and(|token| before.refresh_token.as_ref() != Some(token))
        || (!old.is_empty() && !new.is_empty() && old != new)
        || after.targets.are_news_after(&before.targets)
}
