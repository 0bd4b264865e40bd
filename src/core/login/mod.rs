//! The user's login as flows. They end with tokens, which they hand to whoever holds the credential.
//!
//! - [`exchange`]: what the user granted for tokens, with the check of the ID token.

pub mod exchange;
pub mod party;

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
