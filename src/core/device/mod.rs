//! Device authorization (RFC 8628): the user decides on another device, with a code that is shown here.
//!
//! - [`authorization`]: the request for the codes, and its answer.
//! - [`polling`]: when the token endpoint is asked how the user decided, and what its answers mean.

pub mod authorization;
pub mod polling;
