//! Limits the restarts of a wait after absences of the host. See `sleep.rs`.

use crate::core::time::Timestamp;

/// At most this many absences extend a wait. Every timer of a long-hidden page may fire late, yet every wait must end.
const MOST: u8 = 5;

/// The number of times that a wait has restarted.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Absences(u8);

impl Absences {
    /// Moves the end of a wait to `anew` after one more absence.
    pub fn prolong(&mut self, end: &mut Timestamp, anew: Timestamp) {
        if self.count() {
            *end = anew.max(*end);
        }
    }

    /// Counts one more absence. False if there were too many.
    pub fn count(&mut self) -> bool {
        let counts = self.0 < MOST;
        self.0 += u8::from(counts);
        counts
    }

    /// True if there was an absence.
    pub fn any(self) -> bool {
        self.0 > 0
    }
}
