//! Wipes out the places in the source that panics would name: nobody reads them, since `panics.rs` lets a panic trap at once.
//!
//! wasm-opt drops functions that nobody calls, and never data; rustc's `location-detail=none` is not stable yet. They are 2 KB
//! of brotli. Zeros in their stead are left out of the file by wasm-opt.

use std::ops::Range;

use anyhow::{Context, Result, ensure};

use super::binary::{self, DATA, END, Reader, put_bytes, put_number};

const ACTIVE: usize = 0;
const I32_CONST: u8 = 0x41;
/// `core::panic::Location`: where its file's name is and how long, then line and column.
const PLACE: usize = 16;

/// The module without the places of its panics.
pub fn wipe(wasm: &[u8]) -> Result<Vec<u8>> {
    binary::with_sections(wasm, |id, body| match id {
        DATA => wiped(body).map(Some),
        _ => Ok(None),
    })
}

/// A segment of memory, and where it begins there.
struct Segment {
    start: usize,
    bytes: Vec<u8>,
}

fn wiped(section: &[u8]) -> Result<Vec<u8>> {
    let mut segments = read(section)?;
    let mut found: Vec<Range<usize>> = Vec::new();
    for segment in &segments {
        let first = segment.start.next_multiple_of(4);
        let last = (segment.start + segment.bytes.len()).saturating_sub(PLACE);
        for at in (first..=last).step_by(4) {
            if let Some(name) = name_of_place(&segments, at) {
                found.extend([at..at + PLACE, name]);
            }
        }
    }
    ensure!(!found.is_empty(), "no panic has a place in the .wasm");
    for Segment { start, bytes } in &mut segments {
        for range in &found {
            if let Some(from) = range.start.checked_sub(*start)
                && let Some(wiped) = bytes.get_mut(from..from + range.len())
            {
                wiped.fill(0);
            }
        }
    }
    Ok(written(&segments))
}

/// Where the name of the file lies, if what is at this address is a place.
fn name_of_place(segments: &[Segment], at: usize) -> Option<Range<usize>> {
    let number = |at| {
        let word = bytes(segments, at..at + 4)?.try_into().ok()?;
        Some(u32::from_le_bytes(word) as usize)
    };
    let name = number(at)?..number(at)?.checked_add(number(at + 4)?)?;
    let is_path = |c: &u8| c.is_ascii_alphanumeric() || b"/._-".contains(c);
    let text = bytes(segments, name.clone())?;
    let is_file = text.ends_with(b".rs") && text.iter().all(is_path);
    (is_file && number(at + 8)? > 0 && number(at + 12)? > 0).then_some(name)
}

fn bytes(segments: &[Segment], range: Range<usize>) -> Option<&[u8]> {
    segments.iter().find_map(|Segment { start, bytes }| {
        bytes.get(range.start.checked_sub(*start)?..range.end.checked_sub(*start)?)
    })
}

fn read(section: &[u8]) -> Result<Vec<Segment>> {
    let mut section = Reader(section);
    let count = section.number()?;
    let mut segments = Vec::new();
    for _ in 0..count {
        ensure!(section.number()? == ACTIVE, "a segment that is not active");
        ensure!(section.byte()? == I32_CONST, "a segment without an address");
        // Signed, which tells nothing here: no memory of ours is that large.
        let start = section.number()?;
        ensure!(section.byte()? == END, "an address that is computed");
        let bytes = section.bytes().context("a segment")?.to_vec();
        segments.push(Segment { start, bytes });
    }
    Ok(segments)
}

fn written(segments: &[Segment]) -> Vec<u8> {
    let mut section = Vec::new();
    put_number(&mut section, segments.len());
    for Segment { start, bytes } in segments {
        put_number(&mut section, ACTIVE);
        section.push(I32_CONST);
        put_signed(&mut section, *start);
        section.push(END);
        put_bytes(&mut section, bytes);
    }
    section
}

/// A number that is not negative, as one with a sign.
fn put_signed(out: &mut Vec<u8>, number: usize) {
    put_number(out, number);
    if let Some(last) = out.last_mut()
        && *last & 0x40 != 0
    {
        *last |= 0x80;
        out.push(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: usize = 1_048_576;

    fn module(data: &[u8]) -> Vec<u8> {
        let segment = Segment {
            start: START,
            bytes: data.to_vec(),
        };
        let mut module = b"\0asm\x01\0\0\0".to_vec();
        module.push(DATA);
        put_bytes(&mut module, &written(&[segment]));
        module
    }

    fn words(words: [usize; 4]) -> Vec<u8> {
        let words = words.map(|word| (word as u32).to_le_bytes());
        words.concat()
    }

    #[test]
    fn places_and_the_names_in_them_are_wiped_and_nothing_else_is() {
        let text = b"src/a.rsname";
        let place = words([START, 8, 12, 5]);
        let string = words([START + 8, 4, 12, 5]);
        let before = [&text[..], &place, &string].concat();
        let after = [&[0; 8][..], b"name", &[0; 16], &string].concat();
        assert_eq!(wipe(&module(&before)).unwrap(), module(&after));
    }

    #[test]
    fn a_module_without_places_is_an_error() {
        let only_text = [&b"src/a.rs"[..], &words([START, 8, 0, 0])].concat();
        assert!(wipe(&module(&only_text)).is_err());
    }
}
