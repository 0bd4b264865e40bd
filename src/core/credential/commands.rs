//! The manager's commands besides getting a token and logging out: set, restore or invalidate tokens, change the
//! storage, adopt a record from another place, close.

use super::Credential;
use super::ids::WaiterId;
use super::info::Source;
use super::io::Output;
use super::settings::StorageTraits;
use super::storage::{Read, Stored};
use super::turn::Turn;
use crate::core::record;
use crate::core::secret::Secret;
use crate::core::time::Moment;
use crate::core::tokens::TokenSet;

impl Credential {
    pub(super) fn restore_wanted(&mut self, waiter: WaiterId, turn: &mut Turn<'_>) {
        if self.vault.held().is_some() || !self.settings.storage.present {
            turn.push(Output::Done(waiter));
            return;
        }
        let ticket = self.storage.begin_read(Read::Restore { waiter });
        turn.push(Output::Peek(ticket));
    }

    pub(super) fn tokens_set(
        &mut self,
        waiter: WaiterId,
        tokens: TokenSet,
        by_login: bool,
        turn: &mut Turn<'_>,
    ) {
        let source = match by_login {
            true => Source::Primary,
            false => Source::Manual,
        };
        self.abort_flight(turn);
        self.fallbacks.stop_asking();
        self.storage.clear(None);
        self.hold(tokens, source, false, turn);
        self.callers.resolve_all(turn);
        self.write_held(Some(waiter), turn);
    }

    pub(super) fn invalidated(&mut self, waiter: WaiterId, turn: &mut Turn<'_>) {
        self.fallbacks.give_back();
        let token = self.vault.invalidate();
        if self.settings.storage.present {
            if let Some(token) = &token {
                self.storage.former.add(token);
            }
            let ticket = self.storage.begin_read(Read::Invalidate { waiter, token });
            turn.push(Output::Load(ticket));
        } else {
            self.forgotten(waiter, token, turn);
        }
    }

    pub(super) fn storage_changed(&mut self, storage: StorageTraits) {
        if self.settings.stores_nothing() {
            return;
        }
        self.settings.storage = storage;
        // A record that the new storage does not hold yet is not a logout.
        self.flights.forget_seen();
        self.vault.unpersist();
        if !storage.present {
            self.storage.forget_repeats();
        }
    }

    /// Adopts a record from another place if it is newer than the held tokens. With `restoring`, the user asked for
    /// this record: it is adopted even if it was cleared, and also written to storage.
    pub(super) fn record_given(
        &mut self,
        waiter: WaiterId,
        text: Secret,
        restoring: bool,
        turn: &mut Turn<'_>,
    ) {
        let held_at = self.vault.tokens().map(|held| held.obtained_at);
        let cleared = restoring.then(|| self.storage.clear(None));
        // A user who restores after a logout means the tokens from before it.
        let former =
            (restoring && held_at.is_none()).then(|| std::mem::take(&mut self.storage.former));
        match self.read(None, Ok(Some(text)), turn) {
            Stored::Tokens(tokens) if !restoring => self.adopt(*tokens, false, turn),
            Stored::Tokens(tokens)
                if held_at.is_none_or(|held_at| held_at < tokens.obtained_at) =>
            {
                self.hold(*tokens, Source::Storage, false, turn);
                self.write_held(Some(waiter), turn);
                return;
            }
            Stored::Tokens(_) | Stored::Nothing | Stored::Unusable => {
                if let Some(cleared) = cleared {
                    self.storage.clear(cleared);
                }
                if let Some(former) = former {
                    self.storage.former = former;
                }
            }
        }
        turn.push(Output::Done(waiter));
    }

    /// The held tokens as a record for storage; `None` if they are not worth keeping.
    #[must_use]
    pub fn record(&self, at: Moment) -> Option<Secret> {
        let tokens = self.vault.worth_keeping();
        let tokens = tokens.filter(|_| !self.settings.stores_nothing())?;
        Some(record::write(
            tokens,
            &self.identity(),
            true,
            at.wall_offset_ms,
        ))
    }

    /// True if the record belongs to this credential.
    #[must_use]
    pub fn can_use(&self, record: &Secret) -> bool {
        record::read(record.reveal(), &self.identity(), 0).is_ok()
    }

    pub(super) fn close(&mut self, turn: &mut Turn<'_>) {
        self.host.closing = true;
        self.host.background = false;
        self.storage.close();
        self.fallbacks.stop_asking();
        self.other_tabs.stop_looking();
        self.callers.close();
        self.mints.close();
        drop(self.subject.take_waiting());
        let spent = self.flights.current().is_some_and(|u| u.has_spent());
        if !(self.settings.storage.present && spent) {
            self.abort_flight(turn);
        }
    }
}
