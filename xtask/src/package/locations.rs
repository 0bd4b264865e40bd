//! Wipes the source locations of panics out of the core's data: which file, which line, which column.
//!
//! Once panics trap at once (`panics.rs`) nobody reads them, but no tool may take apart what lies in memory. Zeros cost
//! nothing there, and save 1.5 KB of brotli.

use std::ops::Range;

use anyhow::{Result, ensure};

use super::binary::{self, Reader};

/// The section of data (WebAssembly core specification §5.5.14).
const DATA: u8 = 11;
/// A segment at an address that a constant says.
const ACTIVE: usize = 0;
const I32_CONST: u8 = 0x41;
const END: u8 = 0x0b;

/// `core::panic::Location` in memory: the file's address and length, the line, the column.
const WORD: usize = 4;
const LOCATION: usize = 4 * WORD;
const LONGEST_PATH: usize = 256;
const LAST_LINE: usize = 50_000;
const LAST_COLUMN: usize = 500;

/// The module without locations. Panics must not read them any more.
pub fn wipe(wasm: &[u8]) -> Result<Vec<u8>> {
    binary::with_sections(wasm, |id, body| match id {
        DATA => wiped(body).map(Some),
        _ => Ok(None),
    })
}

/// Where a segment lies in memory, and where in the section.
struct Segment {
    address: usize,
    bytes: Range<usize>,
}

fn wiped(data: &[u8]) -> Result<Vec<u8>> {
    let segments = segments(data)?;
    let mut wiped = data.to_vec();
    for segment in &segments {
        let mut at = segment.bytes.start + segment.address.wrapping_neg() % WORD;
        while at + LOCATION <= segment.bytes.end {
            match path_of(&data[at..at + LOCATION], data, &segments) {
                Some(path) => {
                    wiped[at..at + LOCATION].fill(0);
                    wiped[path].fill(0);
                    at += LOCATION;
                }
                None => at += WORD,
            }
        }
    }
    Ok(wiped)
}

/// Where the path lies that these words name, if they are a location.
fn path_of(words: &[u8], data: &[u8], segments: &[Segment]) -> Option<Range<usize>> {
    let word = |index: usize| {
        let bytes = words[index * WORD..].first_chunk::<WORD>()?;
        usize::try_from(u32::from_le_bytes(*bytes)).ok()
    };
    let (address, length) = (word(0)?, word(1)?);
    let is_place = (1..LAST_LINE).contains(&word(2)?) && (1..LAST_COLUMN).contains(&word(3)?);
    if !is_place || length > LONGEST_PATH {
        return None;
    }
    let (start, end) = segments.iter().find_map(|segment| {
        let start = segment.bytes.start + address.checked_sub(segment.address)?;
        let end = start + length;
        (end <= segment.bytes.end).then_some((start, end))
    })?;
    let path = &data[start..end];
    let is_path = path.ends_with(b".rs") && path.iter().all(u8::is_ascii_graphic);
    is_path.then_some(start..end)
}

fn segments(data: &[u8]) -> Result<Vec<Segment>> {
    let mut section = Reader(data);
    let count = section.number()?;
    let mut segments = Vec::with_capacity(count);
    for _ in 0..count {
        let active = section.number()? == ACTIVE && section.byte()? == I32_CONST;
        let address = section.number()?;
        ensure!(
            active && section.byte()? == END,
            "a segment of data that lies nowhere"
        );
        let length = section.bytes()?.len();
        let end = data.len() - section.0.len();
        segments.push(Segment {
            address,
            bytes: end - length..end,
        });
    }
    Ok(segments)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::package::binary::{put_bytes, put_number};

    const ADDRESS: usize = 1_048_578;

    /// A module with one segment of data.
    fn module(bytes: &[u8]) -> Vec<u8> {
        let mut data = vec![1, ACTIVE as u8, I32_CONST];
        put_number(&mut data, ADDRESS);
        data.push(END);
        put_bytes(&mut data, bytes);
        let mut module = b"\0asm\x01\0\0\0\x0b".to_vec();
        put_bytes(&mut module, &data);
        module
    }

    fn words(words: [usize; 4]) -> Vec<u8> {
        let bytes = |word: usize| (word as u32).to_le_bytes();
        words.into_iter().flat_map(bytes).collect()
    }

    #[test]
    fn a_location_and_its_path_become_zeros_and_nothing_else_does() {
        let texts = b"src/core/json.rsnot found.";
        let file = words([ADDRESS, 16, 301, 9]);
        let message = words([ADDRESS + 16, 10, 301, 9]);
        let no_line = words([ADDRESS, 16, 0, 9]);
        let outside = words([ADDRESS + 4_000, 16, 301, 9]);
        let before = [&texts[..], &message, &file, &no_line, &outside].concat();
        let after = [
            &[0; 16],
            &texts[16..],
            &message,
            &[0; 16],
            &no_line,
            &outside,
        ]
        .concat();
        assert_eq!(wipe(&module(&before)).unwrap(), module(&after));
    }

    #[test]
    fn data_that_lies_nowhere_is_an_error() {
        let mut passive = module(b"text");
        passive[11] = 1;
        assert!(wipe(&passive).is_err());
    }
}
