//! Tokens set, invalidated, cleared and restored, and the storage operations that no flight waits for.

use super::Credential;
use super::flight::Seen;
use super::ids::{Ticket, WaiterId};
use super::info::Source;
use super::io::{Announcement, Event, NotSaved, Output};
use crate::core::error::{Class, Code, Error};
use crate::core::record::{self, Miss};
use crate::core::secret::Secret;
use crate::core::text::Fnv;
use crate::core::time::{Moment, Timestamp};
use crate::core::tokens::TokenSet;

/// A failed write or removal is repeated after so long.
pub(super) const STORAGE_AGAIN_MS: i64 = 30_000;
/// A record that claims to be obtained so far in the future was written before the clock was set back: where several machines
/// write, whose clocks differ,
const FUTURE_MS: i64 = 60_000;
/// and where the tabs of one do, whose time lines differ by a second each.
const FUTURE_OF_TABS_MS: i64 = 2_000;

/// A storage operation that no flight waits for.
#[derive(Debug)]
pub(super) enum Operation {
    /// Read what is stored, if nothing is held.
    Restore { waiter: WaiterId },
    /// Read what is stored: a record with another token than `token`, the one that was held, may be newer.
    Invalidate {
        waiter: WaiterId,
        token: Option<Secret>,
    },
    /// Write what is held; `version` says which tokens that was. With the token that was `invalidated`, only if nobody else
    /// changed the record meanwhile.
    Save {
        waiter: Option<WaiterId>,
        version: u32,
        invalidated: Option<Secret>,
    },
    /// Read what is stored: somebody else may have changed it.
    Look,
    /// Remove the record.
    Erase { waiter: Option<WaiterId> },
    /// Read what is stored, since it may be newer than `tokens`, those that were held, then remove and revoke it.
    Revoke {
        waiter: WaiterId,
        tokens: Option<Box<TokenSet>>,
    },
    /// Remove the record, then have `tokens` revoked.
    EraseAndRevoke {
        waiter: WaiterId,
        tokens: Option<Box<TokenSet>>,
    },
}

impl Operation {
    pub fn waiter(&self) -> Option<WaiterId> {
        match *self {
            Self::Restore { waiter }
            | Self::Invalidate { waiter, .. }
            | Self::Revoke { waiter, .. }
            | Self::EraseAndRevoke { waiter, .. } => Some(waiter),
            Self::Save { waiter, .. } | Self::Erase { waiter } => waiter,
            Self::Look => None,
        }
    }
}

/// What a storage read brought.
#[derive(Debug)]
pub(super) enum Found {
    /// There is no record, or none that counts any more.
    Nothing,
    /// There is something that is not ours to use: the storage failed, the record is broken or of another credential.
    Unusable,
    /// A record of ours.
    Tokens(Box<TokenSet>),
}

impl Found {
    pub fn seen(&self) -> Option<Seen> {
        match self {
            Self::Nothing => Some(Seen::Nothing),
            Self::Tokens(tokens) => Some(Seen::Record(sum_of(tokens))),
            Self::Unusable => None,
        }
    }
}

impl Credential {
    pub(super) fn restore_wanted(&mut self, waiter: WaiterId, out: &mut Vec<Output>) {
        if self.held.is_some() || !self.settings.storage.present {
            out.push(Output::Done(waiter));
            return;
        }
        let ticket = self.operate(Operation::Restore { waiter });
        out.push(Output::Peek(ticket));
    }

    pub(super) fn tokens_set(
        &mut self,
        waiter: WaiterId,
        tokens: TokenSet,
        source: Source,
        at: Moment,
        out: &mut Vec<Output>,
    ) {
        self.abort_flight(out);
        self.asking = None;
        self.cleared_at = None;
        self.hold(tokens, source, false, at, out);
        self.resolve_all(out);
        self.write_held(Some(waiter), at, out);
    }

    pub(super) fn invalidated(&mut self, waiter: WaiterId, out: &mut Vec<Output>) {
        let mut token = None;
        self.drop_lent();
        if let Some(held) = &mut self.held {
            token = Some(std::mem::take(&mut held.tokens.access_token));
            held.told_expiring = true;
            held.told_expired = true;
            self.version = self.version.wrapping_add(1);
        }
        if self.settings.storage.present {
            let ticket = self.operate(Operation::Invalidate { waiter, token });
            out.push(Output::Load(ticket));
        } else {
            out.push(Output::Done(waiter));
        }
    }

    pub(super) fn cleared(&mut self, waiter: WaiterId, at: Moment, out: &mut Vec<Output>) {
        self.log_out(at, out);
        if self.settings.storage.present {
            self.erase(Some(waiter), None, out);
        } else {
            out.push(Output::Done(waiter));
        }
    }

    /// Forgets everything in memory; what is stored up to now counts no more.
    pub(super) fn log_out(&mut self, at: Moment, out: &mut Vec<Output>) {
        self.end_everything(out);
        self.logouts = self.logouts.wrapping_add(1);
        self.cleared_at = Some(at.now);
        let error = self.nothing_left();
        self.reject_all(&error, out);
        if !self.settings.storage.present {
            out.push(Output::Announce(Announcement::Cleared));
        }
    }

    /// Nothing is left in memory of what there was, and nothing goes on.
    pub(super) fn end_everything(&mut self, out: &mut Vec<Output>) {
        self.abort_flight(out);
        self.asking = None;
        self.looks = None;
        self.forget(out);
        self.first_counts = false;
        self.ended = None;
        self.failures.reset();
    }

    pub(super) fn close(&mut self, out: &mut Vec<Output>) {
        self.closing = true;
        self.background = false;
        self.save_again_at = None;
        self.erase_again_at = None;
        self.asking = None;
        self.looks = None;
        self.waiters.clear();
        self.operations.clear();
        self.unidentified.clear();
        let finish =
            self.settings.storage.present && self.flight.as_ref().is_some_and(|f| f.has_spent());
        if !finish {
            self.abort_flight(out);
        }
    }

    /// Forgets what is held in memory.
    pub(super) fn forget(&mut self, out: &mut Vec<Output>) {
        self.save_again_at = None;
        let lent = self.drop_lent();
        if self.held.take().is_some() || lent {
            self.version = self.version.wrapping_add(1);
            out.push(Output::Emit(Event::Removed));
        }
    }

    pub(super) fn loaded(
        &mut self,
        ticket: Ticket,
        loaded: Result<Option<Secret>, ()>,
        at: Moment,
        out: &mut Vec<Output>,
    ) {
        let index = self.operations.iter().position(|(t, _)| *t == ticket);
        let operation = index.map(|index| self.operations.swap_remove(index).1);
        if let Some(Operation::Revoke { waiter, tokens }) = operation {
            self.erase_and_revoke(waiter, tokens, loaded, at, out);
            return;
        }
        let in_flight = self.flight.as_ref().is_some_and(|f| f.reads(ticket));
        if operation.is_none() && !in_flight {
            // Nobody's any more: what is wrong with the record is for those to tell who use it.
            return;
        }
        let found = self.read(Some(ticket), loaded, at, out);
        let Some(operation) = operation else {
            self.flight_loaded(ticket, found, at, out);
            return;
        };
        match operation {
            Operation::Restore { waiter } => {
                if let Found::Tokens(tokens) = found {
                    self.adopt(*tokens, false, at, out);
                    self.look_again_if_late(at, out);
                }
                out.push(Output::Done(waiter));
            }
            Operation::Invalidate { waiter, token } => match (found, &self.held) {
                (Found::Tokens(theirs), Some(held))
                    if (theirs.obtained_at > held.tokens.obtained_at
                        || self.was_replaced(&theirs))
                        && token.as_ref() != Some(&theirs.access_token) =>
                {
                    // Somebody renewed meanwhile: the newer token is none that the caller has seen fail.
                    self.adopt(*theirs, true, at, out);
                    out.push(Output::Done(waiter));
                }
                // Nothing was held yet: what is stored is what the caller means. Or a server gave a new refresh token and no access
                // token meanwhile: the refresh token that is held is spent.
                (Found::Tokens(mut theirs), held)
                    if held.is_none() || self.was_replaced(&theirs) =>
                {
                    let token = std::mem::take(&mut theirs.access_token);
                    self.hold(*theirs, Source::Storage, true, at, out);
                    self.write_held_if(Some(waiter), Some(ticket), Some(token), at, out);
                }
                (_, Some(_)) => {
                    self.write_held_if(Some(waiter), Some(ticket), token, at, out);
                }
                (_, None) => out.push(Output::Done(waiter)),
            },
            Operation::Look => self.looked(found, at, out),
            _ => {}
        }
    }

    pub(super) fn saved(
        &mut self,
        ticket: Ticket,
        saved: Result<(), NotSaved>,
        at: Moment,
        out: &mut Vec<Output>,
    ) {
        let Some(index) = self.operations.iter().position(|(t, _)| *t == ticket) else {
            self.flight_saved(ticket, saved, at, out);
            return;
        };
        let failed = saved == Err(NotSaved::Failed);
        let again = failed.then(|| at.now.plus(STORAGE_AGAIN_MS));
        match self.operations.swap_remove(index).1 {
            Operation::Save {
                waiter: Some(waiter),
                invalidated,
                ..
            } if saved == Err(NotSaved::Changed) => {
                // Somebody renewed in this very moment: what is stored now is looked at as if it had been there before.
                let ticket = self.operate(Operation::Invalidate {
                    waiter,
                    token: invalidated,
                });
                out.push(Output::Load(ticket));
            }
            Operation::Save {
                waiter, version, ..
            } => {
                if let Some(held) = self.held.as_mut().filter(|_| version == self.version) {
                    held.persisted = saved.is_ok();
                    self.save_again_at = again;
                }
                if saved.is_ok() {
                    out.push(Output::Announce(Announcement::Renewed));
                }
                out.extend(waiter.map(Output::Done));
            }
            Operation::Erase { waiter } => {
                self.erased(again);
                if waiter.is_some() {
                    out.push(Output::Announce(Announcement::Cleared));
                }
                out.extend(waiter.map(Output::Done));
            }
            Operation::EraseAndRevoke { waiter, tokens } => {
                self.erased(again);
                out.push(Output::Announce(Announcement::Cleared));
                out.push(Output::Revoke(waiter, tokens));
            }
            _ => {}
        }
    }

    /// The record is gone, or its removal is to be tried again.
    fn erased(&mut self, again: Option<Timestamp>) {
        self.erase_again_at = again;
        if again.is_none() && self.settings.storage.shared {
            // Nobody brings back what is gone from there: what is stored from now on is another session, whose time was shown by
            // another tab's clock.
            self.cleared_at = None;
        }
        if let Some(held) = &mut self.held {
            held.persisted = false;
        }
    }

    /// Removes the record: in any case, or only if it is still what the read `only_if` gave.
    pub(super) fn erase(
        &mut self,
        waiter: Option<WaiterId>,
        only_if: Option<Ticket>,
        out: &mut Vec<Output>,
    ) {
        let ticket = self.operate(Operation::Erase { waiter });
        self.push_erase(ticket, only_if, out);
    }

    pub(super) fn push_erase(
        &mut self,
        ticket: Ticket,
        only_if: Option<Ticket>,
        out: &mut Vec<Output>,
    ) {
        out.push(Output::Erase { ticket, only_if });
        if let Some(flight) = &mut self.flight {
            // That the record is missing from here on is no logout elsewhere.
            flight.seen = None;
        }
    }

    /// Repeats a write or removal that failed.
    pub(super) fn repeat_storage(&mut self, at: Moment, out: &mut Vec<Output>) {
        if self.erase_again_at.is_some_and(|when| at.now >= when) {
            self.erase_again_at = None;
            self.erase(None, None, out);
        }
        if self.save_again_at.is_some_and(|when| at.now >= when) && self.flight.is_none() {
            self.save_again_at = None;
            self.write_held(None, at, out);
        }
    }

    /// Makes tokens of the text that the read `ticket` gave, or says why there are none.
    pub(super) fn read(
        &mut self,
        ticket: Option<Ticket>,
        loaded: Result<Option<Secret>, ()>,
        at: Moment,
        out: &mut Vec<Output>,
    ) -> Found {
        let text = match loaded {
            Ok(Some(text)) => text,
            Ok(None) => return Found::Nothing,
            Err(()) => return Found::Unusable,
        };
        let mut tokens = match record::read(text.reveal(), &self.identity(), at.wall_offset_ms) {
            Ok(tokens) => match self.usable(tokens) {
                Some(tokens) => tokens,
                None => {
                    // It stays: the key may be another process's.
                    if self.needs_user() {
                        let message = "the stored tokens are bound to a DPoP key that is not here: taken as absent";
                        self.tell_unusable(&text, message, out);
                    }
                    return Found::Unusable;
                }
            },
            Err(Miss::OtherCredential) => return Found::Unusable,
            Err(Miss::Sealed) => {
                // It stays: who has the key may be another tab, or the next deployment.
                let message =
                    "the stored record cannot be decrypted with this key: taken as absent";
                self.tell_unusable(&text, message, out);
                return Found::Unusable;
            }
            Err(Miss::Plain) => {
                let message = "the stored record is in plain text although records are encrypted: taken as absent, since anybody may have written it";
                self.tell_unusable(&text, message, out);
                return Found::Unusable;
            }
            Err(Miss::NewerVersion) => {
                let message = "the stored record was written by a newer version: taken as absent";
                self.tell_unusable(&text, message, out);
                return Found::Unusable;
            }
            Err(Miss::Corrupt) => {
                let message = "the stored record is corrupt: taken as absent and removed";
                self.tell_unusable(&text, message, out);
                self.erase(None, ticket, out);
                return Found::Unusable;
            }
        };
        if self
            .cleared_at
            .is_some_and(|cleared| tokens.obtained_at <= cleared)
        {
            // The removal has not taken effect, or an old write came late: what was cleared stays cleared.
            self.erase(None, ticket, out);
            return Found::Nothing;
        }
        let ahead = tokens.obtained_at.since(at.now);
        let most = match self.settings.storage.shared {
            true => FUTURE_OF_TABS_MS,
            false => FUTURE_MS,
        };
        if ahead > most {
            // The clock was set back since: how long the access token lives still cannot be known. Whatever is obtained from now
            // on is newer.
            tokens.obtained_at = Timestamp::default();
            tokens.expires_at = Some(at.now);
        } else if ahead > 0 {
            tokens.obtained_at = at.now;
            tokens.expires_at = tokens.expires_at.map(|end| end.plus(-ahead));
        }
        Found::Tokens(Box::new(tokens))
    }

    /// One flight reads the record several times, and one that stays is read by every flight: it is told once.
    fn tell_unusable(&mut self, text: &Secret, message: &'static str, out: &mut Vec<Output>) {
        let mut sum = Fnv::new();
        sum.add(text.reveal().as_bytes());
        let told = Some(sum.value());
        if std::mem::replace(&mut self.told_unusable, told) == told {
            return;
        }
        let error = Error::new(Class::Storage, Code::Storage, message).of(&self.settings.name);
        out.push(Output::Emit(Event::StorageError(error)));
    }
}

/// What tells these tokens from others, whenever they were obtained.
fn sum_of(tokens: &TokenSet) -> u64 {
    let mut sum = Fnv::new();
    sum.add(tokens.access_token.reveal().as_bytes());
    sum.add(b" ");
    if let Some(refresh_token) = &tokens.refresh_token {
        sum.add(refresh_token.reveal().as_bytes());
    }
    sum.value()
}
