//! The end of a session: the user logs out here, with or without revocation (RFC 7009), or has logged out elsewhere.
//!
//! From the call on nothing is handed out, and the record is removed before a revocation is sent. So no user stays
//! logged in because a page closes midway or a server is slow.

use super::Credential;
use super::ids::{Ticket, WaiterId};
use super::io::{Announcement, Event, Output};
use super::storage::{Read, Write};
use super::turn::Turn;
use crate::core::record;
use crate::core::secret::Secret;
use crate::core::tokens::TokenSet;

impl Credential {
    pub(super) fn cleared(&mut self, waiter: WaiterId, turn: &mut Turn<'_>) {
        self.log_out(turn);
        if self.settings.storage.present {
            self.erase(Some(waiter), None, turn);
        } else {
            self.forgotten(waiter, None, turn);
        }
    }

    pub(super) fn revoke_wanted(&mut self, waiter: WaiterId, turn: &mut Turn<'_>) {
        let tokens = self.previous(turn.at).map(Box::new);
        let stored = self.settings.storage.shared && self.vault.was_stored(turn.now());
        self.log_out(turn);
        if self.settings.storage.present {
            self.read_to_revoke(waiter, tokens, stored, turn);
        } else {
            if self.settings.is_supplied() {
                let (waiter, token) = (None, None);
                turn.push(Output::DropAtSupplier { waiter, token });
            }
            turn.push(Output::Revoke(waiter, tokens));
        }
    }

    pub(super) fn read_to_revoke(
        &mut self,
        waiter: WaiterId,
        tokens: Option<Box<TokenSet>>,
        stored: bool,
        turn: &mut Turn<'_>,
    ) {
        let ticket = self.storage.begin_read(Read::Revoke {
            waiter,
            tokens,
            stored,
        });
        turn.push(Output::Load(ticket));
    }

    /// Nothing is left in memory, so the supplier must forget the tokens too. `token` is the forgotten token; `None`
    /// means any.
    pub(super) fn forgotten(&self, waiter: WaiterId, token: Option<Secret>, turn: &mut Turn<'_>) {
        turn.push(match self.settings.is_supplied() {
            true => Output::DropAtSupplier {
                waiter: Some(waiter),
                token,
            },
            false => Output::Done(waiter),
        });
    }

    /// Prefers stored tokens that are newer, because another tab may have renewed or this one may not have read storage
    /// yet. Tokens that are held by now belong to the next login: they stay, and so does their record. If several tabs
    /// log out at once, the tab that removes the record also revokes.
    pub(super) fn erase_and_revoke(
        &mut self,
        waiter: WaiterId,
        mut tokens: Option<Box<TokenSet>>,
        (ticket, loaded): (Ticket, Result<Option<Secret>, ()>),
        turn: &mut Turn<'_>,
    ) {
        let only_if = loaded.is_ok().then_some(ticket);
        let stored = loaded.ok().flatten().and_then(|text| {
            record::read(text.reveal(), &self.identity(), turn.at.wall_offset_ms).ok()
        });
        let next_login = self.vault.tokens();
        let stored = stored.filter(|stored| {
            next_login.is_none_or(|next| next.access_token != stored.access_token)
        });
        if let Some(mut stored) = stored
            && tokens.as_ref().is_none_or(|held| {
                (held.obtained_at < stored.obtained_at && !self.storage.former.has(&stored, None))
                    || held.access_token.is_empty()
            })
        {
            let known = tokens.take().and_then(|held| held.refresh_token);
            stored.refresh_token = stored.refresh_token.or(known);
            tokens = Some(Box::new(stored));
        }
        if next_login.is_some() {
            turn.push(Output::Revoke(waiter, tokens));
            return;
        }
        let ticket = (self.storage).begin_write(Write::EraseAndRevoke { waiter, tokens });
        self.push_erase(ticket, only_if, turn);
    }

    /// Forgets everything in memory. Records stored up to now no longer count.
    pub(super) fn log_out(&mut self, turn: &mut Turn<'_>) {
        self.end_everything(turn);
        self.logouts = self.logouts.wrapping_add(1);
        self.storage.clear(Some(turn.now()));
        self.reject_all(turn);
        if !self.settings.storage.present {
            turn.push(Output::Announce(Announcement::Cleared));
        }
    }

    /// The user logged out in another tab, worker or manager: forgets everything in memory, and rejects the callers.
    pub(super) fn logged_out_elsewhere(&mut self, turn: &mut Turn<'_>) {
        self.end_everything(turn);
        self.reject_all(turn);
    }

    /// Rejects all callers, since the tokens were taken away.
    pub(super) fn reject_all(&mut self, turn: &mut Turn<'_>) {
        let error = self.nothing_left();
        self.callers.reject_all(&error, turn);
        self.mints.reject_all(&error, turn);
    }

    /// Forgets everything in memory and stops all work.
    fn end_everything(&mut self, turn: &mut Turn<'_>) {
        self.abort_flight(turn);
        self.fallbacks.stop_asking();
        self.other_tabs.stop_looking();
        self.forget(turn);
        self.vault.drop_first_refresh_token();
        self.failures.reset();
    }

    /// Forgets what is held in memory.
    pub(super) fn forget(&mut self, turn: &mut Turn<'_>) {
        self.replaces(None, false);
        let on_loan = self.fallbacks.give_back();
        if self.vault.forget() || on_loan {
            turn.emit(Event::Removed);
        }
    }
}
