//! The result of a move.

/// The number of records that a move has handled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Restored {
    /// Records that were taken, moved or copied.
    pub restored: u32,
    /// Records that were not taken: older than the present ones, damaged, or of no use to the manager.
    pub skipped: u32,
}
