//! Keeps the held tokens and the stored record alike: a newer record is adopted, and the held tokens are written.

use super::Credential;
use super::ids::{Ticket, WaiterId};
use super::info::Source;
use super::io::{Announcement, NotSaved, Output};
use super::storage::{Read, Stored, Write, sum_of};
use super::turn::Turn;
use crate::core::lists::add_all;
use crate::core::note::Note;
use crate::core::record;
use crate::core::secret::Secret;
use crate::core::time::Moment;
use crate::core::tokens::TokenSet;

impl Credential {
    /// Handles the end of a storage read. `None` if nothing waits for it.
    pub(super) fn loaded(
        &mut self,
        ticket: Ticket,
        loaded: Result<Option<Secret>, ()>,
        turn: &mut Turn<'_>,
    ) -> Option<()> {
        let Some(read) = self.storage.end_read(ticket) else {
            return self.flight_loaded(ticket, loaded, turn);
        };
        match read {
            Read::Restore { waiter } => {
                if let Stored::Tokens(tokens) = self.read(Some(ticket), loaded, turn) {
                    self.adopt(*tokens, false, turn);
                    self.look_again_if_late(turn);
                }
                turn.push(Output::Done(waiter));
            }
            Read::Invalidate { waiter, token } => {
                let stored = self.read(Some(ticket), loaded, turn);
                self.invalidate_stored(waiter, token, (ticket, stored), turn);
            }
            Read::Look => {
                let stored = self.read(Some(ticket), loaded, turn);
                self.looked(stored, turn);
            }
            Read::SaveAgain => {
                let stored = self.read(Some(ticket), loaded, turn);
                self.save_again(ticket, stored, turn);
            }
            Read::EraseAgain => {
                let failed = loaded.is_err();
                if failed || matches!(loaded, Ok(None)) {
                    self.erased(failed, turn.at);
                }
                match self.read(Some(ticket), loaded, turn) {
                    Stored::Tokens(tokens) if self.storage.former.has(&tokens, None) => {
                        self.erase(None, Some(ticket), turn);
                    }
                    _ => {}
                }
            }
            Read::DropTarget { waiter, id, token } => match self.read(Some(ticket), loaded, turn) {
                Stored::Tokens(tokens) if tokens.targets.has(&id, token.as_ref()) => {
                    self.adopt(*tokens, true, turn);
                    self.vault.drop_target(&id, token.as_ref());
                    self.write_held_if(waiter, Some(ticket), None, turn);
                }
                _ => add_all(turn.out, waiter.map(Output::Done)),
            },
            Read::Revoke {
                waiter,
                tokens,
                stored,
            } => {
                let is_gone = stored && matches!(loaded, Ok(None));
                let tokens = tokens.filter(|_| !is_gone);
                self.erase_and_revoke(waiter, tokens, (ticket, loaded), turn);
            }
        }
        Some(())
    }

    /// Invalidates the record as well, unless it is newer: `token`, the access token that was held, is invalid.
    fn invalidate_stored(
        &mut self,
        waiter: WaiterId,
        token: Option<Secret>,
        (ticket, stored): (Ticket, Stored),
        turn: &mut Turn<'_>,
    ) {
        let replaced = |theirs: &TokenSet| self.vault.was_replaced(theirs, self.settings.storage);
        match (stored, self.vault.tokens()) {
            (Stored::Tokens(theirs), Some(held))
                if (theirs.obtained_at > held.obtained_at || replaced(&theirs))
                    && token.as_ref() != Some(&theirs.access_token) =>
            {
                // Another tab renewed meanwhile: the newer token is not the one that the caller saw fail.
                self.adopt(*theirs, true, turn);
                turn.push(Output::Done(waiter));
            }
            // Nothing was held yet, so the caller means the stored token. Or a server meanwhile issued a new refresh
            // token without an access token, so the held refresh token is spent.
            (Stored::Tokens(mut theirs), held) if held.is_none() || replaced(&theirs) => {
                let token = std::mem::take(&mut theirs.access_token);
                self.hold(*theirs, Source::Storage, true, turn);
                self.write_held_if(Some(waiter), Some(ticket), Some(token), turn);
            }
            (_, Some(_)) => self.write_held_if(Some(waiter), Some(ticket), token, turn),
            (_, None) => turn.push(Output::Done(waiter)),
        }
    }

    /// Handles the end of a storage write or removal. `None` if nothing waits for it.
    pub(super) fn saved(
        &mut self,
        ticket: Ticket,
        saved: Result<(), NotSaved>,
        turn: &mut Turn<'_>,
    ) -> Option<()> {
        let Some(write) = self.storage.end_write(ticket) else {
            return self.flight_saved(ticket, saved, turn);
        };
        let failed = saved == Err(NotSaved::Failed);
        match write {
            Write::Save {
                waiter: Some(waiter),
                invalidated,
                ..
            } if saved == Err(NotSaved::Changed) => {
                // Another tab renewed at this very moment: treat its record as if it had been there before.
                let ticket = self.storage.begin_read(Read::Invalidate {
                    waiter,
                    token: invalidated,
                });
                turn.push(Output::Load(ticket));
            }
            Write::Save {
                waiter,
                version,
                record,
                ..
            } => {
                if self.vault.written(version, record, saved.is_ok()) {
                    self.storage.written(saved.is_err(), turn.now());
                }
                if saved.is_ok() {
                    turn.push(Output::Announce(Announcement::Renewed));
                }
                add_all(turn.out, waiter.map(Output::Done));
            }
            Write::Erase { waiter } => {
                // A removal that met another record removed nothing.
                if saved != Err(NotSaved::Changed) {
                    self.erased(failed, turn.at);
                }
                if waiter.is_some() {
                    turn.push(Output::Announce(Announcement::Cleared));
                }
                add_all(turn.out, waiter.map(Output::Done));
            }
            // Another tab renewed or logged out at this very moment.
            Write::EraseAndRevoke { waiter, tokens } if saved == Err(NotSaved::Changed) => {
                self.read_to_revoke(waiter, tokens, true, turn);
            }
            Write::EraseAndRevoke { waiter, tokens } => {
                self.erased(failed, turn.at);
                turn.push(Output::Announce(Announcement::Cleared));
                turn.push(Output::Revoke(waiter, tokens));
            }
        }
        Some(())
    }

    /// Notes a removal: the record is gone, or its removal will be repeated.
    fn erased(&mut self, failed: bool, at: Moment) {
        let shared = self.settings.storage.shared;
        self.storage.erased(failed, shared, at.now);
        self.vault.unpersist();
    }

    /// Puts these tokens in the place of the held ones. `persisted` says whether storage is known to hold them.
    pub(super) fn replaces(&mut self, tokens: Option<&TokenSet>, persisted: bool) {
        let holds_old = self.settings.storage.present && !persisted;
        self.storage
            .replaced(self.vault.tokens(), tokens, holds_old);
    }

    /// The meaning of a read, or of a record from another place. Removes a record that is corrupt or was cleared.
    pub(super) fn read(
        &mut self,
        ticket: Option<Ticket>,
        loaded: Result<Option<Secret>, ()>,
        turn: &mut Turn<'_>,
    ) -> Stored {
        let (stored, remove) = (self.storage).read(
            loaded,
            &self.settings,
            &self.subject,
            self.vault.tokens(),
            turn,
        );
        if remove {
            self.erase(None, ticket, turn);
        }
        stored
    }

    /// Adopts stored tokens if they are newer. `current` says whether they are certainly what is stored now: a peek may return
    /// a record that was just replaced.
    pub(super) fn adopt(&mut self, tokens: TokenSet, current: bool, turn: &mut Turn<'_>) {
        if let Some(tokens) = self.vault.newer(tokens, current, self.settings.storage) {
            self.hold(tokens, Source::Storage, true, turn);
            turn.note(Note::Adopted);
        }
    }

    /// Writes the held tokens, or removes the record if nothing worth keeping is left.
    pub(super) fn write_held(&mut self, waiter: Option<WaiterId>, turn: &mut Turn<'_>) {
        self.write_held_if(waiter, None, None, turn);
    }

    /// Does the same only if the record has not changed since the read `only_if`. `invalidated` is the access token
    /// that was dropped, if any.
    pub(super) fn write_held_if(
        &mut self,
        waiter: Option<WaiterId>,
        only_if: Option<Ticket>,
        invalidated: Option<Secret>,
        turn: &mut Turn<'_>,
    ) {
        if !self.settings.storage.present {
            add_all(turn.out, waiter.map(Output::Done));
            return;
        }
        let Some(tokens) = self.vault.worth_keeping() else {
            self.erase(waiter, only_if, turn);
            return;
        };
        let ticket = self.storage.begin_write(Write::Save {
            waiter,
            version: self.vault.version(),
            record: sum_of(tokens),
            invalidated,
        });
        turn.push(self.save(tokens, ticket, only_if, turn.at));
    }

    /// The write of `tokens`.
    pub(super) fn save(
        &self,
        tokens: &TokenSet,
        ticket: Ticket,
        only_if: Option<Ticket>,
        at: Moment,
    ) -> Output {
        let keep = self.settings.storage.keeps_refresh_tokens;
        // With a refresh token the record outlives the access token.
        let expires_at = tokens
            .last_expires_at()
            .filter(|_| !keep || tokens.refresh_token.is_none());
        Output::Save {
            ticket,
            record: record::write(tokens, &self.identity(), keep, at.wall_offset_ms),
            expires_at: expires_at.map(|end| at.wall(end)),
            only_if,
        }
    }

    /// Removes the record: unconditionally, or only if it is still what the read `only_if` returned.
    pub(super) fn erase(
        &mut self,
        waiter: Option<WaiterId>,
        only_if: Option<Ticket>,
        turn: &mut Turn<'_>,
    ) {
        let ticket = self.storage.begin_write(Write::Erase { waiter });
        self.push_erase(ticket, only_if, turn);
    }

    pub(super) fn push_erase(
        &mut self,
        ticket: Ticket,
        only_if: Option<Ticket>,
        turn: &mut Turn<'_>,
    ) {
        turn.push(Output::Erase { ticket, only_if });
        // From here on, a missing record is not a logout elsewhere.
        self.flights.forget_seen();
    }

    /// Repeats a write or removal that failed.
    pub(super) fn repeat_storage(&mut self, turn: &mut Turn<'_>) {
        // New tokens take the record's place, whether or not they are stored yet.
        if self.storage.take_erase(turn.now()) && self.vault.worth_keeping().is_none() {
            let ticket = self.storage.begin_read(Read::EraseAgain);
            turn.push(Output::Load(ticket));
        }
        if self.flights.is_idle() && self.storage.take_save(turn.now()) {
            let ticket = self.storage.begin_read(Read::SaveAgain);
            turn.push(Output::Load(ticket));
        }
    }

    /// Writes the held tokens again, after the first write failed. Tokens that another tab has stored since are newer.
    fn save_again(&mut self, ticket: Ticket, stored: Stored, turn: &mut Turn<'_>) {
        if !self.flights.is_idle() {
            self.storage.save_again(true, turn.now());
            return;
        }
        match (stored, self.vault.tokens()) {
            (Stored::Tokens(theirs), Some(held)) if theirs.obtained_at > held.obtained_at => {
                self.adopt(*theirs, true, turn);
            }
            _ => self.write_held_if(None, Some(ticket), None, turn),
        }
    }
}
