//! The binary format of WebAssembly, as far as the build changes it after the tools.

use anyhow::{Context, Result, bail, ensure};

/// Sections (WebAssembly core specification §5.5).
pub const CUSTOM: u8 = 0;
pub const IMPORTS: u8 = 2;
pub const EXPORTS: u8 = 7;
pub const CODE: u8 = 10;
pub const DATA: u8 = 11;
/// The part of the custom section "name" that holds the functions' names (appendix, §7.4.1).
pub const FUNCTION_NAMES: u8 = 1;
/// The instruction that ends a function's body, or an expression (§5.4.9).
pub const END: u8 = 0x0b;

/// The magic number and the version.
const PREAMBLE: usize = 8;

/// The module with other sections where `change` gives one for its id and contents.
pub fn with_sections(
    wasm: &[u8],
    mut change: impl FnMut(u8, &[u8]) -> Result<Option<Vec<u8>>>,
) -> Result<Vec<u8>> {
    let mut changed = wasm.get(..PREAMBLE).context("no WebAssembly")?.to_vec();
    let mut rest = Reader(&wasm[PREAMBLE..]);
    while !rest.0.is_empty() {
        let id = rest.byte()?;
        let body = rest.bytes()?;
        changed.push(id);
        match change(id, body)? {
            Some(other) => put_bytes(&mut changed, &other),
            None => put_bytes(&mut changed, body),
        }
    }
    Ok(changed)
}

/// Reads the binary format: LEB128 numbers, and vectors of bytes behind their length.
pub struct Reader<'a>(pub &'a [u8]);

impl<'a> Reader<'a> {
    pub fn byte(&mut self) -> Result<u8> {
        let (byte, rest) = self.0.split_first().context("the .wasm ends too early")?;
        self.0 = rest;
        Ok(*byte)
    }

    pub fn number(&mut self) -> Result<usize> {
        let mut number = 0;
        for shift in (0..32).step_by(7) {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        bail!("a number in the .wasm is too long")
    }

    pub fn bytes(&mut self) -> Result<&'a [u8]> {
        let length = self.number()?;
        ensure!(length <= self.0.len(), "the .wasm ends too early");
        let (bytes, rest) = self.0.split_at(length);
        self.0 = rest;
        Ok(bytes)
    }
}

pub fn put_number(out: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

pub fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put_number(out, bytes.len());
    out.extend_from_slice(bytes);
}
