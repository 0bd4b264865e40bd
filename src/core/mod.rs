//! The decisions about a token's life and the protocol, as pure Rust.
//!
//! Nothing here reads a clock, draws a random number or does I/O, and nothing names a JavaScript crate (a native test fails the
//! build otherwise). Time comes in as an argument; requests and storage operations go out as values.

pub mod base64;
pub mod challenge;
pub mod config;
pub mod credential;
pub mod device;
pub mod discovery;
pub mod dpop;
pub mod driving;
pub mod engine;
pub mod envelope;
pub mod error;
pub mod event;
pub mod flow;
pub mod given;
pub mod health;
pub mod http;
pub mod identity;
pub mod json;
pub mod jws;
pub mod jwt;
pub mod key_sets;
pub mod lifetime;
pub(crate) mod lists;
pub mod log;
pub mod login;
pub mod login_grant;
pub mod metrics;
mod names;
pub mod note;
pub mod oauth;
mod order;
pub mod origins;
pub mod record;
pub mod records;
pub mod redact;
pub mod redemption;
pub mod resolving;
pub mod retry;
pub mod revocation;
pub mod schedule;
pub mod secret;
pub mod sha256;
pub mod targets;
pub mod text;
pub mod time;
pub mod tokens;
pub mod url;
pub mod user;
pub mod validate;
mod wrong;
