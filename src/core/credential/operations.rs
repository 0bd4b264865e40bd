//! Setting, invalidating, clearing and restoring tokens, and the storage operations outside flights.

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

/// A failed write or removal is repeated after this long.
pub(super) const STORAGE_AGAIN_MS: i64 = 30_000;
/// A record obtained more than this far in the future was written before the clock was set back. This limit is for storage that
/// several machines write, whose clocks differ.
const FUTURE_MS: i64 = 60_000;
/// The same limit for storage that only the tabs of one machine write. Their time lines differ by up to a second each.
const FUTURE_OF_TABS_MS: i64 = 2_000;

/// A storage operation outside a flight.
#[derive(Debug)]
pub(super) enum Operation {
    /// Read the stored record, if nothing is held.
    Restore { waiter: WaiterId },
    /// Read the stored record: if its token is not `token`, the one that was held, it may be newer.
    Invalidate {
        waiter: WaiterId,
        token: Option<Secret>,
    },
    /// Write the held tokens; `version` says which tokens those were. If a token was `invalidated`, only if the record was not
    /// changed elsewhere meanwhile.
    Save {
        waiter: Option<WaiterId>,
        version: u32,
        invalidated: Option<Secret>,
    },
    /// Read the stored record: it may have been changed elsewhere.
    Look,
    /// Remove the record.
    Erase { waiter: Option<WaiterId> },
    /// Read the stored record, since it may be newer than `tokens`, those that were held; then remove and revoke it.
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

/// The result of a storage read.
#[derive(Debug)]
pub(super) enum Found {
    /// There is no record, or only one that was cleared.
    Nothing,
    /// Nothing usable: the storage failed, or the record is broken or belongs to another credential.
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

    /// Forgets everything in memory; records stored up to now no longer count.
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

    /// Forgets everything in memory and stops all work.
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
            // No operation waits for this read any more, and a record is reported as unusable only when it is used.
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
                    // Another tab renewed meanwhile: the newer token is not the one that the caller saw fail.
                    self.adopt(*theirs, true, at, out);
                    out.push(Output::Done(waiter));
                }
                // Nothing was held yet, so the caller means the stored token. Or a server meanwhile gave a new refresh token
                // without an access token, so the held refresh token is spent.
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
                // Another tab renewed at this very moment: treat its record as if it had been there before.
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

    /// The record is gone, or its removal is repeated at `again`.
    fn erased(&mut self, again: Option<Timestamp>) {
        self.erase_again_at = again;
        if again.is_none() && self.settings.storage.shared {
            // A record removed from shared storage does not come back. A later record is a new session, and its time may come
            // from another tab's clock, so it must not be compared with `cleared_at`.
            self.cleared_at = None;
        }
        if let Some(held) = &mut self.held {
            held.persisted = false;
        }
    }

    /// Removes the record: unconditionally, or only if it is still what the read `only_if` returned.
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
            // From here on, a missing record is not a logout elsewhere.
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

    /// Parses the text that the read `ticket` returned. Reports an unusable record, and removes a corrupt or cleared one.
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
                    // The record stays: another process may have the key.
                    if self.needs_user() {
                        let message = "the stored tokens are bound to a DPoP key that is not here: taken as absent";
                        self.tell_unusable(&text, message, out);
                    }
                    return Found::Unusable;
                }
            },
            Err(Miss::OtherCredential) => return Found::Unusable,
            Err(Miss::Sealed) => {
                // The record stays: another tab or the next deployment may have the key.
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
            // The removal has not taken effect, or an old write came late. Cleared tokens stay cleared.
            self.erase(None, ticket, out);
            return Found::Nothing;
        }
        let ahead = tokens.obtained_at.since(at.now);
        let most = match self.settings.storage.shared {
            true => FUTURE_OF_TABS_MS,
            false => FUTURE_MS,
        };
        if ahead > most {
            // The clock was set back, so the remaining life of the access token is unknown: treat it as expired. Any token
            // obtained from now on is newer.
            tokens.obtained_at = Timestamp::default();
            tokens.expires_at = Some(at.now);
        } else if ahead > 0 {
            tokens.obtained_at = at.now;
            tokens.expires_at = tokens.expires_at.map(|end| end.plus(-ahead));
        }
        Found::Tokens(Box::new(tokens))
    }

    /// Reports an unusable record once: a flight reads it several times, and every flight reads one that stays.
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

/// Checksum that tells these tokens from others, independent of when they were obtained.
fn sum_of(tokens: &TokenSet) -> u64 {
    let mut sum = Fnv::new();
    sum.add(tokens.access_token.reveal().as_bytes());
    sum.add(b" ");
    if let Some(refresh_token) = &tokens.refresh_token {
        sum.add(refresh_token.reveal().as_bytes());
    }
    sum.value()
}
