//! The user's login as flows. They end with tokens, which they hand to whoever holds the credential.
//!
//! - [`party`]: the provider and its server.
//! - [`start`]: the authorization request; [`pending`]: where the login waits for its answer.
//! - [`finish`]: the callback, once; [`callbacks`]: what a further call with the same URL gets.
//! - [`window`]: a login in a window of its own.
//! - [`user_info`]: what the server says of the user.
//! - [`logout`]: where to log out at the server.
//! - [`exchange`]: what the user granted for tokens, with the check of the ID token.
//! - [`desk`]: the logins of one manager, which drives all these flows.

pub mod callbacks;
pub mod desk;
pub mod exchange;
pub mod finish;
pub mod logout;
pub mod party;
pub mod pending;
pub mod start;
pub mod user_info;
pub mod window;

use super::error::{Class, Code, Error};

/// An error of a login's step: a failure of the server is the login's, a wrong option stays one.
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
