//! The numbers that match answers to the waiting work.

/// One caller that waits for an answer. The driver makes the numbers.
pub type WaiterId = u32;
/// One storage operation. The machine makes the numbers.
pub type Ticket = u32;
/// One question to a fallback. The machine makes the numbers.
pub type AskId = u32;
/// One flight (the shared work of getting a token). Answers to an older one are ignored. The machine makes the numbers.
pub type FlightId = u32;

/// One credential of a manager.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CredentialKey {
    /// Its place in the manager's list.
    pub index: usize,
    /// Counts the credentials that have had this place, so that an answer to an earlier one does not reach this one.
    pub serial: u32,
}
