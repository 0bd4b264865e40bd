//! Lets a panic of the core end in the trap that it ends in anyway, without the way there.
//!
//! On this target std writes a panic's message nowhere and then traps. Its formatting, and the place that every index, borrow
//! and awaited future names for it, are 1.9 KB of brotli all the same; rustc's `panic=immediate-abort`, which leaves them out, is
//! not stable yet. So the functions that begin a panic become the trap before wasm-opt looks for what nobody needs.

use std::collections::HashSet;

use anyhow::{Context, Result, ensure};

use super::binary::{
    self, CODE, CUSTOM, END, FUNCTION_NAMES, IMPORTS, Reader, put_bytes, put_number,
};

const UNREACHABLE: u8 = 0x00;

/// What never returns in core, alloc and std, without the hashes of their crates. Whatever else leads to a panic calls one of these.
const MODULE: &str = "core::panicking::";
const FUNCTIONS: [&str; 14] = [
    "core::cell::panic_already_borrowed",
    "core::cell::panic_already_mutably_borrowed",
    "core::option::expect_failed",
    "core::option::unwrap_failed",
    "core::result::unwrap_failed",
    "core::slice::copy_from_slice_impl::len_mismatch_fail",
    "core::slice::index::slice_index_fail",
    "core::str::slice_error_fail",
    "std::panicking::panic_with_hook",
    "<alloc::vec::Vec<_, _>>::remove::assert_failed",
    "<alloc::vec::Vec<_, _>>::swap_remove::assert_failed",
    "alloc::alloc::handle_alloc_error",
    "alloc::raw_vec::capacity_overflow",
    "alloc::raw_vec::handle_error",
];

/// The module with panics that trap at once.
pub fn trap(wasm: &[u8]) -> Result<Vec<u8>> {
    let mut imported = 0;
    let mut panics = HashSet::new();
    binary::with_sections(wasm, |id, body| {
        match id {
            IMPORTS => imported = Reader(body).number()?,
            CUSTOM => panics.extend(panics_in(body)?),
            _ => {}
        }
        Ok(None)
    })?;
    ensure!(!panics.is_empty(), "no panic has a name in the .wasm");
    binary::with_sections(wasm, |id, body| match id {
        // Imports are functions alone (`names.rs` makes sure), and come before the module's own.
        CODE => trapping(body, |index| panics.contains(&(index + imported))).map(Some),
        _ => Ok(None),
    })
}

/// The indices of the functions that panic, if this custom section is the one with the names.
fn panics_in(custom: &[u8]) -> Result<Vec<usize>> {
    let mut section = Reader(custom);
    let mut found = Vec::new();
    if section.bytes()? != b"name" {
        return Ok(found);
    }
    while !section.0.is_empty() {
        let id = section.byte()?;
        let mut names = Reader(section.bytes()?);
        if id != FUNCTION_NAMES {
            continue;
        }
        for _ in 0..names.number()? {
            let index = names.number()?;
            if is_panic(std::str::from_utf8(names.bytes()?)?) {
                found.push(index);
            }
        }
    }
    Ok(found)
}

/// `core[c5930c85a12de822]::panicking::panic_fmt`, or the same without the crate's hash.
fn is_panic(name: &str) -> bool {
    let plain = match (name.find('['), name.find("]::")) {
        (Some(open), Some(close)) if open < close => [&name[..open], &name[close + 1..]].concat(),
        _ => name.to_owned(),
    };
    plain.starts_with(MODULE) || FUNCTIONS.contains(&plain.as_str())
}

/// The section of code with a trap for a body where `panics` says so of a function's place.
fn trapping(code: &[u8], panics: impl Fn(usize) -> bool) -> Result<Vec<u8>> {
    let mut code = Reader(code);
    let mut changed = Vec::new();
    let count = code.number()?;
    put_number(&mut changed, count);
    for place in 0..count {
        let body = code.bytes()?;
        if !panics(place) {
            put_bytes(&mut changed, body);
            continue;
        }
        let end = body.last_chunk::<2>().context("an empty function")?;
        ensure!(
            end == &[UNREACHABLE, END],
            "what was taken for a panic returns"
        );
        put_bytes(&mut changed, &[0, UNREACHABLE, END]);
    }
    Ok(changed)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RETURNS: [u8; 3] = [0, 0x01, END];
    const PANICS: [u8; 5] = [0, 0x10, 0, UNREACHABLE, END];

    /// A module with one imported function and these, each with its name and body.
    fn module(functions: &[(&str, &[u8])]) -> Vec<u8> {
        let mut code = vec![functions.len() as u8];
        let mut names = vec![functions.len() as u8];
        for (place, (name, body)) in functions.iter().enumerate() {
            put_bytes(&mut code, body);
            names.push(place as u8 + 1);
            put_bytes(&mut names, name.as_bytes());
        }
        let mut custom = b"\x04name".to_vec();
        custom.push(FUNCTION_NAMES);
        put_bytes(&mut custom, &names);
        let mut module = b"\0asm\x01\0\0\0".to_vec();
        module.extend([IMPORTS, 7, 1, 1, b'g', 1, b'f', 0, 0, CODE]);
        put_bytes(&mut module, &code);
        module.push(CUSTOM);
        put_bytes(&mut module, &custom);
        module
    }

    #[test]
    fn what_panics_traps_at_once_and_nothing_else_changes() {
        let names = [
            "tokenward::core::panicking::h0",
            "core[c5930c85a12de822]::panicking::panic_fmt",
            "core::option::unwrap_failed",
            "core::option::unwrap",
        ];
        let before = module(&[
            (names[0], &RETURNS),
            (names[1], &PANICS),
            (names[2], &PANICS),
            (names[3], &PANICS),
        ]);
        let trap_alone: &[u8] = &[0, UNREACHABLE, END];
        let after = module(&[
            (names[0], &RETURNS),
            (names[1], trap_alone),
            (names[2], trap_alone),
            (names[3], &PANICS),
        ]);
        assert_eq!(trap(&before).unwrap(), after);
    }

    #[test]
    fn a_core_without_names_or_with_a_panic_that_returns_is_an_error() {
        assert!(trap(&module(&[("a", &PANICS)])).is_err());
        assert!(trap(&module(&[("core::panicking::panic", &RETURNS)])).is_err());
    }
}
