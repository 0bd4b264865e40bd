//! Login endpoints that are not OAuth servers: user name and password go in, a token comes out, and everything in between
//! differs from server to server.
//!
//! - [`config`]: the configuration of an endpoint and its user; `check.rs` finds mistakes in it.
//! - [`search`]: the order of URLs and formats to try, and the meaning of each response for the rest of them.
//! - [`request`]: one login request.
//! - [`answer`]: the response; `token.rs` finds the token in it, `life.rs` the token's lifetime.
//!
//! The search is part of a credential's flight, which sends its requests one after the other:
//! `core/credential/flight/login.rs`.

pub mod answer;
pub(super) mod check;
pub mod config;
mod life;
pub mod request;
pub mod search;
mod token;
