//! What a move has done.

/// How many records a move has dealt with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Restored {
    /// Records that were taken; those that were moved or copied.
    pub restored: u32,
    /// Records that were not taken: older than the present ones, damaged, or of no use to the manager.
    pub skipped: u32,
}
