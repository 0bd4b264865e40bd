//! Reacting to other tabs, workers and managers of the origin: a hint only triggers a look, and storage tells what is true.
//!
//! Hints may come in a storm, late, twice, or before the change is visible (`localStorage` of one process lags behind that of
//! another). So looks are spaced, and a look that finds nothing new is repeated a few times.

use super::io::{Announcement, Output};
use super::operations::{Found, Operation};
use super::{Credential, flight::Seen};
use crate::core::time::{Moment, Timestamp};

/// Reads of storage that are under way or planned.
#[derive(Debug)]
pub(super) struct Looks {
    /// The kind of change that is looked for.
    what: Announcement,
    /// Looks that found nothing new since the last hint.
    in_vain: usize,
    next: Timestamp,
    /// Whether a look is under way.
    reading: bool,
}

/// The pauses after looks that found nothing new. A look for a logout is repeated after each of them, a look for new tokens
/// once.
const PAUSES_MS: [i64; 4] = [100, 200, 300, 600];

impl Credential {
    /// Another tab, worker or manager announced a change, or this page was away and may have missed an announcement.
    pub(super) fn hinted(&mut self, what: Announcement, at: Moment, out: &mut Vec<Output>) {
        let idle = self.handed().is_none() && self.flight.is_none();
        // A login in one tab is a login in all, so a credential without tokens looks for new ones too.
        if self.closing || !self.is_identified() || (idle && what == Announcement::Cleared) {
            return;
        }
        let storage = self.settings.storage;
        if what == Announcement::Cleared && !(storage.present && storage.shared) {
            // A look would show nothing, and the held tokens are the same user's: a logout there is a logout here.
            if self.handed().is_some() {
                self.logged_out_elsewhere(out);
                if storage.present {
                    self.erase(None, None, out);
                }
            }
            return;
        }
        if !storage.present {
            return;
        }
        let looks = self.looks.get_or_insert_with(|| {
            Box::new(Looks {
                what,
                in_vain: 0,
                next: at.now,
                reading: false,
            })
        });
        looks.in_vain = 0;
        if what == Announcement::Cleared {
            looks.what = what;
        }
    }

    /// Looks again after a peek, if the storage may return a record that was just replaced.
    pub(super) fn look_again_if_late(&mut self, at: Moment, out: &mut Vec<Output>) {
        if self.settings.storage.late {
            self.hinted(Announcement::Renewed, at, out);
        }
    }

    /// When to look next.
    pub(super) fn next_look(&self) -> Option<Timestamp> {
        let looks = self.looks.as_ref().filter(|looks| !looks.reading)?;
        Some(looks.next)
    }

    pub(super) fn look(&mut self, at: Moment, out: &mut Vec<Output>) {
        if self.next_look().is_some_and(|next| at.now >= next) {
            let ticket = self.operate(Operation::Look);
            out.push(Output::Load(ticket));
            if let Some(looks) = &mut self.looks {
                looks.reading = true;
            }
        }
    }

    pub(super) fn looked(&mut self, found: Found, at: Moment, out: &mut Vec<Output>) {
        let Some(mut looks) = self.looks.take() else {
            return;
        };
        let version = self.version;
        match found {
            // The flight's own look at storage decides, and needs the refresh token that it sent to be still held.
            Found::Tokens(_) if self.flight.as_ref().is_some_and(|f| f.is_deciding()) => {
                looks.next = at.now.plus(PAUSES_MS[PAUSES_MS.len() - 1]);
                looks.reading = false;
                self.looks = Some(looks);
                return;
            }
            Found::Tokens(tokens) => {
                self.adopt(*tokens, true, at, out);
                let served = self.serve(at, out);
                if served && self.flight.is_some() {
                    self.abort_flight(out);
                }
            }
            Found::Nothing if self.was_logged_out(at) => {
                self.logged_out_elsewhere(out);
                return;
            }
            _ => {}
        }
        let most = match looks.what {
            Announcement::Cleared => PAUSES_MS.len(),
            Announcement::Renewed => 1,
        };
        if looks.in_vain < most && (version == self.version || looks.what == Announcement::Cleared)
        {
            looks.next = at.now.plus(PAUSES_MS[looks.in_vain]);
            looks.in_vain += 1;
            looks.reading = false;
            self.looks = Some(looks);
        }
    }

    /// Whether a missing record means a logout: it was there before.
    fn was_logged_out(&self, at: Moment) -> bool {
        let flown = |seen| matches!(seen, Some(Seen::Record(_)));
        !self.settings.storage.volatile
            && (self.was_stored(at) || self.flight.as_ref().is_some_and(|f| flown(f.seen)))
    }

    /// Forgets everything in memory, aborts a flight, and rejects the waiters.
    fn logged_out_elsewhere(&mut self, out: &mut Vec<Output>) {
        self.end_everything(out);
        let error = self.nothing_left();
        self.reject_all(&error, out);
    }
}
