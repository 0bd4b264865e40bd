//! The record in storage: the reads and writes under way outside a flight, those to repeat, and the meaning of a stored
//! text.

use super::former::Former;
use super::ids::{Ticket, WaiterId};
use super::io::Event;
use super::settings::Settings;
use super::subject::Subject;
use super::turn::Turn;
use crate::core::error::{Class, Code, Error};
use crate::core::record::{self, Miss};
use crate::core::secret::Secret;
use crate::core::text::Fnv;
use crate::core::time::{Moment, Timestamp};
use crate::core::tokens::TokenSet;
use std::rc::Rc;

/// A failed write or removal is repeated after this long.
const AGAIN_MS: i64 = 30_000;
/// A record that was obtained more than this far in the future was written before the clock was set back. This limit
/// applies to storage that several machines write, because their clocks differ.
const FUTURE_MS: i64 = 60_000;
/// The same limit for storage that only the tabs of one machine write. The time lines of tabs differ by up to a second.
const FUTURE_OF_TABS_MS: i64 = 2_000;

/// The reason for which the record is read outside a flight.
#[derive(Debug)]
pub(super) enum Read {
    /// To hold its tokens, if nothing is held.
    Restore { waiter: WaiterId },
    /// To see whether it is newer than the tokens that were held. It is newer if its access token is not `token`, the
    /// invalid one.
    Invalidate {
        waiter: WaiterId,
        token: Option<Secret>,
    },
    /// To see whether another tab has changed it.
    Look,
    /// To repeat a failed write, unless another tab has stored newer tokens since.
    SaveAgain,
    /// To remove what could not be removed, unless another tab has logged in since.
    EraseAgain,
    /// To drop from it the tokens for a target: this token, or any.
    DropTarget {
        waiter: Option<WaiterId>,
        id: Rc<str>,
        token: Option<Secret>,
    },
    /// To remove and revoke it, since it may be newer than `tokens`, which were held. `stored` says whether a record
    /// was there. If it is gone by now, another tab has logged the user out, and that tab revokes the tokens.
    Revoke {
        waiter: WaiterId,
        tokens: Option<Box<TokenSet>>,
        stored: bool,
    },
}

/// The reason for which the record is written or removed outside a flight.
#[derive(Debug)]
pub(super) enum Write {
    /// To keep the held tokens. `version` is their version, `record` the checksum of the record that is written. If a
    /// token was `invalidated`, the write happens only if no other tab changed the record meanwhile.
    Save {
        waiter: Option<WaiterId>,
        version: u32,
        record: u64,
        invalidated: Option<Secret>,
    },
    /// To remove it.
    Erase { waiter: Option<WaiterId> },
    /// To remove it, then have `tokens` revoked.
    EraseAndRevoke {
        waiter: WaiterId,
        tokens: Option<Box<TokenSet>>,
    },
}

/// The content of storage at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    Nothing,
    /// A record of this credential, identified by its tokens. Its times cannot identify it, because the same record
    /// looks newer after the wall clock was set back.
    Record(u64),
}

/// The result of a storage read.
#[derive(Debug)]
pub(super) enum Stored {
    /// There is no record, or only one that was cleared.
    Nothing,
    /// Nothing usable: the storage failed, or the record is broken or belongs to another credential.
    Unusable,
    /// A record of this credential.
    Tokens(Box<TokenSet>),
}

impl Stored {
    pub fn seen(&self) -> Option<Seen> {
        match self {
            Self::Nothing => Some(Seen::Nothing),
            Self::Tokens(tokens) => Some(Seen::Record(sum_of(tokens))),
            Self::Unusable => None,
        }
    }
}

/// The work on the stored record.
#[derive(Debug, Default)]
pub(super) struct Storage {
    reads: Vec<(Ticket, Read)>,
    writes: Vec<(Ticket, Write)>,
    last_ticket: Ticket,
    /// The time to repeat a failed write of the held tokens.
    save_again_at: Option<Timestamp>,
    /// The time to repeat a failed removal of the record, so that it does not come back.
    erase_again_at: Option<Timestamp>,
    /// Checksum of the last text reported as unusable; prevents reporting it twice.
    reported_unusable: Option<u64>,
    /// Records obtained up to this moment were cleared.
    cleared_at: Option<Timestamp>,
    /// Tokens that must not come back, even if their record looks newer.
    pub former: Former,
}

impl Storage {
    /// The number of a new read or write.
    pub fn ticket(&mut self) -> Ticket {
        self.last_ticket = self.last_ticket.wrapping_add(1);
        self.last_ticket
    }

    pub fn begin_read(&mut self, read: Read) -> Ticket {
        let ticket = self.ticket();
        self.reads.push((ticket, read));
        ticket
    }

    pub fn begin_write(&mut self, write: Write) -> Ticket {
        let ticket = self.ticket();
        self.writes.push((ticket, write));
        ticket
    }

    /// Takes out the read with this number, which has ended.
    pub fn end_read(&mut self, ticket: Ticket) -> Option<Read> {
        let index = self.reads.iter().position(|(t, _)| *t == ticket)?;
        Some(self.reads.swap_remove(index).1)
    }

    /// Takes out the write with this number, which has ended.
    pub fn end_write(&mut self, ticket: Ticket) -> Option<Write> {
        let index = self.writes.iter().position(|(t, _)| *t == ticket)?;
        Some(self.writes.swap_remove(index).1)
    }

    /// The callers that wait for a read or write.
    pub fn waiter_ids(&self) -> impl Iterator<Item = WaiterId> {
        let reads = self.reads.iter().filter_map(|(_, read)| match read {
            Read::Restore { waiter }
            | Read::Invalidate { waiter, .. }
            | Read::Revoke { waiter, .. } => Some(*waiter),
            Read::DropTarget { waiter, .. } => *waiter,
            Read::Look | Read::SaveAgain | Read::EraseAgain => None,
        });
        let writes = self.writes.iter().filter_map(|(_, write)| match write {
            Write::Save { waiter, .. } | Write::Erase { waiter } => *waiter,
            Write::EraseAndRevoke { waiter, .. } => Some(*waiter),
        });
        reads.chain(writes)
    }

    /// Frees the memory of empty lists.
    pub fn shrink(&mut self) {
        if self.reads.is_empty() {
            self.reads = Vec::new();
        }
        if self.writes.is_empty() {
            self.writes = Vec::new();
        }
    }

    /// Stops repeating, and ignores all answers from now on.
    pub fn close(&mut self) {
        self.reads.clear();
        self.writes.clear();
        self.forget_repeats();
    }

    pub fn forget_repeats(&mut self) {
        self.save_again_at = None;
        self.erase_again_at = None;
    }

    /// The time of the next repeated write or removal. No write is repeated during a `flight`, which may bring other
    /// tokens.
    pub fn deadline(&self, flight: bool) -> Option<Timestamp> {
        let save = self.save_again_at.filter(|_| !flight);
        save.into_iter().chain(self.erase_again_at).min()
    }

    /// Repeats a `failed` write of the held tokens later.
    pub fn save_again(&mut self, failed: bool, now: Timestamp) {
        self.save_again_at = failed.then(|| now.plus(AGAIN_MS));
    }

    /// Notes that the `new` tokens are held in place of the `old`. `holds_old` says whether storage may still hold the
    /// old ones.
    pub fn replaced(&mut self, old: Option<&TokenSet>, new: Option<&TokenSet>, holds_old: bool) {
        self.save_again_at = None;
        if !holds_old {
            self.former.clear();
        } else if let Some(old) = old {
            self.former.add_replaced(old, new);
        }
    }

    /// Notes a write of the held tokens. A `failed` one is repeated.
    pub fn written(&mut self, failed: bool, now: Timestamp) {
        self.save_again(failed, now);
        if !failed {
            self.former.clear();
        }
    }

    /// True if it is time to write the held tokens again.
    pub fn take_save(&mut self, now: Timestamp) -> bool {
        self.save_again_at.take_if(|when| now >= *when).is_some()
    }

    /// True if it is time to remove the record again.
    pub fn take_erase(&mut self, now: Timestamp) -> bool {
        self.erase_again_at.take_if(|when| now >= *when).is_some()
    }

    /// From now on, records obtained up to `until` count as cleared. Returns the previous limit.
    pub fn clear(&mut self, until: Option<Timestamp>) -> Option<Timestamp> {
        std::mem::replace(&mut self.cleared_at, until)
    }

    /// Notes a removal. A `failed` one is repeated.
    pub fn erased(&mut self, failed: bool, shared: bool, now: Timestamp) {
        self.erase_again_at = failed.then(|| now.plus(AGAIN_MS));
        if !failed && shared {
            self.former.clear();
            // A record removed from shared storage does not come back. A later record is a new session. Its time may
            // come from another tab's clock, so it must not be compared with `cleared_at`.
            self.cleared_at = None;
        }
    }

    /// The meaning of the text that was read, and whether to remove it because it is corrupt or was cleared. Reports an
    /// unusable record.
    pub fn read(
        &mut self,
        loaded: Result<Option<Secret>, ()>,
        settings: &Settings,
        subject: &Subject,
        held: Option<&TokenSet>,
        turn: &mut Turn<'_>,
    ) -> (Stored, bool) {
        let text = match loaded {
            Ok(Some(text)) => text,
            Ok(None) => return (Stored::Nothing, false),
            Err(()) => return (Stored::Unusable, false),
        };
        let identity = subject.identity(settings);
        let message = match record::read(text.reveal(), &identity, turn.at.wall_offset_ms) {
            Ok(tokens) => match subject.usable(tokens, settings) {
                Some(mut tokens) => {
                    in_time(&mut tokens, settings.storage.shared, turn.at);
                    if self.was_cleared(&tokens) {
                        return (Stored::Nothing, true);
                    }
                    if self.former.has(&tokens, held) {
                        outdate(&mut tokens, turn.at);
                    }
                    return (Stored::Tokens(Box::new(tokens)), false);
                }
                None if !settings.needs_user() => return (Stored::Unusable, false),
                // The record stays: another process may have the key.
                None => {
                    "the stored tokens are bound to a DPoP key that is missing here: treated as absent"
                }
            },
            Err(Miss::OtherCredential) => return (Stored::Unusable, false),
            // The record stays: another tab or the next deployment may have the key.
            Err(Miss::Sealed) => {
                "the stored record cannot be decrypted with this key: treated as absent"
            }
            Err(Miss::Plain) => {
                "the stored record is in plain text although records are encrypted: treated as absent, since it may be forged"
            }
            Err(Miss::NewerVersion) => {
                "the stored record was written by a newer version: treated as absent"
            }
            Err(Miss::Corrupt) => {
                let message = "the stored record is corrupt: treated as absent and removed";
                self.report_unusable(&text, message, settings, turn);
                return (Stored::Unusable, true);
            }
        };
        self.report_unusable(&text, message, settings, turn);
        (Stored::Unusable, false)
    }

    /// True if these tokens were cleared. If so, the removal has not taken effect, or an old write came late, and the
    /// tokens stay cleared.
    fn was_cleared(&self, tokens: &TokenSet) -> bool {
        self.cleared_at
            .is_some_and(|cleared| tokens.obtained_at <= cleared || self.former.has(tokens, None))
    }

    /// Reports an unusable record once, since a flight reads the record several times and every later flight finds it
    /// again.
    fn report_unusable(
        &mut self,
        text: &Secret,
        message: &'static str,
        settings: &Settings,
        turn: &mut Turn<'_>,
    ) {
        let mut sum = Fnv::new();
        sum.add(text.reveal().as_bytes());
        let reported = Some(sum.value());
        if std::mem::replace(&mut self.reported_unusable, reported) == reported {
            return;
        }
        let error = Error::new(Class::Storage, Code::Storage, message).of(&settings.name);
        turn.emit(Event::StorageError(error));
    }
}

/// Makes the access token count as expired, and any token obtained from now on as newer.
fn outdate(tokens: &mut TokenSet, at: Moment) {
    tokens.obtained_at = Timestamp::default();
    tokens.expires_at = Some(at.now);
}

/// Moves the times of stored tokens to this time line.
fn in_time(tokens: &mut TokenSet, shared: bool, at: Moment) {
    let ahead = tokens.obtained_at.since(at.now);
    let most = match shared {
        true => FUTURE_OF_TABS_MS,
        false => FUTURE_MS,
    };
    if ahead > most {
        // The clock was set back, so the remaining life of the access token is unknown.
        outdate(tokens, at);
    } else if ahead > 0 {
        tokens.obtained_at = at.now;
        tokens.expires_at = tokens.expires_at.map(|end| end.plus(-ahead));
    }
    tokens.targets.update(&|tokens| in_time(tokens, shared, at));
}

/// Checksum that tells these tokens from others, independent of when they were obtained.
pub(super) fn sum_of(tokens: &TokenSet) -> u64 {
    let mut sum = Fnv::new();
    sum.add(tokens.access_token.reveal().as_bytes());
    sum.add(b" ");
    if let Some(refresh_token) = &tokens.refresh_token {
        sum.add(refresh_token.reveal().as_bytes());
    }
    for (_, tokens) in tokens.targets.list() {
        sum.add(b" ");
        sum.add(tokens.access_token.reveal().as_bytes());
    }
    sum.value()
}
