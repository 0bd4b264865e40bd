//! Keeps secrets out of a server's texts, which may repeat any part of a request in any spelling.
//!
//! The text is decoded in each way in which a secret may be spelled (see `readings`), and every reading knows the
//! characters of the text that it came from. So the search looks for the secrets themselves, without a list of
//! spellings that could be incomplete.
//!
//! Both the text and a secret may be untrusted: a refused response can contain a token of a megabyte. To bound the
//! cost, the text is cut first, its pieces are sorted once, and each secret is read once.

use super::base64::digit_value;
use super::order;
use super::secret::Secret;
use crate::core::lists::add_all;
use zeroize::{DefaultIsZeroes, Zeroizing};

/// Texts from a server are cut to this many characters before they are shown.
const MAX_SERVER_TEXT: usize = 512;
/// A run of this many bytes of a secret counts as a piece of it.
const PIECE: usize = 8;
/// Shorter secrets are not searched for in base64, since they would be found in any word by chance.
const LEAST_IN_BASE64: usize = 3;

/// A byte of a reading, and the bytes of the text that spell it.
#[derive(Clone, Copy, Default)]
struct Spelled {
    byte: u8,
    from: u16,
    to: u16,
}

/// [`PIECE`] bytes of a reading that follow each other, and the bytes of the text that spell them.
#[derive(Clone, Copy, Default)]
struct Piece {
    bytes: u64,
    from: u16,
    to: u16,
    found: bool,
}

impl DefaultIsZeroes for Spelled {}
impl DefaultIsZeroes for Piece {}

type Reading = Zeroizing<Vec<Spelled>>;

/// `text` with every secret, and every piece of one that is at least eight bytes long, replaced by `[redacted]`,
/// however it is spelled: as it is, percent-encoded, form-encoded, with the escapes of JSON or HTML, in base64 with
/// anything around it. Control characters are dropped; the rest is cut to 512 characters.
#[must_use]
pub fn redact(text: &str, secrets: &[Secret]) -> String {
    // Reads the part that can be shown, and enough beyond it to recognize a secret that the cut would halve.
    let end = text
        .char_indices()
        .nth(2 * MAX_SERVER_TEXT)
        .map_or(text.len(), |(at, _)| at);
    let text = text.get(..end).unwrap_or("");
    let hidden = hidden(text.as_bytes(), secrets);
    let mut clean = String::new();
    let mut inside = false;
    for (at, c) in text.char_indices() {
        let bytes = hidden.get(at..at + c.len_utf8());
        let hide = bytes.is_some_and(|bytes| bytes.contains(&true));
        if hide && !inside {
            clean.push_str("[redacted]");
        } else if !hide && !c.is_control() {
            clean.push(c);
        }
        inside = hide;
        if clean.len() >= MAX_SERVER_TEXT {
            break;
        }
    }
    clean
}

/// A server's text in a response to a request without secrets: control characters are dropped, and the rest is cut to
/// 512 characters.
#[must_use]
pub fn shown(text: &str) -> String {
    let mut clean = String::new();
    for c in text.chars().filter(|c| !c.is_control()) {
        clean.push(c);
        if clean.len() >= MAX_SERVER_TEXT {
            break;
        }
    }
    clean
}

/// True if a text of at most 65,535 bytes contains a secret, or a piece of one that is at least eight bytes long, in
/// any spelling. For texts that are useless with a piece cut out.
#[must_use]
pub fn holds_secret(text: &str, secrets: &[Secret]) -> bool {
    hidden(text.as_bytes(), secrets).contains(&true)
}

/// For each byte of the text: true if it belongs to a secret.
fn hidden(text: &[u8], secrets: &[Secret]) -> Vec<bool> {
    let mut hidden = vec![false; text.len()];
    let mut hide = |from: u16, to: u16| {
        if let Some(bytes) = hidden.get_mut(usize::from(from)..usize::from(to)) {
            bytes.fill(true);
        }
    };
    let (readings, plain) = readings(text);
    let mut pieces = pieces(&readings);
    for secret in secrets {
        let secret = secret.reveal().as_bytes();
        if secret.len() >= PIECE {
            find_pieces(&mut pieces, secret);
            continue;
        }
        let enough = if secret.len() < LEAST_IN_BASE64 {
            plain
        } else {
            readings.len()
        };
        // `windows` panics on a length of zero.
        let length = secret.len().max(1);
        for spelled in readings.iter().take(enough).flat_map(|r| r.windows(length)) {
            let is_secret = spelled
                .iter()
                .map(|s| usual(s.byte))
                .eq(secret.iter().map(|byte| usual(*byte)));
            if is_secret {
                hide(spelled[0].from, spelled[length - 1].to);
            }
        }
    }
    // Equal pieces lie side by side, and only the first of them is marked as found.
    let mut last = Piece::default();
    for piece in pieces.iter() {
        if piece.found || piece.bytes != last.bytes {
            last = *piece;
        }
        if last.found {
            hide(piece.from, piece.to);
        }
    }
    hidden
}

/// In forms a plus sign stands for a space.
fn usual(byte: u8) -> u8 {
    if byte == b'+' { b' ' } else { byte }
}

/// All pieces of all readings, sorted.
fn pieces(readings: &[Reading]) -> Zeroizing<Vec<Piece>> {
    let all = readings.iter().map(|reading| reading.len()).sum();
    // Allocated once, since a list that grows leaves copies behind.
    let mut pieces = Zeroizing::new(Vec::with_capacity(all));
    for spelled in readings.iter().flat_map(|reading| reading.windows(PIECE)) {
        pieces.push(Piece {
            bytes: spelled
                .iter()
                .fold(0, |bytes, s| bytes << 8 | u64::from(usual(s.byte))),
            from: spelled[0].from,
            to: spelled[PIECE - 1].to,
            found: false,
        });
    }
    let order = order::sorted(pieces.len(), &|a, b| {
        pieces[a as usize].bytes < pieces[b as usize].bytes
    });
    let mut sorted = Zeroizing::new(Vec::with_capacity(all));
    add_all(
        &mut sorted,
        order.into_iter().map(|place| pieces[place as usize]),
    );
    sorted
}

/// Marks the pieces that occur in the secret: one pass over the secret, with one search for each of its bytes.
fn find_pieces(pieces: &mut [Piece], secret: &[u8]) {
    let mut bytes = 0;
    for (at, byte) in secret.iter().enumerate() {
        bytes = bytes << 8 | u64::from(usual(*byte));
        let place = pieces.partition_point(|piece| piece.bytes < bytes);
        if let Some(piece) = pieces.get_mut(place)
            && piece.bytes == bytes
            && at + 1 >= PIECE
        {
            piece.found = true;
        }
    }
}

/// The first characters of the escapes that are resolved together. A secret may itself look like an escape, so each kind is also
/// resolved without the others: `\n&quot;` in HTML is a backslash, an `n` and a quotation mark.
const KINDS: [&[u8]; 4] = [b"%\\&", b"%", b"\\", b"&"];

/// The readings of a text: as it is; with the escapes of each of [`KINDS`] resolved; then each of these with the escapes of
/// each kind resolved again; then the first two decoded from base64, each as decoded and with its escapes resolved. The number
/// is that of the readings that are not from base64.
fn readings(text: &[u8]) -> (Vec<Reading>, usize) {
    let mut plain = Zeroizing::new(Vec::with_capacity(text.len()));
    for (at, byte) in text.iter().enumerate() {
        plain.push(Spelled {
            byte: *byte,
            from: at as u16,
            to: at as u16 + 1,
        });
    }
    let mut readings = vec![plain];
    let mut source = 0;
    for _ in 0..2 {
        let end = readings.len();
        for source in std::mem::replace(&mut source, end)..end {
            for kinds in KINDS {
                let resolved = unescaped(&readings[source], kinds);
                add_all(&mut readings, resolved);
            }
        }
    }
    let plain = readings.len();
    for source in 0..plain.min(2) {
        for skipped in 0..4 {
            let decoded = from_base64(&readings[source], skipped);
            add_all(&mut readings, unescaped(&decoded, KINDS[0]));
            readings.push(decoded);
        }
    }
    (readings, plain)
}

/// The reading with its escapes of these kinds resolved; `None` if it has none. No escape is shorter than the bytes it stands for.
fn unescaped(reading: &Reading, kinds: &[u8]) -> Option<Reading> {
    let mut out = Zeroizing::new(Vec::with_capacity(reading.len()));
    let mut rest: &[Spelled] = reading;
    while let [first, others @ ..] = rest {
        let escape_of_kind = kinds.contains(&first.byte).then(|| escape(rest)).flatten();
        let Some((c, length)) = escape_of_kind else {
            out.push(*first);
            rest = others;
            continue;
        };
        let (escape, others) = rest.split_at_checked(length).unwrap_or((rest, &[]));
        rest = others;
        let from = first.from;
        let to = escape.last().map_or(first.to, |last| last.to);
        let mut utf8 = [0; 4];
        let bytes = match c {
            Escaped::Byte(byte) => {
                utf8[0] = byte;
                &utf8[..1]
            }
            Escaped::Char(c) => c.encode_utf8(&mut utf8).as_bytes(),
        };
        add_all(
            &mut out,
            bytes.iter().map(|byte| Spelled {
                byte: *byte,
                from,
                to,
            }),
        );
    }
    (out.len() < reading.len()).then_some(out)
}

/// The meaning of an escape.
enum Escaped {
    Byte(u8),
    Char(char),
}

/// The escape that a text begins with, and its length: percent-encoding (RFC 3986 §2.1), JSON (RFC 8259 §7), HTML's character
/// references, numeric ones and those of markup characters.
fn escape(text: &[Spelled]) -> Option<(Escaped, usize)> {
    let byte = |at: usize| text.get(at).map(|s| s.byte);
    let number = |from: usize, to: usize, radix: u32| {
        (from..to).try_fold(0u32, |value, at| {
            let digit = char::from(byte(at)?).to_digit(radix)?;
            value.checked_mul(radix)?.checked_add(digit)
        })
    };
    match byte(0)? {
        b'%' => Some((Escaped::Byte(number(1, 3, 16)? as u8), 3)),
        b'\\' => {
            let c = match byte(1)? {
                c @ (b'"' | b'\\' | b'/') => c,
                b'b' => 8,
                b'f' => 12,
                b'n' => b'\n',
                b'r' => b'\r',
                b't' => b'\t',
                b'u' => {
                    let unit = number(2, 6, 16)?;
                    if unit & 0xfc00 != 0xd800 {
                        return Some((Escaped::Char(char::from_u32(unit)?), 6));
                    }
                    let low = number(8, 12, 16)?;
                    let c = 0x1_0000 + ((unit & 0x3ff) << 10) + (low & 0x3ff);
                    let is_pair = byte(6)? == b'\\' && byte(7)? == b'u' && low & 0xfc00 == 0xdc00;
                    return is_pair.then_some((Escaped::Char(char::from_u32(c)?), 12));
                }
                _ => return None,
            };
            Some((Escaped::Byte(c), 2))
        }
        b'&' => {
            let end = (2..12).find(|at| byte(*at) == Some(b';'))?;
            let hexadecimal = || matches!(byte(2), Some(b'x' | b'X'));
            let c = match byte(1)? {
                b'#' if hexadecimal() => char::from_u32(number(3, end, 16)?)?,
                b'#' => char::from_u32(number(2, end, 10)?)?,
                _ => {
                    const NAMES: [(&str, char); 5] = [
                        ("amp", '&'),
                        ("lt", '<'),
                        ("gt", '>'),
                        ("quot", '"'),
                        ("apos", '\''),
                    ];
                    let is = |(name, _): &&(&str, char)| {
                        name.len() == end - 1
                            && name
                                .bytes()
                                .enumerate()
                                .all(|(at, b)| byte(at + 1) == Some(b))
                    };
                    NAMES.iter().find(is)?.1
                }
            };
            Some((Escaped::Char(c), end + 1))
        }
        _ => None,
    }
}

/// Decodes each word of base64 digits, of either alphabet, without its first `skipped` digits. The four offsets
/// together find a secret at any place of the encoded text.
fn from_base64(reading: &Reading, skipped: usize) -> Reading {
    let mut out: Reading = Zeroizing::new(Vec::with_capacity(reading.len()));
    let mut skip = skipped;
    // True if the last byte came from digits, so that padding after it belongs to it.
    let mut in_word = false;
    // The bits of digits that are not used yet, their number, and the place where those digits begin.
    let (mut bits, mut left, mut from) = (0u32, 0, 0);
    for spelled in reading.iter() {
        let Some(value) = digit_value(spelled.byte) else {
            in_word &= spelled.byte == b'=';
            if let Some(last) = out.last_mut().filter(|_| in_word) {
                last.to = spelled.to;
            }
            (skip, left) = (skipped, 0);
            continue;
        };
        if skip > 0 {
            skip -= 1;
            continue;
        }
        bits = bits << 6 | u32::from(value);
        left += 6;
        if left >= 8 {
            (left, in_word) = (left - 8, true);
            out.push(Spelled {
                byte: (bits >> left) as u8,
                from,
                to: spelled.to,
            });
        }
        from = spelled.from;
    }
    out
}
