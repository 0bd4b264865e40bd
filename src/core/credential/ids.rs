//! The numbers that match answers to the work waiting for them.

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
    /// Which of the credentials it is that have had this place: an answer to an earlier one must not reach it.
    pub serial: u32,
}
