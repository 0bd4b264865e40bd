//! What decides: the life of a token and the protocol, as pure Rust.
//!
//! Nothing in here reads a clock, draws a random number or does I/O, and nothing names a JavaScript crate (a native test
//! fails the build when something does). Time is an argument, requests and storage operations are values that go out.

pub mod config;
pub mod error;
pub mod http;
pub mod secret;
pub mod time;
pub mod tokens;
