//! Building a text that may hold secrets: the memory that it outgrows is wiped.

use super::secret::Secret;
use zeroize::{Zeroize, Zeroizing};

/// A growing text. A plain `String` that grows leaves copies of its content in freed memory; this one wipes them.
#[derive(Default)]
pub struct SecretText(Zeroizing<String>);

impl SecretText {
    /// An empty text with room for `capacity` bytes.
    #[must_use]
    pub fn with_capacity(capacity: usize) -> Self {
        Self(Zeroizing::new(String::with_capacity(capacity)))
    }

    /// The texts, joined.
    #[must_use]
    pub fn join(parts: &[&str]) -> Secret {
        let mut out = Self::with_capacity(parts.iter().map(|part| part.len()).sum());
        parts.iter().for_each(|part| out.push_str(part));
        out.into_secret()
    }

    /// Appends a text.
    pub fn push_str(&mut self, text: &str) {
        let needed = self.0.len() + text.len();
        if needed > self.0.capacity() {
            let mut larger = String::with_capacity((needed * 2).max(64));
            larger.push_str(&self.0);
            self.0.zeroize();
            *self.0 = larger;
        }
        self.0.push_str(text);
    }

    /// Appends a character.
    pub fn push(&mut self, c: char) {
        self.push_str(c.encode_utf8(&mut [0; 4]));
    }

    /// Appends a number in decimal digits. (Cheaper than the machinery behind `format!`, and without an index that could panic.)
    pub fn push_number(&mut self, number: i64) {
        if number < 0 {
            self.push('-');
        }
        self.push_digits(number.unsigned_abs());
    }

    fn push_digits(&mut self, number: u64) {
        if number >= 10 {
            self.push_digits(number / 10);
        }
        self.push(char::from(b'0' + (number % 10) as u8));
    }

    /// The text so far.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The finished text, as a secret.
    #[must_use]
    pub fn into_secret(mut self) -> Secret {
        Secret::new(std::mem::take(&mut *self.0))
    }

    /// The finished text, which holds no secret.
    #[must_use]
    pub fn into_string(mut self) -> String {
        std::mem::take(&mut *self.0)
    }
}

impl std::fmt::Debug for SecretText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[redacted]")
    }
}

const HEX: &[u8; 16] = b"0123456789ABCDEF";

/// Appends `bytes`. Those that `keep` refuses become `%XX` (RFC 3986 §2.1). `keep` may accept only ASCII.
pub(super) fn push_percent_encoded(out: &mut SecretText, bytes: &[u8], keep: fn(u8) -> bool) {
    for &byte in bytes {
        if keep(byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
}

/// Reads a whole number in decimal digits, with nothing but a minus sign before them. (Smaller than `str::parse`.)
pub(super) fn parse_number(text: &str) -> Option<i64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    if digits.is_empty() {
        return None;
    }
    // Counts below zero, where `i64` has one number more than above.
    let below = digits.bytes().try_fold(0i64, |value, byte| {
        let digit = byte.is_ascii_digit().then_some(i64::from(byte & 15))?;
        value.checked_mul(10)?.checked_sub(digit)
    })?;
    if negative {
        Some(below)
    } else {
        below.checked_neg()
    }
}

/// A part of a text whose bounds come from searches in it; empty if they are invalid. (Indexing would add the code for
/// a panic's message.)
pub(super) fn part(text: &str, range: std::ops::Range<usize>) -> &str {
    text.get(range).unwrap_or("")
}

/// The place of the first ASCII character of this kind. (The search of `str` for a character is a kilobyte, and can
/// panic.)
pub(super) fn find(text: &str, ascii: u8) -> Option<usize> {
    text.bytes().position(|byte| byte == ascii)
}

/// The parts of a text before and after an ASCII character.
pub(super) fn split_once(text: &str, ascii: u8) -> Option<(&str, &str)> {
    let at = find(text, ascii)?;
    Some((part(text, 0..at), part(text, at + 1..text.len())))
}

/// The parts of a text between one ASCII character and the next.
#[derive(Clone)]
pub(super) struct Parts<'a> {
    rest: Option<&'a str>,
    ascii: u8,
}

impl<'a> Parts<'a> {
    pub(super) fn of(text: &'a str, ascii: u8) -> Self {
        let rest = Some(text);
        Self { rest, ascii }
    }
}

impl<'a> Iterator for Parts<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let rest = self.rest?;
        let (first, more) = match split_once(rest, self.ascii) {
            Some((first, more)) => (first, Some(more)),
            None => (rest, None),
        };
        self.rest = more;
        Some(first)
    }
}

/// The texts, joined. (Smaller than the slice's own `concat`, which can panic.)
pub(crate) fn concat(parts: &[&str]) -> String {
    let mut text = String::with_capacity(parts.iter().map(|part| part.len()).sum());
    parts.iter().for_each(|part| text.push_str(part));
    text
}

/// The FNV-1a hash of 64 bits: small, and it detects every change of a single byte. It does not protect against an attacker.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fnv(u64);

impl Fnv {
    pub(super) fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    pub(super) fn add(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    pub(super) fn value(self) -> u64 {
        self.0
    }

    /// Sixteen lower-case hexadecimal digits.
    pub(super) fn hex(self) -> String {
        (0..16)
            .rev()
            .map(|digit| {
                char::from(HEX[(self.0 >> (4 * digit) & 15) as usize].to_ascii_lowercase())
            })
            .collect()
    }
}

/// A namespace as the beginning of its keys. Followed by a mark of `%` or `:`, it is not the beginning of any other
/// namespace's keys.
#[must_use]
pub fn escape_namespace(namespace: &str) -> String {
    namespace.replace('%', "%25").replace(':', "%3A")
}
