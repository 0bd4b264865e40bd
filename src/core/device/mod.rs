//! Device authorization (RFC 8628): the user decides on another device, with a code that is shown here.
//!
//! - [`authorization`]: the request for the codes, and its response.
//! - [`polling`]: the times of the requests for the user's decision, and the meaning of their responses.
//! - [`codes`] and [`decision`]: the two flows of a login, until the codes are there and until the user has decided.
//! - [`logins`]: the logins under way, and the events that end them.

pub mod authorization;
pub mod codes;
pub mod decision;
pub mod logins;
pub mod polling;
