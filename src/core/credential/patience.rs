//! How often a wait begins again because the host was away: see `absence.rs`.

use crate::core::time::Timestamp;

/// So many absences are made up for. The timers of pages that were hidden for long may all come late, and every wait must end.
const MOST: u8 = 5;

/// How often what is waited for was given its whole time again.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Absences(u8);

impl Absences {
    /// The end of a wait, after one absence more.
    pub fn prolong(&mut self, end: &mut Timestamp, anew: Timestamp) {
        if self.0 < MOST {
            self.0 += 1;
            *end = anew.max(*end);
        }
    }

    /// Whether there was any.
    pub fn any(self) -> bool {
        self.0 > 0
    }
}
