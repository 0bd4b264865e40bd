//! Device authorization (RFC 8628): the user decides on another device, with a code that is shown here.
//!
//! - [`authorization`]: the request for the codes, and its answer.
//! - [`polling`]: when the token endpoint is asked how the user decided, and what its answers mean.
//! - [`codes`] and [`decision`]: the two flows of a login, until the codes are there and until the user has decided.
//! - [`logins`]: which logins are under way, and what ends them.

pub mod authorization;
pub mod codes;
pub mod decision;
pub mod logins;
pub mod polling;
