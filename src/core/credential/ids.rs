//! The numbers that match answers to the work waiting for them.

/// One caller that waits for an answer. The driver makes the numbers.
pub type WaiterId = u32;
/// One storage operation. The machine makes the numbers.
pub type Ticket = u32;
/// One question to a fallback. The machine makes the numbers.
pub type AskId = u32;
/// One flight (the shared work of getting a token). Answers to an older one are ignored. The machine makes the numbers.
pub type FlightId = u32;
