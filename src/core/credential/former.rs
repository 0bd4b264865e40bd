//! The tokens that the held ones replaced, or that were cleared or invalidated, while storage may still hold their
//! record.
//!
//! After the wall clock was set back, such a record can look newer than the held tokens. Times cannot tell them apart,
//! so this module compares the tokens.

use crate::core::secret::Secret;
use crate::core::text::Fnv;
use crate::core::tokens::TokenSet;

/// This many checksums are remembered. If storage fails for longer, those in the middle are forgotten: the stored
/// record is most likely the one from before the failure, or one of the last writes.
const MOST: usize = 8;

/// Checksums of access tokens and refresh tokens that must not come back from storage.
#[derive(Debug, Default)]
pub(super) struct Former(Vec<u64>);

impl Former {
    pub fn add(&mut self, token: &Secret) {
        let sum = sum_of(token);
        if !self.0.contains(&sum) {
            self.0.truncate(MOST - 1);
            self.0.push(sum);
        }
    }

    /// Adds the tokens of `old` that are not in `new`.
    pub fn add_replaced(&mut self, old: &TokenSet, new: Option<&TokenSet>) {
        for token in both(old) {
            if new.is_none_or(|new| !is_among(token, new)) {
                self.add(token);
            }
        }
    }

    /// True if `stored` is an old record: it has tokens that must not come back, and no others except those that are
    /// `held`.
    pub fn has(&self, stored: &TokenSet, held: Option<&TokenSet>) -> bool {
        let mut has = false;
        for token in both(stored) {
            if self.0.contains(&sum_of(token)) {
                has = true;
            } else if held.is_none_or(|held| !is_among(token, held)) {
                return false;
            }
        }
        has
    }

    /// Forgets all, because storage holds the same tokens as memory.
    pub fn clear(&mut self) {
        self.0 = Vec::new();
    }
}

/// The access token and the refresh token, where present.
fn both(tokens: &TokenSet) -> impl Iterator<Item = &Secret> {
    let access_token = Some(&tokens.access_token).filter(|token| !token.is_empty());
    access_token.into_iter().chain(&tokens.refresh_token)
}

fn is_among(token: &Secret, tokens: &TokenSet) -> bool {
    both(tokens).any(|other| other == token)
}

fn sum_of(token: &Secret) -> u64 {
    let mut sum = Fnv::new();
    sum.add(token.reveal().as_bytes());
    sum.value()
}
