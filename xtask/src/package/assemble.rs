//! Puts the package together: the hand-written files of `pkg-template/`, the compiled core in both its forms, licences, and
//! the crate's version.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use super::compile::Core;
use crate::project;

/// The core's files inside the package. One .wasm for all runtimes, and the same bytes as a JavaScript module.
const GLUE: &str = "wasm/tokenward.js";
const WASM: &str = "wasm/tokenward_bg.wasm";
const BASE64: &str = "wasm/tokenward_bg.base64.js";

/// Files of the repository's root that go into the package.
const FROM_ROOT: [&str; 3] = ["LICENSE-APACHE", "LICENSE-MIT", "CHANGELOG.md"];

/// Writes the package's folder anew.
pub fn package(core: &Core, folder: &Path) -> Result<()> {
    let template = project::root().join("pkg-template");
    let mut manifest: Value = serde_json::from_str(&read(&template.join("package.json"))?)
        .context("pkg-template/package.json")?;
    let version = &project::metadata()?.version;
    check_changelog(version)?;
    check_version_module(&template, version)?;
    manifest["version"] = Value::from(version.as_str());

    clear(folder)?;
    for file in listed_files(&manifest)? {
        let content = match file {
            GLUE => core.glue.clone().into_bytes(),
            WASM => core.wasm.clone(),
            BASE64 => base64_module(&core.wasm).into_bytes(),
            file if FROM_ROOT.contains(&file) => read(&project::root().join(file))?.into_bytes(),
            file => read(&template.join(file))?.into_bytes(),
        };
        write(&folder.join(file), &content)?;
    }
    write(
        &folder.join("package.json"),
        format!("{}\n", serde_json::to_string_pretty(&manifest)?).as_bytes(),
    )?;
    check_nothing_is_left_out(&template, folder)
}

/// The package's files by name. Patterns are refused, so that the list is the truth about the package.
fn listed_files(manifest: &Value) -> Result<Vec<&str>> {
    let files = manifest["files"]
        .as_array()
        .context("pkg-template/package.json has no \"files\"")?;
    files
        .iter()
        .map(|file| match file.as_str() {
            Some(file) if !file.contains(['*', '!']) => Ok(file),
            _ => bail!("\"files\" in pkg-template/package.json must name each file: {file}"),
        })
        .collect()
}

/// A file in the template that "files" forgets would be missing from what users install.
fn check_nothing_is_left_out(template: &Path, folder: &Path) -> Result<()> {
    for entry in fs::read_dir(template)? {
        let source = entry?.path();
        let target = folder.join(source.file_name().context("a file without a name")?);
        ensure!(
            target.exists(),
            "{} is not in the \"files\" of pkg-template/package.json",
            source.display()
        );
        if source.is_dir() {
            check_nothing_is_left_out(&source, &target)?;
        }
    }
    Ok(())
}

/// A release without a word in the changelog is a mistake.
fn check_changelog(version: &str) -> Result<()> {
    let changelog = read(&project::root().join("CHANGELOG.md"))?;
    let told = changelog
        .lines()
        .filter(|line| line.starts_with("## "))
        .any(|line| line.contains(version) || line.to_lowercase().contains("unreleased"));
    ensure!(
        told,
        "CHANGELOG.md has no heading for version {version}, which Cargo.toml names"
    );
    Ok(())
}

/// The `version` that JavaScript sees is a module of its own, so that it can be read before the core is loaded.
fn check_version_module(template: &Path, version: &str) -> Result<()> {
    let module = read(&template.join("version.js"))?;
    ensure!(
        module.contains(&format!("version = \"{version}\"")),
        "pkg-template/version.js must say \"{version}\", as Cargo.toml does"
    );
    Ok(())
}

fn base64_module(wasm: &[u8]) -> String {
    format!(
        "// The core as text, for runtimes and bundlers that cannot import a .wasm file.\nexport default \"{}\";\n",
        base64(wasm)
    )
}

/// Standard base64 with padding, which `atob` and `Buffer` read.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let bits = (0..3).fold(0u32, |bits, at| {
            bits << 8 | u32::from(*group.get(at).unwrap_or(&0))
        });
        for at in 0..4 {
            text.push(match at <= group.len() {
                true => char::from(ALPHABET[(bits >> (18 - 6 * at)) as usize & 63]),
                false => '=',
            });
        }
    }
    text
}

/// Empties the folder and keeps the folder itself: `node_modules` elsewhere link to it.
fn clear(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)?;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            fs::remove_dir_all(&path)
        } else {
            fs::remove_file(&path)
        }
        .with_context(|| format!("cannot remove {}", path.display()))?;
    }
    Ok(())
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

fn write(path: &Path, content: &[u8]) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, content).with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_pads_as_rfc_4648_says() {
        // The test vectors of RFC 4648 §10, and the two last letters of the alphabet.
        for (bytes, text) in [
            (&b""[..], ""),
            (b"f", "Zg=="),
            (b"fo", "Zm8="),
            (b"foo", "Zm9v"),
            (b"foob", "Zm9vYg=="),
            (b"foobar", "Zm9vYmFy"),
            (&[0xfb, 0xff, 0xbf], "+/+/"),
        ] {
            assert_eq!(base64(bytes), text);
        }
    }

    #[test]
    fn a_pattern_in_files_is_refused() {
        let manifest = serde_json::json!({ "files": ["index.js", "*.d.ts"] });
        assert!(listed_files(&manifest).is_err());
    }
}
