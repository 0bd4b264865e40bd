//! Base64 (RFC 4648), in the two forms that the protocol has. Written out because it is a tenth of the crates' code size.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Base64 with padding (RFC 4648 §4), as HTTP Basic has it.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    let mut text = unpadded(bytes, b'+', b'/');
    while !text.len().is_multiple_of(4) {
        text.push('=');
    }
    text
}

/// Base64url without padding (RFC 4648 §5, RFC 7515 §2).
#[must_use]
pub fn encode_url(bytes: &[u8]) -> String {
    unpadded(bytes, b'-', b'_')
}

fn unpadded(bytes: &[u8], sixty_two: u8, sixty_three: u8) -> String {
    // Room for everything at once: a text that grew would leave pieces of a secret behind.
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    let (mut bits, mut held) = (0u32, 0);
    let mut push = |value: u32| {
        text.push(char::from(match ALPHABET[value as usize & 63] {
            b'+' => sixty_two,
            b'/' => sixty_three,
            letter => letter,
        }));
    };
    for byte in bytes {
        bits = bits << 8 | u32::from(*byte);
        held += 8;
        while held >= 6 {
            held -= 6;
            push(bits >> held);
        }
    }
    if held > 0 {
        push(bits << (6 - held));
    }
    text
}

/// Reads base64url strictly: no padding, no white space, no bits that belong to no byte.
#[must_use]
pub fn decode_url(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 2);
    let (mut bits, mut held) = (0u32, 0);
    for letter in text.bytes() {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'-' => 62,
            b'_' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
        }
    }
    // Six bits left are a letter too many; others must be zero.
    (held < 6 && bits & ((1 << held) - 1) == 0).then_some(bytes)
}
