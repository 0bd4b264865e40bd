//! The user's login as flows. They end with tokens, which they pass to the side that holds the credential.
//!
//! - [`party`]: the provider and its server.
//! - [`start`]: the authorization request; [`pending`]: the pending login, which waits for its answer.
//! - [`finish`]: the callback, once; [`callbacks`]: further calls with the same URL.
//! - [`window`]: a login in a window of its own.
//! - [`user_info`]: the server's claims about the user.
//! - [`signature`]: the check that the issuer made a JWT.
//! - [`logout`]: the logout at the server.
//! - [`exchange`]: the exchange of the user's grant for tokens, with the check of the ID token.
//! - [`desk`]: the logins of one manager, which drives all these flows.

pub mod callbacks;
pub mod desk;
pub mod exchange;
pub mod finish;
pub mod logout;
pub mod party;
pub mod pending;
pub mod signature;
pub mod start;
pub mod user_info;
pub mod window;

use super::error::{Class, Code, Error};

/// Converts the error of a login's step: a server's failure becomes a failed login, a wrong option stays a wrong
/// option.
#[must_use]
pub fn of_login(mut error: Error) -> Error {
    if error.class == Class::TokenAcquisition {
        error.class = Class::Login;
    }
    if error.code == Code::AcquisitionFailed {
        error.code = Code::LoginFailed;
    }
    error
}
