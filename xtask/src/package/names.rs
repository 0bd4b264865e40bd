//! Gives what the core and its glue know each other by short names.
//!
//! wasm-bindgen writes out what each function is and where it comes from, with hashes that no compressor makes smaller, and users
//! pay for it twice: in the .wasm and in the glue. Nobody else sees these names, so here they are letters: 1.2 KB of brotli less.

use anyhow::{Result, ensure};

use super::binary::{self, EXPORTS, IMPORTS, Reader, put_bytes, put_number};

/// What is imported or exported: a function (§5.5.5, §5.5.10).
const FUNCTION: u8 = 0;
/// What wasm-bindgen calls the glue; whatever is imported from elsewhere goes by its own name.
const GLUE: &str = "./tokenward_bg.js";
const GLUE_SHORT: &str = "a";

/// The same module and glue with short names between them.
pub fn shorten(wasm: &[u8], glue: &str) -> Result<(Vec<u8>, String)> {
    let mut glue = glue.to_owned();
    let short = binary::with_sections(wasm, |id, body| match id {
        IMPORTS => imports(body, &mut glue).map(Some),
        EXPORTS => exports(body, &mut glue).map(Some),
        _ => Ok(None),
    })?;
    replace_once(&mut glue, &quoted(GLUE), &quoted(GLUE_SHORT))?;
    Ok((short, glue))
}

/// The section of imports with other names, which the glue gets too.
fn imports(section: &[u8], glue: &mut String) -> Result<Vec<u8>> {
    let mut section = Reader(section);
    let mut short = Vec::new();
    let count = section.number()?;
    put_number(&mut short, count);
    for place in 0..count {
        let module = section.bytes()?;
        let long = std::str::from_utf8(section.bytes()?)?;
        ensure!(
            section.byte()? == FUNCTION,
            "{long} is imported and no function"
        );
        let signature = section.number()?;
        if module == GLUE.as_bytes() {
            let name = letters(place);
            replace_once(glue, &defined(long), &defined(&name))?;
            put_bytes(&mut short, GLUE_SHORT.as_bytes());
            put_bytes(&mut short, name.as_bytes());
        } else {
            put_bytes(&mut short, module);
            put_bytes(&mut short, long.as_bytes());
        }
        short.push(FUNCTION);
        put_number(&mut short, signature);
    }
    Ok(short)
}

/// The section of exports with other names, by which the glue calls them.
fn exports(section: &[u8], glue: &mut String) -> Result<Vec<u8>> {
    let mut section = Reader(section);
    let mut short = Vec::new();
    let count = section.number()?;
    put_number(&mut short, count);
    for place in 0..count {
        let long = std::str::from_utf8(section.bytes()?)?;
        let name = letters(place);
        *glue = with_export(glue, long, &name);
        put_bytes(&mut short, name.as_bytes());
        short.push(section.byte()?);
        put_number(&mut short, section.number()?);
    }
    Ok(short)
}

/// `a` to `z`, then `aa`, `ba` and so on.
fn letters(mut place: usize) -> String {
    let mut name = String::new();
    loop {
        name.push(char::from(b'a' + (place % 26) as u8));
        if place < 26 {
            return name;
        }
        place = place / 26 - 1;
    }
}

/// How the glue defines what the core imports.
fn defined(name: &str) -> String {
    format!(" {name}: function(")
}

fn quoted(name: &str) -> String {
    format!("\"{name}\":")
}

fn replace_once(glue: &mut String, long: &str, short: &str) -> Result<()> {
    ensure!(
        glue.matches(long).count() == 1,
        "the glue does not have {long} once"
    );
    *glue = glue.replacen(long, short, 1);
    Ok(())
}

/// The glue with another name for an export: `wasm.name`, and not the beginning of a longer one.
fn with_export(glue: &str, long: &str, short: &str) -> String {
    let called = format!("wasm.{long}");
    let mut parts = glue.split(&called);
    let mut renamed = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let longer = part.starts_with(|next: char| next == '_' || next.is_ascii_alphanumeric());
        renamed += "wasm.";
        renamed += if longer { long } else { short };
        renamed += part;
    }
    renamed
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module that imports functions of type 0, and exports functions.
    fn module(imported: &[(&str, &str)], exported: &[&str]) -> Vec<u8> {
        let mut imports = vec![imported.len() as u8];
        for (module, name) in imported {
            put_bytes(&mut imports, module.as_bytes());
            put_bytes(&mut imports, name.as_bytes());
            imports.extend([FUNCTION, 0]);
        }
        let mut exports = vec![exported.len() as u8];
        for (place, name) in exported.iter().enumerate() {
            put_bytes(&mut exports, name.as_bytes());
            exports.extend([FUNCTION, place as u8]);
        }
        let mut module = b"\0asm\x01\0\0\0".to_vec();
        module.extend([1, 4, 1, 0x60, 0, 0, IMPORTS]);
        put_bytes(&mut module, &imports);
        module.push(EXPORTS);
        put_bytes(&mut module, &exports);
        module
    }

    #[test]
    fn both_sides_get_the_same_short_names() {
        let long = [
            (GLUE, "__wbg_get_57b93e4469e51558"),
            ("../local.js", "localRecords"),
            (GLUE, "__wbindgen_init_externref_table"),
        ];
        let glue = r#"{ __wbg_get_57b93e4469e51558: function(x) { wasm.core_new(x) },
            __wbindgen_init_externref_table: function() { wasm.core_newest() } }
            { "./tokenward_bg.js": import0 }"#;
        let (wasm, glue) = shorten(&module(&long, &["core_new", "core_newest"]), glue).unwrap();
        let short = [("a", "a"), ("../local.js", "localRecords"), ("a", "c")];
        assert_eq!(wasm, module(&short, &["a", "b"]));
        let expected = r#"{ a: function(x) { wasm.a(x) },
            c: function() { wasm.b() } }
            { "a": import0 }"#;
        assert_eq!(glue, expected);
    }

    #[test]
    fn no_two_places_have_the_same_letters() {
        let names: std::collections::HashSet<_> = (0..2000).map(letters).collect();
        assert_eq!(names.len(), 2000);
        assert_eq!([0, 25, 26, 27].map(letters), ["a", "z", "aa", "ba"]);
    }

    #[test]
    fn a_module_that_ends_too_early_or_does_not_fit_its_glue_is_an_error() {
        let wasm = module(&[(GLUE, "get")], &[]);
        let glue = "{ get: function() {} } \"./tokenward_bg.js\": import0";
        assert!(shorten(&wasm, glue).is_ok());
        assert!(shorten(&wasm, "").is_err());
        assert!(shorten(&wasm[..wasm.len() - 5], glue).is_err());
        assert!(shorten(&[], glue).is_err());
    }
}
