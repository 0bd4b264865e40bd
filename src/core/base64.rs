//! Base64 (RFC 4648) in the two forms that the protocol uses. The crate `base64` encodes for HTTP. Decoding is done here: every token
//! is decoded before it is verified, so this loop sets a verifier's speed, and it stays fast when compiled for size.

use super::lists::list;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

const URL_SAFE: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/// The entry in `VALUES` of a byte that is no base64url digit.
const NONE: u8 = 0xff;
/// The value of each byte as a digit of base64url.
static VALUES: [u8; 256] = {
    let mut values = [NONE; 256];
    let mut value = 0;
    while value < 64 {
        values[URL_SAFE[value] as usize] = value as u8;
        value += 1;
    }
    values
};

/// Base64 with padding (RFC 4648 §4), as HTTP Basic uses it.
///
/// `Engine::encode` would add the formatting of an error that cannot happen: 4 KB of code. The text may be a secret, so it never
/// moves.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    let mut text = vec![b'='; bytes.len().div_ceil(3) * 4];
    let _ = STANDARD.encode_slice(bytes, &mut text);
    String::from_utf8(text).unwrap_or_default()
}

/// Base64url without padding (RFC 4648 §5, RFC 7515 §2). By hand: the crate's encoder is 2.5 KB, which a verifier has no other
/// use for.
#[must_use]
pub fn encode_url(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let byte = |at| u32::from(group.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for digit in 0..=group.len() {
            let value = bits >> (18 - 6 * digit) & 63;
            text.push(char::from(URL_SAFE[value as usize]));
        }
    }
    text
}

/// The six bits of a digit of either alphabet.
pub(super) fn digit_value(digit: u8) -> Option<u8> {
    let value = match digit {
        b'+' => 62,
        b'/' => 63,
        other => VALUES[usize::from(other)],
    };
    (value != NONE).then_some(value)
}

/// Decodes base64url strictly: no padding, no white space, no set bits beyond the last byte.
#[must_use]
pub fn decode_url(text: &str) -> Option<Vec<u8>> {
    decode(text.as_bytes())
}

fn decode(text: &[u8]) -> Option<Vec<u8>> {
    let value = |digit: u8| u32::from(VALUES[usize::from(digit)]);
    let groups = text.chunks_exact(4);
    let rest = groups.remainder();
    let mut bytes = vec![0; text.len() * 3 / 4];
    // A digit's value has six bits. A bit above them, from any byte that is no digit, shows here.
    let mut wrong = 0;
    for (group, out) in groups.zip(bytes.chunks_exact_mut(3)) {
        let [a, b, c, d] = [
            value(group[0]),
            value(group[1]),
            value(group[2]),
            value(group[3]),
        ];
        wrong |= a | b | c | d;
        let bits = a << 18 | b << 12 | c << 6 | d;
        out[0] = (bits >> 16) as u8;
        out[1] = (bits >> 8) as u8;
        out[2] = bits as u8;
    }
    let at = text.len() / 4 * 3;
    match *rest {
        [] => {}
        [a, b] => {
            let (a, b) = (value(a), value(b));
            wrong |= a | b | (b & 0xf) << 6;
            *bytes.get_mut(at)? = (a << 2 | b >> 4) as u8;
        }
        [a, b, c] => {
            let (a, b, c) = (value(a), value(b), value(c));
            wrong |= a | b | c | (c & 3) << 6;
            *bytes.get_mut(at)? = (a << 2 | b >> 4) as u8;
            *bytes.get_mut(at + 1)? = (b << 4 | c >> 2) as u8;
        }
        _ => return None,
    }
    (wrong < 64).then_some(bytes)
}

/// Decodes either alphabet, with or without padding, since other programs follow one RFC or the other.
#[must_use]
pub fn decode_either(text: &str) -> Option<Vec<u8>> {
    let digits = text.bytes().filter(|digit| *digit != b'=');
    decode(&list(digits.map(|digit| match digit {
        b'+' => b'-',
        b'/' => b'_',
        other => other,
    })))
}
