//! Signed tokens: JWS in compact form (RFC 7515), the keys to check them with (RFC 7517), and the rules for a JWT's claims
//! (RFC 7519, RFC 8725).
//!
//! Nothing here does cryptography. [`compact`] and [`keys`] select the key, algorithm, bytes and signature that belong
//! together. The host asks WebCrypto, and only its `true` verifies a token.

pub mod algorithm;
pub mod boundary;
pub mod claims;
pub mod compact;
pub mod kept;
pub mod keys;
pub mod options;
pub mod verifier;
