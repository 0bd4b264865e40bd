//! Base64 (RFC 4648), in the two forms that the protocol has.

use base64::Engine as _;
use base64::engine::general_purpose::{GeneralPurpose, STANDARD, URL_SAFE_NO_PAD};

/// Base64 with padding (RFC 4648 §4), as HTTP Basic has it.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    encode_by(&STANDARD, bytes)
}

/// Base64url without padding (RFC 4648 §5, RFC 7515 §2).
#[must_use]
pub fn encode_url(bytes: &[u8]) -> String {
    encode_by(&URL_SAFE_NO_PAD, bytes)
}

/// `Engine::encode` would bring the formatting of an error that cannot happen: 4 KB of code.
fn encode_by(engine: &GeneralPurpose, bytes: &[u8]) -> String {
    let mut text = vec![0; bytes.len().div_ceil(3) * 4];
    let length = engine.encode_slice(bytes, &mut text).unwrap_or_default();
    text.truncate(length);
    String::from_utf8(text).unwrap_or_default()
}

/// Reads base64url strictly: no padding, no white space, no bits that belong to no byte.
#[must_use]
pub fn decode_url(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}
