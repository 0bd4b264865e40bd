//! The tokens that the held ones replaced, or that were cleared or invalidated, while storage may still hold their record.
//!
//! After the wall clock was set back such a record can look newer than what is held: no time tells them apart, only the tokens do.

use crate::core::secret::Secret;
use crate::core::text::Fnv;
use crate::core::tokens::TokenSet;

/// So many are remembered. While storage fails for longer, those in the middle are forgotten: the record is most likely the one
/// from before the failure, or one of the last writes.
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

    /// The tokens of `old` that are not in `new` any more.
    pub fn add_replaced(&mut self, old: &TokenSet, new: Option<&TokenSet>) {
        for token in both(old) {
            if new.is_none_or(|new| !is_among(token, new)) {
                self.add(token);
            }
        }
    }

    /// Whether `stored` is from before: it has tokens that must not come back, and beside them at most what is `held`.
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

    /// Storage holds what memory holds.
    pub fn clear(&mut self) {
        self.0 = Vec::new();
    }
}

/// The access token and the refresh token, as far as they are there.
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
