//! A change to another storage, and records that come from elsewhere.

use super::ids::WaiterId;
use super::info::Source;
use super::io::Output;
use super::operations::Found;
use super::{Credential, StorageTraits};
use crate::core::config::Grant;
use crate::core::record;
use crate::core::secret::Secret;
use crate::core::time::Moment;

impl Credential {
    /// The held tokens as a record for storage; `None` if they are not worth keeping.
    #[must_use]
    pub fn record(&self, at: Moment) -> Option<Secret> {
        let tokens = self.own_tokens().filter(|tokens| {
            !matches!(self.settings.config.grant, Grant::Static(_))
                && (!tokens.access_token.is_empty() || tokens.refresh_token.is_some())
        })?;
        Some(record::write(
            tokens,
            &self.identity(),
            true,
            at.wall_offset_ms,
        ))
    }

    /// Whether the record belongs to this credential.
    #[must_use]
    pub fn can_use(&self, record: &Secret) -> bool {
        record::read(record.reveal(), &self.identity(), 0).is_ok()
    }

    pub(super) fn storage_changed(&mut self, storage: StorageTraits) {
        if matches!(self.settings.config.grant, Grant::Static(_)) {
            return;
        }
        self.settings.storage = storage;
        // A record that the new storage does not hold yet is not a logout.
        if let Some(flight) = &mut self.flight {
            flight.seen = None;
        }
        if let Some(held) = &mut self.held {
            held.persisted = false;
        }
        if !storage.present {
            self.save_again_at = None;
            self.erase_again_at = None;
        }
    }

    /// Adopts a record from elsewhere if it is newer than the held tokens. With `restoring`, the user wants it even if it was
    /// cleared; then it is also written to storage.
    pub(super) fn record_given(
        &mut self,
        waiter: WaiterId,
        text: Secret,
        restoring: bool,
        at: Moment,
        out: &mut Vec<Output>,
    ) {
        let cleared_at = self.cleared_at;
        if restoring {
            self.cleared_at = None;
        }
        let held_at = self.held.as_ref().map(|held| held.tokens.obtained_at);
        match self.read(None, Ok(Some(text)), at, out) {
            Found::Tokens(tokens) if !restoring => self.adopt(*tokens, false, at, out),
            Found::Tokens(tokens) if held_at.is_none_or(|held_at| held_at < tokens.obtained_at) => {
                self.hold(*tokens, Source::Storage, false, at, out);
                self.write_held(Some(waiter), at, out);
                return;
            }
            _ => self.cleared_at = cleared_at,
        }
        out.push(Output::Done(waiter));
    }
}
