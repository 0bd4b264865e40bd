//! How often a wait restarts because the host was away: see `absence.rs`.

use crate::core::time::Timestamp;

/// At most this many absences extend a wait. All timers of a long-hidden page may fire late, yet every wait must end.
const MOST: u8 = 5;

/// How often a wait was given its whole time again.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Absences(u8);

impl Absences {
    /// Moves the end of a wait to `anew` after one more absence.
    pub fn prolong(&mut self, end: &mut Timestamp, anew: Timestamp) {
        if self.0 < MOST {
            self.0 += 1;
            *end = anew.max(*end);
        }
    }

    /// Whether there was an absence.
    pub fn any(self) -> bool {
        self.0 > 0
    }
}
