//! A core as JavaScript text, for runtimes and bundlers that cannot import a .wasm file: `pkg-template/packed.js` reads it.
//!
//! Each of the 91 most frequent bytes becomes one character of printable ASCII, itself if possible; each other byte becomes one of
//! the characters `}` and `~` and a second one. So a compressor still sees bytes, while base64 turns three of them into four
//! digits: by brotli this text takes 2 % more than the .wasm, and base64 takes 25 to 30 %. Neither `"` nor `\` occurs, so no
//! character needs an escape.

/// The first of the two prefix characters, and the number of single characters.
const SHIFTS: u8 = 0x7d;
const SINGLES: usize = 91;

fn characters() -> impl Iterator<Item = u8> {
    (0x20..0x7f).filter(|code| !matches!(code, b'"' | b'\\'))
}

/// The text: 64 hexadecimal digits that mark the bytes with a single character, then the bytes.
pub fn pack(bytes: &[u8]) -> String {
    let singles = most_frequent(bytes);
    let spelled = spellings(&singles);
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 8 + 64);
    for four in singles.chunks(4) {
        let bits = (0..4).map(|bit| u32::from(four[bit]) << bit).sum();
        text.extend(char::from_digit(bits, 16));
    }
    for byte in bytes {
        text.push_str(&spelled[usize::from(*byte)]);
    }
    text
}

fn most_frequent(bytes: &[u8]) -> [bool; 256] {
    let mut counts: Vec<(usize, usize)> = (0..256).map(|byte| (0, byte)).collect();
    for byte in bytes {
        counts[usize::from(*byte)].0 += 1;
    }
    counts.sort_by_key(|(count, byte)| (usize::MAX - count, *byte));
    let mut singles = [false; 256];
    for (_, byte) in &counts[..SINGLES] {
        singles[*byte] = true;
    }
    singles
}

fn spellings(singles: &[bool; 256]) -> Vec<String> {
    let all: Vec<u8> = characters().collect();
    let is_character = |byte: u8| byte < SHIFTS && all.contains(&byte);
    let mut free = all
        .iter()
        .filter(|code| **code < SHIFTS && !singles[usize::from(**code)]);
    let mut others = 0;
    let spell = |byte: u8| {
        if !singles[usize::from(byte)] {
            let (shift, place) = (others / all.len(), others % all.len());
            others += 1;
            return [SHIFTS + shift as u8, all[place]]
                .map(char::from)
                .iter()
                .collect();
        }
        let code = if is_character(byte) {
            byte
        } else {
            *free.next().expect("as many characters as single bytes")
        };
        char::from(code).to_string()
    };
    (0..=255).map(spell).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_spelled_in_its_own_way_without_quotes_and_backslashes() {
        let bytes: Vec<u8> = (0..=255).chain([0, 0, 0x22, 0x5c, 0x7d, 0x7e]).collect();
        let spelled = spellings(&most_frequent(&bytes));
        for (byte, text) in spelled.iter().enumerate() {
            assert!(
                spelled
                    .iter()
                    .skip(byte + 1)
                    .all(|other| !other.starts_with(text.as_str()))
            );
        }
        let text = pack(&bytes);
        assert!(
            text.bytes()
                .all(|code| characters().any(|known| known == code))
        );
    }
}
