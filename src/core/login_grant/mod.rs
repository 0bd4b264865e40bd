//! Login endpoints that are no OAuth servers: user name and password go in, a token comes out, and everything between
//! differs from server to server.
//!
//! - [`config`]: what is known of an endpoint and its user; `check.rs`: what is wrong with it.
//! - [`search`]: which URL is tried in which format, and what an answer means for the rest of them.
//! - [`request`]: one login request.
//! - [`answer`]: what came back; `token.rs` finds the token in it, `life.rs` how long it lives.
//!
//! The search is part of a credential's flight, which sends its requests one after the other:
//! `core/credential/login.rs`.

pub mod answer;
pub(super) mod check;
pub mod config;
mod life;
pub mod request;
pub mod search;
mod token;
