//! Gives the functions that the core imports from its glue short names.
//!
//! wasm-bindgen tells imports of several crates apart by hashes, which no compressor makes smaller and which users pay for
//! twice: in the .wasm and in the glue. Here all of them are known, so a number does where two share a name.

use std::collections::HashSet;

use anyhow::{Result, ensure};

use super::binary::{self, Reader, put_bytes, put_number};

/// The section that lists imports (WebAssembly core specification §5.5.5).
const IMPORTS: u8 = 2;
const HASH: usize = 16;

/// The same module and glue with short names between them.
pub fn shorten(wasm: &[u8], glue: &str) -> Result<(Vec<u8>, String)> {
    let mut names = Names::default();
    let mut glue = glue.to_owned();
    let short = binary::with_sections(wasm, |id, body| match id {
        IMPORTS => renamed(body, &mut names, &mut glue).map(Some),
        _ => Ok(None),
    })?;
    Ok((short, glue))
}

/// The section of imports with other names, which the glue gets too.
fn renamed(section: &[u8], names: &mut Names, glue: &mut String) -> Result<Vec<u8>> {
    let mut section = Reader(section);
    let mut short = Vec::new();
    let count = section.number()?;
    put_number(&mut short, count);
    for _ in 0..count {
        put_bytes(&mut short, section.bytes()?);
        let long = std::str::from_utf8(section.bytes()?)?;
        ensure!(section.byte()? == 0, "{long} is imported and no function");
        let signature = section.number()?;
        let name = names.of(long);
        if name != long {
            // The hash makes the name one that stands for nothing else.
            ensure!(glue.contains(long), "the glue has no {long}");
            *glue = glue.replace(long, &name);
        }
        put_bytes(&mut short, name.as_bytes());
        short.push(0);
        put_number(&mut short, signature);
    }
    Ok(short)
}

#[derive(Default)]
struct Names(HashSet<String>);

impl Names {
    /// `get` for `__wbg_get_57b93e4469e51558`, and `get2` for the next one.
    fn of(&mut self, long: &str) -> String {
        let Some(plain) = plain(long) else {
            self.0.insert(long.to_owned());
            return long.to_owned();
        };
        let mut name = plain.to_owned();
        let mut number = 2;
        while !self.0.insert(name.clone()) {
            name = format!("{plain}{number}");
            number += 1;
        }
        name
    }
}

/// A name of wasm-bindgen's without its prefix and hash.
fn plain(long: &str) -> Option<&str> {
    let (name, hash) = long.rsplit_once('_')?;
    let is_hash = hash.len() == HASH && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    let name = name.strip_prefix("__wbg_").unwrap_or(name);
    is_hash.then(|| name.trim_start_matches('_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module that imports functions of type 0 from `g`.
    fn module(names: &[&str]) -> Vec<u8> {
        let mut imports = Vec::new();
        put_number(&mut imports, names.len());
        for name in names {
            put_bytes(&mut imports, b"g");
            put_bytes(&mut imports, name.as_bytes());
            imports.extend([0, 0]);
        }
        let mut module = b"\0asm\x01\0\0\0".to_vec();
        module.extend([1, 4, 1, 0x60, 0, 0, IMPORTS]);
        put_bytes(&mut module, &imports);
        module.extend([3, 1, 0]);
        module
    }

    #[test]
    fn names_lose_their_hashes_on_both_sides_and_stay_apart() {
        let long = [
            "__wbg_get_57b93e4469e51558",
            "__wbg_get_d7176cfb76d71114",
            "__wbg___wbindgen_throw_4c88d8bf264fd984",
            "__wbindgen_init_externref_table",
        ];
        let glue = long
            .map(|name| format!("{name}: function() {{}}"))
            .join("\n");
        let (wasm, glue) = shorten(&module(&long), &glue).unwrap();
        let short = ["get", "get2", "wbindgen_throw", long[3]];
        assert_eq!(wasm, module(&short));
        assert_eq!(
            glue,
            short
                .map(|name| format!("{name}: function() {{}}"))
                .join("\n")
        );
    }

    #[test]
    fn a_module_that_ends_too_early_or_does_not_fit_its_glue_is_an_error() {
        let name = ["__wbg_get_57b93e4469e51558"];
        let wasm = module(&name);
        assert!(shorten(&wasm, "").is_err());
        assert!(shorten(&wasm[..wasm.len() - 5], name[0]).is_err());
        assert!(shorten(&[], name[0]).is_err());
    }
}
