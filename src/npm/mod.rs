//! The shells of the npm package's cores. Each is a class that passes JSON texts to the core and back.

#[cfg(feature = "npm-login")]
mod login;
#[cfg(feature = "npm-moves")]
mod moves;
#[cfg(feature = "npm-tokens")]
mod tokens;
#[cfg(feature = "npm-verify")]
mod verify;

#[cfg(any(feature = "npm-login", feature = "npm-moves", feature = "npm-tokens"))]
mod texts;
#[cfg(any(feature = "npm-login", feature = "npm-moves", feature = "npm-tokens"))]
use self::texts::{Thrown, thrown};
