//! The storage is another from now on, or a record comes from elsewhere.

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
    /// What is held, as a record that storage could hold; `None` if nothing worth keeping is.
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

    /// Whether the record is one of this credential.
    #[must_use]
    pub fn can_use(&self, record: &Secret) -> bool {
        record::read(record.reveal(), &self.identity(), 0).is_ok()
    }

    pub(super) fn storage_changed(&mut self, storage: StorageTraits) {
        if matches!(self.settings.config.grant, Grant::Static(_)) {
            return;
        }
        self.settings.storage = storage;
        // What the new storage does not hold yet was not logged out.
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

    /// A record from elsewhere, taken if it is newer than what is held. `restoring`: the user wishes so, whatever was cleared;
    /// then it is written as well.
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
