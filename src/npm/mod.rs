//! The shells of the npm package's cores: a class each, which passes JSON texts to the core and back.

#[cfg(feature = "npm-tokens")]
mod tokens;
#[cfg(feature = "npm-verify")]
mod verify;
