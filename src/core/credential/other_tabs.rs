//! The reaction to hints from other tabs, workers and managers of the origin: a hint only triggers a look, and storage
//! holds the truth.
//!
//! Hints may come in a storm, late, twice, or before the change is visible (`localStorage` of one process lags behind
//! that of another). So looks are spaced, and a look that finds nothing new is repeated a few times.

use super::Credential;
use super::io::{Announcement, Output};
use super::storage::{Read, Seen, Stored};
use super::turn::Turn;
use crate::core::time::{Moment, Timestamp};

/// Reads of storage that are under way or planned.
#[derive(Debug)]
struct Looks {
    /// The kind of change to look for.
    what: Announcement,
    /// The number of looks since the last hint that found nothing new.
    in_vain: usize,
    next: Timestamp,
    /// True if a look is under way.
    reading: bool,
}

/// The pauses after looks that found nothing new. A look for a logout is repeated after each of them, a look for new tokens
/// once.
const PAUSES_MS: [i64; 4] = [100, 200, 300, 600];

/// The looks at storage that are pending because another tab, worker or manager may have changed the record.
#[derive(Debug, Default)]
pub(super) struct OtherTabs(Option<Box<Looks>>);

impl OtherTabs {
    /// Plans a look, now.
    fn look_for(&mut self, what: Announcement, now: Timestamp) {
        let looks = self.0.get_or_insert_with(|| {
            Box::new(Looks {
                what,
                in_vain: 0,
                next: now,
                reading: false,
            })
        });
        looks.in_vain = 0;
        if what == Announcement::Cleared {
            looks.what = what;
        }
    }

    /// The time of the next look.
    pub fn next_look(&self) -> Option<Timestamp> {
        let looks = self.0.as_ref().filter(|looks| !looks.reading)?;
        Some(looks.next)
    }

    pub fn stop_looking(&mut self) {
        self.0 = None;
    }

    /// Begins a look if one is due.
    fn begin_look(&mut self, now: Timestamp) -> bool {
        match &mut self.0 {
            Some(looks) if !looks.reading && now >= looks.next => {
                looks.reading = true;
                true
            }
            _ => false,
        }
    }
}

impl Credential {
    /// Handles a hint: another tab, worker or manager announced a change, or this page was away and may have missed an
    /// announcement.
    pub(super) fn hinted(&mut self, what: Announcement, turn: &mut Turn<'_>) {
        let hands_out = self.handed().held.is_some();
        let idle = !hands_out && self.flights.is_idle();
        // A login in one tab is a login in all tabs, so a credential without tokens looks for new ones too.
        if self.host.closing || !self.is_identified() || (idle && what == Announcement::Cleared) {
            return;
        }
        let storage = self.settings.storage;
        if what == Announcement::Cleared && !(storage.present && storage.shared) {
            // A look would show nothing. The held tokens belong to the same user, so a logout there is a logout here.
            if hands_out {
                self.logged_out_elsewhere(turn);
                if storage.present {
                    self.erase(None, None, turn);
                }
            }
            return;
        }
        if storage.present {
            self.other_tabs.look_for(what, turn.now());
        }
    }

    /// Looks again after a peek, if the storage may return a record that was just replaced.
    pub(super) fn look_again_if_late(&mut self, turn: &mut Turn<'_>) {
        if self.settings.storage.late {
            self.hinted(Announcement::Renewed, turn);
        }
    }

    pub(super) fn look(&mut self, turn: &mut Turn<'_>) {
        if self.other_tabs.begin_look(turn.now()) {
            let ticket = self.storage.begin_read(Read::Look);
            turn.push(Output::Load(ticket));
        }
    }

    pub(super) fn looked(&mut self, stored: Stored, turn: &mut Turn<'_>) {
        let Some(mut looks) = self.other_tabs.0.take() else {
            return;
        };
        let version = self.vault.version();
        match stored {
            // The flight's own look at storage decides. It needs the refresh token that it sent to be still held.
            Stored::Tokens(_) if self.flights.current().is_some_and(|u| u.is_deciding()) => {
                looks.next = turn.now().plus(PAUSES_MS[PAUSES_MS.len() - 1]);
                looks.reading = false;
                self.other_tabs.0 = Some(looks);
                return;
            }
            Stored::Tokens(tokens) => {
                self.adopt(*tokens, true, turn);
                let mint = self.flights.current().and_then(|u| u.flight.mint_waiter());
                if self.serve(mint, turn) {
                    self.abort_flight(turn);
                }
            }
            Stored::Nothing if self.was_logged_out(turn.at) => {
                self.logged_out_elsewhere(turn);
                return;
            }
            Stored::Nothing | Stored::Unusable => {}
        }
        let most = match looks.what {
            Announcement::Cleared => PAUSES_MS.len(),
            Announcement::Renewed => 1,
        };
        let unchanged = version == self.vault.version();
        if looks.in_vain < most && (unchanged || looks.what == Announcement::Cleared) {
            looks.next = turn.now().plus(PAUSES_MS[looks.in_vain]);
            looks.in_vain += 1;
            looks.reading = false;
            self.other_tabs.0 = Some(looks);
        }
    }

    /// True if a missing record means a logout, because it was there before.
    fn was_logged_out(&self, at: Moment) -> bool {
        let flown = |seen| matches!(seen, Some(Seen::Record(_)));
        !self.settings.storage.volatile
            && (self.vault.was_stored(at.now)
                || self.flights.current().is_some_and(|u| flown(u.flight.seen)))
    }
}
